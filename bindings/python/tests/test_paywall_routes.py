"""Which requests cost something: doubt never makes one free."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paying import Script
from shop import CONTENT, Shop, both
from x402_core._paywall.paths import routed
from x402_core._paywall.table import Charged, Free, Refused, RouteTable
from x402_core.errors import InvalidValueError

TABLE = RouteTable(
    {
        "GET /weather": "$0.01",
        "/items/{id}": "$0.02",
        "/items/free": None,
        "POST /items/{id}": "$0.03",
        "/reports/*": "$0.04",
        "/reports/open/*": None,
        "GET /files/{name}.json": "$0.05",
        "GET /deep/{rest:path}/end": "$0.06",
        "GET /slash/": "$0.07",
        "WEBSOCKET /reports/feed": None,
    }
)


def price(method: str | None, path: str, root: str = "") -> object:
    """The price, or why there is none."""
    found = TABLE.find(method, *routed(path, root))
    if isinstance(found, Charged):
        return found.charge.price
    return found.status if isinstance(found, Refused) else found


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/weather", "$0.01"),
        ("HEAD", "/weather", "$0.01"),
        ("get", "/weather", "$0.01"),
        ("POST", "/weather", 405),
        ("OPTIONS", "/weather", 405),
        ("WEBSOCKET", "/weather", 405),  # as a method of HTTP, which any client can send
        (None, "/weather", 403),
        ("BREW", "/weather", 405),
        ("GET", "/weathers", Free()),
        ("GET", "/", Free()),
        ("GET", "", Free()),
        ("GET", "/items/7", "$0.02"),
        ("PUT", "/items/7", "$0.02"),
        ("POST", "/items/7", "$0.03"),
        ("GET", "/items/free", Free()),
        ("GET", "/items/free/", Free()),
        ("GET", "/items/FREE", "$0.02"),
        ("GET", "/items/", Free()),
        ("GET", "/items/7/8", Free()),
        ("GET", "/items/a b;c=%20?.", "$0.02"),
        ("GET", "/reports", "$0.04"),
        ("GET", "/reports/", "$0.04"),
        ("GET", "/reports/2026/11", "$0.04"),
        ("GET", "/reports/open", "$0.04"),
        ("GET", "/reports/open/", "$0.04"),
        ("GET", "/reports/open/2026", Free()),
        ("GET", "/reports/OPEN/2026", "$0.04"),
        ("GET", "//reports/OPEN/2026", 404),
        ("GET", "/reportsopen", Free()),
        (None, "/reports/feed", Free()),
        (None, "/reports/other", 403),
        ("WEBSOCKET", "/reports/feed", "$0.04"),
        ("GET", "/files/a.json", "$0.05"),
        ("GET", "/files/a.xml", Free()),
        ("GET", "/deep/a/b/c/end", "$0.06"),
        ("GET", "/slash/", "$0.07"),
        ("GET", "/slash", 404),
    ],
)
def test_routes(method: str | None, path: str, expected: object) -> None:
    assert price(method, path) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/weather/",
        "//weather",
        "/./weather",
        "/x/../weather",
        "/../weather",
        "/Weather",
        "/WEATHER/",
        "/weather;v=1",
        "/weather;",
        "/;/weather",
        "/weather?x",
        "/weather#x",
        "/weath%65r",
        "/weath%2565r",
        "/%2e/weather",
        "/x/%2e%2e/weather",
        "/x/..%2fweather",
        "\\weather",
        "/x\\..\\weather",
        "/weather\x00",
        "/weather ",
        "/we\x7father",
        "/ｗeather",
        "／weather",
        "weather",
        "http://shop.test/weather",
        "/weather%00",
        "/free\n",
        "/free\x85",
        "/free%0a",
        "/free\u2028",
        "/reports/open/../closed",
        "/reports/open/..;/closed",
        "/reports/open/%2e%2e/closed",
        "/Reports/x",
        "/a/../reports/x",
    ],
)
def test_what_may_be_taken_for_a_route_is_not_free(path: str) -> None:
    assert price("GET", path) == 404


def test_a_path_is_not_decoded_for_ever() -> None:
    assert price("GET", "/x%" + "25" * 5 + "41") == 404
    assert price("GET", "/%" + "25" * 50_000) == 404
    assert price("GET", "/x" * 1024) == Free()
    assert price("GET", "/x" * 1024 + "/") == 404


@pytest.mark.parametrize("path", ["/weather\udc80", "/free\ud800", "\udfff"])
def test_a_path_is_text(path: str) -> None:
    assert price("GET", path) == 404
    assert RouteTable({"/a": None}).find("GET", path) == Free()


PREFLIGHT = [("origin", "https://a.example"), ("access-control-request-method", "GET")]


def test_preflights() -> None:
    for path in ("/weather", "/items/7", "/reports/a"):
        found = TABLE.find("OPTIONS", path, headers=PREFLIGHT)
        assert isinstance(found, Refused) and (found.status, found.preflight) == (405, True)
    assert TABLE.find("OPTIONS", "/free", headers=PREFLIGHT) == Free()
    assert TABLE.find("OPTIONS", "/items/free", headers=PREFLIGHT) == Free()
    listed = RouteTable({"GET /a": "$1", "OPTIONS /a": "$2", "GET /b": "$3", "OPTIONS /b": None})
    assert isinstance(listed.find("OPTIONS", "/a", headers=PREFLIGHT), Charged)
    assert listed.find("OPTIONS", "/b", headers=PREFLIGHT) == Free()
    refused = TABLE.find("OPTIONS", "/weather")
    assert isinstance(refused, Refused) and not refused.preflight


def test_below_a_root() -> None:
    for path in ("/api/weather", "/weather"):
        assert price("GET", path, "/api") == "$0.01"
        assert price("GET", path, "/api/") == "$0.01"
    assert price("GET", "/api/free", "/api") == Free()
    assert price("GET", "/API/weather", "/api") == Free()
    whole = RouteTable({"GET /api/weather": "$1"})
    assert isinstance(whole.find("GET", *routed("/api/weather", "/api")), Charged)
    assert isinstance(whole.find("GET", *routed("/weather", "/api")), Charged)
    two = RouteTable({"GET /weather": "$1", "GET /api/weather": "$2"})
    assert isinstance(two.find("GET", *routed("/api/weather", "/api")), Refused)


def test_what_is_found_has_its_parameters() -> None:
    found = TABLE.find("GET", "/items/7")
    assert isinstance(found, Charged)
    assert (found.params, found.route, found.path) == ({"id": "7"}, "/items/{id}", "/items/7")
    both = RouteTable({"/a/": "$1", "/a": None})
    assert both.find("GET", "/a") == Free() and isinstance(both.find("GET", "/a/"), Charged)
    refused = TABLE.find("DELETE", "/weather")
    assert isinstance(refused, Refused) and refused.allow == ("GET",)
    assert isinstance(RouteTable({"/a": None}).find("GET", "/a"), Free)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "weather",
        "get /weather",
        "GET weather",
        "GET  ",
        "GET,POST /weather",
        "/items/:id",
        "/items/[id]",
        "/items/{id",
        "/items/{}",
        "/items/{a}/{a}",
        "/*/x",
        "/a*",
        "/a/../b",
        "/a?b",
        "/a%20b",
        "/a b",
        "https://shop.test/weather",
    ],
)
def test_no_route_is_guessed(text: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        RouteTable({text: "$1"})
    assert raised.value.noun == "route" and json.dumps(text) in str(raised.value)
    assert raised.value.expected and raised.value.found in str(raised.value)


@pytest.mark.parametrize("other", ["GET /items/{name}", "GET /items/<str:id>", "GET  /items/{id}"])
def test_no_two_routes_are_the_same(other: str) -> None:
    with pytest.raises(InvalidValueError, match=r"GET /items/\{id\}"):
        RouteTable({"GET /items/{id}": None, other: "$1"})
    RouteTable({"GET /items/{id}": None, "GET /items/<int:id>": "$1"})
    RouteTable({"/items/{id}": "$1", "GET /items/{id}": None, "GET /items/{id}/": None})


def test_a_websocket_has_no_price() -> None:
    with pytest.raises(InvalidValueError):
        RouteTable({"WEBSOCKET /feed": "$1"})


@given(st.text(alphabet="/.;%2fFeE\\wW?#\x00 5\ud800ſ", max_size=12), st.booleans())
def test_noise_around_a_route_is_not_charged_for(noise: str, before: bool) -> None:
    """Only the route as it is written can be paid for; `route_fuzz` tests what is free."""
    path = noise + "/weather" if before else "/weather" + noise
    found = TABLE.find("GET", path)
    assert isinstance(found, Charged) == (path == "/weather")


@both
def test_refusals_are_answers(transport: str) -> None:
    shop = Shop(transport, Script())
    assert shop.get(method="HEAD").body == b""
    assert shop.get(method="HEAD").status == 402
    refused = shop.get(method="POST")
    assert (refused.status, refused.header("allow")) == (405, "GET")
    assert shop.get("//weather").status == shop.get("/weather%2f").status == 404
    below = "/api/weather" if transport == "asgi" else "/weather"
    assert shop.get(below, root="/api").status == 402
    assert shop.get("weather").status == shop.get("weather", root="/api").status == 404
    assert shop.runs == 0
    headers = {"Origin": "https://a.test", "Access-Control-Request-Method": "GET"}
    preflight = shop.get(method="OPTIONS", headers=headers)
    assert (preflight.status, preflight.header("allow")) == (405, "GET") and shop.runs == 0
    assert shop.get(method="OPTIONS", headers={"Origin": "https://a.test"}).status == 405
    assert shop.get("/free").body == CONTENT
