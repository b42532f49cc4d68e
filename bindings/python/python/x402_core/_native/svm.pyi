from typing import NoReturn, final

__all__ = ["SvmPartiallySignedTransaction"]

@final
class SvmPartiallySignedTransaction:
    """A transaction that every signer has signed but the fee payer, whose signature is the last one.

    The others' signatures are proven, by the rule that validators apply. What the fee payer's slot
    held is dropped. Any party that has the bytes and the fee payer's signature can have the
    transaction executed: keep both as a secret until then.
    """

    @staticmethod
    def parse(bytes: bytes) -> SvmPartiallySignedTransaction:
        """Reads a transaction, and proves every signature of it but the first.

        Raises:
            InvalidValueError: The bytes are not a transaction, or another signer than the fee payer
                has not signed it.
        """

    @property
    def fee_payer(self) -> str:
        """The account that pays the fee: the one whose signature is missing."""

    @property
    def message(self) -> bytes:
        """The bytes that the fee payer signs."""

    @property
    def message_hash(self) -> bytes:
        """SHA-256 of the message: what the runtime executes once."""

    def with_signature(self, signature: str) -> bytes:
        """The whole transaction, ready to be sent: `SvmQuery.send`.

        Args:
            signature: The fee payer's signature of `message`, in base58.

        Raises:
            InvalidValueError: The signature is not the fee payer's for this message.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...
