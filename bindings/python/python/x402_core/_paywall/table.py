"""A seller's routes and prices: which of them a request has to be paid for.

The rules are the core's, and `x402_core.asgi` documents them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .._native import routes as core
from .charge import Charge, RoutePrice
from .invalid import invalid

__all__ = ["FREE", "Charged", "Free", "Refused", "RouteTable"]


@dataclass(frozen=True)
class Free:
    """The request costs nothing."""


@dataclass(frozen=True)
class Refused:
    """The request must not reach the application."""

    status: int
    """400, 403, 404 or 405."""
    error: str
    """What is wrong, for people."""
    allow: tuple[str, ...] = ()
    """The methods that the path has, with a 405."""
    preflight: bool = False
    """Whether it is a browser's preflight, which a CORS middleware should have answered."""


@dataclass(frozen=True)
class Charged:
    """The request has to be paid for."""

    route: str
    """The route's name: as it was written."""
    index: int
    """Its place among the routes."""
    charge: Charge
    """What it costs."""
    path: str
    """The path that matched."""
    params: Mapping[str, str]
    """The values of the route's parameters."""


FREE = Free()


class RouteTable:
    """A seller's routes."""

    def __init__(self, routes: Mapping[str, RoutePrice | Charge]) -> None:
        """Reads the routes.

        Raises:
            InvalidValueError: A route is not valid, two are the same, or a WebSocket has a price.
        """
        if not isinstance(routes, Mapping):
            expected = "a mapping such as `{'GET /weather': '$0.01'}`"
            raise invalid("routes", expected, type(routes).__name__)
        if not routes:
            raise invalid("routes", "at least one route, such as `GET /weather`", "none")
        for name in routes:
            if not isinstance(name, str):
                parts = name if isinstance(name, tuple) else ()
                is_pair = len(parts) == 2 and all(isinstance(part, str) for part in parts)
                advice = f": write {' '.join(parts)!r}" if is_pair else ""
                raise invalid("routes", "a text such as `GET /weather`", f"{name!r}{advice}")
        self.names = tuple(routes)
        self.charges = tuple(
            price if isinstance(price, Charge) else Charge(price) for price in routes.values()
        )
        charged = [not charge.is_free for charge in self.charges]
        self.charges_nothing = not any(charged)
        self._core = core.RouteTable(list(zip(self.names, charged, strict=True)))

    def find(
        self,
        method: str | None,
        path: str,
        *other_paths: str,
        headers: Iterable[tuple[str, str]] = (),
    ) -> Free | Refused | Charged:
        """Looks up what a request costs.

        Args:
            method: The HTTP method; `None` opens a WebSocket.
            path: The path below the application's root, decoded once.
            other_paths: Other paths that the application may route by.
            headers: The names and values of its headers.
        """
        if self.charges_nothing:
            return FREE
        try:
            found = self._core.find(method, path, *other_paths, headers=list(headers))
        except UnicodeEncodeError:
            return Refused(404, "the path, the method or a header is not valid Unicode")
        if found is None:
            return FREE
        if isinstance(found, core.RouteRefusal):
            preflight = found.reason == "preflight"
            return Refused(found.status, found.detail, found.allow, preflight)
        name, charge = self.names[found.index], self.charges[found.index]
        return Charged(name, found.index, charge, found.path, found.params)
