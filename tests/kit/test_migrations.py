"""Migrations: each applied once, in order, whole or not at all, by however many programs at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from commons.kit.database import DatabaseError
from commons.kit.migrations import Migration, all_migrations, migrate, pending
from tests.support import with_database

FIRST = Migration(1, "0001_first.sql", "CREATE TABLE first (id int)")
SECOND = Migration(2, "0002_second.sql", "ALTER TABLE first ADD COLUMN more int")


async def ask(dsn: str, sql: str) -> list[Any]:
    """The first column of a statement's rows, on a connection of its own."""
    connection: Any = await asyncpg.connect(dsn)
    try:
        return [row[0] for row in await connection.fetch(sql)]
    finally:
        await connection.close()


@pytest.fixture
async def dsn(server: str) -> AsyncIterator[str]:
    """A blank database for one test."""
    name = f"migrations_{uuid4().hex[:12]}"
    await ask(server, f'CREATE DATABASE "{name}"')
    yield with_database(server, name)
    await ask(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def applied(dsn: str) -> list[str]:
    return await ask(dsn, "SELECT name FROM schema_migration ORDER BY number")


def room(rooms: Path, name: str, **files: str) -> None:
    folder = rooms / name / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    for file, sql in files.items():
        (folder / f"{file}.sql").write_text(sql)


async def test_what_is_delivered_is_applied_once(dsn: str) -> None:
    delivered = all_migrations()
    assert len(delivered) >= 3
    assert await migrate(dsn) == delivered
    assert await migrate(dsn) == []
    assert await applied(dsn) == [migration.name for migration in delivered]


async def test_migrations_of_all_rooms_are_applied_by_number(dsn: str, tmp_path: Path) -> None:
    room(tmp_path, "a_room", **{"0002_rename": "ALTER TABLE made RENAME TO old", "0010_last": "DROP TABLE again"})
    room(tmp_path, "z_room", **{"0001_make": "CREATE TABLE made ()", "0003_again": "ALTER TABLE old RENAME TO again"})
    names = ["0001_make.sql", "0002_rename.sql", "0003_again.sql", "0010_last.sql"]
    assert [migration.name for migration in await migrate(dsn, all_migrations(tmp_path))] == names
    assert await applied(dsn) == names


async def test_a_later_release_applies_only_what_is_new(dsn: str) -> None:
    assert await migrate(dsn, [FIRST]) == [FIRST]
    assert await migrate(dsn, [FIRST, SECOND]) == [SECOND]


@pytest.mark.parametrize(
    "name", ["1_short", "00001_long", "0001-hyphen", "0001_Capital", "0001_", "0001_with space", "words"]
)
def test_an_odd_name_is_refused_by_that_name(tmp_path: Path, name: str) -> None:
    room(tmp_path, "room", **{name: "SELECT 1"})
    with pytest.raises(ValueError, match=rf"^{name}\.sql: a migration is named NNNN_words.sql$"):
        all_migrations(tmp_path)


def test_a_number_that_two_rooms_use_is_refused_by_both_names(tmp_path: Path) -> None:
    room(tmp_path, "a_room", **{"0007_here": "SELECT 1"})
    room(tmp_path, "b_room", **{"0007_there": "SELECT 1"})
    with pytest.raises(ValueError, match=r"^0007_there\.sql: number 7 is taken by 0007_here\.sql$"):
        all_migrations(tmp_path)


def test_line_ends_of_a_checkout_do_not_change_a_checksum(tmp_path: Path) -> None:
    for system, text in (("unix", b"SELECT 1;\nSELECT 2;\n"), ("windows", b"SELECT 1;\r\nSELECT 2;\r\n")):
        room(tmp_path / system, "room")
        (tmp_path / system / "room/migrations/0001_lines.sql").write_bytes(text)
    assert all_migrations(tmp_path / "unix")[0].sha256 == all_migrations(tmp_path / "windows")[0].sha256


async def test_an_edited_migration_is_refused_by_name_and_nothing_more_is_applied(dsn: str) -> None:
    await migrate(dsn, [FIRST])
    edited = Migration(1, FIRST.name, FIRST.sql + " -- a word more")
    with pytest.raises(DatabaseError, match=r"^Migration 0001_first\.sql was edited after it was applied\."):
        await migrate(dsn, [edited, SECOND])
    assert await applied(dsn) == [FIRST.name]


async def test_an_older_program_refuses_a_newer_database_by_the_name_it_does_not_know(dsn: str) -> None:
    await migrate(dsn, [FIRST, SECOND])
    third = Migration(3, "0003_third.sql", "CREATE TABLE third ()")
    with pytest.raises(DatabaseError, match=r"0002_second\.sql, which this program does not know: it is newer\.$"):
        await migrate(dsn, [FIRST, third])
    assert await applied(dsn) == [FIRST.name, SECOND.name]


async def test_a_failing_migration_leaves_nothing_of_itself_and_says_why(dsn: str) -> None:
    failing = Migration(
        2,
        "0002_fails.sql",
        "CREATE TABLE half (id int UNIQUE); INSERT INTO half VALUES (1), (1); CREATE TABLE other ()",
    )
    with pytest.raises(DatabaseError) as caught:
        await migrate(dsn, [FIRST, failing, Migration(3, "0003_never.sql", "CREATE TABLE never ()")])
    sentence = str(caught.value)
    assert sentence.startswith("Migration 0002_fails.sql failed and was taken back: duplicate key value violates")
    assert "Key (id)=(1)" in sentence
    assert "\n" not in sentence
    assert await ask(dsn, "SELECT relname FROM pg_class WHERE relname IN ('first', 'half', 'other', 'never')") == [
        "first"
    ]
    assert await applied(dsn) == [FIRST.name]


async def test_a_migration_that_can_not_be_registered_leaves_nothing_of_itself(dsn: str) -> None:
    sabotage = Migration(
        2, "0002_sabotage.sql", "CREATE TABLE half (); ALTER TABLE schema_migration ADD CHECK (number <> 2) NOT VALID"
    )
    with pytest.raises(DatabaseError, match=r"^Migration 0002_sabotage\.sql failed and was taken back"):
        await migrate(dsn, [FIRST, sabotage])
    assert await ask(dsn, "SELECT to_regclass('half')") == [None]
    assert await migrate(dsn, [FIRST, SECOND]) == [SECOND]


async def test_a_migration_that_failed_is_applied_once_it_is_mended(dsn: str) -> None:
    with pytest.raises(DatabaseError):
        await migrate(dsn, [FIRST, Migration(2, SECOND.name, "ALTER TABLE nowhere ADD COLUMN more int")])
    assert await migrate(dsn, [FIRST, SECOND]) == [SECOND]


async def test_six_programs_that_start_at_once_apply_each_migration_once(dsn: str) -> None:
    delivered = all_migrations()
    answers = await asyncio.gather(*(migrate(dsn) for _ in range(6)))
    assert sorted(answers, key=len) == [[]] * 5 + [delivered]
    assert await applied(dsn) == [migration.name for migration in delivered]


async def test_pending_lists_what_is_missing_and_changes_nothing(dsn: str) -> None:
    delivered = all_migrations()
    assert await pending(dsn) == delivered
    assert await ask(dsn, "SELECT to_regclass('schema_migration')") == [None]
    await migrate(dsn, delivered[:1])
    assert await pending(dsn) == delivered[1:]
    assert await applied(dsn) == [delivered[0].name]
    await migrate(dsn)
    assert await pending(dsn) == []


@pytest.mark.parametrize("verb", [migrate, pending])
async def test_a_server_that_can_not_be_reached_is_named_in_one_line(verb: Any) -> None:
    with pytest.raises(DatabaseError, match=r"^The database can't be reached: [^\n]+$"):
        await verb("postgresql:///commons?host=/nowhere")
