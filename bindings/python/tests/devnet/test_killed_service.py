"""`x402 facilitator` is killed while it settles what a Python server sells: the short run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOAD = Path(__file__).parents[2] / "load" / "kill_service.py"


def test_chain_store_and_answers_agree() -> None:
    command = [sys.executable, str(LOAD), "--payments", "30", "--every", "0.3"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
