"""How a request is paid for, whatever library sends it.

| module | what |
|---|---|
| `request`, `resend`, `sign` | the plan for one request of the caller, and for the payment in it |
| `effects` | what a plan asks for, and what performs it over an HTTP library |
| `outgoing`, `over_httpx`, `over_requests`, `body` | the HTTP libraries' requests and answers |
| `payer_settings`, `ledger` | what a payer allows, and what is left of its budgets |
| `progress`, `messages` | what the caller hears |
"""
