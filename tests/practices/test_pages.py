"""Pages: a walk visits each practice once, in one order in both directions, however many share a place."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest

from commons.kit.errors import Refused
from commons.kit.paging import Cursor, PageRequest
from commons.practices import actions
from commons.practices.content import Citation, EvaluationContent, FindingContent
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.rows import PracticeRow
from commons.practices.queries.search import all_hits, count_practices, find_practices
from commons.practices.states import State
from tests.conftest import NOW
from tests.practices import model
from tests.practices.people import practice_of, version_in
from tests.practices.walking import slugs, walk, walk_back
from tests.support import DEE

ID = "5d1f8a4e-7f0b-5c36-9d53-0f3a8d1c2b77"
LEVELS = {f"level-{level}": level for level in (1, 3, 5)}


@pytest.fixture(scope="module", autouse=True)
async def made(library: None) -> None:
    """Ties of every kind: equal titles, equal instants, equal designs, equal ranks."""
    for number, title in enumerate(["the same title", "The SAME title"] * 3):
        await version_in(State.PUBLISHED, f"same-title-{number}", title=title)
    for number in range(8):
        later = NOW + timedelta(microseconds=number // 2)
        await version_in(State.PUBLISHED, f"later-{number}", now=later, title=f"Était-ce “l’été” {number}?")
    for slug, level in LEVELS.items():
        practice = await practice_of(await version_in(State.PUBLISHED, slug))
        finding = FindingContent("Fear", "none", "Fear stayed.")
        study = EvaluationContent("A study", "Told.", Citation("A/CONF.222/9", "¶50"), [finding], maryland=level)
        await actions.record_evaluation(DEE, practice, study, position=0, now=NOW)


def sorted_as(order: Order, rows: list[PracticeRow]) -> list[object]:
    """What rows are sorted by, worked out from their contents."""
    levels = {record.slug: record.level for record in model.held()} | LEVELS
    match order:
        case Order.TITLE:
            return [row.title.lower() for row in rows]
        case Order.NEWEST:
            return [NOW - row.published_at for row in rows]
        case Order.EVIDENCE:
            return [-levels.get(row.slug, -1) for row in rows]
        case Order.ID:
            return [str(row.id) for row in rows]
        case Order.RELEVANCE:
            return []


WALKS = [
    (Order.TITLE, Criteria()),
    (Order.NEWEST, Criteria()),
    (Order.EVIDENCE, Criteria()),
    (Order.ID, Criteria()),
    (Order.RELEVANCE, Criteria("people or police")),
    (Order.RELEVANCE, Criteria("-nothingofthekind")),  # everything, all of one rank
    (Order.TITLE, Criteria("police", {"approach": ("community-oriented-justice",)})),
]


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize(("order", "criteria"), WALKS, ids=str)
async def test_a_walk_visits_each_practice_once_in_the_same_order_both_ways(
    order: Order, criteria: Criteria, size: int
) -> None:
    forwards = [row.slug for row in await walk(criteria, order, size)]
    assert len(forwards) == len(set(forwards)) == await count_practices(criteria) > 5
    assert set(forwards) == await slugs(criteria)
    assert [row.slug for row in await walk_back(criteria, order, size)] == forwards


@pytest.mark.parametrize(("order", "criteria"), WALKS, ids=str)
async def test_all_hits_of_a_moment_are_those_of_a_walk(order: Order, criteria: Criteria) -> None:
    assert await all_hits(criteria, order) == [row.version for row in await walk(criteria, order, 100)]


@pytest.mark.parametrize("order", [Order.TITLE, Order.NEWEST, Order.EVIDENCE, Order.ID], ids=str)
async def test_rows_stand_in_the_order_that_was_asked_for(order: Order) -> None:
    rows = await walk(Criteria(), order, 100)
    keys = sorted_as(order, rows)
    assert keys == sorted(keys, key=lambda key: (key,))
    assert len(set(keys)) > 3, "there is an order"
    assert len(set(keys)) < len(rows) or order is Order.ID, "there are ties"


async def test_what_lies_between_two_cursors_is_what_a_walk_passes_there() -> None:
    page = await find_practices(Criteria(), Order.TITLE, PageRequest(30))
    between = PageRequest(100, after=page.cursors[4], before=page.cursors[20])
    rows = (await find_practices(Criteria(), Order.TITLE, between)).rows
    assert [row.slug for row in rows] == [row.slug for row in page.rows[5:20]]


async def test_a_practice_that_is_published_meanwhile_moves_no_page() -> None:
    first = await find_practices(Criteria(), Order.NEWEST, PageRequest(5))
    rest = await find_practices(Criteria(), Order.NEWEST, PageRequest(100, after=first.cursors[-1]))
    await version_in(State.PUBLISHED, "just-now", now=NOW + timedelta(days=1))
    again = await find_practices(Criteria(), Order.NEWEST, PageRequest(100, after=first.cursors[-1]))
    assert again == rest


async def test_relevance_without_a_search_is_refused() -> None:
    with pytest.raises(Refused, match=r"^Sorting by relevance needs a search"):
        await find_practices(Criteria(" "), Order.RELEVANCE, PageRequest())


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize("order", list(Order), ids=str)
async def test_a_cursor_of_another_order_is_refused_by_both_names(order: Order, side: str) -> None:
    other = Order.TITLE if order is not Order.TITLE else Order.NEWEST
    page = await find_practices(Criteria("people"), order, PageRequest(1))
    with pytest.raises(Refused) as caught:
        await find_practices(Criteria("people"), other, one(side, page.cursors[0]))
    start = f"This cursor belongs to the order {order.value.upper()}, not to {other.value.upper()}."
    assert caught.value.sentence.startswith(start)


def one(side: str, cursor: str) -> PageRequest:
    return PageRequest(1, after=cursor) if side == "after" else PageRequest(1, before=cursor)


def tampered(key: object, row: object = ID, order: str = "") -> str:
    return base64.urlsafe_b64encode(json.dumps([order, key, row]).encode()).decode().rstrip("=")


TAMPERED: dict[Order, list[object]] = {
    Order.TITLE: [1, 1.5, "a\0", "\ud800", None, True],
    Order.NEWEST: [
        *("", "yesterday", "2026-03-01", "2026-03-01T12:00:00", "2026-13-01T12:00:00+00:00", 7, 1e300),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),  # no years of UTC
    ],
    Order.EVIDENCE: ["1", 1.0, 2**31, -(2**31) - 1, 10**400, float("inf"), float("nan"), True],
    Order.ID: [1, "a\0", "\ud800", None],
    Order.RELEVANCE: ["1", 1.0, 2**31, -(2**31) - 1],
}
CASES = [(order, tampered(key, order=order.value.upper())) for order, keys in TAMPERED.items() for key in keys]
CASES += [(Order.TITLE, tampered("a", row, "TITLE")) for row in ("", "x", ID[:-1], f"{ID}0", "é" * 36, 7)]


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize(("order", "cursor"), CASES)
async def test_a_tampered_cursor_is_refused(order: Order, cursor: str, side: str) -> None:
    with pytest.raises(Refused, match=r"^This cursor was not made by this registry\."):
        await find_practices(Criteria("people"), order, one(side, cursor))


PLACES: list[tuple[Order, str | int]] = [
    (Order.TITLE, "m"),
    (Order.ID, "8"),
    (Order.NEWEST, "2026-03-01T13:00:00+01:00"),
    (Order.EVIDENCE, 0),
    (Order.RELEVANCE, -1),
]


@pytest.mark.parametrize(("order", "key"), PLACES)
async def test_a_place_where_no_row_stands_is_a_place_all_the_same(order: Order, key: str | int) -> None:
    criteria = Criteria("people")
    place = Cursor(order.value.upper(), key, ID).encode()
    after = await find_practices(criteria, order, PageRequest(100, after=place))
    before = await find_practices(criteria, order, PageRequest(100, backwards=True, before=place))
    everything = await find_practices(criteria, order, PageRequest(100))
    assert [row.slug for row in before.rows + after.rows] == [row.slug for row in everything.rows]
