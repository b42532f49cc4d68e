from collections.abc import Sequence
from typing import final

from ..literals import RouteRefusalReason

__all__ = ["ChargedRoute", "RouteRefusal", "RouteTable"]

@final
class RouteTable:
    """A seller's routes, each of which is free or charged."""

    def __new__(cls, routes: Sequence[tuple[str, bool]]) -> RouteTable:
        """A table of these routes.

        Args:
            routes: The routes, and whether each one is charged.

        Raises:
            InvalidValueError: A route is not valid, is listed twice, or charges for a WebSocket.
        """

    def find(
        self,
        method: str | None,
        path: str,
        *other_paths: str,
        headers: Sequence[tuple[str, str]],
    ) -> ChargedRoute | RouteRefusal | None:
        """Looks up what a request costs.

        Args:
            method: The HTTP method; `None` opens a WebSocket.
            path: The path, decoded once.
            other_paths: Other paths that the application may route by.
            headers: The names and values of the request's headers. The core takes those of a
                browser's preflight, and those that override the method.

        Returns:
            The charged route, or why the request is refused; `None` if it is free.

        Raises:
            UnicodeEncodeError: A path, the method or a header is not valid Unicode.
        """

@final
class ChargedRoute:
    """The route that a request has to be paid for."""

    @property
    def index(self) -> int:
        """The route's place in the table, counted from 0."""

    @property
    def path(self) -> str:
        """The path that matched."""

    @property
    def params(self) -> dict[str, str]:
        """The values of the route's parameters."""

@final
class RouteRefusal:
    """Why a request must not reach the application, and how to answer it."""

    @property
    def status(self) -> int:
        """The HTTP status to answer with: 400, 403, 404 or 405."""

    @property
    def reason(self) -> RouteRefusalReason:
        """Why the request is refused, such as `method_not_allowed`; stable."""

    @property
    def detail(self) -> str:
        """What is wrong, for people."""

    @property
    def allow(self) -> tuple[str, ...]:
        """The methods that the path has, for the header `Allow` of a 405."""
