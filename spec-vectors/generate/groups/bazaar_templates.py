"""`bazaar`: the path of a route, which a payer copies and could change."""

from __future__ import annotations

from groups.bazaar_cases import URL, Listing, declaration, found
from model import ref
from patch import edit

ORIGIN = URL.removesuffix("/premium-data")


def extend(listing: Listing) -> None:
    """Adds the vectors about templates: one that breaks a rule is discarded, and the concrete path is listed."""
    refs = (ref("specs/extensions/bazaar.md", "`routeTemplate` Validation Rules"),)
    for slug, title, template in (
        ("", "the route's path", "/users/:id"),
        ("-two", "a path with two parameters", "/weather/:country/:city"),
        ("-characters", "a path with every character that is allowed", "/a.b-c_d~e/:f9"),
        ("-encoded", "a path with an encoded space", "/a%20b/:id"),
        ("-dot", "a path with a single dot", "/a/./b"),
        ("-encoded-4", "a dot that is encoded four times", "/a%2525252e/b"),
    ):
        bazaar = edit(declaration(), "/routeTemplate", template)
        listing.ok(f"template{slug}", title, bazaar, found(resource=ORIGIN + template), flags="Template", refs=refs)
    lone = edit(declaration(), "/routeTemplate", "/a%zz")
    listing.ok("template-percent", "a path with a percent sign that encodes nothing", lone, found(resource=f"{ORIGIN}/a%zz"), flags="Template",
               refs=refs, level="policy", why="the rules decode what is encoded, and name no answer to a sign that encodes nothing")  # fmt: skip
    for slug, title, wrong in (
        ("empty", "empty", ""),
        ("root", "a slash alone", "/"),
        ("relative", "no slash before it", "users/:id"),
        ("url", "another host's URL", "https://evil.example/"),
        ("host", "another host behind the origin", ".evil.example/"),
        ("userinfo", "a name before another host", "@evil.example/"),
        ("parent", "a step up", "/users/../admin"),
        ("parent-encoded", "an encoded step up", "/users/%2e%2e/admin"),
        ("parent-mixed", "a step up, half of it encoded", "/users/%2E./admin"),
        ("parent-encoded-2", "a step up that is encoded twice", "/users/%252e%252e/admin"),
        ("parent-encoded-4", "a step up that is encoded four times", "/users/%2525252e%2525252e/admin"),
        ("encoded-5", "a dot that is encoded five times", "/a%252525252e/b"),
        ("scheme", "a URL in it", "/x://evil.example"),
        ("scheme-encoded", "a URL in it, encoded", "/x%3a%2f%2fevil.example"),
        ("query", "a query", "/users?id=1"),
        ("fragment", "a fragment", "/users#1"),
        ("space", "a space", "/a b"),
        ("backslash", "a backslash", "/a\\b"),
        ("line-feed", "a line feed at its end", "/users\n"),
        ("bracket", "a framework's brackets", "/users/[id]"),
        ("not-ascii", "a letter that is not ASCII", "/caf\u00e9"),
        ("number", "a number", 7),
        ("list", "a list", ["/users/:id"]),
        ("null", "null", None),
    ):
        bazaar = edit(declaration(), "/routeTemplate", wrong)
        listing.ok(f"template-{slug}", f"the route's path is {title}" if slug not in _WITH else f"the route's path has {title}", bazaar, found(),
                   flags="Template", refs=refs)  # fmt: skip


_WITH = ("relative", "host", "userinfo", "parent", "parent-encoded", "parent-mixed", "parent-encoded-2", "parent-encoded-4", "encoded-5", "scheme",
         "scheme-encoded", "query", "fragment", "space", "backslash", "line-feed", "bracket", "not-ascii")  # fmt: skip
