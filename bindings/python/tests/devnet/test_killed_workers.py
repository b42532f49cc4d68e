"""Workers of a server that settles by itself are killed while they sell: the short run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOAD = Path(__file__).parents[2] / "load" / "kill_local.py"


def test_chain_store_and_answers_agree() -> None:
    command = [sys.executable, str(LOAD), "--payments", "60", "--every", "0.2"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
