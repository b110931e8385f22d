"""Everything that a database holds, to compare before with after."""

from __future__ import annotations

from commons.kit.database import DATABASE

# What migrations and quotas write is no part of the library.
_OWN = ("schema_migration", "quota")


async def dump() -> dict[str, list[str]]:
    """Every row of every table as text."""
    tables = await DATABASE.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY tablename", _OWN
    )
    held = {}
    for table in tables:
        rows = await DATABASE.rows(f'SELECT t::text AS line FROM "{table["tablename"]}" t ORDER BY 1')
        held[table["tablename"]] = [row["line"] for row in rows]
    return held
