"""A Redis server of the tests' own: nothing that runs already is touched, nothing is kept."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--without-redis",
        action="store_true",
        help="skip what needs redis-server; without this option it fails where there is none",
    )


class RedisServer:
    """A server on a socket in a folder, which can be stopped and started again."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = f"unix://{folder / 'redis.sock'}"

    def start(self) -> None:
        options = f"--port 0 --unixsocket redis.sock --appendonly no --dir {self._folder}"
        command = [self._program, *options.split(), "--save", ""]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=self._folder
        )
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            if "ready to accept connections" in line.lower():
                return
        self.stop()
        pytest.fail(f"redis-server did not start: {''.join(said)}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="session")
def redis_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RedisServer]:
    """A server that runs as long as the tests do."""
    if request.config.getoption("--without-redis"):
        pytest.skip("it was run with --without-redis")
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail("there is no redis-server: install Debian's package of that name")
    server = RedisServer(program, tmp_path_factory.mktemp("redis"))
    server.start()
    try:
        yield server
    finally:
        server.stop()
