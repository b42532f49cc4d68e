"""How a request is paid for, whatever library sends it.

`journey` decides what is next and does nothing itself; `run` does it, in plain or in `async` code.
"""
