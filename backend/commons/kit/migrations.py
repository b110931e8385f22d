"""Numbered SQL files, each applied once, in order, in its own transaction.

Every room keeps its own in ``migrations/NNNN_words.sql``; numbers are unique over all rooms. A file that
was applied is never edited: its checksum is compared. Any number of programs may start at once: an advisory
lock lets one migrate while the others wait.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from commons.kit.database import DatabaseError, in_one_line

_ROOMS = Path(__file__).parent.parent
_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_LOCK = 7_205_306_115_001  # any number, the same in every program of ours
_REGISTER = """
CREATE TABLE IF NOT EXISTS schema_migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name and its text."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Checksum of the text, as kept in the database."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def all_migrations(rooms: Path = _ROOMS) -> list[Migration]:
    """Every room's migrations in order; ValueError where a name is odd or a number stands twice."""
    found: dict[int, Migration] = {}
    for path in sorted(rooms.glob("*/migrations/*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise ValueError(f"{path.name}: a migration is named NNNN_words.sql")
        number = int(match[1])
        if number in found:
            raise ValueError(f"{path.name}: number {number} is taken by {found[number].name}")
        found[number] = Migration(number, path.name, path.read_text(encoding="utf-8"))
    return [found[number] for number in sorted(found)]


async def migrate(dsn: str, migrations: list[Migration] | None = None) -> list[Migration]:
    """Apply what is missing and return it; DatabaseError where the past was edited or the program is too old."""
    wanted = all_migrations() if migrations is None else migrations
    connection = await _connected(dsn)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await connection.execute(_REGISTER)
        return await _apply_missing(connection, wanted)
    except asyncpg.PostgresError as error:
        raise DatabaseError(f"The database can't be migrated: {error}") from error
    finally:
        await connection.close()  # the lock goes with the session


async def _connected(dsn: str) -> Any:
    try:
        return await asyncpg.connect(dsn)
    except (OSError, OverflowError, asyncpg.PostgresError, ValueError) as error:
        raise DatabaseError(f"The database can't be reached: {in_one_line(error)}") from error


async def _apply_missing(connection: Any, wanted: list[Migration]) -> list[Migration]:
    applied = {row["number"]: row for row in await connection.fetch("SELECT * FROM schema_migration")}
    _refuse_edited(applied, wanted)
    missing = [migration for migration in wanted if migration.number not in applied]
    for migration in missing:
        await _apply(connection, migration)
    return missing


def _refuse_edited(applied: dict[int, Any], wanted: list[Migration]) -> None:
    known = {migration.number: migration for migration in wanted}
    for number, row in applied.items():
        if number not in known:
            raise DatabaseError(
                f"The database has migration {row['name']}, which this program does not know: it is newer."
            )
        if known[number].sha256 != row["sha256"]:
            raise DatabaseError(f"Migration {row['name']} was edited after it was applied. Write a new one instead.")


async def _apply(connection: Any, migration: Migration) -> None:
    try:
        async with connection.transaction():
            await connection.execute(migration.sql)
            await connection.execute(
                "INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)",
                migration.number,
                migration.name,
                migration.sha256,
            )
    except asyncpg.PostgresError as error:
        raise DatabaseError(f"Migration {migration.name} failed and was taken back: {in_one_line(error)}") from error


async def pending(dsn: str) -> list[Migration]:
    """Migrations that are not applied yet; nothing is changed."""
    connection = await _connected(dsn)
    try:
        if await connection.fetchval("SELECT to_regclass('schema_migration')") is None:
            return all_migrations()
        applied = {row["number"] for row in await connection.fetch("SELECT number FROM schema_migration")}
        return [migration for migration in all_migrations() if migration.number not in applied]
    finally:
        await connection.close()
