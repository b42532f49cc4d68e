"""`x402 facilitator` settles on Solana what a Python server sells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOAD = Path(__file__).parents[2] / "load"
PEERS = Path(__file__).parents[3] / "peers"
sys.path.insert(0, str(LOAD))

from service import Service, write_key  # noqa: E402
from solana import CONFIG, FEE_SECRET, NETWORK, Solana  # noqa: E402

MAINNET = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"


def test_chain_store_and_answers_agree() -> None:
    python = PEERS / "python/pay_requests.py"
    published = (
        f"node {os.environ['X402_PEERS_NODE']}/pay.mjs",
        f"{os.environ['X402_PEERS_PYTHON']} {python}",
    )
    command = [sys.executable, str(LOAD / "kill_solana.py"), "--payments", "16"]
    command += [f"--client={client}" for client in published]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_node_of_another_cluster_does_not_count(tmp_path: Path) -> None:
    chain = Solana(os.environ["X402_SOLANA_URL"])
    key = tmp_path / "fees.key"
    write_key(key, FEE_SECRET)
    service = Service(tmp_path, CONFIG.format(network=MAINNET, chain=chain.url, key=key))
    command = service.command("check")
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 1, checked.stdout
    assert f"serves {NETWORK}" in " ".join(checked.stdout.split()), checked.stdout
