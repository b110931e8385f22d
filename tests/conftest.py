"""A real PostgreSQL for every test that asks for one: a template a run, a database of its own a module.

``DATABASE_URL`` may name a server to use; else the embedded one is started in a temporary folder.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from asgi_lifespan import LifespanManager

from commons.kit.database import DATABASE
from commons.kit.migrations import migrate
from commons.kit.postgres import Cluster
from commons.kit.settings import Settings
from commons_seeds.library import load_library, read_library, seeds_folder
from commons_web.app import create_app
from tests.support import with_database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The DSN of a server on which databases may be made."""
    given = os.environ.get("DATABASE_URL")
    if given is not None:
        yield given
        return
    with Cluster(tmp_path_factory.mktemp("commons")) as cluster:
        yield cluster.url()


async def _execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _made(server: str, template: str | None = None) -> tuple[str, str]:
    name = f"test_{uuid4().hex[:12]}"
    source = f' TEMPLATE "{template}" STRATEGY wal_log' if template else ""
    await _execute(server, f'CREATE DATABASE "{name}"{source}')
    return name, with_database(server, name)


async def _dropped(server: str, name: str) -> None:
    await _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
async def empty_template(server: str) -> AsyncIterator[str]:
    """The name of a database with every migration and no rows."""
    name, dsn = await _made(server)
    await migrate(dsn)
    yield name
    await _dropped(server, name)


@pytest.fixture(scope="session")
async def library_template(server: str, empty_template: str) -> AsyncIterator[str]:
    """The name of a database with the library that is delivered."""
    name, dsn = await _made(server, empty_template)
    await DATABASE.open(dsn, size=2)
    outcomes = await load_library(read_library(seeds_folder()), clock=lambda: NOW, report=lambda *_: None)
    assert sum(outcomes.values()) == outcomes.total()
    await DATABASE.close()
    yield name
    await _dropped(server, name)


@pytest.fixture(scope="module")
async def blank_dsn(server: str) -> AsyncIterator[str]:
    """The DSN of a database with nothing in it, not even migrations."""
    name, dsn = await _made(server)
    yield dsn
    await _dropped(server, name)


@pytest.fixture(scope="module")
async def empty_dsn(server: str, empty_template: str) -> AsyncIterator[str]:
    """The DSN of a migrated database of this module's own."""
    name, dsn = await _made(server, empty_template)
    yield dsn
    await _dropped(server, name)


@pytest.fixture(scope="module")
async def library_dsn(server: str, library_template: str) -> AsyncIterator[str]:
    """The DSN of a database of this module's own with the library in it."""
    name, dsn = await _made(server, library_template)
    yield dsn
    await _dropped(server, name)


@pytest.fixture(scope="module")
async def empty(empty_dsn: str) -> AsyncIterator[None]:
    """The rooms' database is open, migrated and empty."""
    await DATABASE.open(empty_dsn, size=8)
    yield
    await DATABASE.close()


@pytest.fixture(scope="module")
async def library(library_dsn: str) -> AsyncIterator[None]:
    """The rooms' database is open, with the library in it."""
    await DATABASE.open(library_dsn, size=8)
    yield
    await DATABASE.close()


@pytest.fixture(scope="module")
def settings(library_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation with the library in it."""
    return Settings(database_url=library_dsn, data=tmp_path_factory.mktemp("data"), points_per_hour=1_000_000_000)


@pytest.fixture(scope="module")
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole application; DATABASE is the application's own."""
    app = create_app(settings)
    async with LifespanManager(app) as manager:  # type: ignore[arg-type]  # the two libraries' ASGI types differ
        transport = httpx.ASGITransport(app=manager.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://commons.test") as client:
            yield client


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Statements that the rooms send, counted by text, from now to the end of the test."""
    seen: Counter[str] = Counter()
    original = DATABASE.rows

    async def counted(sql: str, *args: object) -> list[object]:
        seen[sql] += 1
        return await original(sql, *args)

    monkeypatch.setattr(DATABASE, "rows", counted)
    return seen


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return Path(__file__).parent.parent
