"""A price is paid, over real sockets, and what was bought arrives."""

from __future__ import annotations

import asyncio
import gzip
import io
import itertools
import pickle
import zlib
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import x402_core.httpx
import x402_core.requests
from conftest import NOW, PAY_TO
from x402_core._pay.body import LIMIT, decoded
from x402_core.client import EvmSigningKey
from x402_core.errors import NotPaidError
from x402_core.payer import Payer, Progress

from .conftest import Send
from .senders import loopback
from .shop import Ask, Reply, Shop, redirect

USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"


@pytest.mark.parametrize("v1_only", [False, True])
def test_pays(
    sender: Send, shop: Shop, progress: list[Progress], key: EvmSigningKey, v1_only: bool
) -> None:
    shop.v1_only = v1_only
    with loopback(shop) as url:
        got = sender()(f"{url}/weather?city=Basel")
    assert (got.status, got.text) == (200, "sunny")
    paid = got.paid
    assert (paid.spend_status, paid.origin, paid.price) == ("spent", url, "0.01 USDC")
    assert (paid.amount, paid.network, paid.asset) == (10_000, "eip155:84532", USDC)
    assert (paid.payer, paid.pay_to, paid.sendings) == (key.address, PAY_TO, 1)
    assert paid.receipt is not None and paid.receipt.success and paid.mismatches == ()
    assert paid.valid_until is not None and paid.valid_until > NOW
    assert shop.served == [paid.replay_key] and len(shop.payments) == 1
    assert [step.stage for step in progress] == ["asked", "signed", "settled"]
    assert progress[-1].report == paid


def test_what_is_free_is_left_alone(sender: Send, progress: list[Progress]) -> None:
    asks: list[Ask] = []

    def free(ask: Ask) -> Reply:
        asks.append(ask)
        return Reply(200, [("X-Payment-Response", "?")], b"free")

    with loopback(free) as url:
        got = sender()(url)
    assert (got.text, got.report, progress) == ("free", None, [])
    assert len(asks) == 1


def test_a_caller_who_pays_by_other_means(sender: Send, shop: Shop) -> None:
    got = sender(shop)("https://shop.example", headers={"Payment-Signature": "e30="})
    assert got.status == 400 and got.report is None
    assert shop.payments == ["e30="]


def test_a_body_is_sent_twice(sender: Send, shop: Shop) -> None:
    shop.content = lambda ask: Reply(200, [], b"you said " + ask.body)
    with loopback(shop) as url:
        got = sender()(url, method="POST", body=b"hello")
    assert got.text == "you said hello"
    assert [ask.body for ask in shop.asks] == [b"hello", b"hello"]


@pytest.mark.parametrize(
    ("url", "is_paid"),
    [
        ("http://shop.example", False),
        ("http://192.168.0.1:8000", False),
        ("http://localhost.shop.example", False),
        ("http://127.1.2.3:8000", True),
        ("http://localhost:8000", True),
        ("http://shop.localhost", True),
        ("http://[::1]:8000", True),
        ("https://192.168.0.1", True),
    ],
)
def test_nobody_is_paid_in_the_clear(sender: Send, shop: Shop, url: str, is_paid: bool) -> None:
    if is_paid:
        assert sender(shop)(url).text == "sunny"
        return
    with pytest.raises(NotPaidError, match=f"expected https, found {url}.*allow_http"):
        sender(shop)(url)
    assert shop.payments == []
    assert sender(shop, allow_http=True)(url).text == "sunny"


def test_a_stream_cannot_be_sent_twice(
    sender: Send, shop: Shop, progress: list[Progress], kind: str
) -> None:
    def stream() -> Iterator[bytes]:
        yield b"hello"

    async def async_stream() -> object:
        yield b"hello"

    send = sender(shop, per_day="$0.01")
    body = async_stream() if kind == "async" else stream()
    with pytest.raises(NotPaidError, match="sent twice.*give bytes") as raised:
        send("https://shop.example", method="POST", body=body)
    assert [step.stage for step in progress] == ["asked"] and shop.payments == []
    assert raised.value.response.status_code == 402
    # Nothing was signed, so nothing is gone.
    assert send("https://shop.example").status == 200


def test_forms_with_files(key: EvmSigningKey, shop: Shop) -> None:
    shop.content = lambda ask: Reply(200, [], ask.body)
    payer = Payer(key, clock=lambda: NOW)
    with loopback(shop) as url:
        with x402_core.httpx.Client(payer, trust_env=False) as client:
            assert b"abc" in client.post(url, files={"f": io.BytesIO(b"abc")}).content
            too_long = {"f": b"a" * 1_100_000}
            with pytest.raises(NotPaidError, match="sent twice"):
                client.post(url, files=too_long)
        with x402_core.requests.Session(payer) as session:
            assert b"abc" in session.post(url, files={"f": io.BytesIO(b"abc")}).content

        async def send() -> bytes:
            async with x402_core.httpx.AsyncClient(payer, trust_env=False) as client:
                return (await client.post(url, files={"f": b"abc"})).content

        assert b"abc" in asyncio.run(send())


def test_answers_can_be_pickled(key: EvmSigningKey, shop: Shop) -> None:
    def answer(ask: Ask) -> Reply | None:
        return redirect(307, "/b") if ask.url.endswith("/a") else shop(ask)

    with loopback(answer) as url, x402_core.requests.Session(Payer(key, clock=lambda: NOW)) as it:
        response = it.get(f"{url}/a")
    again = pickle.loads(pickle.dumps(response))
    assert (again.text, len(again.history)) == ("sunny", 1)


def test_a_file_is_read_again(key: EvmSigningKey, shop: Shop) -> None:
    shop.content = lambda ask: Reply(200, [], ask.body)
    payer = Payer(key, clock=lambda: NOW)
    file = io.BytesIO(b"header;body")
    file.seek(7)
    with loopback(shop) as url, x402_core.requests.Session(payer) as session:
        assert session.post(url, data=file).text == "body"


def test_answers_can_be_streamed(key: EvmSigningKey, shop: Shop) -> None:
    shop.content = lambda ask: Reply(200, [], b"a" * 100_000)
    payer = Payer(key, clock=lambda: NOW)
    with loopback(shop) as url:
        with x402_core.httpx.Client(payer, trust_env=False) as client:
            with client.stream("GET", url) as answer:
                assert not answer.is_stream_consumed
                paid = x402_core.httpx.report(answer)
                assert paid is not None and paid.spend_status == "spent"
                assert sum(map(len, answer.iter_bytes())) == 100_000
        with x402_core.requests.Session(payer) as session:
            with session.get(url, stream=True) as response:
                assert x402_core.requests.report(response) is not None
                assert sum(map(len, response.iter_content(1000))) == 100_000

        async def stream() -> int:
            async with x402_core.httpx.AsyncClient(payer, trust_env=False) as client:
                async with client.stream("GET", url) as answer:
                    return sum([len(chunk) async for chunk in answer.aiter_bytes()])

        assert asyncio.run(stream()) == 100_000
    assert len(shop.served) == 3


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_the_price_may_be_compressed(sender: Send, shop: Shop, encoding: str) -> None:
    shop.v1_only = True

    def encode(body: bytes) -> bytes:
        match encoding:
            case "gzip":
                return gzip.compress(body)
            case "deflate":
                return zlib.compress(body)
            case _:
                return body

    def compressed(ask: Ask) -> Reply | None:
        reply = shop(ask)
        if reply is not None and reply.status == 402:
            reply = Reply(402, [("Content-Encoding", encoding)], encode(reply.body))
        return reply

    with loopback(compressed) as url:
        assert sender()(url).text == "sunny"
        refused = sender(per_call="$0.001", raise_refusals=False)(url)
    assert refused.status == 402 and '"x402Version"' in refused.text


def test_bombs_are_not_unpacked(sender: Send) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < LIMIT and decoded(bomb, "gzip") is None
    headers = [("Content-Encoding", "gzip"), ("PAYMENT-REQUIRED", "?")]
    with (
        loopback(lambda ask: Reply(402, headers, bomb)) as url,
        pytest.raises(NotPaidError) as raised,
    ):
        sender()(url)
    # What the error carries was not read.
    assert not getattr(raised.value.response, "_content", None)


@pytest.mark.parametrize("headers", [[], [("PAYMENT-REQUIRED", "?")]])
def test_bodies_without_an_end(key: EvmSigningKey, headers: list[tuple[str, str]]) -> None:
    """No more is read of them than a price can be long."""
    read = [0]

    class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in itertools.count():
                read[0] += 1000
                yield b"a" * 1000

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self:
                yield chunk

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(402, headers=headers, stream=Endless())

    payer = Payer(key, raise_refusals=False, clock=lambda: NOW)
    transport = httpx.MockTransport(answer)
    with x402_core.httpx.Client(payer, transport=transport) as client:
        with client.stream("GET", "https://shop.example") as response:
            assert response.status_code == 402
            begin = list(itertools.islice(response.iter_raw(), 300))
    assert set(begin) == {b"a" * 1000} and read[0] <= 301_000

    async def stream() -> None:
        async with x402_core.httpx.AsyncClient(payer, transport=transport) as client:
            async with client.stream("GET", "https://shop.example") as response:
                assert response.status_code == 402

    read[0] = 0
    asyncio.run(stream())
    assert read[0] <= LIMIT + 1000


def test_urls_with_a_password(sender: Send, shop: Shop) -> None:
    got = sender(shop)("https://user:pass@shop.example/a")
    assert (got.text, got.paid.origin) == ("sunny", "https://shop.example")


def test_encodings() -> None:
    assert decoded(b"{}", "") == decoded(b"{}", "Identity ") == b"{}"
    assert decoded(zlib.compress(b"{}"), "DEFLATE") == b"{}"
    for encoding in ("gzip", "deflate", "br", "gzip, gzip"):
        assert decoded(b"{}", encoding) is None


def test_a_402_of_another_protocol_is_the_callers(sender: Send) -> None:
    for body in (b"", b"insert coin", b"{}", b"x" * 300_000, b'{"x402Version":3}'):
        with loopback(lambda ask, body=body: Reply(402, [("A", "b")], body)) as url:  # type: ignore[misc]
            got = sender()(url)
        assert (got.status, got.text.encode(), got.report) == (402, body, None)
        assert got.response.headers["a"] == "b"


def test_one_connection_is_enough(key: EvmSigningKey, shop: Shop) -> None:
    payer = Payer(key, clock=lambda: NOW)
    one = httpx.Limits(max_connections=1)
    with loopback(shop) as url:
        with x402_core.httpx.Client(payer, limits=one, timeout=5, trust_env=False) as client:
            for _ in range(3):
                assert client.get(url).text == "sunny"
    assert len(shop.served) == 3


def test_proxies_are_paid_through(key: EvmSigningKey, shop: Shop) -> None:
    payer = Payer(key, allow_http=True, clock=lambda: NOW)
    with loopback(shop) as proxy:
        with x402_core.httpx.Client(payer, proxy=proxy, trust_env=False) as client:
            assert client.get("http://shop.example/a").text == "sunny"
        with x402_core.requests.Session(payer) as session:
            answer = session.get("http://shop.example/b", proxies={"http": proxy})
            assert answer.text == "sunny"
    assert len(shop.served) == 2
