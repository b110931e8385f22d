"""The application as people run it: `commons serve` in a process of its own, on a real port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_PATIENCE = 60.0  # seconds for a start on a busy machine


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: object) -> dict[str, str]:
    """This process's environment with no settings of the application but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONS_", "DATABASE_URL"))}
    return kept | {name: str(value) for name, value in settings.items()}


@contextmanager
def served(folder: Path, *options: str, **settings: object) -> Iterator[Served]:
    """A server with these settings that answers by now and is ended at the end."""
    port = free_port()
    log = folder / f"serve-{port}.log"
    command = [sys.executable, "-m", "commons_web.cli", "serve", *options]
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, env=environment(COMMONS_DATA=folder, COMMONS_PORT=port, **settings), stdout=file, stderr=file
        )
    server = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def _wait_until_it_answers(server: Served) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            httpx.get(f"{server.url}/healthz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"The server did not start:\n{server.log.read_text()}")
