"""The same routes in every framework, with handlers that answer every method and note it.

A route is written as Starlette does (`/tiles/{z:int}-{x:int}.png`) and translated for the others.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import django
import fastapi
import flask
import litestar
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path as django_path
from django.utils.decorators import sync_and_async_middleware
from litestar.handlers import asgi as litestar_asgi
from starlette.applications import Starlette
from starlette.routing import Mount, Route

__all__ = ["ASGI", "METHODS", "WSGI", "Reached", "angles", "typed"]

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
CONTENT = b"CONTENT"
ANSWER = {"x-answer": "42"}


@dataclass
class Reached:
    """The handlers that ran."""

    runs: list[tuple[str, str]] = field(default_factory=list)
    """The method and the route of each."""

    def asgi(self, route: str) -> Callable[..., Any]:
        """A handler that speaks ASGI itself."""

        async def handle(scope: Any, receive: Any, send: Any) -> None:
            self.runs.append((scope["method"], route))
            headers = [(b"x-answer", b"42"), (b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": CONTENT})

        return handle


class Endpoint:
    """An endpoint that Starlette calls for every method."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def of_starlette(routes: Iterable[str], reached: Reached) -> Any:
    """A Starlette application."""
    return Starlette(routes=[Route(route, Endpoint(reached.asgi(route))) for route in routes])


def mounted(routes: Iterable[str], reached: Reached) -> Any:
    """A Starlette application that has the routes at its root and below `/api`."""
    inner = [Route(route, Endpoint(reached.asgi(route))) for route in routes]
    return Starlette(routes=[Mount("/api", routes=inner), *inner])


def of_fastapi(routes: Iterable[str], reached: Reached) -> Any:
    """A FastAPI application."""
    app = fastapi.FastAPI(openapi_url=None)

    def endpoint(route: str) -> Callable[..., Any]:
        async def handle(request: fastapi.Request) -> fastapi.Response:
            reached.runs.append((request.method, route))
            return fastapi.Response(CONTENT, headers=ANSWER)

        handle.__annotations__ = {"request": fastapi.Request}
        return handle

    for route in routes:
        app.add_api_route(route, endpoint(route), methods=METHODS)
    return app


def of_litestar(routes: Iterable[str], reached: Reached) -> Any:
    """A Litestar application."""
    handlers = []
    for route in routes:
        handler = reached.asgi(route)
        handler.__annotations__ = {"scope": Any, "receive": Any, "send": Any, "return": None}
        handlers.append(litestar_asgi(typed(route), copy_scope=False)(handler))
    return litestar.Litestar(handlers, openapi_config=None, logging_config=None)


def raw_asgi(routes: Iterable[str], reached: Reached) -> Any:
    """An application without a framework, for a single route."""
    (route,) = routes
    return reached.asgi(route)


def of_flask(routes: Iterable[str], reached: Reached) -> Any:
    """A Flask application."""
    app = flask.Flask("shop")

    def view(route: str) -> Callable[..., flask.Response]:
        def answer(**_: object) -> flask.Response:
            reached.runs.append((flask.request.method, route))
            return flask.Response(CONTENT, headers=ANSWER)

        return answer

    for route in routes:
        rule = angles(route)
        app.add_url_rule(rule, route, view(route), methods=METHODS, provide_automatic_options=False)
    return app.wsgi_app


def of_django(routes: Iterable[str], reached: Reached) -> Any:
    """A Django application that speaks WSGI."""

    def view(route: str) -> Callable[..., HttpResponse]:
        def answer(request: HttpRequest, **_: object) -> HttpResponse:
            reached.runs.append((str(request.method), route))
            return HttpResponse(CONTENT, headers=ANSWER)

        return answer

    app, urls = _django(get_wsgi_application), _urls(routes, view)

    def choose(environ: Any, start_response: Any) -> Any:
        environ.setdefault("wsgi.input", BytesIO())
        return app({**environ, "shop.urls": urls}, start_response)

    return choose


def of_django_asgi(routes: Iterable[str], reached: Reached) -> Any:
    """A Django application that speaks ASGI."""

    def view(route: str) -> Callable[..., Any]:
        async def answer(request: HttpRequest, **_: object) -> HttpResponse:
            reached.runs.append((str(request.method), route))
            return HttpResponse(CONTENT, headers=ANSWER)

        return answer

    app, urls = _django(get_asgi_application), _urls(routes, view)

    async def choose(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "shop.urls": urls}, receive, send)

    return choose


def raw_wsgi(routes: Iterable[str], reached: Reached) -> Any:
    """An application without a framework, for a single route."""
    (route,) = routes

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        reached.runs.append((environ["REQUEST_METHOD"], route))
        start_response("200 OK", [*ANSWER.items(), ("Content-Type", "text/plain")])
        return [CONTENT]

    return answer


def angles(route: str) -> str:
    """A route as Flask and Django write it."""

    def parameter(found: re.Match[str]) -> str:
        name, kind = found.groups()
        return f"<{kind}:{name}>" if kind else f"<{name}>"

    return PARAMETER.sub(parameter, route)


def typed(route: str) -> str:
    """A route as Litestar writes it, which wants a type for every parameter."""
    return PARAMETER.sub(lambda found: f"{{{found[1]}:{found[2] or 'str'}}}", route)


@sync_and_async_middleware
def choosing(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A Django middleware: the routes are those of the application that was asked."""
    if inspect.iscoroutinefunction(get_response):

        async def answer(request: Any) -> Any:
            request.urlconf = request.scope["shop.urls"]
            return await get_response(request)

        return answer

    def answer_now(request: Any) -> Any:
        request.urlconf = request.META["shop.urls"]
        return get_response(request)

    return answer_now


def _django(make: Callable[[], Any]) -> Any:
    if not settings.configured:  # once in a process: the example of Django asks for the same
        settings.configure(
            ROOT_URLCONF="django_app", ALLOWED_HOSTS=["*"], SECRET_KEY="k", LOGGING_CONFIG=None
        )
        django.setup()
    common = "django.middleware.common.CommonMiddleware"
    with override_settings(MIDDLEWARE=["frameworks.choosing", common]):
        return make()


def _urls(routes: Iterable[str], view: Callable[[str], Any]) -> tuple[Any, ...]:
    return tuple(django_path(angles(route)[1:], view(route)) for route in routes)


Build = Callable[[Iterable[str], Reached], Any]

ASGI: dict[str, Build] = {
    "starlette": of_starlette,
    "mounted": mounted,
    "fastapi": of_fastapi,
    "litestar": of_litestar,
    "django-asgi": of_django_asgi,
    "raw-asgi": raw_asgi,
}
WSGI: dict[str, Build] = {"flask": of_flask, "django": of_django, "raw-wsgi": raw_wsgi}
