"""Who uses the server. Each process holds a shared lock; whoever finds itself alone at the end stops the server."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from commons.kit.postgres.errors import PostgresError, plainly
from commons.kit.postgres.locks import drop, held, open_owned, take, try_lock
from commons.kit.postgres.notes import running_url
from commons.kit.postgres.server import bring_up, shut_down
from commons.kit.postgres.site import Site, home_of, settle


class Cluster:
    """The PostgreSQL cluster of one data folder, shared by every process that asks for it.

    The server belongs to no process: one that is killed only loses its lock, and the next start finds the server
    running. It stops with its last user: at ``stop``, at the end of ``with``, at exit, SIGTERM and SIGHUP included.
    A forked child uses the server from its own ``start`` on.
    """

    def __init__(self, data: Path, binaries: Path | None = None) -> None:
        """``data`` is the COMMONS_DATA folder; ``binaries`` a bin folder to use instead of ``find_binaries()``'s."""
        self._data = Path(os.path.realpath(data))
        self._binaries = binaries
        self._site: Site | None = None
        self._users: int | None = None
        self._pid = 0

    def start(self) -> str:
        """Brings the server up if nobody has, and gives its DSN: role and database ``commons``, over a Unix socket.

        May be called again, to bring back a server that died. Blocks: for a second at the first start, for up to
        60 while the server recovers from a crash. PostgresError, with the end of its log, when it does not come up.
        """
        with plainly(self._data):
            self._site = settle(self._data)
            with held(self._site.mutex, self._site.account) as mutex:
                is_new = self._join(self._site)
                try:
                    return bring_up(self._site, self._binaries, mutex)
                except (PostgresError, OSError):
                    # A server that is still recovering goes on: stopping it would make the next start begin anew.
                    if is_new:
                        self._resign()
                    raise

    def stop(self) -> None:
        """Gives up this process's use; the last user waits here until the server has ended. May be called twice."""
        atexit.unregister(self.stop)
        users, self._users = self._users, None
        if users is None or self._site is None:
            return
        if self._pid != os.getpid():
            os.close(users)
            return
        try:
            with plainly(self._data):
                self._leave(self._site, users)
        finally:
            drop(users)

    def url(self) -> str:
        """The DSN of the running server; PostgresError if it isn't running. Starts nothing."""
        with plainly(self._data):
            home = home_of(self._data)
            url = running_url(home / "postgres") if home else None
        if url is None:
            raise PostgresError(f"PostgreSQL is not running in {self._data}.")
        return url

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _join(self, site: Site) -> bool:
        """Whether this process was no user yet."""
        if self._users is not None and self._pid == os.getpid():
            return False
        if self._users is not None:
            os.close(self._users)  # our parent's, from before the fork
        self._users, self._pid = open_owned(site.users, site.account), os.getpid()
        # Whoever was the last user lets go of it a moment after the mutex.
        take(self._users, site.users, shared=True)
        _exit_cleanly_when_told()
        atexit.register(self.stop)
        return True

    def _resign(self) -> None:
        atexit.unregister(self.stop)
        users, self._users = self._users, None
        if users is not None:
            drop(users)

    def _leave(self, site: Site, users: int) -> None:
        if not site.home.exists():
            shut_down(site)  # deleted under the server: nobody can find it any more
            return
        with held(site.mutex, site.account):
            if try_lock(users):
                shut_down(site)


def _exit_cleanly_when_told() -> None:
    """Without it SIGTERM and SIGHUP end Python without its exit handlers, and the server would stay behind."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit)


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
