from collections.abc import Mapping
from datetime import datetime
from typing import Any, final

from ..literals import BodyType, HttpMethod, McpTransport
from .facilitator import SettleRequest

__all__ = ["Bazaar", "discovered_resource"]

@final
class Bazaar:
    """What a resource takes and gives, and the JSON Schema of that: the extension `bazaar`."""

    @staticmethod
    def http(
        method: HttpMethod,
        *,
        query: Mapping[str, Any] | None = None,
        query_example: Mapping[str, Any] | None = None,
        path: str | None = None,
        path_params: Mapping[str, Any] | None = None,
        path_example: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        body_example: object | None = None,
        body_type: BodyType | None = None,
        output: Mapping[str, Any] | None = None,
        output_example: object | None = None,
    ) -> Bazaar:
        """A resource that is asked for by HTTP.

        Of a schema without an example one is made, of its `example`, `default`, `enum` or types.

        Args:
            method: The method, in capitals.
            query: The JSON Schema of the query's parameters.
            query_example: Values of them.
            path: The route's path, such as `/users/{id}`.
            path_params: The JSON Schema of the path's parameters.
            path_example: Values of them.
            body: The JSON Schema of the body.
            body_example: A body.
            body_type: The form of the body; `json` if not given.
            output: The JSON Schema of the answer, which is JSON.
            output_example: An answer.

        Raises:
            OfferError: An example is not what its schema describes, none can be made of a schema,
                or a schema refers to something outside of itself; the pointer says where.
            InvalidValueError: A word is not one of its kind, or the path is not a route's.
            MalformedError: A schema or an example is not JSON.
        """

    @staticmethod
    def mcp(
        tool_name: str,
        input_schema: Mapping[str, Any],
        *,
        description: str | None = None,
        transport: McpTransport | None = None,
        example: Mapping[str, Any] | None = None,
        output: Mapping[str, Any] | None = None,
        output_example: object | None = None,
    ) -> Bazaar:
        """A tool of an MCP server.

        Args:
            tool_name: The tool's name.
            input_schema: The JSON Schema of its arguments.
            description: What it does, for people.
            transport: How the server is reached.
            example: Arguments.
            output: The JSON Schema of the answer, which is JSON.
            output_example: An answer.

        Raises:
            OfferError: As for `http`.
            InvalidValueError: As for `http`.
            MalformedError: As for `http`.
        """

    @staticmethod
    def from_openapi(document: Mapping[str, Any], method: HttpMethod, path: str) -> Bazaar:
        """What an OpenAPI document (3.1) states of one operation.

        Args:
            document: The document, or the part of it that has the operation.
            method: The operation's method.
            path: The key in the document's `paths`, such as `/users/{id}`.

        Raises:
            OfferError: As for `http`, or the document has no such operation.
            MalformedError: The document is not JSON, or has more than 4,096 values.
        """

    @staticmethod
    def read(extensions: Mapping[str, Any] | None) -> Bazaar | None:
        """The extension of a message's `extensions`; `None` if they do not have it.

        Raises:
            MalformedError: It has another form, or its `info` is not what its `schema` describes.
        """

    @property
    def input(self) -> dict[str, Any]:
        """What a request takes: the member `input` of `info`."""

    @property
    def route_template(self) -> str | None:
        """The path of all resources that one route serves, such as `/users/:id`."""

    @property
    def unchecked(self) -> str | None:
        """A keyword of the schema that is not evaluated here, such as `pattern`."""

    def to_dict(self) -> dict[str, Any]:
        """The extension as it is advertised: `info`, `schema` and `routeTemplate`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

def discovered_resource(
    request: SettleRequest, *, now: int | datetime
) -> dict[str, Any] | None: ...
