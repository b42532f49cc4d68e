"""What an application knows of its own routes, declared for discovery."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from typing import Any

from .._native.bazaar import Bazaar
from ..errors import InvalidValueError, MalformedError, OfferError
from .charge import Charge
from .invalid import invalid
from .record import LOGGER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Discovery"]

METHODS = frozenset({"GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"})
"""The methods that a declaration can have."""

LISTED = 500
"""How many characters of a docstring become the description: a bill warns of more."""

FULL = 2
"""Starlette's `Match.FULL`."""

TYPES = {
    "IntegerConverter": {"type": "integer"},
    "IntegerConvertor": {"type": "integer"},
    "FloatConverter": {"type": "number"},
    "FloatConvertor": {"type": "number"},
    "UUIDConverter": {"type": "string", "format": "uuid"},
    "UUIDConvertor": {"type": "string", "format": "uuid"},
}
"""The JSON Schema of a path's parameter, by the framework's class; a string if it is not here."""


@dataclass(frozen=True)
class Operation:
    """One operation of an application, as OpenAPI states it."""

    route: object
    """The framework's own route."""
    path: str
    """The route's path, such as `/users/{id}`."""
    document: Callable[[str], Mapping[str, Any]]
    """The OpenAPI document with this operation, for a method."""


class Discovery:
    """Finds what an application knows of a charged route."""

    def __init__(self, app: object) -> None:
        """Reads the kind of application.

        Raises:
            InvalidValueError: It is not an application of FastAPI, Starlette or Flask.
        """
        if hasattr(app, "url_map"):
            self._find = _in_flask(app)
        elif hasattr(app, "routes"):
            self._find = _in_starlette(app)
        else:
            expected = "an application of FastAPI, Starlette or Flask"
            raise invalid("bazaar", expected, type(app).__name__)
        # The routes are kept, so that no other one gets the same id.
        self._known: dict[tuple[Charge, int, str], tuple[object, Charge]] = {}

    def described(self, charge: Charge, method: str, path: str) -> Charge:
        """The charge with what the application knows of the route of this request."""
        method = "GET" if method == "HEAD" else method
        if charge.bazaar is not None or method not in METHODS:
            return charge
        try:
            operation = self._find(method, path)
            if operation is None:
                return charge
            key = (charge, id(operation.route), method)
            if key not in self._known:
                self._known[key] = operation.route, _declared(charge, method, operation)
            return self._known[key][1]
        except Exception as error:  # the framework's own: a sale does not depend on being found
            LOGGER.warning("%s %s is not declared for discovery: %r", method, path, error)
            return charge


def _declared(charge: Charge, method: str, operation: Operation) -> Charge:
    try:
        document = operation.document(method)
        bazaar = Bazaar.from_openapi(document, method, operation.path)  # type: ignore[arg-type]
    except (OfferError, MalformedError, InvalidValueError, TypeError) as error:
        LOGGER.warning("%s %s is not declared for discovery: %s", method, operation.path, error)
        return charge
    described = document["paths"][operation.path][method.lower()].get("description")
    description = charge.description or (_shortened(described) if described else None)
    return replace(charge, bazaar=bazaar, description=description)


def _shortened(text: str) -> str:
    """The first paragraph, cut after a word if it is longer than what is listed."""
    text = " ".join(text.split("\n\n")[0].split())
    return text if len(text) <= LISTED else text[: LISTED - 1].rsplit(" ", 1)[0] + "…"


def _in_starlette(app: Any) -> Callable[[str, str], Operation | None]:
    def find(method: str, path: str) -> Operation | None:
        scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
        for route in app.routes:
            if hasattr(route, "endpoint") and route.matches(scope)[0].value == FULL:
                pattern = route.path_format
                return Operation(route, pattern, lambda method: _of_starlette(route, method))
        return None

    return find


def _of_starlette(route: Any, method: str) -> Mapping[str, Any]:
    if hasattr(route, "response_model"):
        from fastapi.openapi.utils import get_openapi  # an APIRoute is FastAPI's

        document = get_openapi(title="", version="", routes=[route])
        if route.path_format in document.get("paths", {}):
            return document
    parameters = {name: type(one).__name__ for name, one in route.param_convertors.items()}
    return _document(route.path_format, method, parameters.items(), route.endpoint)


def _in_flask(app: Any) -> Callable[[str, str], Operation | None]:
    adapter = app.url_map.bind("localhost")

    def find(method: str, path: str) -> Operation | None:
        from werkzeug.exceptions import HTTPException  # Flask is built on it

        try:
            rule, _ = adapter.match(path, method=method, return_rule=True)
        except HTTPException:
            return None
        parameters = [(name, type(one).__name__) for name, one in rule._converters.items()]
        view = app.view_functions.get(rule.endpoint)
        return Operation(
            rule, rule.rule, lambda method: _document(rule.rule, method, parameters, view)
        )

    return find


def _document(
    path: str, method: str, parameters: Iterable[tuple[str, str]], view: object
) -> Mapping[str, Any]:
    """The OpenAPI document of a route of which only the path and the function are known."""
    operation: dict[str, Any] = {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": TYPES.get(kind, STRING)}
            for name, kind in parameters
        ]
    }
    docstring = inspect.getdoc(view) if inspect.isroutine(view) else None
    if docstring:
        operation["description"] = docstring
    return {"paths": {path: {method.lower(): operation}}}


STRING = {"type": "string"}
