"""How a request is paid for, whatever library sends it.

`journey` is the plan for one request of the caller; `run` has its effects.
"""
