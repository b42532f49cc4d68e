"""Who pays, from what, and how much: the same for every HTTP library.

`x402_core.httpx` and `x402_core.requests` pay what servers ask for with a `Payer`. All requests
of one payer, on all threads and tasks, share its budgets.
"""

from __future__ import annotations

import time
from dataclasses import replace

from ._chain.plan import ROUNDS
from ._effects import Call, call, call_async, run, run_async
from ._native.chain import Facts
from ._native.network import Network
from ._native.policy import DeclaredState
from ._pay.intents import Intents
from ._pay.ledger import SharedLedger
from ._pay.payer_settings import PayerSettings, Signer
from ._pay.progress import Progress
from ._pay.resend import LONGEST_WAIT
from ._report import PaymentReport
from .client import Account, Budget, EvmSigningKey, Spending, SvmSigningKey, Wallet
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from . import Money
    from ._effects import Plan
    from .client import Choice
    from .ports import AsyncChain, Chain

__all__ = ["Payer", "PaymentReport", "Progress", "Signer"]


MOST_WAITS = 3
"""How often a payment is sent again at most: a `Session` sends it four times."""


class Payer:
    """Pays what servers ask for, within a policy; shared by threads, tasks and clients.

    A cost is taken out of all budgets before the payment is signed, and comes back only if
    nothing was sent, or by `release_unused`; the budget per day has it again after 24 hours. A
    server's refusal brings nothing back: the server has the payment, and can settle it and deny it. No server can take
    more than the budgets. They are kept in memory: another payer, or another process, starts with
    its own.
    """

    def __init__(
        self,
        *accounts: EvmSigningKey | SvmSigningKey | Signer,
        per_call: Money | str | None = None,
        per_host: Budget | Money | str | None = None,
        per_day: Budget | Money | str | None = None,
        spending: Spending | None = None,
        chain: AsyncChain | Chain | DeclaredState | None = None,
        approve: Callable[[Choice], bool | Awaitable[bool]] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        raise_refusals: bool = True,
        pay_after_redirect: bool = False,
        allow_http: bool = False,
        resend_after: Sequence[float] = (1, 3, 9),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """A payer for these accounts; where several could pay, the first one does.

        Args:
            accounts: Keys held in memory, or `Signer`s for keys that are elsewhere.
            per_call: The most that one payment may cost: `"$0.05"`; a dollar if not given.
            per_host: The most that one host gets in all, as long as this payer lives. A price is
                a budget in dollars; a `Budget` can also have tokens that are none.
            per_day: The most that all payments together may cost within 24 hours.
            spending: Which networks, tokens and payees, and a budget for all payments together;
                with its own maximum for one payment in place of `per_call`.
            chain: Nodes to ask what `Choice.queries` states, such as `x402_core.chain.Chain`;
                `AsyncChain` in an async client only. Solana payments need it: they contain a
                recent block hash. A `DeclaredState` in place of nodes is for tests.
            approve: Is asked before each payment is signed. It may be `async` in an async
                client.
            on_progress: Is told what happens to payments, on the thread that sends the request;
                what it raises is logged, and changes nothing.
            raise_refusals: Raises a `PaymentError` where a 402 cannot be paid and where a
                payment is refused; else the caller gets the server's answer. An outcome that is
                unknown is raised in any case.
            pay_after_redirect: Pays a server that the caller did not name, but was redirected
                to before anything was paid. A payment itself never goes to another server.
            allow_http: Pays servers over plain `http` elsewhere than on this machine.
            resend_after: After how many seconds a payment whose outcome is unknown is sent
                again, each time: at most three times. Later if the server's `Retry-After` says so,
                and not at all if that is more than ten minutes or after the payment expires. A
                request that is not idempotent (`POST` or `PATCH` without an `Idempotency-Key`) is
                sent again only if the server says that it is not done with it.
            clock: The time, in Unix seconds.

        Raises:
            InvalidValueError: An argument is no value of its kind, or there is no account that
                could pay.
        """
        if not accounts:
            raise _missing("account to pay from", "give Payer a key or a Signer")
        if spending is not None and per_call is not None:
            raise InvalidValueError(
                "expected per_call or spending, found both: give Spending its max_per_payment",
                noun="policy",
                expected="per_call or spending",
                found="both",
            )
        signers = [_signer(account) for account in accounts]
        if chain is None and not all(_is_evm(signer.account) for signer in signers):
            why = "payments on Solana contain a recent block hash, which its nodes return"
            raise _missing("chain", why)
        is_chain = isinstance(chain, DeclaredState) or callable(getattr(chain, "ask", None))
        if chain is not None and not is_chain:
            raise _wrong("a Chain such as x402_core.chain has", chain)
        waits = tuple(resend_after)
        if len(waits) > MOST_WAITS or not all(0 <= wait <= LONGEST_WAIT for wait in waits):
            raise InvalidValueError(
                f"expected at most {MOST_WAITS} waits of 0 to {LONGEST_WAIT} seconds in "
                f"resend_after, found {waits}",
                noun="resend_after",
                expected=f"at most {MOST_WAITS} waits of 0 to {LONGEST_WAIT} seconds",
                found=str(waits),
            )
        spending = spending or Spending(max_per_payment=per_call)
        spending = spending._with_permissions(allow_http, pay_after_redirect)
        self._settings = PayerSettings(
            wallet=Wallet(*(signer.account for signer in signers)),
            signers={signer.account.address: signer for signer in reversed(signers)},
            spending=spending,
            ledger=SharedLedger(spending.budget, _budget(per_host), _budget(per_day)),
            chain=chain,
            approve=approve,
            on_progress=on_progress,
            raise_refusals=raise_refusals,
            resend_after=waits,
            intents=Intents(),
            clock=clock,
        )

    def release_unused(
        self, report: PaymentReport, *, block_time: int | datetime | None = None
    ) -> PaymentReport:
        """Puts a payment's cost back into all budgets, if the chain proves that it is unused.

        A payer with a `chain` asks it: two or more nodes must have the nonce unused, and their
        finalized block must be behind the payment's window. On Solana their finalized block must
        be ten minutes behind the payment and have forgotten its blockhash, and no transaction of
        the payer's token account may have executed it. With one node nothing is put back.

            with contextlib.suppress(SessionError):  # not yet, or it was paid
                report = payer.release_unused(report)

        A caller that has asked the chain itself gives `block_time`, the time of a final block after
        `report.valid_until` at which the nonce is unused: `authorizationState` of the token
        (EIP-3009), or the bitmap of Permit2. Neither a server's statement nor a clock is such a
        proof: a server can settle a payment and deny it. It can be called from any thread or task.

        Args:
            report: A report of a payment of this payer.
            block_time: The time of that block, in Unix seconds or as a `datetime` with a time zone;
                if not given, the payer's `chain` is asked.

        Returns:
            The report with `spend_status` `unused`.

        Raises:
            SessionError: The chain does not prove it, or the payment has not expired at that block;
                or a `block_time` is given and it is on Solana, where it expires by height. Its cost
                stays spent.
            InvalidValueError: Nothing is to be put back: no payment was signed, a contract wallet
                signed it, its cost was put back before, another payer paid, or 10,000 payments were
                made since. Or the payer has no chain, and no `block_time` is given.
        """
        if block_time is None:
            return run(self._release(report), call)
        key = report.replay_key
        return _released(report, key and self._settings.ledger.release_unused(key, block_time))

    async def release_unused_async(self, report: PaymentReport) -> PaymentReport:
        """As `release_unused`, with an `AsyncChain`.

        Raises:
            SessionError: The chain does not prove that the payment is unused.
            InvalidValueError: Nothing is to be put back, or the payer has no chain.
        """
        return await run_async(self._release(report), call_async)

    def _release(self, report: PaymentReport) -> Plan[Call, PaymentReport]:
        """Asks the chain about a payment, and puts its cost back if it is unused."""
        chain, ledger, key = self._settings.chain, self._settings.ledger, report.replay_key
        if chain is None or isinstance(chain, DeclaredState):
            why = "nodes to ask; without them, give the time of a final block as `block_time`"
            raise _missing("chain", why)
        session = ledger.session(key)
        if session is None or key is None or report.network is None:
            return _released(report, None)
        facts, asked = Facts(), None
        for _ in range(ROUNDS):
            queries = session.release_queries(facts)
            if not queries or queries == asked:
                break
            found = yield Call(chain.ask, (Network(report.network), queries))
            if not isinstance(found, Facts):
                raise TypeError(f"expected Facts from chain, found {type(found).__name__}")
            facts, asked = Facts(facts, found, nodes=found.quorum), queries
        return _released(report, ledger.release_expired(key, facts))

    def __repr__(self) -> str:
        addresses = ", ".join(account.address for account in self._settings.wallet.accounts)
        return f"<Payer from {addresses}>"


def _released(report: PaymentReport, is_released: object) -> PaymentReport:
    if not is_released:
        expected, found = "the report of a payment whose cost this payer holds", report.replay_key
        raise InvalidValueError(
            f"expected {expected}, found {found}", noun="report", expected=expected, found=str(found)
        )
    return replace(report, spend_status="unused")


def _signer(account: EvmSigningKey | SvmSigningKey | Signer) -> Signer:
    match account:
        case Signer():
            return account
        case EvmSigningKey():
            holder = Account.evm(account.address)
        case SvmSigningKey():
            holder = Account.solana(account.address)
        case _:
            # Never what it is: it could be a key.
            raise _wrong("an EvmSigningKey, an SvmSigningKey or a Signer", account)
    return Signer(holder, lambda request: request.sign_with(account))


def _is_evm(account: Account) -> bool:
    return account.address.startswith("0x")


def _budget(limit: Budget | Money | str | None) -> Budget:
    match limit:
        case None:
            return Budget.unlimited()
        case Budget():
            return limit
        case _:
            return Budget.dollars(limit)


def _missing(noun: str, hint: str) -> InvalidValueError:
    expected = f"an {noun}" if noun.startswith("a") else f"a {noun}"
    message = f"expected {expected}, found none: {hint}"
    return InvalidValueError(message, noun=noun, expected=expected, found="none")


def _wrong(expected: str, found: object) -> TypeError:
    return TypeError(f"expected {expected}, found {type(found).__name__}")


def settings_of(payer: Payer) -> PayerSettings:
    """A payer's settings.

    Raises:
        TypeError: It is none: a key, perhaps.
    """
    if not isinstance(payer, Payer):
        raise _wrong("a Payer, such as Payer(key)", payer)
    return payer._settings
