"""Paths that an application serves and the paywall takes for another one."""

from __future__ import annotations

import flask
import pytest
from paying import Script, settings
from shop import ask_wsgi, environ_of
from x402_core.wsgi import PaymentMiddleware


@pytest.mark.parametrize(
    "path",
    [
        "//items/;1",
        "//items/?1",
        "//items/x?y",
        "//a/x?y/b",
        "//a/;x/b",
        "//a/%3f/b",
        "//items/#",
        "//items/%20",
        "//items/..",
    ],
)
def test_no_leading_slash_makes_it_free_in_flask(path: str) -> None:
    """werkzeug drops leading slashes and nothing else; the paywall must read it so too."""
    app = flask.Flask("shop")
    app.add_url_rule("/items/<id>", "items", lambda id: "SECRET")
    app.add_url_rule("/a/<x>/b", "a", lambda x: "SECRET")
    shop = PaymentMiddleware(
        app.wsgi_app, **settings(Script(), routes={"/items/{id}": "$0.01", "/a/{x}/b": "$0.01"})
    )
    environ = environ_of("GET", path) | {"SERVER_NAME": "shop.test", "SERVER_PORT": "443"}
    reply = ask_wsgi(shop, environ)
    assert reply.status in (402, 404) and b"SECRET" not in reply.body
