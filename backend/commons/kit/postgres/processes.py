"""The server's processes, by the cluster name that each of them carries in the process table."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from commons.kit.postgres.account import environment

PROC = Path("/proc")


def masters(name: str) -> list[int]:
    """Process ids of the server, whose command line sets the cluster name; for a moment a new child's as well."""
    return [pid for pid, command in _commands() if f"cluster_name={name}" in command]


def family(name: str) -> list[int]:
    """Process ids of the server and of its children, which call themselves ``postgres: <name>: <what it does>``."""
    marks = (f"cluster_name={name}", f"postgres: {name}:")
    return [pid for pid, command in _commands() if any(mark in command for mark in marks)]


def send(pids: list[int], number: int) -> None:
    """Sends the signal to each that still lives."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _commands() -> Iterator[tuple[int, str]]:
    # Slim containers have no ps; macOS has no /proc.
    return _from_proc() if (PROC / "self" / "cmdline").exists() else _from_ps()


def _from_proc() -> Iterator[tuple[int, str]]:
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                yield int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def _from_ps() -> Iterator[tuple[int, str]]:
    command = ["ps", "-axww", "-o", "pid=,command="]
    listing = subprocess.run(command, capture_output=True, env=environment(), check=True).stdout
    for line in listing.decode(errors="replace").splitlines():
        pid, _, rest = line.strip().partition(" ")
        yield int(pid), rest
