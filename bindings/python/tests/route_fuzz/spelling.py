"""Odd ways to write a path, as a client may send it."""

from __future__ import annotations

from random import Random

__all__ = ["METHODS", "misspell"]

METHODS = ("GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "get", "FOO", "WEBSOCKET")

BITS = (
    *("/", "/", "//", "\\", "%2f", "%5c", "%252f", ".", "..", "/./", "/../", "/..;/", "..%2f"),
    *("%2e", "%2e%2e", "%252e", ";", ";x", "%3b", "%00", "%0a", "%0d", "%1f", "%7f", "%20", " "),
    *("\t", "%ff", "%80", "%c0%af", "%c2%85", "%c2%a0", "%e2%80%a8", "%e2%80%a5", "%ed%a0%80"),
    *("%ef%bc%8f", "%ef%bd%a1", "%EF%BC%85", "%e2%84%aa", "%c4%b0", "%c3%9f", "%u002f", "%%"),
    *("%", "%2", "?", "%3f", "#", "%23", "&", "=", "*", ":", "~", "+", "%2b", "@", "-", "_", ","),
    *("http://h", "h:", "A", "K", "ſ", "ﬀ", "7", "%d9%a3", "%ef%bc%97", "1.5", "one", "{", "}"),
    *("public/", "Public/", "free", "open/", "items/", "reports/", "weather", "slash", "raw/"),
    *("files/", "api/", "/api", "private/", ".json", ".png"),
)


def misspell(random: Random, path: str) -> str:
    """The path after a few changes, most of which leave it alone for some reader."""
    for _ in range(random.randint(0, 4)):
        change, at = random.random(), random.randint(0, len(path))
        if change < 0.5:
            path = path[:at] + random.choice(BITS) + path[at:]
        elif change < 0.6:
            path = "/" * random.randint(1, 2) + path
        elif change < 0.7:
            path = path[:at] + path[at + 1 :]
        elif change < 0.9:
            path = path[:at] + path[at : at + 1].swapcase() + path[at + 1 :]
        else:
            hidden = path[at : at + 1].encode("utf-8", "surrogatepass")
            path = path[:at] + "".join(f"%{byte:02x}" for byte in hidden) + path[at + 1 :]
    return path
