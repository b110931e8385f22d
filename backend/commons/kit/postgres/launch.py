"""Starting the ``postgres`` program itself: its settings, its environment, its log."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from commons.kit.postgres import sockets
from commons.kit.postgres.account import environment
from commons.kit.postgres.locks import open_owned
from commons.kit.postgres.notes import Note
from commons.kit.postgres.site import Site

LARGEST_LOG = 10_000_000  # bytes
SETTINGS = {
    "listen_addresses": "",
    "port": str(sockets.PORT),
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "fsync": "on",
    "logging_collector": "off",
    "log_destination": "stderr",
}


class Log:
    """The server's log, and where in it what we launched begins."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.path = site.log
        self.start = 0

    def _size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def begin(self) -> int:
        """A descriptor to write to; a log that has grown large becomes ``postgres.log.old`` first."""
        if self._size() > LARGEST_LOG:
            self.path.replace(self.path.with_name("postgres.log.old"))
        self.start = self._size()
        return open_owned(self.path, self.site.account, os.O_WRONLY | os.O_APPEND)

    def since_launch(self) -> str:
        if not self.path.exists():
            return ""
        with self.path.open("rb") as log:
            log.seek(self.start)
            return log.read().decode(errors="replace")


@dataclass(frozen=True)
class Child:
    """A server that was launched, and the folder that it was told to put its socket in."""

    process: subprocess.Popen[bytes]
    sockets: Path


def launch(site: Site, programs: Path, alive: int, log: Log) -> Child:
    """Starts the server in a session of its own; ``alive`` is the lock that it and its children hold from now on."""
    output = log.begin()
    try:
        note = Note.read(site.cluster)
        folder = sockets.choose_folder(site.home, site.account, note.sockets if note else None)
        sockets.clear(folder, site.account, remove=False)
        options = site.account.options()
        options["env"] = environment() | _excuse(site, note)
        process = subprocess.Popen(
            [programs / "postgres", "-D", site.cluster, *_settings(site, folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=(alive,),
            **options,
        )
    finally:
        os.close(output)
    return Child(process, folder)


def _settings(site: Site, folder: Path) -> list[str]:
    quoted = str(folder).replace('"', '""')
    own = {"cluster_name": site.name, "unix_socket_directories": f'"{quoted}"'}
    return [word for name, value in (SETTINGS | own).items() for word in ("-c", f"{name}={value}")]


def _excuse(site: Site, note: Note | None) -> dict[str, str]:
    """Lets the server take over a dead one's postmaster.pid although its process id may be somebody else's by now.

    The file is never deleted: it also names the shared memory that must not be in use any more.
    """
    if note:
        return {"PG_GRANDPARENT_PID": str(abs(note.pid))}
    path = site.cluster / "postmaster.pid"
    if path.exists():
        # Cut off while it was written. With its parent's id in it the server knows that it is nobody's.
        descriptor = open_owned(path, site.account, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
    return {}
