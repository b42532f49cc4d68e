"""`x402 facilitator` is killed while it settles what a Python server sells: the short run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOAD = Path(__file__).parents[2] / "load" / "kill_service.py"


def test_chain_store_and_answers_agree() -> None:
    # With one payer for all, a payment can stay unserved: the README of the package has that limit
    # under "Good to know", and the command without options looks for it.
    options = ["--payments", "30", "--every", "0.3", "--payers", "each"]
    command = [sys.executable, str(LOAD), *options]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
