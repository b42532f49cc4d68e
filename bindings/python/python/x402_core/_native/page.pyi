from collections.abc import Sequence
from typing import final

from .asset import AssetTable
from .bill import Bill

__all__ = ["CONTENT_SECURITY_POLICY", "PageTemplate", "is_navigation"]

CONTENT_SECURITY_POLICY: str
"""The `Content-Security-Policy` of the page: its own styles, and nothing else."""

@final
class PageTemplate:
    """The frame of the page that a browser shows of a 402: HTML with fields.

    The fields are `{{title}}`, `{{description}}`, `{{url}}`, `{{error}}` and `{{options}}`. The
    first four are text, escaped for an element or a quoted attribute; they belong into neither a
    script nor a style. `{{options}}` is one `article` of HTML for each way to pay.
    """

    def __new__(cls, text: str | None = None) -> PageTemplate:
        """The template of this text, or the project's own: light and dark, narrow and wide.

        Raises:
            InvalidValueError: A field has another name or is not closed, or `{{options}}` is
                missing.
        """

    def fill(
        self, bill: Bill, *, assets: AssetTable | None = None, error: str | None = None
    ) -> str:
        """Writes the page of a bill: price, network, payee and a QR code for wallets.

        Args:
            bill: The bill. Its texts are shortened and escaped.
            assets: The tokens and their symbols, if not the known ones.
            error: Why the payment that came was refused, if one came.
        """

    def __eq__(self, other: object, /) -> bool: ...

def is_navigation(headers: Sequence[tuple[str | bytes, str | bytes]]) -> bool:
    """Whether a request with these headers is a browser's navigation.

    It is if `Sec-Fetch-Mode` is `navigate`, or if `Accept` names `text/html` before
    `application/json` and `*/*`.
    """
