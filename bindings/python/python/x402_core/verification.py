"""The role that verifies for others: a facilitator's `/verify` and `/supported`.

It needs nodes, and neither a key nor a gas account: it signs and sends nothing.

    capabilities = Capabilities({"base": ["0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf"]})
    verifier = Verifier(capabilities, Chain({"base": ["https://a.example", "https://b.example"]}))
    answer = verifier.verify(VerifyRequest.from_json(body))  # a MalformedError is status 400
    status, body = 200, answer.to_json()

`Verifier` and `AsyncVerifier` ask a `Chain` of `x402_core.chain`, or anything of the shape of
`x402_core.ports`. `Verification` is the state machine behind them, for other transports.
"""

from __future__ import annotations

from ._clock import moment
from ._effects import run, run_async
from ._native.chain import Facts
from ._native.exchange import AskChain
from ._native.verification import Capabilities, Verification, supported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from . import SupportedResponse, VerifyRequest, VerifyResponse, ports
    from ._effects import Plan

__all__ = [
    "AskChain",
    "AsyncVerifier",
    "Capabilities",
    "Verification",
    "Verifier",
    "supported",
]


class _Verifier:
    """What both have: the capabilities, and the plan of a verification."""

    def __init__(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities

    def __repr__(self) -> str:
        """Its class and the networks."""
        return f"<{type(self).__name__}: {self._capabilities!r}>"

    def _plan(
        self, request: VerifyRequest, now: int | datetime | None
    ) -> Plan[AskChain, VerifyResponse]:
        verification = Verification(self._capabilities)
        step = verification.request(request, now=moment(now))
        while isinstance(step, AskChain):
            facts: Facts = yield step
            step = verification.answered(facts, now=moment(now))
        return step


class Verifier(_Verifier):
    """Answers `/verify` and `/supported` by the nodes of a chain."""

    def __init__(self, capabilities: Capabilities, chain: ports.Chain) -> None:
        """A verifier; nothing is sent yet.

        Args:
            capabilities: The networks, the facilitator's accounts and its policy.
            chain: Asks the nodes.
        """
        super().__init__(capabilities)
        self._chain = chain

    def supported(self) -> SupportedResponse:
        """The answer to `GET /supported`."""
        return supported(self._capabilities)

    def verify(
        self, request: VerifyRequest, /, *, now: int | datetime | None = None
    ) -> VerifyResponse:
        """The answer to `POST /verify`.

        A refused payment is an answer, and so is `unexpected_verify_error`, where too few nodes
        answered. What the chain raises comes out as it is; a `Chain` raises nothing.

        Args:
            request: The body.
            now: The time to verify at; the machine's if it is not given.
        """
        plan = self._plan(request, now)
        return run(plan, lambda ask: self._chain.ask(ask.network, ask.queries))


class AsyncVerifier(_Verifier):
    """As `Verifier`, for `async` code."""

    def __init__(self, capabilities: Capabilities, chain: ports.AsyncChain) -> None:
        """A verifier; nothing is sent yet. The arguments are those of `Verifier`."""
        super().__init__(capabilities)
        self._chain = chain

    async def supported(self) -> SupportedResponse:
        """As `Verifier.supported`."""
        return supported(self._capabilities)

    async def verify(
        self, request: VerifyRequest, /, *, now: int | datetime | None = None
    ) -> VerifyResponse:
        """As `Verifier.verify`."""
        plan = self._plan(request, now)
        return await run_async(plan, lambda ask: self._chain.ask(ask.network, ask.queries))
