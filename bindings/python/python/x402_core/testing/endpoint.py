"""What a paid URL shows to those who have not paid."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .._native.server import endpoint_report, endpoint_requests

if TYPE_CHECKING:
    from typing import Literal

    _Level = Literal["good", "note", "warning", "problem"]

__all__ = ["ClientFinding", "EndpointFinding", "EndpointReport", "check_endpoint"]

LEVELS = ("good", "note", "warning", "problem")
"""The levels of findings, the worst last."""


@dataclass(frozen=True)
class EndpointFinding:
    """One thing that was found: about what, how bad it is, and what to do about it."""

    subject: str
    """`terms`, `flow`, `description`, `bazaar`, `cors`, `head`, `page`, `caching` or `https`."""
    level: _Level
    """`good`; `note`: some readers are left out; `warning`: some payers or facilitators refuse it;
    `problem`: no client can pay, or the resource is served without a payment."""
    text: str
    """What was found."""


@dataclass(frozen=True)
class ClientFinding:
    """Whether a published client can pay, as it is by default."""

    client: str
    """The package and its version."""
    pays: bool
    """Whether it can."""
    text: str
    """What it pays, or why not."""


@dataclass(frozen=True)
class EndpointReport:
    """What a paid URL shows to those who have not paid, judged: as `x402 check` reports it."""

    url: str
    """The URL that was asked."""
    level: _Level
    """The worst level of all findings."""
    findings: tuple[EndpointFinding, ...]
    """In the order of the subjects; a subject can have several."""
    clients: tuple[ClientFinding, ...]
    """Published clients; empty if there are no terms."""

    def at_least(self, level: _Level) -> tuple[EndpointFinding, ...]:
        """The findings that are at least as bad: `assert not report.at_least("warning")`."""
        worse = LEVELS[LEVELS.index(level) :]
        return tuple(finding for finding in self.findings if finding.level in worse)


def check_endpoint(client: Any, url: str, *, method: str = "GET") -> EndpointReport:
    """Asks a route what those see who have not paid, and judges it.

        report = check_endpoint(TestClient(app), "https://shop.example/weather")
        assert not report.at_least("warning"), report

    It asks as a program, as a script in a browser, as a person's browser and by `HEAD`. No payment
    is made. Whether plain `http` is redirected is not asked: that is for the server in front.

    Args:
        client: The test client of FastAPI, Starlette or Flask, an `httpx.Client`, or a
            `requests.Session`.
        url: The whole URL, as it is reached from outside.
        method: The method that is paid for.

    Raises:
        InvalidValueError: The text is not an `http` or `https` URL.
    """
    responses = []
    for name, verb, target, headers in endpoint_requests(url, method=method):
        if name == "plain":
            continue
        response = _send(client, verb, target, dict(headers))
        body = response.content if hasattr(response, "content") else response.data
        found = [(str(key), str(value)) for key, value in response.headers.items()]
        responses.append((name, response.status_code, found, bytes(body)))
    report = endpoint_report(url, responses)
    return EndpointReport(
        url=report["url"],
        level=report["level"],
        findings=tuple(EndpointFinding(**finding) for finding in report["findings"]),
        clients=tuple(ClientFinding(**finding) for finding in report["clients"]),
    )


def _send(client: Any, method: str, url: str, headers: dict[str, str]) -> Any:
    # Flask's client has `open` alone; the others name the argument about redirects differently.
    if not hasattr(client, "request"):
        return client.open(url, method=method, headers=headers, follow_redirects=False)
    known = inspect.signature(client.request).parameters
    name = "follow_redirects" if "follow_redirects" in known else "allow_redirects"
    return client.request(method, url, headers=headers, **{name: False})
