"""The examples run as they are written."""

from __future__ import annotations

import runpy
import sys
import time
from pathlib import Path

import pytest

from .senders import loopback
from .shop import TRANSACTION, Shop

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run(name: str, url: str) -> int:
    """Runs an example, as from the command line; gives its exit code."""
    sys.argv[1:] = [url]
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X402_KEY", "0x" + "0123456789abcdef" * 4)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(sys, "argv", ["example"])


def test_httpx(capsys: pytest.CaptureFixture[str]) -> None:
    # The example pays by the clock, so the server looks at it too.
    shop = Shop(now=int(time.time()))
    with loopback(shop) as url:
        assert run("pay_httpx.py", url) == 0
        told = capsys.readouterr()
        assert told.out == "sunny\n"
        assert told.err == (
            f"asked: 0.01 USDC to {url}\nsigned: 0.01 USDC to {url}\n"
            f"settled: 0.01 USDC to {url}\npaid 0.01 USDC in {TRANSACTION}\n"
        )
        shop.price = "$0.06"
        assert run("pay_httpx.py", url) == 1
        assert "too_expensive" in capsys.readouterr().err


def test_requests(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(now=int(time.time()))
    monkeypatch.setattr("builtins.input", lambda prompt: "y" if "0.01 USDC" in prompt else "n")
    with loopback(shop) as url:
        assert run("pay_requests.py", url) == 0
        told = capsys.readouterr()
        assert (told.out, told.err) == ("sunny\n", f"paid 0.01 USDC in {TRANSACTION}\n")
        shop.price = "$0.02"
        assert run("pay_requests.py", url) == 1
        assert "approve said no" in capsys.readouterr().err
