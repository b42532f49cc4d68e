"""What the two middlewares share: everything but input and output.

| module | what |
|---|---|
| `paths`, `table` | which requests cost something: the core decides |
| `charge`, `terms` | what they cost: from a price and the seller's settings to a `Bill` |
| `driver`, `actions` | one request as a generator: yields what to do, receives what came of it |
| `payment`, `record` | what handlers, hooks and the log get to know |
| `headers`, `answers` | what leaves the server |
"""
