"""The engine connects when asked, and says in one line why it can't."""

from __future__ import annotations

import socket

import asyncpg
import pytest
from piccolo.engine.postgres import PostgresEngine

from commons.kit.database import Database, DatabaseError
from tests.support import with_database


def test_an_engine_is_made_without_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    async def connect(*args: object, **_: object) -> None:
        calls.append(args)
        raise OSError

    monkeypatch.setattr(asyncpg, "connect", connect)
    Database()
    assert calls == []
    with pytest.warns():
        PostgresEngine(config={})
    assert calls, "Piccolo's own engine does connect: this test can fail"


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    "address",
    ["postgresql://nobody@127.0.0.1:{port}/commons", "postgresql:///commons?host=/nowhere", "gopher://x", "nonsense"],
)
async def test_a_server_that_can_not_be_reached_is_named_in_one_line(address: str) -> None:
    database = Database()
    with pytest.raises(DatabaseError) as caught:
        await database.open(address.format(port=closed_port()))
    assert str(caught.value).startswith("The database can't be reached: ")
    assert "\n" not in str(caught.value)


async def test_a_database_that_is_not_there_is_named_in_one_line(server: str) -> None:
    with pytest.raises(DatabaseError, match=r"^The database can't be reached: database .nowhere. does not exist$"):
        await Database().open(with_database(server, "nowhere"))


async def test_an_old_server_is_refused_and_left(blank_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def version(*_: object) -> str:
        return "140012"

    database = Database()
    monkeypatch.setattr(database, "value", version)
    with pytest.raises(DatabaseError, match=r"^PostgreSQL 15 or later is needed; this server is 14\.$"):
        await database.open(blank_dsn, size=1)
    assert database.pool is None


async def test_a_database_that_is_not_open_says_so(blank_dsn: str) -> None:
    database = Database()
    await database.open(blank_dsn, size=1)
    await database.close()
    await database.close()
    with pytest.raises(DatabaseError, match="not open"):
        await database.rows("SELECT 1")
    with pytest.raises(DatabaseError, match="not open"):
        async with database.transaction():
            pass
