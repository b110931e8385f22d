"""Reading a whole result page by page, in either direction."""

from __future__ import annotations

from commons.kit.paging import Page, PageRequest
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.rows import PracticeRow
from commons.practices.queries.search import find_practices

MOST_PAGES = 200  # a walk that goes in circles ends here


async def walk(criteria: Criteria, order: Order, size: int) -> list[PracticeRow]:
    """Every row from the first page to the last."""
    rows: list[PracticeRow] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = await find_practices(criteria, order, PageRequest(size, after=cursor))
        assert page.has_previous == (cursor is not None)
        rows += page.rows
        if not page.has_next:
            return rows
        _assert_full(page, size)
        cursor = page.cursors[-1]
    raise AssertionError("The walk does not end.")


async def walk_back(criteria: Criteria, order: Order, size: int) -> list[PracticeRow]:
    """Every row from the last page to the first, in reading order."""
    rows: list[PracticeRow] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = await find_practices(criteria, order, PageRequest(size, backwards=True, before=cursor))
        assert page.has_next == (cursor is not None)
        rows = page.rows + rows
        if not page.has_previous:
            return rows
        _assert_full(page, size)
        cursor = page.cursors[0]
    raise AssertionError("The walk does not end.")


async def slugs(criteria: Criteria) -> set[str]:
    """The names of everything that meets the criteria."""
    return {row.slug for row in await walk(criteria, Order.TITLE, 100)}


def _assert_full(page: Page[PracticeRow], size: int) -> None:
    assert len(page.rows) == len(page.cursors) == size
