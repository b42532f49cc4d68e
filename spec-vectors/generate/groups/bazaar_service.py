"""`bazaar`: the name, the keywords and the icon of the service, which a payer copies and could change."""

from __future__ import annotations

from typing import Any

from groups.bazaar_cases import Listing, declaration, found, settle
from model import Json, ref

ICON = "https://cdn.example.com/icon.png"
IDN = "the text normalises names by UTS #46 first; a list that cannot leaves the icon out"
NUMBER = "readers of URLs take it for an IPv4 address; the text names decimal and hexadecimal numbers only"


def extend(listing: Listing) -> None:
    """Adds the vectors about service metadata: what breaks a rule is left out, and the resource is listed."""
    refs = (ref("specs/extensions/bazaar.md", "Service Metadata on `resource`"),)

    def one(slug: str, title: str, members: Json, listed: Json | None = None, **more: Any) -> None:
        request = settle(declaration())
        request["paymentPayload"]["resource"] |= members
        shown = members if listed is None else listed
        listing.whole(f"service-{slug}", title, request, found() | shown, **{"flags": "Service", "refs": refs} | more)

    whole: Json = {"serviceName": "Example Weather", "tags": ["weather", "forecast"], "iconUrl": ICON}
    one("all", "name, keywords and icon", whole)
    for name, value in (("serviceName", "s" * 33), ("tags", "weather"), ("iconUrl", "file:///etc/passwd")):
        rest = {member: kept for member, kept in whole.items() if member != name}
        one(f"without-{name.lower()}", f"`{name}` breaks its rule: the others are listed", whole | {name: value}, rest)
    _names(one)
    _tags(one)
    _icons(one)


def _names(one: Any) -> None:
    for slug, title, name in (("1", "has one character", "s"), ("32", "has 32 characters", "s" * 32), ("ascii", "has the first and the last character", " ~")):
        one(f"name-{slug}", f"the name {title}", {"serviceName": name}, flags="Service Boundary")
    for slug, title, wrong in (
        ("33", "has 33 characters", "s" * 33),
        ("empty", "is empty", ""),
        ("letter", "has an accented letter", "Caf\u00e9"),
        ("tab", "has a tab", "a\tb"),
        ("line-feed", "ends in a line feed", "Weather\n"),
        ("delete", "has U+007F", "a\x7f"),
        ("override", "has a mark that turns the direction of writing", "a\u202eb"),
        ("number", "is a number", 7),
        ("null", "is null", None),
        ("list", "is a list", ["Weather"]),
    ):
        one(f"name-{slug}", f"the name {title}", {"serviceName": wrong}, {}, flags="Service Boundary" if slug in ("33", "empty") else "Service")


def _tags(one: Any) -> None:
    letters = list("abcdef")
    for slug, title, tags, kept in (
        ("one", "one keyword", ["weather"], ["weather"]),
        ("five", "five keywords, one of 32 characters", [*letters[:4], "e" * 32], [*letters[:4], "e" * 32]),
        ("six", "six keywords: the first five", letters, letters[:5]),
        ("33", "a keyword of 33 characters", ["t" * 33, "a"], ["a"]),
        ("bad", "keywords that break a rule", ["", "a", 5, "\u00e9", "b\n", None, ["c"], "d"], ["a", "d"]),
        ("bad-first", "six keywords, of which the first breaks a rule: the other five", ["", *letters[:5]], letters[:5]),
        ("case", "a keyword in three spellings: the first", ["Sky", "sky", "b", "SKY"], ["Sky", "b"]),
        ("case-six", "six keywords, two of which are one", ["a", "A", *letters[1:5]], letters[:5]),
        ("none-good", "no keyword keeps the rules", ["", 5], None),
        ("empty", "the list of keywords is empty", [], None),
        ("text", "the keywords are a text", "a,b", None),
        ("object", "the keywords are an object", {"0": "a"}, None),
        ("null", "the keywords are null", None, None),
    ):
        flags = "Service Boundary" if slug in ("five", "six", "33", "bad-first", "case-six") else "Service"
        one(f"tags-{slug}", title, {"tags": tags}, {} if kept is None else {"tags": kept}, flags=flags)


def _icons(one: Any) -> None:
    longest = f"{ICON}?{'x' * (2048 - len(ICON) - 1)}"
    for slug, title, url in (
        ("http", "without encryption", "http://cdn.example.com/icon.png"),
        ("port", "with a port", "https://cdn.example.com:8443/icon.png"),
        ("host", "of a host alone", "https://cdn.example.com"),
        ("query", "with a query and a fragment", f"{ICON}?size=32#top"),
        ("at", "with an at sign in its path", "https://cdn.example.com/@service/icon.png"),
        ("2048", "with 2,048 characters", longest),
        ("scheme-case", "whose scheme is in upper case", "HTTPS://cdn.example.com/icon.png"),
        ("localhost-below", "of a host whose name begins so", "https://localhost.example.com/icon.png"),
        ("digits", "of a host with a number in its name", "https://123.example.com/icon.png"),
    ):
        one(f"icon-{slug}", f"the icon's URL {title}" if title[:2] != "of" else f"the icon's URL is {title}", {"iconUrl": url},
            flags="Service Boundary" if slug == "2048" else "Service")  # fmt: skip
    host = "https://{}/icon.png".format
    for slug, title, wrong, more in (
        ("2049", "has 2,049 characters", f"{longest}x", {"flags": "Service Boundary"}),
        ("empty", "is empty", "", {}),
        ("relative", "is a path", "/icon.png", {}),
        ("no-scheme", "has no scheme", "//cdn.example.com/icon.png", {}),
        ("no-host", "has no host", "https:///icon.png", {}),
        ("data", "is the image itself", "data:image/png;base64,AAAA", {}),
        ("file", "is a file's", "file:///etc/passwd", {}),
        ("script", "is a script", "javascript:alert(1)", {}),
        ("ftp", "is of another scheme", "ftp://cdn.example.com/icon.png", {}),
        ("user", "has a user's name", host("user@cdn.example.com"), {}),
        ("password", "has a user's name and password", host("user:secret@cdn.example.com"), {}),
        ("user-host", "has a host for a user's name", host("cdn.example.com@127.0.0.1"), {}),
        ("ipv4", "is of an address", host("192.0.2.1"), {}),
        ("ipv4-loopback", "is of this machine's address", host("127.0.0.1"), {}),
        ("ipv4-metadata", "is of a cloud's metadata", host("169.254.169.254"), {}),
        ("ipv6", "is of an IPv6 address", host("[2001:db8::1]"), {}),
        ("ipv6-loopback", "is of this machine's IPv6 address", host("[::1]:8080"), {}),
        ("decimal", "is of an address as one number", host("2130706433"), {}),
        ("hex", "is of an address as one hexadecimal number", host("0x7f000001"), {}),
        ("localhost", "is of this machine's name", host("localhost"), {}),
        ("localhost-port", "is of this machine's name, with a port", host("localhost:3000"), {}),
        ("localhost-case", "is of this machine's name in upper case", host("LOCALHOST"), {}),
        ("localhost-domain", "is of this machine's name, with a domain", host("localhost.localdomain"), {}),
        ("ip6-localhost", "is of this machine's other name", host("ip6-localhost"), {}),
        ("ip6-loopback-name", "is of this machine's third name", host("ip6-loopback"), {}),
        ("localhost-encoded", "is of this machine's name, percent-encoded", host("%6c%6Fcalhost"), {}),
        ("ipv4-encoded", "is of this machine's address, percent-encoded", host("127%2e0%2E0.1"), {}),
        ("localhost-wide", "is of this machine's name in wide letters", host("\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54"), {}),
        ("line-feed", "ends in a line feed", f"{ICON}\n", {}),
        ("null-character", "has U+0000", f"{ICON}\0", {}),
        ("number", "is a number", 7, {}),
        ("null", "is null", None, {}),
        ("object", "is an object", {"url": ICON}, {}),
        ("ipv4-short", "is of this machine's address in two parts", host("127.1"), {"level": "should", "why": NUMBER}),
        ("ipv4-octal", "is of this machine's address in octal", host("0177.0.0.1"), {"level": "should", "why": NUMBER}),
        ("ipv4-hex-parts", "is of this machine's address in hexadecimal parts", host("0x7f.0.0.0x1"), {"level": "should", "why": NUMBER}),
        ("localhost-dot", "is of this machine's name with a dot behind it", host("localhost."), {"level": "should", "why": "it is the same name"}),
        ("backslash", "has a backslash behind its host", "https://127.0.0.1\\@cdn.example.com/icon.png",
         {"level": "should", "why": "browsers take a backslash for a slash"}),
        ("idn", "is of a host whose name has other letters", host("\u4f8b\u3048.jp"), {"level": "policy", "why": IDN}),
    ):  # fmt: skip
        one(f"icon-{slug}", f"the icon's URL {title}", {"iconUrl": wrong}, {}, **more)
