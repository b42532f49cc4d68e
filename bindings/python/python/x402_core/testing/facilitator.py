"""A facilitator without a chain: it verifies with the real rules and settles in memory."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from hashlib import sha512
from threading import Lock
from typing import TYPE_CHECKING, Literal

from .. import (
    AssetTable,
    DeclaredState,
    Network,
    Offer,
    Policy,
    SettleResponse,
    SupportedKind,
    SupportedResponse,
    VerifyResponse,
    verify,
)
from .._clock import moment
from ..client import EvmSigningKey, SvmSigningKey
from ..errors import FacilitatorError, InvalidValueError, OfferError, Refusal
from .script import InvalidResponse, NotProcessed, Outcome, Pending, Refuse, TimeOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .. import PaymentPayload, SettleRequest, Verified, VerifyRequest, v1

    Chain = DeclaredState | Callable[[PaymentPayload | v1.PaymentPayload, Offer], DeclaredState]

__all__ = ["AsyncTestFacilitator", "Call", "Settlement", "TestFacilitator"]

EVM_SIGNER = EvmSigningKey.from_bytes(b"\x02" * 32).address
SVM_SIGNER = SvmSigningKey.from_seed(b"\x02" * 32).address


@dataclass(frozen=True)
class Call:
    """One call of a facilitator, and what came of it."""

    endpoint: Literal["verify", "settle", "supported"]
    """What was called."""
    request: VerifyRequest | SettleRequest | None
    """With what."""
    answer: VerifyResponse | SettleResponse | SupportedResponse | FacilitatorError
    """What came of it."""


@dataclass(frozen=True)
class Settlement:
    """A payment that was made, on no chain."""

    verified: Verified
    """The payment: payer, amount, asset, network, payee."""
    transaction: str
    """The transaction that made it, in the network's own form; the same payment has the same."""


class TestFacilitator:
    """A facilitator for tests: in this process, offline, and as exact as a real one.

    It verifies with the rules of `x402_core.verify`, and settles a payment once: the first answer
    that reports the settlement is a success, every later one is the failure
    `duplicate_settlement`, so that a server that serves one payment twice is found. A request with
    the `repeat_token` of the first is the same request, and gets its answer again. A settled
    payment is invalid when it is verified again, as on a chain. `next_verify` and `next_settle`
    script what else may happen. Any number of threads may call it.
    """

    __test__ = False  # pytest collects what begins with `Test`

    def __init__(
        self,
        *,
        networks: Iterable[Network | str] | None = None,
        chain: Chain | None = None,
        policy: Policy | None = None,
        now: Callable[[], int] | None = None,
        idempotent: bool = False,
    ) -> None:
        """A facilitator that has settled nothing.

        Args:
            networks: Where it settles; every network with a well-known token if not given.
            chain: What only a chain knows: a declared state for every payment, or a function that
                has one for each. Nothing is known if it is not given, and nothing is held against
                the payer: the balance suffices.
            policy: How strictly the rules are read; `Policy.interop()` if it is not given.
            now: The clock, in Unix seconds; the system's if it is not given.
            idempotent: Whether every request for a settlement that was made gets its success
                again, as some facilitators do.

        Raises:
            InvalidValueError: One of `networks` is none.
        """
        if networks is None:
            networks = {asset.network for asset in AssetTable()}
        self.networks: list[Network] = sorted(Network(str(network)) for network in networks)
        self.calls: list[Call] = []
        """Every call, in order."""
        self._chain = chain
        self._policy = Policy.interop() if policy is None else policy
        self._now = now
        self._lock = Lock()
        self._script: dict[str, deque[Outcome]] = {"verify": deque(), "settle": deque()}
        self._idempotent = idempotent
        self._settled: dict[str, Settlement] = {}
        self._requests: dict[SettleRequest, SettleResponse] = {}
        self._tokens: dict[str, str | None] = {}
        """The repeat token of the request that a settlement was reported to, by transaction."""

    @property
    def settlements(self) -> tuple[Settlement, ...]:
        """The payments that were made, each once, in order."""
        with self._lock:
            return tuple(self._settled.values())

    def next_verify(self, *outcomes: Outcome) -> None:
        """The next calls to verify come out like this, one after the other.

        Raises:
            InvalidValueError: Only a settlement can be pending.
        """
        for outcome in outcomes:
            if isinstance(outcome, Pending):
                expected, found = "an outcome of a verification", repr(outcome)
                raise InvalidValueError(
                    f"outcome: expected {expected}, found {found}: script it for `next_settle`",
                    noun="outcome",
                    expected=expected,
                    found=found,
                )
        self._script["verify"].extend(outcomes)

    def next_settle(self, *outcomes: Outcome) -> None:
        """The next calls to settle come out like this, one after the other."""
        self._script["settle"].extend(outcomes)

    def reset(self) -> None:
        """Forgets calls, settlements and what is scripted."""
        with self._lock:
            self.calls.clear()
            self._settled.clear()
            self._requests.clear()
            self._tokens.clear()
            for outcomes in self._script.values():
                outcomes.clear()

    def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """Verifies a payment, or does what is scripted.

        Raises:
            FacilitatorError: It is scripted.
        """
        with self._lock:
            try:
                answer = self._verify(request, self._scripted("verify"))
            except FacilitatorError as error:
                self.calls.append(Call("verify", request, error))
                raise
            self.calls.append(Call("verify", request, answer))
            return answer

    def settle(
        self, request: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """Settles a payment unless it is settled already, or does what is scripted.

        Args:
            request: The payment and its requirements.
            repeat_token: The request's `Idempotency-Key`, which its repetitions share.

        Raises:
            FacilitatorError: It is scripted.
        """
        with self._lock:
            try:
                answer = self._settle(request, self._scripted("settle"), repeat_token)
            except FacilitatorError as error:
                self.calls.append(Call("settle", request, error))
                raise
            self.calls.append(Call("settle", request, answer))
            return answer

    def supported(self) -> SupportedResponse:
        """`exact` in both versions, and who pays the fees on Solana."""
        answer = self.kinds()
        with self._lock:
            self.calls.append(Call("supported", None, answer))
        return answer

    def kinds(self) -> SupportedResponse:
        """As `supported`, without a trace in `calls`."""
        kinds = []
        for network in self.networks:
            extra = {"feePayer": SVM_SIGNER} if network.is_svm else None
            for version, name in ((2, str(network)), (1, network.v1_name)):
                if name is not None:
                    kind = SupportedKind(
                        x402_version=version, scheme="exact", network=name, extra=extra
                    )
                    kinds.append(kind)
        signers = {"eip155:*": [EVM_SIGNER], "solana:*": [SVM_SIGNER]}
        return SupportedResponse(kinds=kinds, signers=signers)

    def _scripted(self, endpoint: str) -> Outcome | None:
        outcomes = self._script[endpoint]
        return outcomes.popleft() if outcomes else None

    def _verify(self, request: VerifyRequest, outcome: Outcome | None) -> VerifyResponse:
        if outcome is not None and not isinstance(outcome, Refuse):
            raise _failure(outcome)
        judged = outcome or self._judge(request)
        if not isinstance(judged, Refuse) and judged.replay_key in self._settled:
            judged = self._judge(request, settled=True)
        if isinstance(judged, Refuse):
            return VerifyResponse(
                is_valid=False,
                invalid_reason=judged.reason,
                invalid_message=judged.message,
                payer=_claimed_payer(request),
            )
        return VerifyResponse(is_valid=True, payer=judged.payer)

    def _settle(
        self, request: SettleRequest, outcome: Outcome | None, token: str | None
    ) -> SettleResponse:
        if isinstance(outcome, Refuse):
            return _failed(request, outcome)
        if outcome is None:
            return self._once(request, self._pay(request), token)
        if isinstance(outcome, NotProcessed) or not outcome.settles:
            if isinstance(outcome, Pending):
                return _failed(request, Refuse("settlement_pending"))
            raise _failure(outcome)
        paid = self._pay(request)
        if not isinstance(outcome, Pending):
            raise _failure(outcome)
        if not paid.success:
            return paid
        return _failed(request, Refuse("settlement_pending", transaction=paid.transaction))

    def _once(
        self, request: SettleRequest, paid: SettleResponse, token: str | None
    ) -> SettleResponse:
        """Reports a settlement as a success to the first request that hears of it."""
        if not paid.success or self._idempotent:
            return paid
        if paid.transaction not in self._tokens:
            self._tokens[paid.transaction] = token
            return paid
        if token is not None and token == self._tokens[paid.transaction]:
            return paid
        return SettleResponse(
            success=False,
            transaction=paid.transaction,
            network=paid.network,
            payer=paid.payer,
            error_reason="duplicate_settlement",
            error_message="the payment was settled for another request: several processes that "
            "serve for payments need a replay store that they share",
        )

    def _pay(self, request: SettleRequest) -> SettleResponse:
        """Settles a payment, once."""
        # Not judged again: its time may be over since.
        known = self._requests.get(request)
        if known is not None:
            return known
        judged = self._judge(request)
        if isinstance(judged, Refuse):
            return _failed(request, judged)
        settlement = Settlement(judged, _transaction(judged))
        settlement = self._settled.setdefault(judged.replay_key, settlement)
        answer = SettleResponse(
            success=True,
            transaction=settlement.transaction,
            network=str(request.payment_requirements.network),
            payer=judged.payer,
        )
        self._requests[request] = answer
        return answer

    def _judge(
        self, request: VerifyRequest | SettleRequest, *, settled: bool = False
    ) -> Verified | Refuse:
        """The verdict on a payment; of one that is settled a chain knows that it is."""
        payment = request.payment_payload
        try:
            offer = Offer.parse(request.payment_requirements)
        except OfferError as error:
            return Refuse("invalid_payment_requirements", str(error))
        if offer.network not in self.networks:
            named = ", ".join(map(str, self.networks))
            message = f"network: expected one of {named}, found {offer.network}"
            return Refuse("invalid_network", message)
        chain = self._chain(payment, offer) if callable(self._chain) else self._chain
        if settled:
            chain = _settled(chain, payment, offer)
        try:
            return verify(
                payment,
                offer,
                now=moment(None if self._now is None else self._now()),
                policy=self._policy,
                signers=[EVM_SIGNER, SVM_SIGNER],
                chain=chain,
            )
        except Refusal as refusal:
            return Refuse(refusal.wire_code, str(refusal))


def _settled(
    chain: DeclaredState | None, payment: PaymentPayload | v1.PaymentPayload, offer: Offer
) -> DeclaredState:
    """The state in which the payment has been made: its nonce is used, or it cannot land again."""
    networks = {} if chain is None else json.loads(chain.to_json())
    state = networks.setdefault(str(offer.network), {})
    payload = payment.payload
    signed = payload.get("permit2Authorization") or payload.get("authorization")
    if signed:
        used = {"token": offer.asset, "from": signed["from"], "nonce": signed["nonce"]}
        lower = {name: text.lower() for name, text in used.items()}
        state.setdefault("nonces_used", []).append(lower)
    else:
        state["simulation"] = False
    return DeclaredState.from_dict(networks)


class AsyncTestFacilitator:
    """As `TestFacilitator`, for `async` code; nothing in it waits."""

    __test__ = False

    def __init__(self, sync: TestFacilitator | None = None) -> None:
        """A face of this facilitator, or of a new one."""
        self.sync: TestFacilitator = TestFacilitator() if sync is None else sync
        """The facilitator: script it, and look at its calls and settlements."""

    async def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """As `TestFacilitator.verify`."""
        return self.sync.verify(request)

    async def settle(
        self, request: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """As `TestFacilitator.settle`."""
        return self.sync.settle(request, repeat_token=repeat_token)

    async def supported(self) -> SupportedResponse:
        """As `TestFacilitator.supported`."""
        return self.sync.supported()


def _failure(outcome: Outcome) -> FacilitatorError:
    match outcome:
        case TimeOut():
            return FacilitatorError("scripted: no answer comes", failure="no_response")
        case InvalidResponse():
            return FacilitatorError("scripted: the answer is garbage", failure="invalid_response")
        case _:
            return FacilitatorError("scripted: it is not taken", failure="not_processed")


def _failed(request: SettleRequest, refused: Refuse) -> SettleResponse:
    return SettleResponse(
        success=False,
        transaction=refused.transaction,
        network=str(request.payment_requirements.network),
        payer=_claimed_payer(request),
        error_reason=refused.reason,
        error_message=refused.message,
    )


def _claimed_payer(request: VerifyRequest | SettleRequest) -> str | None:
    """Who an EVM payment says pays; published servers want to read it in a refusal too."""
    payload = request.payment_payload.payload
    for name in ("authorization", "permit2Authorization"):
        payer = payload[name].get("from") if isinstance(payload.get(name), dict) else None
        if isinstance(payer, str):
            return payer
    return None


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _transaction(payment: Verified) -> str:
    """A transaction's name: the same for the same payment, and like the network's own."""
    digest = sha512(b"x402 test settlement " + payment.replay_key.encode()).digest()
    if payment.network.is_evm:
        return "0x" + digest[:32].hex()
    return _base58(digest)


def _base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + text
