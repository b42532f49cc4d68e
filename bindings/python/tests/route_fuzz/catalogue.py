"""Routes of applications and their prices, chosen so that they are easily taken for each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frameworks import angles, typed

__all__ = ["CATALOGUES", "Catalogue", "Line"]

PRICE = "$0.01"


@dataclass(frozen=True)
class Line:
    """One route of an application."""

    route: str
    """As Starlette writes it, or as the one framework does that has it."""
    price: str | None
    listed: str | None = None
    """How the seller lists it, where that differs from how the application writes it."""


@dataclass(frozen=True)
class Catalogue:
    """An application's routes, in the order in which it tries them."""

    name: str
    lines: tuple[Line, ...]
    starts: tuple[str, ...]
    """The paths that are written oddly."""
    frameworks: tuple[str, ...] = ("starlette", "mounted", "fastapi", "flask", "django")
    method: str = "GET "
    unlisted: tuple[str, ...] = ()
    """Free routes that the seller does not list."""

    @property
    def routes(self) -> list[str]:
        """What the application has."""
        return [*(line.route for line in self.lines), *self.unlisted]

    def table(self, framework: str) -> dict[str, str | None]:
        """What the seller gives to the middleware, written as the framework's routes are."""
        write = WRITERS.get(framework, str)
        listed = {line.listed or write(line.route): line.price for line in self.lines}
        lines = {f"{self.method}{route}": price for route, price in listed.items()}
        if framework == "mounted":
            below = {f"{self.method}/api{route}": price for route, price in listed.items()}
            lines = {**lines, **below}
        return lines


WRITERS: dict[str, Callable[[str], str]] = {
    "flask": angles,
    "django": angles,
    "django-asgi": angles,
    "litestar": typed,
}

ALL = ("starlette", "mounted", "fastapi", "litestar", "django-asgi", "flask", "django")
SOME = ("starlette", "fastapi", "flask", "django")

CATALOGUES = (
    Catalogue(
        "shop",
        (
            Line("/weather", PRICE),
            Line("/items/free", None),
            Line("/items/{id}", PRICE),
            Line("/reports/public/{p:path}", None, "/reports/public/*"),
            Line("/reports/{p:path}", PRICE, "/reports/*"),
            Line("/slash/", PRICE),
        ),
        (
            *("/weather", "//weather", "http://h/weather", "/api/weather", "/items/42"),
            *("/items/free", "/items/free/../42", "/reports", "/reports/", "/reports/a/b"),
            *("/reports/public/x", "/reports/public/../a", "/slash/", "/slash"),
        ),
        ALL,
    ),
    Catalogue(
        "shadows",
        (
            Line("/free/{p:path}", None, "/free/*"),
            Line("/{user}/private/{p:path}", PRICE, "/{user}/private/*"),
            Line("/v/{n:int}.json", PRICE, "/v/{n}.json"),
            Line("/", PRICE),
        ),
        (
            *("/", "//", "/api/", "/bob/private/x", "/bob//private/x", "/free/x"),
            *("/free/private/x", "/free/../bob/private/x", "/bob/private/", "/bob/private"),
            *("/v/12.json", "/v/12"),
        ),
        unlisted=("/v/{s}",),
    ),
    Catalogue(
        "files",
        (
            Line("/files/public/{p:path}", None),
            Line("/files/{p:path}", PRICE),
            Line("/Docs/Open/{p:path}", None, "/Docs/Open/*"),
            Line("/docs/{p:path}", PRICE),
            Line("/Docs/{name}", PRICE),
        ),
        (
            *("/files/public/x", "/files/Public/x", "/files/x", "/files/public", "/files/public/"),
            *("/Docs/Open/x", "/docs/Open/x", "/docs/open/x", "/Docs/x", "/docs/Open"),
        ),
        ALL,
    ),
    Catalogue(
        "typed",
        (
            Line("/tiles/{z:int}-{x:int}-{y:int}.png", PRICE),
            Line("/tiles/{name}", None),
            Line("/n/{n:int}", None),
            Line("/n/{s}", PRICE),
            Line("/m/{n:int}", PRICE),
            Line("/m/{s}", None),
            Line("/u/{u:uuid}", PRICE),
            Line("/u/{s}", None),
            Line("/k/{u:uuid}", None),
            Line("/k/{s}", PRICE),
        ),
        (
            *("/tiles/1-2-3.png", "/tiles/1-2.png", "/tiles/a-1-2-3.png", "/n/7", "/n/a7"),
            *("/m/7", "/m/7a", "/m/٧", "/n/٧", "/u/01234567-89ab-cdef-0123-456789abcdef"),
            *("/k/01234567-89AB-cdef-0123-456789abcdef", "/k/0123456789abcdef0123456789abcdef"),
            "/u/0123456789abcdef0123456789abcdef",
        ),
        SOME,
    ),
    Catalogue(
        "floats",
        (
            Line("/f/{x:float}", PRICE),
            Line("/f/{s}", None),
            Line("/g/{x:float}", None),
            Line("/g/{s}", PRICE),
            Line("/{a:path}/raw/{b:path}/x", PRICE),
            Line("/{a}/{b}.{ext}", PRICE),
        ),
        (
            *("/f/1.5", "/f/1", "/g/1.5", "/g/1", "/g/.5", "/a/raw/b/x", "/a/raw/raw/raw/x"),
            *("/a/b.c", "/a/..c", "/a/b", "/raw/b/x"),
        ),
        ("starlette", "fastapi", "flask"),
        method="",
    ),
    Catalogue(
        "litestar",
        (
            Line("/n/{n:int}", PRICE),
            Line("/n/free", None),
            Line("/f/{x:float}", PRICE),
            Line("/c/{c:decimal}", PRICE),
            Line("/u/{u:uuid}", PRICE),
            Line("/d/{d:date}", PRICE),
            Line("/e/{e:datetime}", PRICE),
            Line("/t/{t:time}", PRICE),
            Line("/l/{l:timedelta}", PRICE),
            Line("/p/open/{p:path}", None),
            Line("/p/{p:path}", PRICE),
        ),
        (
            *("/n/7", "/n/-7", "/n/1_0", "/n/ 7", "/n/٧", "/n/free", "/f/1e5", "/f/inf", "/f/1"),
            *("/c/1.5", "/c/NaN", "/u/0123456789abcdef0123456789abcdef", "/d/2026-11-29"),
            *("/u/urn:uuid:01234567-89ab-cdef-0123-456789abcdef", "/l/PT5M", "/l/5.5", "/p/a"),
            *("/u/{0123456789abcdef-0123456789abcdef}", "/e/2026-11-29T10:00:00Z"),
            *("/t/10:00:00", "/p/open/a", "/p/Open/a", "/p/open", "/p/", "/p"),
        ),
        ("litestar",),
    ),
    Catalogue(
        "werkzeug",
        (
            Line("/a/<any(one,two):x>", PRICE),
            Line("/a/<x>", None),
            Line("/b/<any(one,two):x>", None),
            Line("/b/<x>", PRICE),
            Line("/c/<string(length=2):x>", None),
            Line("/c/<x>", PRICE),
            Line("/d/<int(signed=True):x>", PRICE),
            Line("/d/<x>", None),
            Line("/e/<path:p>/end", PRICE),
            Line("/h/<int(fixed_digits=3):x>", PRICE),
            Line("/h/<x>", None),
            Line("/i/<int(fixed_digits=3, signed=True):x>", None),
            Line("/i/<x>", PRICE),
            Line("/j/<string(minlength=2, maxlength=3):x>", PRICE),
            Line("/j/<x>", None),
            Line("/l/<int(min=5, max=50):x>", PRICE),
            Line("/l/<x>", None),
            Line("/o/<float(signed=True):x>", PRICE),
            Line("/o/<x>", None),
        ),
        (
            *("/a/one", "/a/three", "/b/one", "/b/One", "/b/three", "/c/de", "/c/deu", "/c/d"),
            *("/d/-7", "/d/7", "/d/a", "/e/x/y/end", "/e//end", "/e/end/end", "/h/123", "/h/12"),
            *("/h/١٢٣", "/i/123", "/i/-12", "/i/1234", "/j/ab", "/j/abc", "/j/abcd", "/l/7"),
            *("/l/007", "/l/51", "/o/-1.5", "/o/1", "/o/1.x"),
        ),
        ("flask",),
    ),
    Catalogue(
        "slugs",
        (
            Line("/s/<slug:s>", PRICE),
            Line("/s/<str:x>", None),
            Line("/q/<slug:s>", None),
            Line("/q/<str:x>", PRICE),
            Line("/q/<str:x>/", PRICE),
        ),
        ("/s/a-b_c", "/s/a.b", "/q/a-b_c", "/q/a.b", "/q/A", "/q/a/", "/q/a b"),
        ("django", "django-asgi"),
    ),
)
