"""Serving: the database is brought up, migrated, and one or more workers listen until they are told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
import uvicorn

from commons.kit.migrations import migrate
from commons.kit.postgres import Cluster, PostgresError
from commons.kit.settings import Settings
from commons_web.protocol import BoundedProtocol

_LOG = structlog.get_logger("commons.serve")
_LOOK_SECONDS = 1.0  # how often the embedded server is looked after
_GRACE = 10  # seconds in which a worker ends the requests that it has


class AddressTaken(Exception):
    """Somebody else listens there. Its text is one line."""


@contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """The settings with the address of a database that runs: the one that they name, or an embedded one."""
    if settings.database_url is not None:
        yield settings
        return
    with Cluster(settings.data) as cluster, _watched(cluster):
        yield settings.model_copy(update={"database_url": cluster.url()})


@contextmanager
def _watched(cluster: Cluster) -> Iterator[None]:
    """While the program runs, an embedded server that died is brought back."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK_SECONDS):
            try:
                cluster.url()
            except PostgresError:
                _bring_back(cluster)

    watcher = threading.Thread(target=watch, name="watch the database", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _bring_back(cluster: Cluster) -> None:
    try:
        cluster.start()
    except PostgresError as error:
        _LOG.error("the database could not be brought back", reason=str(error))
    else:
        _LOG.warning("the database had died and was brought back")


@contextmanager
def migrated(settings: Settings) -> Iterator[Settings]:
    """The same with every migration applied."""
    with database(settings) as ready:
        assert ready.database_url is not None
        asyncio.run(migrate(ready.database_url))
        yield ready


def serve(settings: Settings, *, workers: int) -> None:
    """Listen until SIGTERM or SIGINT; requests under way are ended first. AddressTaken where nothing can listen."""
    refuse_taken(settings.host, settings.port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _done)
    # Workers are processes of their own and read their settings from the environment.
    os.environ["DATABASE_URL"] = settings.database_url or ""
    os.environ["COMMONS_DATA"] = str(settings.data)
    uvicorn.run(
        "commons_web.app:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=30,
        http=BoundedProtocol,
        access_log=False,  # ours has the request id, and no addresses
        log_level="warning",
        ws="none",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
    )


def _done(_number: int, _frame: FrameType | None) -> None:
    """To be told to stop is no failure. uvicorn raises the signal again once the last request has ended."""
    sys.exit(0)


def refuse_taken(host: str, port: int) -> None:
    """AddressTaken where the address can't be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise AddressTaken(f"Can't listen on {host} port {port}: {reason}. Set COMMONS_PORT to another.") from None
