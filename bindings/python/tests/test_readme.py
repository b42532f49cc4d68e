"""The README's examples run as they are written."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import mypy.api
import pytest
from asgi_client import Client
from chain_node import Node
from conftest import PAY_TO
from pay.senders import elsewhere
from pay.shop import Ask, Reply, Shop
from werkzeug.test import Client as WsgiClient
from x402_core.bazaar import Bazaar
from x402_core.errors import PaymentUnknownError
from x402_core.header import decode_payment_required, decode_payment_response
from x402_core.testing import TestFacilitator, TestPayer
from x402_core.wsgi import PaymentMiddleware

README = Path(__file__).resolve().parents[1] / "README.md"
PROJECT = Path(__file__).resolve().parents[3] / "README.md"
PAY_TO_SVM = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"
PUBLIC = "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c"
"""The public key of RFC 8032 for 32 bytes of 1."""
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


FACILITATOR = '"https://facilitator.example.com"'


def examples(*titles: str) -> list[str]:
    """The examples of sections, with a facilitator of the tests in place of the URL."""
    return [
        example.replace(FACILITATOR, "facilitator")
        for title in titles
        for example in EXAMPLE.findall(section_of(title))
    ]


def section_of(title: str) -> str:
    """The text of a section."""
    _, found, rest = README.read_text().partition(f"## {title}\n")
    assert found, title
    return str(re.split("\n##+ ", rest)[0])


@pytest.fixture
def names() -> dict[str, Any]:
    """What the examples of a test share."""
    return {"__name__": "__main__", "facilitator": TestFacilitator()}


def run(names: dict[str, Any], *titles: str) -> None:
    """Runs the examples of sections as they are written."""
    found = examples(*titles)
    assert found, titles
    for example in found:
        exec(compile(example, str(README), "exec"), names)


def test_a_minute(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert README.read_text().index("```python") == README.read_text().index(
        "```python", README.read_text().index("## Pay yourself in one minute")
    )
    run(names, "Pay yourself in one minute")
    out = capsys.readouterr().out.strip()
    assert out == "sunny for 0.01 USDC" and f"`{out}`" in section_of("Pay yourself in one minute")


def test_verifying(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    run(names, "Verify a payment")
    out = capsys.readouterr().out.strip()
    assert out.startswith("json.syntax ") and f"`{out}`" in section_of("Verify a payment")


def test_charging(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """A person who copies them sells at once."""
    run(names, "Charge for something")
    shops: list[Any] = [Client(names["app"]), WsgiClient(names["shop"])]
    for shop in shops:
        unpaid = shop.get("/weather")
        (entry,) = decode_payment_required(unpaid.headers["PAYMENT-REQUIRED"]).accepts
        assert (unpaid.status_code, entry.amount) == (402, 10_000)
        paid = shop.get("/weather", headers=TestPayer().pay(unpaid))
        assert paid.status_code == 200 and "sunny" in paid.text
    assert capsys.readouterr().out == ""


def test_to_be_found(names: dict[str, Any]) -> None:
    run(names, "To be found")
    unpaid = Client(names["found"]).get("/forecast/Bern")
    required = decode_payment_required(unpaid.headers["PAYMENT-REQUIRED"])
    found = Bazaar.read(required.extensions)
    assert found is not None and found.route_template == "/forecast/:city"
    assert found.input["queryParams"] == {"days": 3}
    assert required.resource is not None
    assert required.resource.description == "The weather of the next days."
    assert names["charge"].bazaar.input["queryParams"] == {"city": "Bern"}


def test_by_hand(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    run(names, "Charge by hand", "Pay for it")
    charge, pay = capsys.readouterr().out.splitlines()
    assert charge.startswith("PAYMENT-REQUIRED: eyJ")
    assert pay == "PAYMENT-SIGNATURE pays 0.01 USDC"


def test_cors(names: dict[str, Any]) -> None:
    """A script of another origin may ask, pay, and read the terms and the receipt."""
    run(names, "Charge for something", "With CORS")
    client = Client(names["app"])
    origin = {"Origin": "https://app.example.com"}
    ask = {"Access-Control-Request-Method": "GET"}
    for name in ("PAYMENT-SIGNATURE", "X-PAYMENT"):
        preflight = client.request(
            "OPTIONS", "/weather", headers=origin | ask | {"Access-Control-Request-Headers": name}
        )
        assert preflight.status_code == 200
        assert name in preflight.headers["Access-Control-Allow-Headers"]
    unpaid = client.get("/weather", headers=origin)
    paid = client.get("/weather", headers=origin | TestPayer().pay(unpaid))
    for answer, name in ((unpaid, "PAYMENT-REQUIRED"), (paid, "PAYMENT-RESPONSE")):
        exposed = answer.headers.get_list("Access-Control-Expose-Headers", split_commas=True)
        assert name in answer.headers and name in exposed
        assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.com"


def test_behind_a_proxy(names: dict[str, Any]) -> None:
    run(names, "Charge for something", "Behind a proxy")
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "api.example.com"}
    answer = WsgiClient(names["shop"]).get("/weather?key=secret", headers=forwarded)
    resource = decode_payment_required(answer.headers["PAYMENT-REQUIRED"]).resource
    assert resource is not None and resource.url == "https://api.example.com/weather"
    # The other way: `base_url`, in front of which no header counts.
    paywall = names["PaymentMiddleware"](
        names["shop"],
        routes={"/weather": "$0.01"},
        pay_to=PAY_TO,
        networks=["base"],
        facilitator=names["facilitator"],
        base_url="https://public.example.com",
    )
    answer = WsgiClient(paywall).get("/weather?key=secret", headers=forwarded)
    resource = decode_payment_required(answer.headers["PAYMENT-REQUIRED"]).resource
    assert resource is not None and resource.url == "https://public.example.com/weather"


def test_head_and_errors(names: dict[str, Any]) -> None:
    title = "HEAD and the application's own errors"
    run(names, "Charge for something", title)
    facilitator: TestFacilitator = names["facilitator"]
    shop: Any = WsgiClient(names["shop"])
    unpaid = shop.head("/weather")
    assert (unpaid.status_code, unpaid.data) == (402, b"")
    paid = shop.head("/weather", headers=TestPayer().pay(unpaid))
    assert paid.status_code == 200 and facilitator.settlements == ()

    client = Client(names["store"])
    answer = client.get("/items/a", headers=TestPayer().pay(client.get("/items/a")))
    assert (answer.status_code, answer.json()) == (409, {"error": "out of stock"})
    assert decode_payment_response(answer.headers["PAYMENT-RESPONSE"]).success
    assert len(facilitator.settlements) == 1


def test_types(tmp_path: Path) -> None:
    """What is copied out of here passes `mypy --strict`."""
    fastapi, flask = EXAMPLE.findall(section_of("Charge for something"))
    (cors,) = EXAMPLE.findall(section_of("With CORS"))
    (proxy,) = EXAMPLE.findall(section_of("Behind a proxy"))
    (errors,) = EXAMPLE.findall(section_of("HEAD and the application's own errors"))
    httpx, solana, requests, again = (
        section(title)
        for title in (
            "Pay with httpx",
            "Pay on Solana",
            "Pay with requests",
            "Try again, but do not pay again",
        )
    )
    files = {
        "minute": EXAMPLE.findall(section_of("Pay yourself in one minute")),
        "verifying": EXAMPLE.findall(section_of("Verify a payment")),
        "over_asgi": [fastapi, cors],
        "over_wsgi": [flask, proxy],
        "errors": [errors],
        "by_hand": [section("Charge by hand"), section("Pay for it")],
        "on_solana": [solana],
        "paying": [httpx, requests, again],
    }
    for name, parts in files.items():
        (tmp_path / f"{name}.py").write_text("\n".join(parts))
    found, trouble, code = mypy.api.run(
        ["--strict", "--cache-dir", str(tmp_path / "cache"), str(tmp_path)]
    )
    assert (code, trouble) == (0, ""), found


def section(title: str) -> str:
    """The one example of a section."""
    (example,) = EXAMPLE.findall(section_of(title))
    return str(example)


def test_paying(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The URLs of the examples lead to a server that charges a cent; all else is as written."""
    monkeypatch.setenv("X402_KEY", "0x" + "0123456789abcdef" * 4)
    shop = Shop(now=int(time.time()))
    names: dict[str, object] = {}
    with elsewhere(shop):
        for title in ("Pay with httpx", "Pay with requests"):
            exec(compile(section(title), str(README), "exec"), names)
    assert capsys.readouterr().out == "sunny\nsunny for 0.01 USDC\n"
    assert len(shop.served) == 2


def test_on_solana(
    names: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keypair = tmp_path / "id.json"
    keypair.write_text(json.dumps(list(b"\1" * 32 + bytes.fromhex(PUBLIC))))
    monkeypatch.setenv("SOLANA_KEY_FILE", str(keypair))
    monkeypatch.setenv("SOLANA_RPC_URL", "https://rpc.example.com/")
    facilitator: TestFacilitator = names["facilitator"]

    def weather(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"sunny"]

    shop = WsgiClient(
        PaymentMiddleware(
            weather,
            routes={"GET /weather": "$0.01"},
            pay_to=PAY_TO_SVM,
            networks=["solana"],
            facilitator=facilitator,
        )
    )

    mainnet = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"
    node = Node(blockhash=PAY_TO_SVM, genesis_hash=mainnet)

    def serve(ask: Ask) -> Reply:
        if ask.url.startswith("https://rpc.example.com"):
            return Reply(body=node.answer(ask.body))
        answer = shop.get("/weather", headers=[h for h in ask.headers if h[0].lower() != "host"])
        return Reply(answer.status_code, list(answer.headers), answer.data)

    with elsewhere(serve):
        run(names, "Pay on Solana")
    (settlement,) = facilitator.settlements
    assert settlement.verified.payer == TestPayer().svm_key.address
    assert node.asked == ["getLatestBlockhash", "getGenesisHash"]
    assert capsys.readouterr().out == "sunny\n"


def test_trying_again(names: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop around a payer goes on where nothing was signed, and never where it may be paid."""
    monkeypatch.setenv("X402_KEY", "0x" + "0123456789abcdef" * 4)
    shop = Shop(now=int(time.time()))
    asked: list[Ask] = []

    def fails_once(ask: Ask) -> Reply | None:
        asked.append(ask)
        return None if len(asked) == 1 else shop(ask)

    def takes_and_hangs_up(ask: Ask) -> Reply | None:
        asked.append(ask)
        return shop(ask) if ask.payment is None else None

    with elsewhere(shop):
        run(names, "Pay with httpx", "Pay with requests", "Try again, but do not pay again")
    key = names["EvmSigningKey"].from_hex(os.environ["X402_KEY"])
    names["payer"] = names["Payer"](key, per_call="$0.05", resend_after=(0, 0, 0))
    with elsewhere(fails_once):
        assert names["patient"]("https://api.example.com/weather") == "sunny"
    asked.clear()
    with elsewhere(takes_and_hangs_up), pytest.raises(PaymentUnknownError):
        names["patient"]("https://api.example.com/weather")
    assert len({ask.payment for ask in asked if ask.payment is not None}) == 1


def test_the_projects_example_is_one_of_these() -> None:
    assert EXAMPLE.findall(PROJECT.read_text()) == EXAMPLE.findall(section_of("Verify a payment"))
