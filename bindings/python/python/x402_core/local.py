"""A facilitator in this process: it verifies, settles on the chain and pays for the gas.

    facilitator = LocalFacilitator(
        chain=Chain({"base": ["https://a.example", "https://b.example", "https://c.example"]}),
        signer=key_from_environment("FACILITATOR_KEY"),
        store=SqliteStore("/var/lib/shop/settlements.sqlite"),
        networks={"base": Sponsorship(fee_cap=5_000_000_000, has_l1_fee=True)},
    )
    app = PaymentMiddleware(app, facilitator=facilitator, ...)

The middleware takes it in place of a URL. Every process of a server has one, with the same key and
the same store: what a process that was killed leaves is continued by the others, or after a restart.
The store remembers what was signed and sent, so that no payment is settled twice or lost. It must be
durable: `SqliteStore` keeps a file on this machine.

It settles on EVM networks, by EIP-3009 and by Permit2, and on Solana, where the fee payer's key is
`solana_signer=solana_key_from_file("/etc/shop/fee-payer.json")` and the terms are
`networks={"solana": Sponsorship.on_solana(50_000)}`, the most lamports for one payment. It logs to `x402_core.local`, and neither
payments nor keys.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import anyio

from ._effects import run, run_async
from ._local.driver import Driver
from ._local.plans import SettlementEffect, ask_store, settle
from ._native.chain import Facts
from ._native.exchange import AskChain
from ._native.network import Network
from ._native.settlement import (
    FollowTransaction,
    LoadRows,
    PutRows,
    Settlement,
    SettlementAnswer,
    Sponsorship,
)
from ._native.verification import Capabilities, supported
from ._native.wallet import EvmSigningKey, SvmSigningKey
from ._store.errors import StoreOpenError, StoreUnavailableError, StoreUnknownError
from ._store.sqlite import SqliteStore
from .errors import FacilitatorError, InvalidValueError
from .verification import Verifier

if TYPE_CHECKING:
    from threading import Event
    from types import TracebackType
    from typing import Self

    from . import Policy, SettleRequest, SettleResponse, SupportedResponse, VerifyRequest
    from . import VerifyResponse, ports
    from ._effects import Plan
    from ._store.port import SettlementStore, Signer

__all__ = [
    "AsyncLocalFacilitator",
    "LocalFacilitator",
    "RemoteSigner",
    "SqliteStore",
    "Sponsorship",
    "StoreOpenError",
    "StoreUnavailableError",
    "StoreUnknownError",
    "key_from_environment",
    "key_from_file",
    "solana_key_from_environment",
    "solana_key_from_file",
]

STORE = ("load", "put", "claim", "renew", "prune")
POLL = 0.02
"""How often a coroutine looks whether a transaction has made a step, in seconds."""


class RemoteSigner:
    """An account whose key is elsewhere: its address, and a function that signs."""

    def __init__(self, address: str, sign: Callable[[bytes], bytes]) -> None:
        """A signer; nothing is signed yet.

        Args:
            address: The account's address.
            sign: Signs 32 bytes and returns the 65 bytes r, s, v; on Solana it signs a message and
                returns 64 bytes, the same ones for the same message. It may block and may raise:
                then it is asked again. A signature of another account is not used.
        """
        self.address = address
        self._sign = sign

    def sign(self, payload: bytes) -> bytes:
        """The signature of a digest, or on Solana of a message."""
        return self._sign(payload)

    def __repr__(self) -> str:
        """Its class and the address."""
        return f"<RemoteSigner of {self.address}>"


def key_from_environment(name: str) -> EvmSigningKey:
    """The private key in an environment variable, as 64 hexadecimal digits.

    Raises:
        InvalidValueError: The variable is not set, or its text is not a key; it is not shown.
    """
    return EvmSigningKey.from_hex(_text_from_environment(name))


def key_from_file(path: str | os.PathLike[str]) -> EvmSigningKey:
    """The private key in a file that its owner alone may read, as 64 hexadecimal digits.

    Raises:
        InvalidValueError: Others have rights to the file, or its text is not a key; it is not shown.
        OSError: The file cannot be read.
    """
    return EvmSigningKey.from_hex(_text_from_file(path))


def solana_key_from_environment(name: str) -> SvmSigningKey:
    """The private key of an account on Solana in an environment variable: base58, or JSON as below.

    Raises:
        InvalidValueError: The variable is not set, or its text is not a key; it is not shown.
    """
    return _solana_key(_text_from_environment(name))


def solana_key_from_file(path: str | os.PathLike[str]) -> SvmSigningKey:
    """The private key of an account on Solana in a file that its owner alone may read: the JSON list
    of 64 numbers that `solana-keygen` writes, or base58 as wallets export it.

    Raises:
        InvalidValueError: Others have rights to the file, or its text is not a key; it is not shown.
        OSError: The file cannot be read.
    """
    return _solana_key(_text_from_file(path))


def _solana_key(text: str) -> SvmSigningKey:
    if not text.startswith("["):
        return SvmSigningKey.from_base58(text)
    try:
        pair = bytes(json.loads(text))
    except (TypeError, ValueError):
        # Not chained: its text may quote the key.
        raise _invalid("signer", "a list of 64 numbers from 0 to 255", "another text") from None
    return SvmSigningKey.from_keypair_bytes(pair)


def _text_from_environment(name: str) -> str:
    text = os.environ.get(name)
    if text is None:
        raise _invalid("signer", f"a private key in the environment variable {name}", "none")
    return text.strip()


def _text_from_file(path: str | os.PathLike[str]) -> str:
    with open(path, encoding="ascii", errors="replace") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if os.name == "posix" and mode & 0o077:
            expected = f"a file of its owner alone at {os.fspath(path)}: run `chmod 600`"
            raise _invalid("signer", expected, f"the mode {mode:o}")
        return file.read().strip()


class _Local:
    """What both have: the machines, the store and the threads that drive transactions."""

    def __init__(
        self,
        *,
        chain: ports.Chain,
        networks: Mapping[str, Sponsorship],
        signer: Signer | None = None,
        solana_signer: Signer | None = None,
        store: SettlementStore | None = None,
        policy: Policy | None = None,
        asks_wallets: bool = False,
        lease_millis: int = 10_000,
        retention_seconds: int = 90 * 86_400,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """A facilitator; nothing is sent yet.

        Args:
            chain: Asks the nodes: a `Chain` of `x402_core.chain`, also for `async` code.
            networks: The networks to settle on, and on which terms gas or fees are paid for there.
            signer: The account that pays for the gas on EVM networks: a key, or a `RemoteSigner`.
            solana_signer: The account that pays the fees on Solana: the same.
            store: Keeps the rows durably: a `SqliteStore`. All processes of a server share it.
            policy: How strictly the rules are read; strict if it is not given.
            asks_wallets: As in `Capabilities`.
            lease_millis: After how many milliseconds another process continues what a killed one
                has left.
            retention_seconds: For how long a settlement is kept that has ended: until then, asking
                for it again gives its answer.
            clock: The current time in Unix seconds.

        Raises:
            InvalidValueError: The store is missing or not one, a network or a signer's address is
                invalid, or a network has no signer.
        """
        _check_store(store)
        assert store is not None
        accounts = {
            name: _signer(Network(name), signer, solana_signer) for name in map(str, networks)
        }
        self._capabilities = Capabilities(
            {name: [account.address] for name, account in accounts.items()},
            policy=policy,
            asks_wallets=asks_wallets,
        )
        self._terms = {Network(str(name)): terms for name, terms in networks.items()}
        self._chain, self._store, self._clock = chain, store, clock
        self._verifier = Verifier(self._capabilities, chain)
        self._driver = Driver(
            self._capabilities,
            chain,
            {account.address: account.sign for account in accounts.values()},
            store,
            self._terms,
            self._now,
            lease_millis,
            retention_seconds,
        )

    def __repr__(self) -> str:
        """Its class and the networks."""
        return f"<{type(self).__name__}: {self._capabilities!r}>"

    def start(self) -> None:
        """Begins to go on with what is in the store. The first call of any other method does too."""
        self._driver.start()

    def _now(self) -> int:
        return int(self._clock())

    def _plan(
        self, request: SettleRequest, token: str | None
    ) -> Plan[SettlementEffect, SettlementAnswer]:
        network = _network(request)
        # Of a network that is not settled on the machine refuses every payment, whatever the terms.
        terms = self._terms.get(network) if network else None
        terms = terms or next(iter(self._terms.values()))
        return settle(Settlement(self._capabilities, terms), request, token, self._now)

    def _perform_now(self, effect: SettlementEffect) -> object:
        if isinstance(effect, (LoadRows, PutRows)):
            return ask_store(self._store, effect)
        assert isinstance(effect, AskChain)
        try:
            return self._chain.ask(effect.network, effect.queries)
        except Exception:
            return Facts()


class LocalFacilitator(_Local):
    """A facilitator in this process, for threads; the `async` middleware takes it too."""

    def supported(self) -> SupportedResponse:
        """What it can verify and settle, and its account."""
        self._driver.start()
        return supported(self._capabilities)

    def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """Whether the payment could be settled. It signs and writes nothing."""
        self._driver.start()
        return self._verifier.verify(request, now=self._now())

    def settle(
        self, request: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """Settles the payment, once however often it is asked for.

        Raises:
            FacilitatorError: The store or the nodes did not answer; its `failure` is
                `no_response`, for an earlier request may have reserved or sent the payment.
        """
        self._driver.start()
        return _response(run(self._plan(request, repeat_token), self._perform))

    def close(self) -> None:
        """Ends the threads. What is not final goes on in another process, or after a restart."""
        self._driver.close()

    def __enter__(self) -> Self:
        """The facilitator itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        self.close()

    def _perform(self, effect: SettlementEffect) -> object:
        if isinstance(effect, FollowTransaction):
            event = self._driver.follow(effect.transaction)
            event.wait(effect.millis / 1000)
            self._driver.unfollow(effect.transaction, event)
            return None
        return self._perform_now(effect)


class AsyncLocalFacilitator(_Local):
    """As `LocalFacilitator`, for `async` code. Nodes and store are asked in threads."""

    async def supported(self) -> SupportedResponse:
        """As `LocalFacilitator.supported`."""
        self._driver.start()
        return supported(self._capabilities)

    async def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """As `LocalFacilitator.verify`."""
        self._driver.start()
        now = self._now()
        return await anyio.to_thread.run_sync(lambda: self._verifier.verify(request, now=now))

    async def settle(
        self, request: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """As `LocalFacilitator.settle`. If it is cancelled, the payment may be settled."""
        self._driver.start()
        return _response(await run_async(self._plan(request, repeat_token), self._perform))

    async def aclose(self) -> None:
        """As `LocalFacilitator.close`."""
        await anyio.to_thread.run_sync(self._driver.close)

    async def __aenter__(self) -> Self:
        """The facilitator itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        await self.aclose()

    async def _perform(self, effect: SettlementEffect) -> object:
        if isinstance(effect, FollowTransaction):
            event = self._driver.follow(effect.transaction)
            try:
                await _wait(event, effect.millis / 1000)
            finally:
                self._driver.unfollow(effect.transaction, event)
            return None
        return await anyio.to_thread.run_sync(self._perform_now, effect)


async def _wait(event: Event, seconds: float) -> None:
    """Waits without a thread: many requests may wait for their transactions."""
    with anyio.move_on_after(seconds):
        while not event.is_set():
            await anyio.sleep(POLL)


def _signer(network: Network, signer: Signer | None, solana_signer: Signer | None) -> Signer:
    found = solana_signer if network.is_svm else signer
    if found is None:
        name = "solana_signer" if network.is_svm else "signer"
        raise _invalid("signer", f"`{name}=` for {network}", "none")
    return found


def _network(request: SettleRequest) -> Network | None:
    try:
        return Network(str(request.payment_requirements.network))
    except InvalidValueError:
        return None


def _response(answer: SettlementAnswer) -> SettleResponse:
    if answer.status == 200:
        return answer.response
    message = answer.response.error_message or "the store or the chain's nodes did not answer"
    raise FacilitatorError(message, failure="no_response", status=answer.status)


def _check_store(store: object) -> None:
    missing = [name for name in STORE if not callable(getattr(store, name, None))]
    if missing:
        what = "none" if store is None else f"{type(store).__name__} without `{missing[0]}`"
        expected = (
            "a durable store, such as SqliteStore(path) of x402_core.local, "
            "or in tests MemoryStore() of x402_core.testing"
        )
        raise _invalid("store", expected, what)


def _invalid(noun: str, expected: str, found: str) -> InvalidValueError:
    message = f"not a valid {noun}: expected {expected}, found {found}"
    return InvalidValueError(message, noun=noun, expected=expected, found=found)
