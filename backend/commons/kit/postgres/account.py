"""Whom the server runs as. PostgreSQL refuses to run as root, so root hands it to somebody else."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from commons.kit.postgres.errors import PostgresError

SERVICE_USERS = ("postgres", "_postgres", "nobody")


class Options(TypedDict, total=False):
    """How a program is run; see ``Account.options``."""

    cwd: str
    env: dict[str, str]
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The user and group of the server; ``dropped`` when they are not this process's own."""

    uid: int
    gid: int
    dropped: bool

    def options(self) -> Options:
        """Arguments of ``subprocess`` that run a program as this account, away from folders it can't enter."""
        options = Options(cwd="/", env=environment())
        if self.dropped:
            options |= Options(user=self.uid, group=self.gid, extra_groups=[])
        return options

    def adopt(self, target: int | Path) -> None:
        """Makes the file or folder this account's; a descriptor or a path that is no symbolic link."""
        if self.dropped:
            os.chown(target, self.uid, self.gid, follow_symlinks=isinstance(target, int))

    def adopt_tree(self, folder: Path) -> None:
        """Makes a folder that root copied here this account's, with all that is in it."""
        if not self.dropped or folder.lstat().st_uid == self.uid:
            return
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                self.adopt(Path(parent, name))
        self.adopt(folder)

    def can(self, test: str, path: Path) -> bool:
        """Whether ``test(1)`` holds for the account: ``-x`` enter or run, ``-w`` write."""
        if not self.dropped:
            return True
        command = ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False, **self.options()).returncode == 0

    def keeps_private(self, folder: Path) -> bool:
        """Whether it is a real folder of this account that nobody else may enter."""
        try:
            found = folder.lstat()
        except OSError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == self.uid and not found.st_mode & 0o077


def environment() -> dict[str, str]:
    """What PostgreSQL's programs get to see: no PG* variable, no odd language, none of our secrets."""
    wanted = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
    return {name: os.environ[name] for name in wanted if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}


def account_for(cluster: Path | None, data: Path) -> Account:
    """The account of this process; for root the owner of the cluster, else of ``data``, else a service user."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), dropped=False)
    for folder in (cluster, data):
        owner = folder.lstat() if folder else None
        # Only initdb wants its user to have a name: a cluster that exists runs as any number.
        if owner and owner.st_uid != 0 and (folder == cluster or _has_name(owner.st_uid)):
            return Account(owner.st_uid, owner.st_gid, dropped=True)
    return _service_account()


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _service_account() -> Account:
    for name in SERVICE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, dropped=True)
    raise PostgresError(
        "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as: "
        "add one, or start the program as an ordinary user."
    )
