"""What the two middlewares share: everything but input and output.

| module | what |
|---|---|
| `paths`, `table` | which requests cost something: the core decides |
| `charge`, `bills` | what they cost: from a price and the seller's settings to a `Bill` |
| `plan`, `claim`, `effects` | the plan for one request, and what it asks for |
| `services` | what performs the effects: a facilitator and a replay store |
| `payment`, `record` | what handlers, hooks and the log get to know |
| `headers`, `answers` | what leaves the server |
"""
