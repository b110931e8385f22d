"""``commons db start``: a process in the background that uses the embedded server until it is told to stop."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from commons.kit.postgres import Cluster, PostgresError

_PATIENCE = 90.0  # seconds: a first start, or recovery from a crash


def start(data: Path) -> str:
    """The DSN of the server, held in the background from now on; PostgresError where it does not come up."""
    data.mkdir(parents=True, exist_ok=True)
    if holder(data) is None:
        log = (data / "db-holder.log").open("ab")
        command = [sys.executable, "-m", "commons_web.cli", "db", "hold"]
        environment = {**os.environ, "COMMONS_DATA": str(data)}
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment
        )
    return _wait_for_start(data)


def stop(data: Path) -> bool:
    """Tell the holder to stop and wait for it; False where there was none."""
    pid = holder(data)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    with _note(data).open() as note:
        # The lock goes with the process, after the server that it stops.
        fcntl.flock(note, fcntl.LOCK_SH)
    return True


def hold(data: Path) -> None:
    """Use the server until SIGTERM or SIGINT. Nothing happens where another holder does so already."""
    with _note(data).open("a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        with Cluster(data):
            note.truncate(0)
            note.write(str(os.getpid()))
            note.flush()
            _sleep_until_told()
        note.truncate(0)


def holder(data: Path) -> int | None:
    """The pid of the holder, or None. The lock says that it lives: a pid alone may be somebody else's by now."""
    try:
        with _note(data).open() as note:
            try:
                fcntl.flock(note, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                text = note.read()
                return int(text) if text else None
    except FileNotFoundError:
        pass
    return None


def _note(data: Path) -> Path:
    return data / "db-holder.pid"


def _wait_for_start(data: Path) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if holder(data) is not None:
            return Cluster(data).url()
        time.sleep(0.1)
    raise PostgresError(f"The database did not start in {_PATIENCE:.0f} seconds. See {data / 'db-holder.log'}.")


def _sleep_until_told() -> None:
    told: list[int] = []

    def tell(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, tell)
    while not told:
        signal.pause()
