"""The server's Unix socket: its folder, and whether somebody answers there."""

from __future__ import annotations

import os
import socket
import struct
import tempfile
from contextlib import suppress
from pathlib import Path

from commons.kit.postgres.account import Account

ROLE = DATABASE = "commons"
PORT = 5432
# The system allows 103 bytes for the whole name on macOS and 107 on Linux.
LONGEST = 80
PREFIX = "safer-commons-"
SHORT = Path("/tmp")  # noqa: S108  # where TMPDIR is too long a path itself
PROBE_PATIENCE = 2.0

_GREETING = f"user\0{ROLE}\0database\0{DATABASE}\0\0".encode()
HELLO = struct.pack("!ii", 8 + len(_GREETING), 3 << 16) + _GREETING
READY = b"Z\0\0\0\x05I"
GOODBYE = b"X\0\0\0\x04"
STARTING_OR_STOPPING = b"\0C57P03\0"


def choose_folder(home: Path, account: Account, former: Path | None) -> Path:
    """A folder that only ``account`` may enter: in ``home``, or a fresh one in the temp folder for an awkward path.

    The server notes it in postmaster.pid, where everybody reads it; ``former`` is what the note of a dead one says.
    """
    inside = home / "postgres.socket"
    if _is_plain(inside):
        try:
            inside.mkdir(0o700)
            account.adopt(inside)
        except FileExistsError:
            pass
        if account.keeps_private(inside):
            return inside
    if former and former.name.startswith(PREFIX) and _is_plain(former) and account.keeps_private(former):
        return former
    return _temporary(account)


def _is_plain(folder: Path) -> bool:
    # Clients cut host names at commas, and decode other than ASCII each in its own way.
    text = str(folder)
    return text.isascii() and "," not in text and len(text) <= LONGEST


def _temporary(account: Account) -> Path:
    # mkdtemp makes a new folder or fails: nobody can have prepared it, or a link in its place.
    chosen = Path(tempfile.gettempdir())
    base = chosen if _is_plain(chosen / f"{PREFIX}12345678") and account.can("-x", chosen) else SHORT
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    account.adopt(folder)
    return folder


def clear(folder: Path, account: Account, *, remove: bool) -> None:
    """Takes a dead server's socket away, and the folder with it if ``remove`` and it is one in the temp folder.

    Its lock file names a process id that may be somebody else's by now, which would keep the next server from starting.
    """
    if not account.keeps_private(folder):
        return
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (folder / name).unlink(missing_ok=True)
    if remove and folder.name.startswith(PREFIX):
        with suppress(OSError):
            folder.rmdir()


def answers(folder: Path) -> bool:
    """Whether a server takes connections at the socket in ``folder`` now; one that is starting or stopping does not."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(PROBE_PATIENCE)
            line.connect(os.fsencode(folder / f".s.PGSQL.{PORT}"))
            line.sendall(HELLO)
            reply = _reply(line)
            if reply.startswith(b"E"):
                # Other refusals, such as too many connections, come from a server that runs.
                return STARTING_OR_STOPPING not in reply
            line.sendall(GOODBYE)
    except OSError:
        return False
    return reply.endswith(READY)


def _reply(line: socket.socket) -> bytes:
    reply = b""
    while not reply.endswith(READY) and not reply.startswith(b"E"):
        received = line.recv(8192)
        if not received:
            break
        reply += received
    return reply
