"""Bringing the one server of a site up and down. The caller holds the site's mutex."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT

from commons.kit.postgres import processes, sockets
from commons.kit.postgres.binaries import find_binaries, reachable, version
from commons.kit.postgres.creation import create
from commons.kit.postgres.errors import PostgresError, last_words
from commons.kit.postgres.launch import Child, Log, launch
from commons.kit.postgres.locks import is_free, open_owned, try_lock
from commons.kit.postgres.notes import Note, running_url
from commons.kit.postgres.site import Site, point

# Seconds for a start, crash recovery included.
PATIENCE = 60.0
# Seconds for each way of stopping: let transactions be cut off and write all (fast), drop everything, kill.
FAREWELLS = ((SIGINT, 60.0), (SIGQUIT, 10.0), (SIGKILL, 10.0))
# Something of a former server has not let go yet; the next attempt may succeed.
NOT_YET = "pre-existing shared memory block"

# Servers that are children of this process, by cluster name: they have to be waited for when they end.
_children: dict[str, subprocess.Popen[bytes]] = {}


def bring_up(site: Site, binaries: Path | None, mutex: int) -> str:
    """The DSN of a server that answers: the running one, or a new one after whatever recovery it needs."""
    url = running_url(site.cluster)
    if url:
        return url
    made_by = _made_by(site)
    programs = _programs(site, binaries, made_by)
    if made_by is None:
        create(site, programs, mutex)
    site.account.adopt_tree(site.cluster)
    point(site)
    return _Start(site, programs).wait()


def _made_by(site: Site) -> int | None:
    """The major version that made the cluster; None when there is no cluster, or an empty folder in its place."""
    try:
        return int((site.cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _programs(site: Site, binaries: Path | None, made_by: int | None) -> Path:
    found = binaries or find_binaries(made_by)
    if made_by and version(found) != made_by:
        raise PostgresError(f"PostgreSQL {made_by} made the cluster in {site.home}; {found} holds another version.")
    return reachable(found, site.account)


class _Start:
    """One patient attempt to get an answer, over as many servers as it takes."""

    def __init__(self, site: Site, programs: Path) -> None:
        self.site = site
        self.programs = programs
        self.log = Log(site)
        self.child: Child | None = None

    def wait(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self._advance()
            time.sleep(0.01 if self.child else 0.1)
            url = running_url(self.site.cluster)
            if url:
                return url
        raise self._failure(f"did not answer within {PATIENCE:.0f} s")

    def _advance(self) -> None:
        """Looks after the server that we launched; else launches one, as soon as nothing of a former one is left."""
        if self.child:
            self._look_after(self.child)
            return
        alive = open_owned(self.site.alive, self.site.account)
        try:
            if try_lock(alive):
                self.child = launch(self.site, self.programs, alive, self.log)
                _children[self.site.name] = self.child.process
            elif not processes.masters(self.site.name):
                # Children of a server that was killed: nobody can reach them, and they hold its shared memory.
                processes.send(processes.family(self.site.name), SIGKILL)
        finally:
            os.close(alive)

    def _look_after(self, child: Child) -> None:
        status = child.process.poll()
        if status is None:
            return
        sockets.clear(child.sockets, self.site.account, remove=True)
        if status != -SIGKILL and NOT_YET not in self.log.since_launch():
            raise self._failure("does not start")
        self.child = None

    def _failure(self, what: str) -> PostgresError:
        told = last_words(self.log.since_launch())
        return PostgresError(f"PostgreSQL {what} in {self.site.home}{':' if told else '.'}{told}")


def shut_down(site: Site) -> None:
    """Stops the server and waits until no process of it is left; the hard way if it does not listen."""
    note = Note.read(site.cluster)
    for number, patience in FAREWELLS:
        if _gone(site) or not _bid_farewell(site, number, patience):
            break
    child = _children.pop(site.name, None)
    if child:
        with suppress(subprocess.TimeoutExpired):
            child.wait(5)
    if note and note.sockets and _gone(site):
        sockets.clear(note.sockets, site.account, remove=True)


def _bid_farewell(site: Site, number: int, patience: float) -> bool:
    """False when there is nobody to signal."""
    family = processes.family(site.name)
    targets = family if number == SIGKILL else processes.masters(site.name) or family
    processes.send(targets, number)
    deadline = time.monotonic() + patience
    while family and time.monotonic() < deadline and not _gone(site):
        time.sleep(0.01)
        family = processes.family(site.name)
    return bool(targets)


def _gone(site: Site) -> bool:
    # The folder itself may have been deleted under a running server.
    return is_free(site.alive, site.account) if site.home.exists() else not processes.family(site.name)
