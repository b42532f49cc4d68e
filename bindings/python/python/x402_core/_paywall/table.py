"""Which requests cost something: a seller's routes, read so that doubt never makes one free.

1. A route names a path as the application does, and a method where only that one is meant. The
   most specific route counts: literal before parameter before the rest; method before none.
2. `/reports/*` is everything below `/reports/`, and `/reports` itself. `None` as a price makes a
   route free, for instance one below a `*` that costs something.
3. A path has to be written as the route is. One that an application might take for a route that
   costs something, but for its case, a last slash, doubled slashes, dot segments, encoding or
   `;`, is answered 404 (`Refused`). A parameter may hold all of these.
4. `HEAD` costs what `GET` costs. A path that costs something in one method has no others: they
   are answered 405 until they are listed, since many handlers answer every method alike.
5. A browser's preflight on a path that costs something is answered 405, unless a route for
   `OPTIONS` is listed. WebSockets cannot be paid for and are refused; `"WEBSOCKET /feed": None`
   lets one pass.
6. Where the application is mounted below a root, routes may be written with it or without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .charge import Charge, RoutePrice
from .invalid import invalid
from .paths import readings
from .pattern import Pattern

__all__ = ["FREE", "Charged", "Free", "Refused", "RouteTable"]

WEBSOCKET = "WEBSOCKET"


@dataclass(frozen=True)
class Free:
    """The request is none of the paywall's business."""


@dataclass(frozen=True)
class Refused:
    """The request is for nothing that there is, in this form."""

    status: int
    """404 or 405."""
    error: str
    """What is wrong, for people."""
    allow: tuple[str, ...] = ()
    """The methods that there are, with a 405."""
    preflight: bool = False
    """Whether it is a browser's preflight, which a CORS middleware should have answered."""


@dataclass(frozen=True)
class Charged:
    """The request costs something."""

    route: str
    """The route's name: as it was written."""
    index: int
    """Its place among the routes."""
    charge: Charge
    """What it costs."""
    path: str
    """The path as the application routes it."""
    params: Mapping[str, str]
    """What the route's parameters stand for."""


FREE = Free()

_Entry = tuple[Pattern, int, Charge]


class RouteTable:
    """A seller's routes."""

    def __init__(self, routes: Mapping[str, RoutePrice | Charge]) -> None:
        """Reads the routes.

        Raises:
            InvalidValueError: One is none, two are the same, or a WebSocket's is not free.
        """
        if not isinstance(routes, Mapping):
            expected = "a mapping such as `{'GET /weather': '$0.01'}`"
            raise invalid("routes", expected, type(routes).__name__)
        entries: list[_Entry] = []
        shapes: dict[tuple[str | None, str], str] = {}
        for index, (text, price) in enumerate(routes.items()):
            charge = price if isinstance(price, Charge) else Charge(price)
            pattern = Pattern.parse(text)
            if pattern.method == WEBSOCKET and charge.price is not None:
                expected = "`None` for a WebSocket, which cannot be paid for"
                where = f"the price of {text!r}"
                raise invalid("price", expected, repr(charge.price), where=where)
            same = shapes.setdefault(pattern.shape, text)
            if same is not text:
                expected = "no other one for the same requests"
                raise invalid("route", expected, repr(same), where=f"the route {text!r}")
            entries.append((pattern, index, charge))
        self.entries = sorted(entries, key=lambda entry: entry[0].rank)
        self.charges_nothing = all(charge.price is None for _, _, charge in entries)

    def find(
        self, method: str, *paths: str, preflight: bool = False
    ) -> Free | Refused | Charged:
        """What a request with this method and path costs.

        Args:
            method: The method, or `WEBSOCKET`.
            paths: What the application may route by, each decoded once: the path below where it
                is mounted, and the whole path.
            preflight: Whether it has the headers of a preflight.
        """
        if self.charges_nothing:
            return FREE
        results = [self._find(method.upper(), path, preflight) for path in dict.fromkeys(paths)]
        found = {_key(result): result for result in results if not isinstance(result, Free)}
        if len(found) > 1:
            why = "is one route below the application's root and another one as a whole"
            return _not_found(paths[0], why)
        return next(iter(found.values()), FREE)

    def _find(self, method: str, path: str, preflight: bool) -> Free | Refused | Charged:
        exact = self._best(method, path, folded=False)
        folded = readings(path)
        if folded is None:
            return _not_found(path, "is encoded too often, or too long")
        loose = [self._best(method, reading, folded=True) for reading in folded]
        charged = [entry for entry in (exact, *loose) if entry and entry[0][2].price is not None]
        if not charged:
            return FREE
        shapes = {entry and entry[0][0].folded.pattern for entry in (exact, *loose)}
        if exact is None or len(shapes) > 1:
            return _not_found(path, f"is not written as {charged[0][0][0].text!r} is")
        if exact[0][2].price is None:
            return FREE
        return self._charged(exact, method, path, preflight)

    def _charged(
        self, best: tuple[_Entry, bool], method: str, path: str, preflight: bool
    ) -> Refused | Charged:
        (pattern, index, charge), covers = best
        preflight = preflight and method == "OPTIONS" and pattern.method != "OPTIONS"
        if method == WEBSOCKET:
            return Refused(403, "a WebSocket cannot be paid for")
        if not covers or preflight:
            same = [p for p, _, _ in self.entries if p.exact.fullmatch(path)]
            allow = dict.fromkeys(p.method for p in same if p.method not in (None, WEBSOCKET))
            error = f"{method} {path}: the path has a price in other methods, and none in this one"
            return Refused(405, error, tuple(filter(None, allow)), preflight)
        match = pattern.exact.fullmatch(path)
        params = match.groupdict() if match else {}
        return Charged(pattern.text, index, charge, path, params)

    def _best(self, method: str, path: str, *, folded: bool) -> tuple[_Entry, bool] | None:
        """The route that counts, and whether it is for this method.

        Where only others are, the first that costs something stands for them.
        """
        other: _Entry | None = None
        for entry in self.entries:
            pattern, _, charge = entry
            if not (pattern.folded if folded else pattern.exact).fullmatch(path):
                continue
            if pattern.covers(method):
                return entry, True
            if other is None and charge.price is not None:
                other = entry
        return None if other is None else (other, False)


def _key(result: Refused | Charged) -> object:
    """What two results have to share to be the same."""
    return result.index if isinstance(result, Charged) else type(result)


def _not_found(path: str, why: str) -> Refused:
    return Refused(404, f"there is nothing at {path[:100]!r}: it {why}")
