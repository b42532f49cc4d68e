"""The README's examples run as they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[1] / "README.md"
PROJECT = Path(__file__).resolve().parents[3] / "README.md"
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_examples(capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text()
    examples = EXAMPLE.findall(text)
    assert len(examples) == 3
    names: dict[str, object] = {}
    printed = []
    for example in examples:
        exec(compile(example, str(README), "exec"), names)
        printed.append(capsys.readouterr().out.strip())
    verify, charge, pay = printed
    assert verify.startswith("json.syntax ") and f"`{verify}`" in text
    assert charge.startswith("PAYMENT-REQUIRED: eyJ")
    assert pay == "PAYMENT-SIGNATURE pays 0.01 USDC"


def test_the_projects_example_is_the_first() -> None:
    first, *_ = EXAMPLE.findall(README.read_text())
    assert EXAMPLE.findall(PROJECT.read_text()) == [first]
