"""`bazaar`: routes declare what they take and give, and a facilitator reads it."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
import x402_core as x402
from asgi_client import Client as AsyncClient
from fastapi import FastAPI
from flask import Flask
from paying import NETWORK, TRANSACTION, AsyncScript, Script, pay, settings
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from werkzeug.test import Client
from x402_core.asgi import Charge, Payment
from x402_core.asgi import PaymentMiddleware as AsgiMiddleware
from x402_core.bazaar import Bazaar, discovered_resource
from x402_core.header import decode_payment_required
from x402_core.wsgi import PaymentMiddleware as WsgiMiddleware

SCHEMA = {"properties": {"city": {"type": "string"}}, "required": ["city"]}


def declared(headers: Any) -> Any:
    """What a 402 declares."""
    required = decode_payment_required(headers["payment-required"])
    return Bazaar.read(required.extensions), required


def test_a_declaration_is_made_of_json_schemas() -> None:
    bazaar = Bazaar.http("GET", query=SCHEMA, output_example={"report": "sunny"})
    assert bazaar.input == {"type": "http", "method": "GET", "queryParams": {"city": "string"}}
    assert bazaar.to_dict()["info"]["output"] == {"type": "json", "example": {"report": "sunny"}}
    assert Bazaar.read({"bazaar": bazaar.to_dict()}) == bazaar
    assert hash(Bazaar.read({"bazaar": bazaar.to_dict()})) == hash(bazaar)
    assert Bazaar.read(None) is None and Bazaar.read({}) is None
    path = Bazaar.http("GET", path="/u/{id:int}", path_params={"properties": {"id": {}}})
    assert path.route_template == "/u/:id"
    posted = Bazaar.http("POST", body={"type": "string"}, body_type="text", body_example="hi")
    assert posted.input["body"] == "hi" and posted.input["bodyType"] == "text"
    tool = Bazaar.mcp("weather", SCHEMA, description="d", transport="sse", example={"city": "x"})
    assert tool.input["inputSchema"] == SCHEMA and tool.unchecked is None


@pytest.mark.parametrize(
    ("arguments", "pointer"),
    [
        ({"query": SCHEMA, "query_example": {}}, "/extensions/bazaar/info/input/queryParams/city"),
        ({"query": SCHEMA, "query_example": {"city": 5}}, "/extensions/bazaar/info/input/queryParams/city"),
        ({"output": {"$ref": "https://example.com/"}}, "/extensions/bazaar/schema"),
        ({"body": SCHEMA}, "/extensions/bazaar/info/input/bodyType"),
    ],
)
def test_a_contradiction_is_the_sellers_mistake(arguments: Any, pointer: str) -> None:
    with pytest.raises(x402.OfferError) as caught:
        Bazaar.http("GET", **arguments)
    assert caught.value.pointer == pointer


def test_arguments_of_another_kind() -> None:
    for wrong in ({"method": "get"}, {"method": "POST", "body_type": "xml"}, {"method": "GET", "path_params": {}}):
        with pytest.raises(x402.InvalidValueError):
            Bazaar.http(**wrong)
    with pytest.raises(x402.MalformedError):
        Bazaar.read({"bazaar": {"info": {}}})
    with pytest.raises(TypeError):
        Bazaar.mcp("weather", ["city"])  # type: ignore[arg-type]


def test_a_charge_declares_its_route(caplog: pytest.LogCaptureFixture) -> None:
    bazaar = Bazaar.http("GET", query=SCHEMA)
    app = Starlette(routes=[Route("/weather", lambda request: JSONResponse({}))])
    script = AsyncScript()
    arguments = settings(script) | {"routes": {"GET /weather": Charge("$0.01", bazaar=bazaar)}}
    client = AsyncClient(AsgiMiddleware(app, **arguments))
    unpaid = client.get("/weather")
    found, required = declared(unpaid.headers)
    assert found == bazaar

    paid = client.get("/weather", headers=pay(unpaid.headers))
    assert paid.status_code == 200
    (request,) = script.settled
    item = discovered_resource(request)
    assert item is not None and item["type"] == "http"
    assert item["resource"] == required.resource.url
    assert item["accepts"][0]["network"] == str(required.accepts[0].network)
    assert item["extensions"]["bazaar"] == bazaar.to_dict()


class Order(BaseModel):
    """What is ordered."""

    item: str
    count: int = 1
    parts: list[Order] = []


class Receipt(BaseModel):
    total: float
    state: Literal["open", "closed"]


def fastapi() -> FastAPI:
    app = FastAPI()

    @app.get("/weather/{city}")
    async def weather(city: str, days: int = 3, units: Literal["c", "f"] = "c") -> Receipt:
        """The weather of a city.

        A second paragraph.
        """
        return Receipt(total=days, state="open")

    @app.post("/orders")
    async def order(order: Order) -> Receipt:
        return Receipt(total=order.count, state="open")

    @app.get("/patterned")
    async def patterned(request: Request) -> None:
        return None

    return app


def test_fastapi_declares_its_own_routes() -> None:
    app, script = fastapi(), AsyncScript()
    arguments = settings(script) | {"routes": {"/*": "$0.01", "GET /patterned": Charge("$0.01", bazaar=False)}}
    app.add_middleware(AsgiMiddleware, **arguments, bazaar=app)
    client = AsyncClient(app)
    unpaid = client.get("/weather/Bern")
    found, required = declared(unpaid.headers)
    assert found.input == {
        "type": "http",
        "method": "GET",
        "queryParams": {"days": 3, "units": "c"},
        "pathParams": {"city": "string"},
    }
    assert found.route_template == "/weather/:city"
    assert found.to_dict()["info"]["output"]["example"] == {"total": 1, "state": "open"}
    assert required.resource.description == "The weather of a city."
    assert client.get("/weather/Bern", headers=pay(unpaid.headers)).status_code == 200
    item = discovered_resource(script.settled[0])
    assert item is not None and item["resource"].endswith("/weather/:city")
    assert item["description"] == "The weather of a city."

    found, _ = declared(client.request("POST", "/orders").headers)
    assert found.input["body"] == {"item": "string", "count": 1, "parts": []}
    assert "title" not in json.dumps(found.to_dict())
    assert declared(client.get("/patterned").headers)[0] is None
    assert declared(client.get("/nowhere").headers)[0] is None


def test_starlette_declares_paths_and_docstrings() -> None:
    def user(request: Request) -> JSONResponse:
        """A user."""
        return JSONResponse({})

    app = Starlette(routes=[Route("/users/{id:int}/{rest:path}", user)])
    arguments = settings(AsyncScript()) | {"routes": {"/*": "$0.01"}}
    client = AsyncClient(AsgiMiddleware(app, **arguments, bazaar=app))
    found, required = declared(client.get("/users/7/a/b").headers)
    assert found.input["pathParams"] == {"id": 1, "rest": "string"}
    assert required.resource.description == "A user."


def test_flask_declares_paths_and_docstrings() -> None:
    app = Flask(__name__)

    @app.get("/users/<int:user_id>/<name>")
    def user(user_id: int, name: str) -> dict[str, object]:
        """A user."""
        return {}

    arguments = settings(Script()) | {"routes": {"/*": Charge("$0.01", description="Mine")}}
    app.wsgi_app = WsgiMiddleware(app.wsgi_app, **arguments, bazaar=app)  # type: ignore[method-assign]
    client = Client(app)
    found, required = declared(client.get("/users/7/me").headers)
    assert found.input["pathParams"] == {"user_id": 1, "name": "string"}
    assert found.route_template == "/users/:user_id/:name"
    assert required.resource.description == "Mine"
    assert declared(client.get("/nowhere").headers)[0] is None


def test_what_cannot_be_declared_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    app = FastAPI()

    @app.get("/odd", openapi_extra={"parameters": [ODD]})
    async def odd() -> None: ...

    @app.get("/broken", openapi_extra={"parameters": [{"$ref": "#/components/nowhere"}]})
    async def broken() -> None: ...

    app.add_middleware(AsgiMiddleware, **settings(AsyncScript(), routes={"/*": "$0.01"}), bazaar=app)
    client = AsyncClient(app)
    for path in ("/odd", "/odd", "/broken"):
        unpaid = client.get(path)
        assert unpaid.status_code == 402 and declared(unpaid.headers)[0] is None
    warnings = [record for record in caplog.records if "discovery" in record.getMessage()]
    assert len(warnings) == 2, "once for each route"
    assert "/extensions/bazaar" in warnings[0].getMessage()
    with pytest.raises(x402.InvalidValueError, match="bazaar"):
        AsgiMiddleware(app, **settings(AsyncScript()), bazaar=object())


ODD = {"name": "n", "in": "query", "required": True, "schema": {"type": "string", "enum": [5]}}


def test_an_application_that_fails_is_sold_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    app = Starlette(routes=[Route("/weather", lambda request: JSONResponse({}))])

    class Later:
        routes = ()

    later = Later()
    client = AsyncClient(AsgiMiddleware(app, **settings(AsyncScript()), bazaar=later))
    later.routes = 5  # type: ignore[assignment]
    assert client.get("/weather").status_code == 402
    assert "is not declared for discovery" in caplog.text


def test_a_description_that_is_too_long_to_be_listed(caplog: pytest.LogCaptureFixture) -> None:
    app = Starlette()
    for length, warnings in ((500, 0), (501, 1)):
        charge = Charge("$0.01", description="é" * length)
        AsgiMiddleware(app, **settings(AsyncScript(), routes={"GET /weather": charge}))
        assert caplog.text.count("description_length at /resource/description") == warnings, length

    def long(request: Request) -> JSONResponse:
        return JSONResponse({})

    long.__doc__ = "word " * 200
    app = Starlette(routes=[Route("/weather", long)])
    client = AsyncClient(AsgiMiddleware(app, **settings(AsyncScript()), bazaar=app))
    _, required = declared(client.get("/weather").headers)
    description = required.resource.description
    assert 490 < len(description) <= 500 and description.endswith("word…")


def test_the_facilitator_states_why_a_resource_is_not_listed() -> None:
    answer = x402.SettleResponse.from_dict(
        {
            "success": True,
            "transaction": TRANSACTION,
            "network": NETWORK,
            "extensionResponses": {"bazaar": {"status": "rejected", "rejectedReason": "too long"}},
        }
    )
    told: list[Payment] = []
    bazaar = Bazaar.http("GET")
    app = Starlette(routes=[Route("/weather", lambda request: JSONResponse({}))])
    arguments = settings(AsyncScript(answer), routes={"GET /weather": Charge("$0.01", bazaar=bazaar)})
    client = AsyncClient(AsgiMiddleware(app, **arguments, on_settled=told.append))
    assert client.get("/weather", headers=pay(client.get("/weather").headers)).status_code == 200
    assert told[0].extension_responses == ("bazaar: not listed because too long",)
