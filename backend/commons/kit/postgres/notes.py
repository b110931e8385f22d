"""``postmaster.pid``: what a server wrote about itself. It outlives a server that was killed, so it proves nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from commons.kit.postgres.sockets import DATABASE, PORT, ROLE, answers

# Lines of the file, as PostgreSQL has kept them since version 10.
PID, CLUSTER, SOCKETS, STATUS = 0, 1, 4, 7


@dataclass(frozen=True)
class Note:
    """A server's process id, its data directory, the folder of its socket, and whether it took connections."""

    pid: int
    cluster: Path
    sockets: Path | None
    ready: bool

    @classmethod
    def read(cls, cluster: Path) -> Note | None:
        """The note in ``cluster``; None when there is none that can be read."""
        try:
            lines = os.fsdecode((cluster / "postmaster.pid").read_bytes()).split("\n")
            pid = int(lines[PID])
        except (OSError, ValueError):
            return None
        lines += [""] * (STATUS + 1 - len(lines))
        sockets = Path(lines[SOCKETS]) if lines[SOCKETS].startswith("/") else None
        return cls(pid, Path(lines[CLUSTER]), sockets, lines[STATUS].strip() == "ready")

    def url(self, cluster: Path) -> str | None:
        """The DSN of the server if it answers now, and is that of ``cluster``; a copied folder has another's note."""
        if self.sockets and self.ready and self.cluster == cluster and answers(self.sockets):
            return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.sockets), safe='')}&port={PORT}"
        return None


def running_url(cluster: Path) -> str | None:
    """The DSN of the server that runs on ``cluster``; None when none answers."""
    note = Note.read(cluster)
    return note.url(cluster) if note else None
