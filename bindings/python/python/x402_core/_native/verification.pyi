from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn, final

from ..literals import VerificationStage
from .chain import Facts
from .exchange import AskChain
from .facilitator import SupportedResponse, VerifyRequest, VerifyResponse
from .network import Network
from .policy import Policy

__all__ = ["Capabilities", "Verification", "supported"]

@final
class Capabilities:
    """The networks that a facilitator settles on, the accounts that it signs with there, its policy.

    Every scheme and transfer method of this library is supported on each of the networks.
    """

    def __new__(
        cls,
        signers: Mapping[str, Sequence[str]] | Mapping[Network, Sequence[str]],
        *,
        policy: Policy | None = None,
        asks_wallets: bool = False,
    ) -> Capabilities:
        """Capabilities on these networks.

        Args:
            signers: By network, all accounts that the facilitator signs with there. The first one
                on Solana is the fee payer that `supported` lists. None of them may pay or sign for
                a client.
            policy: How strictly the rules are read; strict if it is not given.
            asks_wallets: Whether the chain is asked about a signature of 65 bytes that recovers to
                another account than the payer: the payer may be a contract wallet. Any party can
                send such a payment, and then it costs queries.

        Raises:
            InvalidValueError: A network is of no known family or is named twice, or its list is
                empty or has an account of another family.
        """

    @property
    def signers(self) -> dict[Network, tuple[str, ...]]:
        """The accounts by network, in the order in which they were given; a copy."""

    @property
    def policy(self) -> Policy:
        """How strictly the rules are read."""

    @property
    def asks_wallets(self) -> bool:
        """Whether the chain is asked about signatures of contract wallets."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, tuple[()]]: ...

def supported(capabilities: Capabilities) -> SupportedResponse:
    """The answer to `GET /supported`: a row for every network, by each of its names."""

@final
class Verification:
    """One `POST /verify`, until its answer: a state machine without I/O.

    Each event returns what to do next: an `AskChain`, or the `VerifyResponse` that ends it. It
    signs and writes nothing. A payment that the facilitator cannot settle, or that breaks a rule
    without the chain, costs no query. Everything else is asked in one round, and what that opens up
    in a second one.

    A payment is valid if the payer's signature is proven, no rule is broken and as many nodes as
    must agree have answered everything. What remains open at the end is `unexpected_verify_error`,
    and the same request may come again.
    """

    def __new__(cls, capabilities: Capabilities) -> Verification:
        """A verification that waits for its request."""

    @property
    def stage(self) -> VerificationStage:
        """What the verification waits for."""

    def request(self, request: VerifyRequest, *, now: int | datetime) -> AskChain | VerifyResponse:
        """A request came. A body that cannot be read as one is answered with status 400.

        Raises:
            VerificationOutOfTurnError: The verification has had its request.
        """

    def answered(self, facts: Facts, *, now: int | datetime) -> AskChain | VerifyResponse:
        """The nodes were asked: their answers, as many as came.

        Args:
            facts: What the nodes answered, made with the number of independent nodes.
            now: The current time, read again.

        Raises:
            VerificationOutOfTurnError: The verification does not wait for answers.
        """

    def __reduce__(self) -> NoReturn: ...
