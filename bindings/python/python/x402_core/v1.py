"""The messages of version 1 that differ from those of version 2.

`SettleResponse`, `VerifyResponse` and `SupportedResponse` serve both versions.
"""

from ._native.v1 import PaymentPayload, PaymentRequired, PaymentRequirements

__all__ = ["PaymentPayload", "PaymentRequired", "PaymentRequirements"]
