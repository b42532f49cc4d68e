"""Pays what servers ask for, with `requests`.

```python
payer = Payer(EvmSigningKey.from_hex(os.environ["KEY"]), per_call="$0.05", per_day="$1")
session = x402_core.requests.Session(payer)
print(session.get("https://api.example.com/weather").text)
```

`Session` is that of requests with an `X402Adapter` mounted for `https://` and `http://`; mount
one where another session is to pay. An adapter sends single requests: it adds the payment to a
copy, so that requests, which repeats headers at redirects, never gets to see it.

`report(response)` says what was paid. The errors are those of requests, and
`x402_core.errors.PaymentError`.
"""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import rewind_body
from urllib3.util.retry import Retry

from ._pay.effects import pay
from ._pay.over_requests import (
    RequestsCarrier,
    is_paid_otherwise,
    keep,
    outgoing_request,
    paying_request,
    put_away,
)
from ._report import PaymentReport
from .errors import PaymentError
from .payer import Payer, settings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import SignedPayment

__all__ = ["Session", "X402Adapter", "report"]


def report(response: requests.Response) -> PaymentReport | None:
    """What was paid for this answer; `None` if nothing was asked for it."""
    found = getattr(response, "x402", None)
    return found if isinstance(found, PaymentReport) else None


class Session(requests.Session):
    """A `requests.Session` that pays."""

    def __init__(self, payer: Payer) -> None:
        super().__init__()
        self.mount("https://", X402Adapter(payer))
        self.mount("http://", X402Adapter(payer))


class X402Adapter(HTTPAdapter):
    """Sends requests, and pays for those that cost something."""

    def __init__(self, payer: Payer, **options: Any) -> None:
        """An adapter that pays; the other arguments are those of `HTTPAdapter`.

        Its `max_retries` count where no payment is sent. With one, urllib3 never tries again:
        the payer's `resend_after` says when the same payment is sent once more.
        """
        super().__init__(**options)
        self._settings = settings_of(payer)

    def send(
        self, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        """Sends one request; see `HTTPAdapter.send`.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        if is_paid_otherwise(request):
            return super().send(request, *arguments, **options)

        def send(payment: SignedPayment | None) -> requests.Response:
            if payment is None:
                return super(X402Adapter, self).send(request, *arguments, **options)
            paid = request.copy()
            paid.headers[payment.header_name] = payment.header_text
            if not isinstance(paid.body, str | bytes | None):
                rewind_body(paid)
            return super(X402Adapter, self._once()).send(paid, *arguments, **options)

        paying = paying_request(self._settings, request)
        try:
            answer = pay(paying.send(outgoing_request(request)), RequestsCarrier(request, send))
        except PaymentError as error:
            keep(error.response)
            raise
        if not (paying.goes_on or paying.is_paid):
            put_away(request)
        if paying.report is not None:
            answer.response.x402 = paying.report  # type: ignore[attr-defined]
        return answer.response

    def __getstate__(self) -> dict[str, Any]:
        raise TypeError("an X402Adapter cannot be pickled or copied: it can pay")

    def _once(self) -> X402Adapter:
        """The same adapter, with the same connections, that never tries again by itself."""
        once = object.__new__(type(self))
        once.__dict__.update(self.__dict__, max_retries=Retry(0, read=False))
        return once
