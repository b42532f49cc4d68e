"""The facilitator clients: what is sent, what is asked again, and what an error says."""

from __future__ import annotations

import base64
import json
import logging
import re
from typing import Any

import httpx
import pytest
import x402_core as x402
from facilitator_clients import ANSWERS, REQUESTS, SETTLE, URL, VERIFY, Asker
from hypothesis import HealthCheck, given, settings, strategies as st
from x402_core import facilitator, ports
from x402_core._facilitator.endpoint import SETTLE as SETTLE_ENDPOINT
from x402_core._facilitator.client_settings import ClientSettings
from x402_core._facilitator.transport import Body
from x402_core.errors import FacilitatorError
from x402_core.facilitator import AsyncFacilitatorClient, FacilitatorClient
from x402_core.testing import serve

SECRET = "Bearer very-secret"
ENDPOINTS = list(REQUESTS)


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def asker(request: pytest.FixtureRequest) -> Asker:
    return Asker(request.param)


class Scripted:
    """Answers one request after the other; the last answer stays."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if not answer.is_closed:
            return answer
        # A client binds an answer to itself: the next one gets a new one.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def good(name: str, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=ANSWERS[name])


def error_of(asker: Asker, name: str, handler: Any, **how: Any) -> FacilitatorError:
    with pytest.raises(FacilitatorError) as raised:
        asker.call(name, handler=handler, **how)
    assert str(raised.value).startswith(("POST " + URL, "GET " + URL))
    return raised.value


@pytest.mark.parametrize("name", ENDPOINTS)
def test_what_is_sent(asker: Asker, name: str) -> None:
    handler = Scripted(good(name))
    assert asker.call(name, url=URL + "/", handler=handler).to_dict() == ANSWERS[name]
    (request,) = handler.requests
    method = "GET" if name == "supported" else "POST"
    assert (request.method, str(request.url)) == (method, f"{URL}/{name}")
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "identity"
    if name == "supported":
        assert request.content == b"" and "content-type" not in request.headers
    else:
        assert request.content.decode() == VERIFY.to_json() == SETTLE.to_json()
        assert request.headers["content-type"] == "application/json"
    timeout = request.extensions["timeout"]
    seconds = 60.0 if name == "settle" else 10.0
    assert (timeout["read"], timeout["connect"]) == (seconds, 5.0)


def test_what_is_stated_about_extensions_is_read_and_logged(
    asker: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "x402_core.facilitator")
    stated = {"bazaar": {"status": "rejected", "code": "description_too_long"}}
    value = base64.b64encode(json.dumps(stated).encode()).decode()
    for header, expected in ((value, stated), ("?", None)):
        response = httpx.Response(
            200, json=ANSWERS["settle"], headers={"EXTENSION-RESPONSES": header}
        )
        answer = asker.call("settle", handler=Scripted(response))
        assert answer.to_dict().get("extensionResponses") == expected
    events = [record.getMessage() for record in caplog.records if record.levelname == "INFO"]
    assert [event for event in events if "bazaar" in event] == [
        "extension bazaar: not listed because description_too_long"
    ]


@pytest.mark.parametrize("same_host", [True, False])
def test_a_redirect_within_the_site_is_followed_once(
    asker: Asker, same_host: bool, caplog: pytest.LogCaptureFixture
) -> None:
    host = "facilitator.example" if same_host else "www.facilitator.example"
    location = f"https://{host}/v3/settle"
    moved = httpx.Response(308, headers={"location": location})
    handler = Scripted(moved, good("settle"))

    def auth(_: str) -> dict[str, str]:
        return {"authorization": SECRET}

    answer = asker.call("settle", handler=handler, auth=auth)
    assert answer.to_dict() == ANSWERS["settle"]
    first, second = handler.requests
    assert (str(second.url), second.method, second.content) == (location, "POST", first.content)
    assert first.headers["authorization"] == SECRET
    assert ("authorization" in second.headers) is same_host
    (event,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert f"use the facilitator URL https://{host}/v3" in event.getMessage()
    twice = Scripted(moved, httpx.Response(308, headers={"location": location}))
    assert error_of(asker, "settle", twice).failure == "not_processed"
    assert len(twice.requests) == 2


@pytest.mark.parametrize(
    "location", ["https://evil.example/v2/x402/settle", "http://facilitator.example/settle", "x"]
)
def test_another_redirect_is_not_followed(asker: Asker, location: str) -> None:
    handler = Scripted(httpx.Response(307, headers={"location": location}))
    error = error_of(asker, "settle", handler)
    assert (error.failure, error.status, len(handler.requests)) == ("not_processed", 307, 1)


@pytest.mark.parametrize(
    "answer",
    [
        {"success": False, "errorReason": "settlement_pending", "transaction": "0x1"},
        {"success": False, "errorReason": "insufficient_funds", "transaction": ""},
    ],
)
@pytest.mark.parametrize("status", [200, 400, 402, 412, 422])
def test_a_failure_is_an_answer(asker: Asker, answer: dict[str, Any], status: int) -> None:
    answer["network"] = "eip155:84532"
    handler = Scripted(httpx.Response(status, json=answer))
    assert asker.call("settle", handler=handler).to_dict() == answer
    assert len(handler.requests) == 1 and asker.waits == []


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize(
    "bad",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("slow"),
        httpx.PoolTimeout("busy"),
        httpx.LocalProtocolError("not HTTP"),
        httpx.Response(429),
    ],
    ids=str,
)
def test_what_was_not_taken_is_asked_again(
    asker: Asker, name: str, bad: httpx.Response | Exception
) -> None:
    handler = Scripted(bad, bad, good(name))
    assert asker.call(name, handler=handler).to_dict() == ANSWERS[name]
    assert len(handler.requests) == 3
    first, second = asker.waits
    assert 0.1 <= first <= 0.3 and 0.2 <= second <= 0.6
    never = Scripted(bad)
    error = error_of(asker, name, never, attempts=4)
    assert error.failure == "not_processed" and len(never.requests) == 4


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize(
    "bad",
    [
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("disconnected"),
        httpx.Response(500, text="oops"),
        httpx.Response(503, headers={"retry-after": "1"}),
    ],
    ids=str,
)
def test_a_settlement_that_may_be_taken_is_not_repeated(
    asker: Asker, name: str, bad: httpx.Response | Exception
) -> None:
    handler = Scripted(bad, good(name))
    if name != "settle":
        assert asker.call(name, handler=handler).to_dict() == ANSWERS[name]
        return
    error = error_of(asker, name, handler)
    assert error.failure == "no_response" and len(handler.requests) == 1 and asker.waits == []
    assert "ask for the same settlement again" in str(error)
    assert error.status == (bad.status_code if isinstance(bad, httpx.Response) else None)
    assert error.__cause__ is (bad if isinstance(bad, Exception) else None)


@pytest.mark.parametrize(
    ("status", "failure", "says"),
    [
        (401, "not_processed", "`auth`"),
        (403, "not_processed", "`auth`"),
        (404, "not_processed", "URL"),
        (302, "not_processed", "redirect"),
        (308, "not_processed", "redirect"),
        (200, "invalid_response", "9 bytes of text/plain; expected a "),
        (400, "invalid_response", "9 bytes of text/plain"),
    ],
)
@pytest.mark.parametrize("name", ENDPOINTS)
def test_what_asking_again_does_not_mend(
    asker: Asker, name: str, status: int, failure: str, says: str
) -> None:
    headers = {"location": "https://elsewhere.example/verify"}
    handler = Scripted(httpx.Response(status, text="something", headers=headers))
    error = error_of(asker, name, handler)
    assert (error.failure, error.status) == (failure, status)
    assert says in str(error) and f"status {status}" in str(error)
    assert len(handler.requests) == 1 and "something" not in str(error)


def test_success_with_a_bad_status_is_garbage(asker: Asker) -> None:
    for name in ENDPOINTS:
        error = error_of(asker, name, Scripted(good(name, 409)))
        assert (error.failure, error.status) == ("invalid_response", 409)


@pytest.mark.parametrize("asked", ["0", "5"])
def test_it_waits_as_it_is_asked_to(asker: Asker, asked: str) -> None:
    busy = httpx.Response(429, headers={"retry-after": asked})
    assert asker.call("settle", handler=Scripted(busy, good("settle"))).success
    assert asker.waits == [float(asked)]


@pytest.mark.parametrize("asked", ["6", "9" * 400])
def test_it_does_not_wait_too_long(asker: Asker, asked: str) -> None:
    handler = Scripted(httpx.Response(429, headers={"retry-after": asked}), good("settle"))
    error = error_of(asker, "settle", handler)
    assert error.failure == "not_processed" and asker.waits == []
    assert f"ask again later in {asked} s" in str(error)
    assert asker.call("verify", handler=Scripted(httpx.Response(429), good("verify")), max_wait=0)
    assert asker.waits == [0.0]


@pytest.mark.parametrize("asked", ["soon", "-1", "٣", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_retry_after_that_says_nothing(asker: Asker, asked: str) -> None:
    headers = [(b"retry-after", asked.encode())]
    handler = Scripted(httpx.Response(429, headers=headers), good("settle"))
    assert asker.call("settle", handler=handler).success
    (wait,) = asker.waits
    assert 0.1 <= wait <= 0.3


BODIES = st.binary(max_size=60) | st.sampled_from(
    [json.dumps(answer).encode() for answer in ANSWERS.values()]
    + [b'{"isValid":false}', b'{"success":false,"transaction":"","network":"a:b"}', b"[" * 9_999]
)


@given(
    st.sampled_from(ENDPOINTS),
    st.integers(200, 599),
    BODIES,
    st.dictionaries(
        st.sampled_from(["retry-after", "content-type", "content-encoding", "location"]),
        st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=9),
    ),
)
@settings(
    deadline=None,
    derandomize=True,
    max_examples=400,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_whatever_comes_is_an_answer_or_the_one_error(
    name: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    asker = Asker(False)
    raw = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
    stream = httpx.ByteStream(body)
    handler = Scripted(httpx.Response(status, headers=raw, stream=stream), good(name))
    try:
        answer = asker.call(name, handler=handler)
    except FacilitatorError as error:
        assert len(handler.requests) == 1 and error.status in (status, None)
    else:
        assert isinstance(
            answer, (x402.VerifyResponse, x402.SettleResponse, x402.SupportedResponse)
        )
        if len(handler.requests) == 2 and name == "settle":
            assert status == 429


def test_auth_is_asked_for_every_request(asker: Asker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    names: list[str] = []

    def auth(name: str) -> dict[str, str]:
        names.append(name)
        return {"Authorization": f"{SECRET} {len(names)}"}

    handler = Scripted(httpx.Response(429), good("verify"))
    asker.call("verify", handler=handler, auth=auth)
    assert names == ["verify", "verify"]
    sent = [request.headers["authorization"] for request in handler.requests]
    assert sent == [f"{SECRET} 1", f"{SECRET} 2"]
    error_of(asker, "settle", Scripted(httpx.Response(401)), auth=auth)
    assert names[2:] == ["settle"]
    logged = [record for record in caplog.records if record.name == "x402_core.facilitator"]
    assert len(logged) == 3 and "status 401" in logged[-1].getMessage()
    signature = SETTLE.payment_payload.payload["signature"]
    assert SECRET not in caplog.text and signature not in caplog.text


def test_auth_may_be_async() -> None:
    async def auth(name: str) -> dict[str, str]:
        return {"authorization": name}

    handler = Scripted(good("settle"))
    Asker(True).call("settle", handler=handler, auth=auth)
    assert handler.requests[0].headers["authorization"] == "settle"


def test_a_header_that_cannot_be_sent_is_not_shown() -> None:
    with httpx.Client(headers={"x-key": SECRET + "\n"}) as http, serve() as (url, served):
        client = FacilitatorClient(url, client=http, attempts=1)
        with pytest.raises(FacilitatorError, match="LocalProtocolError") as raised:
            client.settle(SETTLE)
        assert raised.value.failure == "not_processed" and raised.value.__cause__ is None
        assert SECRET not in str(raised.value) and served.calls == []


@pytest.mark.parametrize(
    "given",
    [None, [("a", "b")], {"a": "b\r\nc: d"}, {"authorization": SECRET + "é"}, {1: "a"}, {"a": 1}],
)
def test_auth_that_cannot_be_sent(asker: Asker, given: Any) -> None:
    handler = Scripted(good("settle"))
    error = error_of(asker, "settle", handler, auth=lambda name: given, attempts=1)
    assert error.failure == "not_processed" and "`auth` gave" in str(error)
    assert SECRET not in str(error) and handler.requests == []

    def failing(name: str) -> dict[str, str]:
        raise KeyError(SECRET)

    error = error_of(asker, "settle", handler, auth=failing, attempts=1)
    assert "`auth` raised KeyError" in str(error) and SECRET not in str(error)
    assert isinstance(error.__cause__, KeyError) and handler.requests == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://a", "https://facilitator.example"),
        ("facilitator.example", "https://facilitator.example"),
        ("https://", "https://facilitator.example"),
        ("https://a\n", "https://facilitator.example"),
        ("https://facilitator.example:port", "https://facilitator.example"),
        ("https://user:very-secret@a:port", "https://facilitator.example"),
        ("https://user:very-secret@a", "without credentials"),
        ("https://a/?key=1", "without query"),
        ("https://a/#top", "without query"),
        ("http://facilitator.example", "allow_http=True"),
        ("http://127.0.0.1.example", "allow_http=True"),
        (None, "https://facilitator.example"),
    ],
)
def test_urls_that_payments_may_not_be_sent_to(url: Any, expected: str) -> None:
    for client in (FacilitatorClient, AsyncFacilitatorClient):
        with pytest.raises(x402.InvalidValueError, match=re.escape(expected)) as raised:
            client(url)
        assert "very-secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://localhost:1", "http://localhost:1/verify"),
        ("http://127.0.0.2", "http://127.0.0.2/verify"),
        ("http://[::1]:8080/a//", "http://[::1]:8080/a/verify"),
        ("https://facilitator.example", "https://facilitator.example/verify"),
    ],
)
def test_urls_that_they_may_be_sent_to(asker: Asker, url: str, sent: str) -> None:
    handler = Scripted(good("verify"))
    asker.call("verify", url=url, handler=handler)
    assert str(handler.requests[0].url) == sent
    asker.call("verify", url="http://far.example", handler=handler, allow_http=True)


def test_an_answer_has_a_size_and_a_time() -> None:
    timeouts = {"settle": 60.0}
    settings = ClientSettings(URL, timeouts, 5.0, 3, 5.0, 10)
    body = Body(settings, SETTLE_ENDPOINT, 1_000.0)
    assert body.take(b"12345", 1_001.0) is None and body.take(b"67890", 1_060.0) is None
    long = body.take(b"1", 1_060.0)
    assert long is not None and long.failure == "invalid_response" and "10 bytes" in long.what
    late = Body(settings, SETTLE_ENDPOINT, 1_000.0).take(b"1", 1_060.1)
    assert late is not None and late.failure == "no_response"


def test_a_compressed_answer_is_not_unpacked(asker: Asker) -> None:
    class Unread(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Any:
            pytest.fail("it is read")

        def __aiter__(self) -> Any:
            pytest.fail("it is read")

    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Unread())
    error = error_of(asker, "settle", Scripted(answer))
    assert error.failure == "invalid_response" and "compressed" in str(error)


def test_a_closed_client_says_so() -> None:
    client = FacilitatorClient(URL, attempts=1)
    client.close()
    face: ports.Facilitator = client
    with pytest.raises(FacilitatorError, match="the client is closed") as raised:
        face.settle(SETTLE)
    assert raised.value.failure == "not_processed"


def test_the_shapes_are_those_of_the_ports() -> None:
    with FacilitatorClient(URL) as client:
        port: ports.Facilitator = client
    assert repr(client) == f"FacilitatorClient({URL!r})"
    other: ports.AsyncFacilitator = AsyncFacilitatorClient(URL)
    assert port and repr(other) == f"AsyncFacilitatorClient({URL!r})"


def test_the_examples() -> None:
    examples = re.findall(r"```python\n(.*?)```", facilitator.__doc__ or "", re.DOTALL)
    assert len(examples) == 2
    names: dict[str, object] = {}
    for example in examples:
        exec(example, names)
