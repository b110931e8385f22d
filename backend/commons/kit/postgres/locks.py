"""Locks between processes. ``flock`` is released by the kernel when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commons.kit.postgres.account import Account
from commons.kit.postgres.errors import PostgresError

# Seconds; longer than a start may take (server.PATIENCE), so that waiting behind a slow one is not an error.
PATIENCE = 150.0


def open_owned(path: Path, account: Account, flags: int = os.O_RDWR) -> int:
    """A descriptor of ``path``, made if need be, readable by the server's account only. Symbolic links are refused."""
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    account.adopt(descriptor)
    return descriptor


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Takes the lock without waiting; False when somebody else has it. A lock already held is converted."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def take(descriptor: int, path: Path, *, shared: bool = False) -> None:
    """Waits for the lock; PostgresError when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not try_lock(descriptor, shared=shared):
        if time.monotonic() > deadline:
            raise PostgresError(f"Another process has been starting or stopping PostgreSQL for too long ({path}).")
        time.sleep(0.01)


def drop(descriptor: int) -> None:
    """Releases the lock and closes; said aloud because a forked child's copy would keep it otherwise."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def is_free(path: Path, account: Account) -> bool:
    """Whether nobody holds the lock at this moment."""
    descriptor = open_owned(path, account)
    try:
        return try_lock(descriptor)
    finally:
        drop(descriptor)


@contextmanager
def held(path: Path, account: Account) -> Iterator[int]:
    """Holds the lock alone and gives its descriptor."""
    descriptor = open_owned(path, account)
    try:
        take(descriptor, path)
        yield descriptor
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # a child forked meanwhile has a copy
    finally:
        os.close(descriptor)
