"""The README's examples run as they are written."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from asgi_client import Client
from pay.senders import elsewhere
from pay.shop import Shop
from werkzeug.test import Client as WsgiClient
from x402_core.header import decode_payment_required

README = Path(__file__).resolve().parents[1] / "README.md"
PROJECT = Path(__file__).resolve().parents[3] / "README.md"
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_examples(capsys: pytest.CaptureFixture[str]) -> None:
    text, _, _ = README.read_text().partition("\n## Pay with httpx\n")
    examples = EXAMPLE.findall(text)
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = []
    for example in examples:
        exec(compile(example, str(README), "exec"), names)
        printed.append(capsys.readouterr().out.strip())
    verify, fastapi, flask, charge, pay = printed
    assert verify.startswith("json.syntax ") and f"`{verify}`" in text
    assert fastapi == flask == ""
    assert charge.startswith("PAYMENT-REQUIRED: eyJ")
    assert pay == "PAYMENT-SIGNATURE pays 0.01 USDC"
    unpaid: list[Any] = [
        Client(names["app"]).get("/weather"),
        WsgiClient(names["shop"]).get("/weather"),
    ]
    for answer in unpaid:
        (entry,) = decode_payment_required(answer.headers["PAYMENT-REQUIRED"]).accepts
        assert (answer.status_code, entry.amount) == (402, 10_000)


def section(title: str) -> str:
    """The one example of a section."""
    _, found, rest = README.read_text().partition(f"\n## {title}\n")
    assert found
    (example,) = EXAMPLE.findall(rest.partition("\n## ")[0])
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


def test_the_projects_example_is_the_first() -> None:
    first, *_ = EXAMPLE.findall(README.read_text())
    assert EXAMPLE.findall(PROJECT.read_text()) == [first]
