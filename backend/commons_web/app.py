"""The application: every door hung in one frame."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, cast

import structlog
from litestar import Litestar, asgi
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from commons.kit.database import DATABASE, DatabaseError
from commons.kit.errors import Refused
from commons.kit.quota import Quota, forget_old_quotas
from commons.kit.settings import Settings, load_settings
from commons_graphql.execution import Executor
from commons_graphql.http import GraphQLEndpoint
from commons_web import failures
from commons_web.clock import utc_now
from commons_web.edge import Edge
from commons_web.hosts import OnlyOwnHost
from commons_web.logs import set_up_logs
from commons_web.public import api, health, home, practices, vocabulary
from commons_web.static import static

if TYPE_CHECKING:
    from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

_LOG = structlog.get_logger("commons.web")
Clock = Callable[[], datetime]

PAGES = [
    home.home,
    practices.practices,
    practices.practices_csv,
    practices.practices_json,
    practices.practice,
    vocabulary.vocabularies,
    vocabulary.vocabulary,
    vocabulary.concept,
    api.api,
    api.explorer,
    api.schema,
    health.healthz,
    health.readyz,
    static,
]


def create_app(settings: Settings, *, clock: Clock = utc_now) -> ASGIApp:
    """The ASGI application of an installation; ``settings.database_url`` names its database."""
    quota, secret = Quota(settings.points_per_hour), settings.secret_bytes()
    endpoint = GraphQLEndpoint(
        Executor(quota),
        secret=secret,
        base_url=settings.address,
        clock=clock,
    )

    @asgi("/graphql", copy_scope=False)
    async def graphql(scope: Scope, receive: Receive, send: Send) -> None:
        await endpoint(cast("HTTPScope", scope), receive, send)

    app = Litestar(
        route_handlers=[*PAGES, graphql],
        lifespan=[_database(settings, clock)],
        state=State(
            {
                "base_url": settings.address,
                "points_per_hour": settings.points_per_hour,
                "quota": quota,
                "secret": secret,
            }
        ),
        exception_handlers={
            Refused: failures.on_refused,
            HTTPException: failures.on_http_error,
            DatabaseError: failures.on_unavailable,
            Exception: failures.on_failure,
        },
        before_request=failures.before_request,
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=6, exclude=["^/static/"]),
        openapi_config=None,
        logging_config=None,
    )
    # Where the public address is known, nothing is answered for another.
    inner: ASGIApp = app if settings.base_url is None else OnlyOwnHost(app, settings.base_url)
    return Edge(inner, secure=settings.address.startswith("https:"))


def from_environment() -> ASGIApp:
    """The application for a server's worker process."""
    set_up_logs()
    _end_with_parent()
    return create_app(load_settings())


def _end_with_parent() -> None:
    """A worker whose supervisor was killed would go on alone, unseen, on the same port: it ends instead."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        assert parent is not None
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    if parent is not None:
        threading.Thread(target=wait, name="end with parent", daemon=True).start()


def _database(settings: Settings, clock: Clock) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def open_database(_: Litestar) -> AsyncIterator[None]:
        await DATABASE.open(settings.database_url or "")
        sweeper = asyncio.create_task(_sweep(clock))
        try:
            yield
        finally:
            sweeper.cancel()
            with suppress(asyncio.CancelledError):
                await sweeper
            await DATABASE.close()

    return open_database


async def _sweep(clock: Clock) -> None:
    while True:
        try:
            await forget_old_quotas(clock())
        except Exception:  # noqa: BLE001  # a lost connection must not end the sweeping: the next hour tries again
            _LOG.warning("old quotas could not be forgotten", exc_info=True)
        await asyncio.sleep(3600)
