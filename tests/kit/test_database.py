"""The engine: its transactions nest, give their connection back whatever happens, and speak JSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from commons.kit.database import Database, DatabaseError, Isolation

PATIENCE = 20  # seconds after which a hanging test is called dead


class Failure(Exception):
    """What goes wrong in these tests."""


@pytest.fixture(scope="module")
async def opened(blank_dsn: str) -> AsyncIterator[Database]:
    """An engine of its own with two connections at most."""
    database = Database()
    await database.open(blank_dsn, size=2)
    await database.rows("CREATE TABLE note (words text PRIMARY KEY, page jsonb, leaf json)")
    await database.rows(
        "CREATE TABLE pair (id int PRIMARY KEY, other int REFERENCES pair DEFERRABLE INITIALLY DEFERRED)"
    )
    yield database
    assert database.pool is not None
    database.pool.terminate()  # closing would wait for ever for a connection that was not given back


@pytest.fixture
async def database(opened: Database) -> AsyncIterator[Database]:
    """The engine with its tables empty; the test leaves every connection to others."""
    await opened.rows("TRUNCATE note, pair")
    yield opened
    assert all_idle(opened)


def all_idle(database: Database) -> bool:
    assert database.pool is not None
    return bool(database.pool.get_idle_size() == database.pool.get_size())


async def write_and_fail(database: Database, words: str) -> None:
    async with database.transaction():
        await write(database, words)
        raise Failure(words)


async def write(database: Database, words: str) -> None:
    await database.rows("INSERT INTO note (words) VALUES ($1)", words)


async def notes(database: Database) -> list[str]:
    return [row["words"] for row in await database.rows("SELECT words FROM note ORDER BY words")]


async def test_a_caught_inner_failure_leaves_nothing_while_the_outer_transaction_commits(database: Database) -> None:
    async with database.transaction():
        await write(database, "before")
        with pytest.raises(Failure):
            await write_and_fail(database, "inside")
        await write(database, "after")
    assert await notes(database) == ["after", "before"]


async def test_a_refused_statement_in_an_inner_transaction_leaves_the_outer_one_usable(database: Database) -> None:
    async with database.transaction():
        await write(database, "once")
        with pytest.raises(asyncpg.UniqueViolationError):
            async with database.transaction():
                await write(database, "once")
        await write(database, "twice")
    assert await notes(database) == ["once", "twice"]


async def test_an_outer_failure_takes_the_committed_inner_transaction_with_it(database: Database) -> None:
    async def run() -> None:
        async with database.transaction():
            async with database.transaction():
                await write(database, "inside")
            raise Failure

    with pytest.raises(Failure):
        await run()
    assert await notes(database) == []


async def test_an_exception_inside_is_raised_on_and_nothing_is_written(database: Database) -> None:
    with pytest.raises(Failure, match="lost"):
        await write_and_fail(database, "lost")
    assert await notes(database) == []


async def test_a_commit_that_fails_gives_its_connection_back(database: Database) -> None:
    async with asyncio.timeout(PATIENCE):
        for number in range(5):
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                async with database.transaction():
                    await database.rows("INSERT INTO pair VALUES ($1, 99)", number)
        async with database.acquire() as one, database.acquire() as two:
            assert await one.fetchval("SELECT count(*) FROM pair") == 0
            assert await two.fetchval("SELECT 1") == 1


@pytest.mark.parametrize(
    ("isolation", "shown"),
    [
        ("read_committed", "read committed"),
        ("repeatable_read", "repeatable read"),
        ("serializable", "serializable"),
    ],
)
async def test_a_transaction_has_the_isolation_that_was_asked_for(
    database: Database, isolation: Isolation, shown: str
) -> None:
    async with database.transaction(isolation=isolation):
        assert await database.value("SHOW transaction_isolation") == shown


async def test_a_read_only_transaction_refuses_to_write(database: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with database.transaction(readonly=True):
            await write(database, "no")
    await write(database, "yes")
    assert await notes(database) == ["yes"]


async def test_a_transaction_that_can_not_start_gives_its_connection_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise Failure

    monkeypatch.setattr("asyncpg.transaction.Transaction.start", broken)
    with pytest.raises(Failure):
        async with database.transaction():
            pass
    monkeypatch.undo()
    assert all_idle(database)
    await write(database, "still here")  # outside a transaction: the broken one is not current
    assert await notes(database) == ["still here"]


async def test_statements_of_a_transaction_share_a_connection_and_nobody_else_sees_them(database: Database) -> None:
    async with database.transaction():
        first = await database.value("SELECT pg_backend_pid()")
        await write(database, "not yet")
        assert await database.value("SELECT pg_backend_pid()") == first
        async with database.acquire() as other:
            assert await other.fetchval("SELECT count(*) FROM note") == 0
    assert await notes(database) == ["not yet"]


async def test_two_tasks_have_two_transactions(database: Database) -> None:
    both_inside = asyncio.Barrier(2)

    async def run() -> int:
        async with database.transaction():
            await both_inside.wait()
            return int(await database.value("SELECT pg_backend_pid()"))

    async with asyncio.timeout(PATIENCE):
        first, second = await asyncio.gather(run(), run())
    assert first != second


async def test_rows_outside_a_transaction_stay_at_once(database: Database) -> None:
    await write(database, "kept")
    with pytest.raises(asyncpg.UniqueViolationError):
        await write(database, "kept")
    async with database.acquire() as other:
        assert await other.fetchval("SELECT words FROM note") == "kept"


async def test_row_and_value_of_nothing_are_none(database: Database) -> None:
    assert await database.row("SELECT words FROM note") is None
    assert await database.value("SELECT words FROM note") is None
    await write(database, "something")
    row = await database.row("SELECT words FROM note")
    assert row is not None
    assert row["words"] == "something"
    assert await database.value("SELECT words FROM note") == "something"


@pytest.mark.parametrize("value", [{"é": [1, 2.5, None, True]}, [], {}, ["a"], 7, False], ids=repr)
async def test_json_comes_back_as_it_was_written(database: Database, value: Any) -> None:
    await database.rows("INSERT INTO note (words, page, leaf) VALUES ('json', $1, $2)", value, value)
    row = await database.row("SELECT page, leaf FROM note")
    assert row is not None
    assert (row["page"], row["leaf"]) == (value, value)


async def test_text_is_taken_as_json_that_is_written_already(database: Database) -> None:
    await database.rows("INSERT INTO note (words, page) VALUES ('json', $1)", '{"en": "Walks"}')
    assert await database.value("SELECT page FROM note") == {"en": "Walks"}
    assert await database.value("SELECT page ->> 'en' FROM note") == "Walks"


async def test_many_rows_are_written_all_or_none(database: Database) -> None:
    sql = "INSERT INTO note (words) VALUES ($1)"
    with pytest.raises(asyncpg.UniqueViolationError):
        async with database.transaction():
            await database.many(sql, [("a",), ("b",), ("a",)])
    assert await notes(database) == []
    async with database.transaction():
        await database.many(sql, [("a",), ("b",)])
    assert await notes(database) == ["a", "b"]


async def test_many_rows_outside_a_transaction_are_refused(database: Database) -> None:
    with pytest.raises(DatabaseError, match="inside a transaction"):
        await database.many("INSERT INTO note (words) VALUES ($1)", [("a",)])
    assert await notes(database) == []


@pytest.mark.parametrize("statement", ["SELECT 1", "SELECT pg_sleep(600)"], ids=["between", "within"])
async def test_a_cancelled_transaction_is_rolled_back(database: Database, statement: str) -> None:
    written = asyncio.Event()

    async def run() -> None:
        async with database.transaction():
            await write(database, "cancelled")
            written.set()
            await database.rows(statement)
            await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE):
        task = asyncio.create_task(run())
        await written.wait()
        await asyncio.sleep(0)  # the task goes on to its next wait
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await notes(database) == []


async def test_a_transaction_whose_connection_dies_costs_that_connection_only(database: Database) -> None:
    async def run() -> None:
        async with database.transaction():
            await write(database, "lost")
            await database.rows("SELECT pg_terminate_backend(pg_backend_pid())")

    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
                await run()
        assert await notes(database) == []
