"""A differential fuzz: does an application serve what costs something where the table sees it free?

| module | what |
|---|---|
| `catalogue` | routes of applications and their prices |
| `spelling` | odd ways to write a path |
| `judge` | the paywall's answer against the application's |

`python tests/fuzz_routes.py --paths 1000000 --seed 7` runs it for longer than the tests do.
"""
