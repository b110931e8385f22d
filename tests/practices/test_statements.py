"""One statement a kind, whether one practice is read or many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from commons.kit.paging import PageRequest
from commons.practices.queries import parts
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.explain import marked_summaries, matched_concepts
from commons.practices.queries.facets import facet_counts, grid_counts, library_size
from commons.practices.queries.published import practices_by_id
from commons.practices.queries.rows import PracticeRow
from commons.practices.queries.search import count_practices, find_practices
from commons.practices.queries.whole import whole

pytestmark = pytest.mark.usefixtures("library")

Part = Callable[[Sequence[UUID]], Awaitable[Any]]
VERSION_PARTS: list[Part] = [
    parts.facets_of,
    parts.places_of,
    parts.partners_of,
    parts.components_of,
    parts.citations_of,
]
PRACTICE_PARTS: list[Part] = [parts.evaluations_of, parts.history_of]


async def read(number: int) -> list[PracticeRow]:
    """The practices with the strongest evidence, which have every part."""
    rows = (await find_practices(Criteria(), Order.EVIDENCE, PageRequest(number))).rows
    assert len(rows) == number
    return rows


async def statements_of(seen: Counter[str], deed: Awaitable[Any]) -> int:
    seen.clear()
    await deed
    return seen.total()


@pytest.mark.parametrize("number", [1, 3, 40])
async def test_a_whole_practice_takes_eight_statements_however_many(statements: Counter[str], number: int) -> None:
    rows = await read(number)
    assert await statements_of(statements, whole(rows)) == 8
    read_whole = await whole(rows)
    assert [practice.row for practice in read_whole] == rows
    if number > 1:
        assert any(practice.evaluations and practice.partners and practice.components for practice in read_whole)


@pytest.mark.parametrize("number", [1, 3, 40])
@pytest.mark.parametrize("part", VERSION_PARTS + PRACTICE_PARTS, ids=lambda part: part.__name__)
async def test_a_part_takes_one_statement_however_many(statements: Counter[str], part: Part, number: int) -> None:
    rows = await read(number)
    ids = [row.id if part in PRACTICE_PARTS else row.version for row in rows]
    assert await statements_of(statements, part(ids)) == 1
    if number > 1:
        assert len(await part(ids)) > 1


@pytest.mark.parametrize("number", [1, 3])
async def test_findings_ids_and_reasons_take_one_statement_however_many(statements: Counter[str], number: int) -> None:
    rows = await read(number)
    studies = [study.id for found in (await parts.evaluations_of([row.id for row in rows])).values() for study in found]
    assert len(studies) >= number
    assert await statements_of(statements, parts.findings_of(studies)) == 1
    assert await statements_of(statements, practices_by_id([row.id for row in rows])) == 1
    assert await statements_of(statements, marked_summaries([row.version for row in rows], "people")) == 1
    assert await statements_of(statements, matched_concepts([row.version for row in rows], "people")) == 1


@pytest.mark.parametrize("order", list(Order), ids=str)
async def test_a_page_takes_one_statement_whatever_its_size(statements: Counter[str], order: Order) -> None:
    numbers = [
        await statements_of(statements, find_practices(Criteria("people"), order, PageRequest(size)))
        for size in (1, 3, 100)
    ]
    assert numbers == [1, 1, 1]


@pytest.mark.parametrize("values", [("violence",), ("violence", "prison-overcrowding")], ids=len)
async def test_a_facet_that_is_asked_for_takes_one_statement_more_to_check(
    statements: Counter[str], values: tuple[str, ...]
) -> None:
    criteria = Criteria("people", {"crime-problem": values}, ("BR", "US"), evaluated=False)
    page = find_practices(criteria, Order.TITLE, PageRequest(10))
    for deed in (page, count_practices(criteria), facet_counts(criteria)):
        assert await statements_of(statements, deed) == 2


async def test_the_library_at_large_takes_one_statement_each(statements: Counter[str]) -> None:
    for deed in (facet_counts(Criteria()), count_practices(Criteria()), grid_counts(), library_size()):
        assert await statements_of(statements, deed) == 1
