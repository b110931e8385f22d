"""Finding practices: pages by keyset, counts, facets, and why a hit is one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from commons.kit.database import DATABASE
from commons.kit.errors import Refused
from commons.kit.paging import Cursor, Key, Page, PageRequest, decode_cursor, trim
from commons.kit.text import why_not_text
from commons.practices.queries.criteria import Criteria, Order, Statement, check, search_query, where
from commons.practices.queries.published import COLUMNS, practice_row
from commons.practices.queries.rows import PracticeRow

_DESCENDING = {Order.RELEVANCE, Order.NEWEST, Order.EVIDENCE}
_EVIDENCE = """coalesce((SELECT max(coalesce(e.maryland, 0)) FROM evaluation e
    WHERE e.practice = v.practice AND e.superseded_at IS NULL), -1)::integer"""
_KEY_TYPES = {
    Order.RELEVANCE: "integer",
    Order.NEWEST: "timestamptz",
    Order.TITLE: "text",
    Order.EVIDENCE: "integer",
    Order.ID: "text",
}
_INT32 = 2**31


async def find_practices(criteria: Criteria, order: Order, request: PageRequest) -> Page[PracticeRow]:
    """A page of the practices that meet the criteria; Refused where they or a cursor can't be meant."""
    await check(criteria)
    if order is Order.RELEVANCE and criteria.words is None:
        raise Refused("Sorting by relevance needs a search. Search for something, or choose another order.")
    statement = Statement()
    key = _key(criteria, order, statement)
    conditions = [where(criteria, statement), *_bounds(key, order, request, statement)]
    direction = "DESC" if (order in _DESCENDING) != request.backwards else "ASC"
    rows = await DATABASE.rows(
        f"SELECT {COLUMNS}, {key} AS key FROM practice_version v JOIN practice p ON p.id = v.practice"
        f" WHERE {' AND '.join(conditions)} ORDER BY key {direction}, v.practice {direction}"
        f" LIMIT {statement.arg(request.size + 1)}",
        *statement.args,
    )
    return trim([(practice_row(row), _cursor(order, row)) for row in rows], request)


async def all_hits(criteria: Criteria, order: Order) -> list[UUID]:
    """The versions of every practice that meets the criteria, in order, as they are at this moment."""
    await check(criteria)
    statement = Statement()
    key = _key(criteria, order, statement)
    direction = "DESC" if order in _DESCENDING else "ASC"
    rows = await DATABASE.rows(
        f"SELECT v.id, {key} AS key FROM practice_version v WHERE {where(criteria, statement)}"
        f" ORDER BY key {direction}, v.practice {direction}",
        *statement.args,
    )
    return [row["id"] for row in rows]


async def count_practices(criteria: Criteria) -> int:
    """How many practices meet the criteria."""
    await check(criteria)
    statement = Statement()
    sql = f"SELECT count(*) FROM practice_version v WHERE {where(criteria, statement)}"
    return int(await DATABASE.value(sql, *statement.args))


def _key(criteria: Criteria, order: Order, statement: Statement) -> str:
    match order:
        case Order.NEWEST:
            return "v.published_at"
        case Order.TITLE:
            return "lower(v.title)"
        case Order.EVIDENCE:
            return _EVIDENCE
        case Order.ID:
            return "v.practice::text"
        case Order.RELEVANCE:
            # A whole number compares the same in PostgreSQL and in a cursor.
            query = search_query(statement, criteria.words or "")
            return f"round(ts_rank(v.search_rank, {query}, 1) * 1000000)::integer"


def _bounds(key: str, order: Order, request: PageRequest, statement: Statement) -> list[str]:
    bounds = []
    for text, sign in ((request.after, ">"), (request.before, "<")):
        if text is not None:
            value, row_id = _place(decode_cursor(text, order.value.upper()), order)
            compare = {">": "<", "<": ">"}[sign] if order in _DESCENDING else sign
            place = f"({statement.arg(value)}::{_KEY_TYPES[order]}, {statement.arg(row_id)}::uuid)"
            bounds.append(f"({key}, v.practice) {compare} {place}")
    return bounds


def _place(cursor: Cursor, order: Order) -> tuple[object, UUID]:
    try:
        return _key_value(cursor.key, order), UUID(cursor.id)
    except (ValueError, OverflowError):
        raise Refused("This cursor was not made by this registry. Use a cursor as it was given.") from None


def _key_value(key: Key, order: Order) -> object:
    match order, key:
        case Order.NEWEST, str():
            return _instant(key)
        case ((Order.TITLE | Order.ID), str()) if why_not_text(key) is None:
            return key
        case ((Order.RELEVANCE | Order.EVIDENCE), int()) if -_INT32 <= key < _INT32:
            return key
    raise ValueError(key)


def _instant(key: str) -> datetime:
    instant = datetime.fromisoformat(key)
    if instant.tzinfo is None:
        raise ValueError(key)
    return instant.astimezone(UTC)  # OverflowError where its year in UTC is 0 or 10000


def _cursor(order: Order, row: Any) -> str:
    key = row["key"]
    shown: Key = key.isoformat() if isinstance(key, datetime) else key
    return Cursor(order.value.upper(), shown, str(row["id"])).encode()
