"""Where the cluster lives: in the data folder, or apart from it when root's server could not get there."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from commons.kit.postgres.account import Account, account_for
from commons.kit.postgres.errors import PostgresError

# Root's own: nobody else can put anything in the way there.
APART = Path("/var/lib/safer-commons")
POINTER = "postgres.path"


@dataclass(frozen=True)
class Site:
    """The places of one cluster. ``home`` is the folder beside whose ``postgres`` the locks lie."""

    data: Path
    home: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.data / "postgres.log"

    @property
    def mutex(self) -> Path:
        """Held alone while the server is started or stopped."""
        return self.home / "postgres.mutex"

    @property
    def users(self) -> Path:
        """Held together by the processes that use the server."""
        return self.home / "postgres.users"

    @property
    def alive(self) -> Path:
        """Held by the server and each of its children: free means that nothing of it is left."""
        return self.home / "postgres.alive"

    @property
    def name(self) -> str:
        """``cluster_name``, by which the server's processes are known in every process table."""
        return f"commons-{_digest(self.cluster)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def home_of(data: Path) -> Path | None:
    """The folder that holds the cluster of ``data`` already, if there is one."""
    if (data / "postgres").exists():
        return data
    try:
        pointed = Path((data / POINTER).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None
    # Checked, because root follows it and somebody else may own the data folder.
    if pointed.parent != APART or not (pointed / "postgres").exists():
        raise PostgresError(
            f"The cluster of {data} was kept in {pointed} and is not there any more: "
            f"bring it back, or remove {data / POINTER} to begin with an empty one."
        )
    return pointed


def settle(data: Path) -> Site:
    """The site of ``data``'s cluster, with its folders made.

    An ordinary user's cluster is in ``data``. Root's server runs as the owner of the cluster or of ``data``, and as
    ``postgres`` or ``nobody`` where root owns them. Permissions of existing folders are never widened: where that
    user can't enter ``data``, the cluster lives in /var/lib/safer-commons/<hash of the path of data>, and the file
    ``postgres.path`` in ``data`` says so (``point`` writes it).
    """
    if "\n" in str(data):
        raise PostgresError("The path of the data folder has a line break in it, which PostgreSQL can't keep apart.")
    make_folder(data, 0o711 if os.geteuid() == 0 else 0o700)
    known = home_of(data)
    account = account_for(known / "postgres" if known else None, data)
    if known is None and account.can("-x", data):
        known = data
    site = Site(data, known or apart() / _digest(data), account)
    make_folder(site.home, 0o711)
    return site


def make_folder(folder: Path, mode: int) -> None:
    """Makes ``folder`` with exactly ``mode``, whatever the umask; one that exists keeps what it has."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode)
    except FileExistsError:
        return
    folder.chmod(mode)


def apart() -> Path:
    """Root's folder for what the server's account can't reach elsewhere."""
    make_folder(APART, 0o755)
    found = APART.lstat()
    if found.st_uid != 0 or found.st_mode & 0o022:
        raise PostgresError(f"{APART} must belong to root and be writable by nobody else.")
    return APART


def point(site: Site) -> None:
    """Leaves the pointer file in the data folder when the cluster lives apart from it."""
    pointer = site.data / POINTER
    if site.home == site.data or pointer.exists():
        return
    draft = site.data / f"{POINTER}.{os.getpid()}"
    draft.write_text(f"{site.home}\n", encoding="utf-8")
    draft.replace(pointer)
