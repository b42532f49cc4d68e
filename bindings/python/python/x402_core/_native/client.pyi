from datetime import datetime
from typing import Any, final

from ..errors import UndecidedError
from . import v1
from .asset import Asset
from .chain import ChainQueries, Facts
from .message import PaymentPayload, PaymentRequired
from .network import Network
from .policy import DeclaredState, Policy
from .refused_entry import RefusedEntry
from .spending import Cost, Spending
from .verify import Verified
from .wallet import EvmSigningKey, SvmSigningKey, Wallet

__all__ = [
    "Choice",
    "SignedPayment",
    "SigningRequest",
    "select",
]

@final
class Choice:
    """The entry of `accepts` that will be paid, and all that the payment takes from the 402."""

    __match_args__ = ("index", "price")

    @property
    def index(self) -> int:
        """The entry's place in `accepts`, counted from 0."""

    @property
    def x402_version(self) -> int:
        """The version of the protocol that the payment is made in: 1 or 2."""

    @property
    def network(self) -> Network:
        """Where it is paid."""

    @property
    def amount(self) -> int:
        """How much, in atomic token units."""

    @property
    def pay_to(self) -> str:
        """Who is paid."""

    @property
    def payer(self) -> str:
        """The wallet's account that can pay it."""

    @property
    def asset(self) -> Asset | None:
        """The token, if the policy knows it by name."""

    @property
    def cost(self) -> Cost:
        """What the payment costs."""

    @property
    def price(self) -> str:
        """The price for people, such as `0.01 USDC`."""

    @property
    def refused(self) -> tuple[RefusedEntry, ...]:
        """The other entries that were refused, in the server's order."""

    def queries(self) -> ChainQueries:
        """What must be fetched from the network before signing, in one round; often nothing.

        The answers are the `chain` of `signing_request`.
        """

    def funding_queries(self) -> ChainQueries:
        """What shows, before it is signed, whether the payment can settle.

        These are the payer's balance, the approval of Permit2, the token accounts of payer and
        payee. Asking them is optional; `is_funded` reads the answers.
        """

    def is_funded(self, chain: DeclaredState | Facts) -> bool | None:
        """Whether the payer can pay, by the answers to `funding_queries`.

        Returns:
            `None` if fewer nodes than must agree do so on something that matters.
        """

    @property
    def extensions(self) -> dict[str, Any] | None:
        """What the server's extensions say, by name; the payment repeats all of it. A copy."""

    def extend(self, extension: str, member: str, value: Any) -> Choice:
        """The same choice with a member added to the `info` of an extension that is offered.

        Raises:
            InvalidValueError: The server does not offer it, or says something else there.
        """

    def signing_request(
        self,
        *,
        entropy: bytes,
        now: int | datetime,
        payer: str | None = None,
        contract_wallet: bool = False,
        chain: DeclaredState | Facts | None = None,
    ) -> SigningRequest:
        """Builds what the account signs: EIP-712 typed data, or a Solana transaction's message.

        Args:
            entropy: 32 bytes from a cryptographic random source, new for every payment.
            now: The moment of signing, in Unix seconds or as a `datetime` with a time zone.
            payer: The account that pays, if not `self.payer`.
            contract_wallet: Whether a contract signs for the account (ERC-1271).
            chain: What the nodes answered to `queries`, or a state that the caller declares.

        Raises:
            SigningRequestError: The entropy is all zero, an answer is missing or contradicts the
                asset table, or the payer cannot pay this.
            InvalidValueError: An argument is no value of its kind.
        """

@final
class SigningRequest:
    """A payment that only lacks its signature.

    What assembles it raises `AssembleError` if the signature makes no payment that a server
    would accept.
    """

    @property
    def choice(self) -> Choice:
        """The choice that the payment is for."""

    @property
    def payer(self) -> str:
        """The account that signs."""

    @property
    def contract_wallet(self) -> bool:
        """Whether a contract signs for the account."""

    @property
    def to_sign(self) -> bytes:
        """What a key signs: the 32 bytes of a digest, or a Solana message."""

    @property
    def digest(self) -> bytes | None:
        """The EIP-712 digest, on EVM chains."""

    @property
    def typed_data_json(self) -> str | None:
        """The JSON argument of `eth_signTypedData_v4`, on EVM chains."""

    @property
    def typed_data(self) -> dict[str, Any] | None:
        """The same as a `dict`."""

    @property
    def solana_message(self) -> bytes | None:
        """The bytes of the message to sign, on Solana."""

    @property
    def solana_transaction(self) -> bytes | None:
        """The whole transaction without signatures, for wallets that sign transactions only."""

    def assemble(self, signature: bytes) -> SignedPayment:
        """Makes the payment from the signature of the account's own key, in any usual form."""

    def assemble_contract(self, signature: bytes) -> SignedPayment:
        """Makes the payment from what a contract wallet signed, of any length."""

    def assemble_transaction(self, transaction: bytes, *, policy: Policy) -> SignedPayment:
        """Makes the payment from a transaction that a wallet signed, and may have changed.

        It must still pay this choice under the policy, usually `Policy.interop()`.
        """

    def sign_with(self, key: EvmSigningKey | SvmSigningKey) -> SignedPayment:
        """Signs with a key held in memory and assembles the payment."""

@final
class SignedPayment:
    """A signed payment and the header that carries it.

    It is money until it expires: `repr()` does not show it, and it cannot be pickled.
    """

    @property
    def header_name(self) -> str:
        """The header's name: `PAYMENT-SIGNATURE`, in version 1 `X-PAYMENT`."""

    @property
    def header_text(self) -> str:
        """The header's value."""

    @property
    def headers(self) -> dict[str, str]:
        """The header as HTTP clients take it."""

    @property
    def message(self) -> PaymentPayload | v1.PaymentPayload:
        """The message in the header."""

    @property
    def payer(self) -> str:
        """Who pays."""

    @property
    def cost(self) -> Cost:
        """What it costs."""

    @property
    def network_text(self) -> str:
        """The network by the name that the message has for it."""

    @property
    def valid_until(self) -> int | None:
        """Until when it can be settled, in Unix seconds; on Solana no clock knows."""

    @property
    def verified(self) -> Verified | None:
        """The proof that the payer signed it, unless a contract wallet did."""

    @property
    def unproven(self) -> UndecidedError | None:
        """What only the chain can tell, where a contract wallet signed."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

def select(
    required: PaymentRequired | v1.PaymentRequired,
    wallet: Wallet,
    spending: Spending | None = None,
) -> Choice:
    """Chooses the first entry of `accepts` that the wallet can and the policy allows.

    Raises:
        NoChoiceError: No entry is acceptable; it says of each why.
    """
