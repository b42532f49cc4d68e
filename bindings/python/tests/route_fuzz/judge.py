"""The paywall's answer against the application's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import unquote_to_bytes

from frameworks import ASGI, WSGI, Reached
from paying import Script, settings
from shop import ask_asgi, ask_wsgi, environ_of, scope_of
from x402_core import asgi, wsgi
from x402_core._paywall.table import Charged, Free

from .catalogue import CATALOGUES, Catalogue
from .spelling import METHODS, misspell

__all__ = ["Fault", "Shop", "Tally", "fuzz", "shops"]

SLOW = {"django-asgi": 10}
"""Applications that are asked for one path in this many."""

PREFLIGHT = {"Origin": "https://a.test", "Access-Control-Request-Method": "GET"}

REMEMBERED = 50_000
"""How many requests are remembered, so as not to be made twice."""

SAMPLE = 100
"""One refused or charged request in this many goes through the whole middleware."""

DECODINGS = (("utf-8", "replace"), ("latin-1", "strict"), ("utf-8", "surrogateescape"))
"""How servers make text of a path's bytes; most take the first."""


@dataclass(frozen=True)
class Fault:
    """A request that the paywall and the application read in two ways."""

    shop: str
    request: str
    found: str
    what: str

    def __str__(self) -> str:
        return f"{self.what}\n  application: {self.shop}\n  request: {self.request}\n  {self.found}"


class Shop:
    """An application behind a paywall."""

    def __init__(self, catalogue: Catalogue, framework: str, root: str = "") -> None:
        self.name = f"{framework}{root and ' below ' + root}, catalogue {catalogue.name}"
        self.catalogue, self.root, self.speaks_asgi = catalogue, root, framework in ASGI
        self.stride = SLOW.get(framework, 1)
        self.reached = Reached()
        self.charged = {line.route for line in catalogue.lines if line.price is not None}
        listed = catalogue.table(framework)
        routes = [line.route for line in catalogue.lines]
        self.routes = dict(zip(listed, routes * (len(listed) // len(routes)), strict=True))
        """The application's route of each line of the table."""
        given = settings(Script(), routes=listed)
        if self.speaks_asgi:
            self.app = ASGI[framework](catalogue.routes, self.reached)
            self.paywall: Any = asgi.PaymentMiddleware(self.app, **given)
        else:
            self.app = WSGI[framework](catalogue.routes, self.reached)
            self.paywall = wsgi.PaymentMiddleware(self.app, **given)
        self.seen: set[tuple[str, str]] = set()

    async def judge(self, method: str, raw: str, random: Random, tally: Tally) -> None:
        """Asks for a path and notes a fault."""
        scope = self._scope(method, raw, random)
        key = method, scope["path" if self.speaks_asgi else "PATH_INFO"]
        if key in self.seen:
            return
        if len(self.seen) > REMEMBERED:
            self.seen.clear()
        self.seen.add(key)
        found = self.paywall._find(scope)
        tally.answers[type(found).__name__] += 1
        request = f"{method} {raw!r} as {key[1]!r}"
        if self._is_preflight(method, raw):
            request += f" with {PREFLIGHT}"
        self.reached.runs.clear()
        if isinstance(found, (Free, Charged)):
            await self._ask(self.app, dict(scope))
            for ran, route in self.reached.runs:
                tally.runs += 1
                if route not in self.charged:
                    continue
                if isinstance(found, Free):
                    what = f"a paid handler ran unpaid: {ran} {route}"
                elif self.routes[found.route] != route:
                    what = f"another handler ran than the one that was paid: {ran} {route}"
                else:
                    continue
                tally.faults.append(Fault(self.name, request, repr(found), what))
        if not isinstance(found, Free) and sum(tally.answers.values()) % SAMPLE == 0:
            self.reached.runs.clear()
            status = await self._ask(self.paywall, dict(scope))
            if self.reached.runs or status not in (400, 402, 404, 405):
                what = f"the middleware answered {status}; handlers that ran: {self.reached.runs}"
                tally.faults.append(Fault(self.name, request, repr(found), what))

    def _is_preflight(self, method: str, raw: str) -> bool:
        return method == "OPTIONS" and len(raw) % 2 == 0

    def _scope(self, method: str, raw: str, random: Random) -> dict[str, Any]:
        octets = unquote_to_bytes(raw.partition("?")[0])
        headers = PREFLIGHT.items() if self._is_preflight(method, raw) else ()
        if not self.speaks_asgi:
            environ = environ_of(method, octets.decode("latin-1"), headers=headers, root=self.root)
            return {**environ, "SERVER_NAME": "shop.test", "SERVER_PORT": "443"}
        encoding, errors = DECODINGS[max(0, random.randint(-5, 2))]
        path = octets.decode(encoding, errors)
        if self.root and random.random() < 0.7:
            path = self.root + path
        scope = scope_of(method, path, headers=headers, root=self.root)
        return {**scope, "raw_path": raw.encode("utf-8", "surrogatepass")}

    async def _ask(self, app: Any, scope: dict[str, Any]) -> int | None:
        """The status of an application's answer; what it raises is its own affair."""
        try:
            reply = await ask_asgi(app, scope) if self.speaks_asgi else ask_wsgi(app, scope)
        except Exception:
            return None
        return reply.status


class Tally:
    """What a run has seen."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.runs = 0
        self.faults: list[Fault] = []


def shops(*names: str) -> list[Shop]:
    """Every application of the catalogues, or of those with these names."""

    def made() -> Iterator[Shop]:
        for catalogue in CATALOGUES:
            if names and catalogue.name not in names:
                continue
            for framework in catalogue.frameworks:
                yield Shop(catalogue, framework)
                if framework in ("starlette", "litestar", "flask", "django-asgi"):
                    yield Shop(catalogue, framework, "/api")

    return list(made())


def fuzz(places: list[Shop], paths: int, seed: int) -> Tally:
    """Asks the applications for oddly written paths, each of which is for one catalogue.

    Args:
        places: The applications.
        paths: The number of paths.
        seed: What the paths follow from.
    """
    random, tally = Random(seed), Tally()
    catalogues = list({place.catalogue.name: place.catalogue for place in places}.values())

    async def run() -> None:
        for number in range(paths):
            catalogue = catalogues[number % len(catalogues)]
            raw = misspell(random, random.choice(catalogue.starts))
            method = random.choice(METHODS)
            for place in places:
                if place.catalogue is catalogue and number // len(catalogues) % place.stride == 0:
                    await place.judge(method, raw, random, tally)

    asyncio.run(run())
    return tally
