"""tables.py of every room says what the database has: migrations are written by hand and nothing else compares them."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from piccolo.table import Table

import commons
from commons.kit.database import DATABASE

pytestmark = pytest.mark.usefixtures("empty")

# What only SQL reads and writes.
WITHOUT_A_CLASS = {
    "schema_migration": "the register of migrations stands before any table of ours",
    "quota": "counted by one statement for the hot path",
}
WITHOUT_A_COLUMN = {
    ("practice_version", "search_all"): "a tsvector, written by SQL alone",
    ("practice_version", "search_rank"): "a tsvector, written by SQL alone",
    ("version_partner", "sector_scheme"): "a constant that a foreign key needs",
    ("version_partner", "role_scheme"): "a constant that a foreign key needs",
    ("finding", "problem_scheme"): "a constant that a foreign key needs",
}
PICCOLO_NAMES = {"timestamp with time zone": "TIMESTAMPTZ"}


def _classes() -> list[type[Table]]:
    rooms = sorted(path.parent.name for path in Path(str(commons.__file__)).parent.glob("*/tables.py"))
    modules = [importlib.import_module(f"commons.{room}.tables") for room in rooms]
    found = [value for module in modules for value in vars(module).values()]
    return [value for value in found if isinstance(value, type) and issubclass(value, Table) and value is not Table]


CLASSES = _classes()


def name_of(table: type[Table]) -> str:
    return table._meta.tablename


async def columns_of(name: str) -> dict[str, tuple[str, bool]]:
    """Type and nullability of each column in the database."""
    rows = await DATABASE.rows(
        "SELECT column_name, data_type, is_nullable = 'YES' AS nullable FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = $1",
        name,
    )
    kinds = {str(row["column_name"]): (str(row["data_type"]), bool(row["nullable"])) for row in rows}
    return {name: (PICCOLO_NAMES.get(kind, kind.upper()), nullable) for name, (kind, nullable) in kinds.items()}


async def keys_of(name: str, kind: str) -> set[tuple[str, ...]]:
    """The columns of each primary key (p) or unique constraint (u) in the database."""
    rows: list[Any] = await DATABASE.rows(
        "SELECT array_agg(a.attname::text ORDER BY a.attname) AS columns FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)"
        " WHERE c.conrelid = $1::regclass AND c.contype = $2 GROUP BY c.oid",
        name,
        kind.encode(),
    )
    return {tuple(row["columns"]) for row in rows}


@pytest.mark.parametrize("table", CLASSES, ids=name_of)
async def test_columns_types_and_nullability_are_those_of_the_database(table: type[Table]) -> None:
    name = name_of(table)
    said = {column._meta.db_column_name: (column.column_type, column._meta.null) for column in table._meta.columns}
    held = await columns_of(name)
    assert said == {column: kind for column, kind in held.items() if (name, column) not in WITHOUT_A_COLUMN}


@pytest.mark.parametrize("table", CLASSES, ids=name_of)
async def test_keys_are_those_of_the_database(table: type[Table]) -> None:
    primary = sorted(column._meta.db_column_name for column in table._meta.columns if column._meta.primary_key)
    unique = {(column._meta.db_column_name,) for column in table._meta.columns if column._meta.unique}
    assert await keys_of(name_of(table), "p") == {tuple(primary)}
    assert {key for key in await keys_of(name_of(table), "u") if len(key) == 1} == unique


@pytest.mark.parametrize("table", CLASSES, ids=name_of)
def test_no_column_makes_up_a_value_that_was_not_given(table: type[Table]) -> None:
    """Piccolo's own defaults would turn a forgotten date into today and a forgotten number into 0."""
    made_up = {
        column._meta.name: column.get_default_value()
        for column in table._meta.columns
        if column.get_default_value() is not None and not column._meta.required
    }
    assert made_up == {}


async def test_every_table_has_a_class_or_a_reason() -> None:
    rows = await DATABASE.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {row["tablename"] for row in rows}
    assert tables == {name_of(table) for table in CLASSES} | set(WITHOUT_A_CLASS)
    assert len({name_of(table) for table in CLASSES}) == len(CLASSES) > 10


async def test_every_exception_is_still_one() -> None:
    for table, column in WITHOUT_A_COLUMN:
        assert column in await columns_of(table)
