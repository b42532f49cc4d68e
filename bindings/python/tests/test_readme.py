"""The README's examples run as they are written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from asgi_client import Client
from werkzeug.test import Client as WsgiClient
from x402_core.header import decode_payment_required

README = Path(__file__).resolve().parents[1] / "README.md"
PROJECT = Path(__file__).resolve().parents[3] / "README.md"
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_examples(capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text()
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = []
    for example in EXAMPLE.findall(text):
        exec(compile(example, str(README), "exec"), names)
        printed.append(capsys.readouterr().out.strip())
    verify, fastapi, flask, charge, pay = printed
    assert verify.startswith("json.syntax ") and f"`{verify}`" in text
    assert fastapi == flask == ""
    assert charge.startswith("PAYMENT-REQUIRED: eyJ")
    assert pay == "PAYMENT-SIGNATURE pays 0.01 USDC"
    unpaid: list[Any] = [Client(names["app"]).get("/weather"), WsgiClient(names["shop"]).get("/weather")]
    for answer in unpaid:
        (entry,) = decode_payment_required(answer.headers["PAYMENT-REQUIRED"]).accepts
        assert (answer.status_code, entry.amount) == (402, 10_000)


def test_the_projects_example_is_the_first() -> None:
    first, *_ = EXAMPLE.findall(README.read_text())
    assert EXAMPLE.findall(PROJECT.read_text()) == [first]
