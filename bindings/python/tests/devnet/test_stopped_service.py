"""An operator stops `x402 facilitator` by its configuration and SIGHUP, and lets it go on."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

LOAD = Path(__file__).parents[2] / "load"
sys.path.insert(0, str(LOAD))

from kill_local import pay, prepare, rpc  # noqa: E402
from kill_service import is_sent, mine, present, signed  # noqa: E402
from service import Service, anvil, server, wait_until  # noqa: E402

STOP = 'stops = [{ network = "eip155:84532" }]\n'


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    chain = os.environ["X402_DEVNET_URL"]
    with present(chain):
        prepare(chain, 2)
        mine(chain)
        service = Service(tmp_path, anvil(tmp_path, chain))
        service.start()
        try:
            yield service, chain
        finally:
            service.end()


def reread(service: Service, text: str) -> None:
    """Writes the configuration and has it read again."""
    service.config.write_text(text)
    assert service.running is not None
    service.running.send_signal(signal.SIGHUP)


def test_a_stop_holds_from_sighup_to_sighup(service: tuple[Service, str]) -> None:
    running, chain = service
    text = running.config.read_text()
    with server(running.url) as url:
        first, second = signed(url, 2)
        reread(running, STOP + text)
        answer = pay(url, first, 60.0)
        assert (answer.status, answer.reason) == (402, "settlement_stopped"), answer
        assert not is_sent(chain)
        metrics = httpx.get(f"{running.url}/metrics").text
        assert 'reason="settlement_stopped"' in metrics

        # A mistake changes nothing.
        reread(running, STOP.replace("84532", "1") + text)
        assert pay(url, first, 60.0).reason == "settlement_stopped"

        reread(running, text)
        with ThreadPoolExecutor(1) as payer:
            paying = payer.submit(pay, url, second, 60.0)
            wait_until(lambda: is_sent(chain))
            mine(chain)
            assert paying.result().status == 200
    assert rpc(chain, "txpool_status")["pending"] == "0x0"
