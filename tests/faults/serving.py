"""The real server, as people run it: ``commons serve`` in a process of its own, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it listens, its process, and the file with what it says."""

    host: str
    port: int
    process: psutil.Process
    log: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{self.host}:{self.port}"

    def cpu_seconds(self) -> float:
        """Processor time that it has used so far, in user and system mode."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> int:
        """Resident bytes."""
        return int(self.process.memory_info().rss)


@contextmanager
def served(folder: Path, dsn: str | None = None, **settings: str) -> Iterator[Served]:
    """A server over this database, or over an embedded one in the folder; told to stop at the end, and it must.

    ``settings`` are settings of the installation by field name, such as ``points_per_hour="10"``.
    """
    port = _free_port()
    log = folder / "serve.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [str(Path(sys.executable).with_name("commons")), "serve"],
            env=_environment(folder, dsn, port, settings),
            stdout=output,
            stderr=output,
        )
    server = Served("127.0.0.1", port, psutil.Process(child.pid), log)
    try:
        _wait_until_ready(server, child)
        yield server
    finally:
        _stop(child)


def _environment(folder: Path, dsn: str | None, port: int, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONS_")}
    kept.pop("DATABASE_URL", None)
    given = {f"COMMONS_{name.upper()}": value for name, value in settings.items()}
    database = {} if dsn is None else {"DATABASE_URL": dsn}
    return {**kept, **given, **database, "COMMONS_DATA": str(folder / "data"), "COMMONS_PORT": str(port)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: Served, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if child.poll() is not None:
            raise AssertionError(f"The server ended with {child.returncode}: {server.log.read_text()}")
        if _is_ready(server.url):
            return
        time.sleep(0.05)
    raise AssertionError(f"The server was not ready in {START_SECONDS} seconds: {server.log.read_text()}")


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        raise
