"""Connections of the pool: waited for, shared out, and left in peace at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from commons.kit import database as kit
from commons.kit.database import Database, DatabaseError

PATIENCE = 20  # seconds after which a hanging test is called dead
SIZE = 3


@pytest.fixture
async def database(blank_dsn: str) -> AsyncIterator[Database]:
    """An engine of its own with three connections at most."""
    database = Database()
    await database.open(blank_dsn, size=SIZE)
    pool: Any = database.pool
    yield database
    pool.terminate()  # closing would wait for ever for a connection that was not given back


@pytest.fixture
def busiest(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many connections were held at the same time, each time one more was taken."""
    held: list[int] = []
    taken: set[object] = set()
    acquire = database.acquire

    @asynccontextmanager
    async def watched() -> AsyncIterator[Any]:
        async with acquire() as connection:
            taken.add(connection)
            held.append(len(taken))
            try:
                yield connection
            finally:
                taken.discard(connection)

    monkeypatch.setattr(database, "acquire", watched)
    return held


async def ask_often(database: Database, number: int = 12) -> None:
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(database.rows("SELECT pg_sleep(0.002)") for _ in range(number)))


async def test_statements_at_once_take_every_connection(database: Database, busiest: list[int]) -> None:
    await ask_often(database)
    assert (len(busiest), max(busiest)) == (12, SIZE)


@pytest.mark.parametrize("number", [1, 2])
async def test_a_task_may_be_held_to_fewer_with_all_that_it_starts(
    database: Database, busiest: list[int], number: int
) -> None:
    with database.at_most(number):
        await ask_often(database)
    assert (len(busiest), max(busiest)) == (12, number)
    busiest.clear()
    await ask_often(database)
    assert max(busiest) == SIZE, "what was held to fewer is free again"


async def test_each_task_is_held_by_itself(database: Database, busiest: list[int]) -> None:
    async def held() -> None:
        with database.at_most(1):
            await ask_often(database)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(held(), held())
    assert max(busiest) == 2


async def test_where_no_connection_is_free_one_is_told_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit, "_WAIT_SECONDS", 0.02)
    async with database.acquire(), database.acquire(), database.acquire():
        with pytest.raises(DatabaseError, match=r"^No connection was free for 0 seconds\.$"):
            await database.rows("SELECT 1")
        with pytest.raises(DatabaseError, match=r"^No connection was free"):
            async with database.transaction():
                pass
    assert await database.value("SELECT 1") == 1


async def test_a_server_that_went_away_is_named_in_one_line(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise asyncpg.CannotConnectNowError("the database system is shutting down\nDETAIL: soon")

    monkeypatch.setattr("asyncpg.pool.PoolConnectionHolder.acquire", away)
    with pytest.raises(DatabaseError) as caught:
        await database.rows("SELECT 1")
    assert str(caught.value) == "The database can't be reached: the database system is shutting down DETAIL: soon"


async def test_closing_waits_for_who_is_at_work(database: Database) -> None:
    inside, leave = asyncio.Event(), asyncio.Event()

    async def work() -> int:
        async with database.acquire() as connection:
            inside.set()
            await leave.wait()
            return int(await connection.fetchval("SELECT 1"))

    async with asyncio.timeout(PATIENCE):
        working = asyncio.create_task(work())
        await inside.wait()
        closing = asyncio.create_task(database.close())
        await asyncio.sleep(0)
        assert not closing.done()
        leave.set()
        assert await working == 1
        await closing
    assert database.pool is None
