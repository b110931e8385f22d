"""What is not public shows nowhere: a canary with a word of its own in every state but published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from commons.kit.errors import Code, Refused
from commons.kit.paging import PageRequest
from commons.practices import actions
from commons.practices.content import PlaceContent
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.facets import facet_counts, grid_counts, library_size
from commons.practices.queries.parts import history_of
from commons.practices.queries.published import practices_by_id, published_practice, withdrawn_practice
from commons.practices.queries.search import count_practices, find_practices
from commons.practices.states import State
from tests.conftest import NOW
from tests.practices.people import practice_of, version_in
from tests.practices.study import STUDY
from tests.practices.walking import slugs
from tests.support import DEE, SUMMARY

HIDDEN = (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN)
WORD = "xylofrumious"
CANARY: dict[str, Any] = {
    "title": f"The {WORD} bird",
    "summary": f"{SUMMARY} It is {WORD}.",
    "facets": {"approach": ["surveillance"], "crime-problem": ["violence"], "setting": ["village"]},
    "places": [PlaceContent("AQ")],
    "place_note": WORD,
}
EVERYTHING = [
    Criteria(),
    Criteria(WORD),
    Criteria("bird"),
    Criteria(countries=("AQ",)),
    Criteria(facets={"approach": ("surveillance",)}),
    Criteria(facets={"setting": ("village", "rural-area")}),
    Criteria(evaluated=True),
]


@dataclass(frozen=True)
class Seen:
    """Everything that the public reads of the library at large."""

    found: list[set[str]]
    counted: list[int]
    facets: list[Any]
    grid: Any
    size: Any


def name_of(state: State) -> str:
    return f"canary-{state}".replace("_", "-")


async def look() -> Seen:
    return Seen(
        [await slugs(criteria) for criteria in EVERYTHING],
        [await count_practices(criteria) for criteria in EVERYTHING],
        [await facet_counts(criteria) for criteria in EVERYTHING],
        await grid_counts(),
        await library_size(),
    )


@pytest.fixture(scope="module")
async def before(library: None) -> Seen:
    """The library without any canary."""
    return await look()


@pytest.fixture(scope="module")
async def hidden(before: Seen) -> dict[State, UUID]:
    """A canary in each state that is not public, each with a study; their practices by state."""
    practices = {}
    for state in HIDDEN:
        practices[state] = await practice_of(await version_in(state, name_of(state), **CANARY))
        await actions.record_evaluation(DEE, practices[state], STUDY, position=0, now=NOW)
    return practices


async def test_nothing_that_is_found_or_counted_changes(before: Seen, hidden: dict[State, UUID]) -> None:
    assert len(hidden) == 3
    assert await look() == before
    assert before.counted[1:4] == [0, 0, 0]


async def test_a_published_canary_is_seen_everywhere() -> None:
    """The others could hide behind a test that sees nothing."""
    unseen = await look()
    version = await version_in(State.PUBLISHED, "canary-published", **CANARY)
    await actions.record_evaluation(DEE, await practice_of(version), STUDY, position=0, now=NOW)
    seen = await look()
    assert seen.found == [found | {"canary-published"} for found in unseen.found]
    assert seen.counted == [number + 1 for number in unseen.counted]
    assert all(one != other for one, other in zip(seen.facets, unseen.facets, strict=True))
    assert seen.grid != unseen.grid
    assert (seen.size.practices, seen.size.evaluated) == (unseen.size.practices + 1, unseen.size.evaluated + 1)
    await actions.withdraw(DEE, version, reason="Enough.", now=NOW)
    assert await look() == unseen


@pytest.mark.parametrize("order", [Order.TITLE, Order.NEWEST, Order.EVIDENCE, Order.RELEVANCE], ids=str)
async def test_no_order_shows_one(hidden: dict[State, UUID], order: Order) -> None:
    page = await find_practices(Criteria("bird or people"), order, PageRequest(100))
    assert page.rows
    assert not {row.id for row in page.rows} & set(hidden.values())


@pytest.mark.parametrize("state", HIDDEN, ids=str)
async def test_none_is_read_by_its_id(hidden: dict[State, UUID], state: State) -> None:
    assert await practices_by_id([hidden[state]]) == {}


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW], ids=str)
async def test_what_was_never_public_is_not_found_by_its_name(hidden: dict[State, UUID], state: State) -> None:
    assert hidden[state]
    assert await published_practice(name_of(state)) is None
    assert await withdrawn_practice(name_of(state)) is None
    assert await history_of([hidden[state]]) == {}


async def test_what_was_withdrawn_says_so_by_its_name_and_shows_no_text(hidden: dict[State, UUID]) -> None:
    assert hidden[State.WITHDRAWN]
    with pytest.raises(Refused) as caught:
        await published_practice("canary-withdrawn")
    assert caught.value.code is Code.GONE
    assert caught.value.sentence == f"“The {WORD} bird” was withdrawn on 1 March 2026: It did harm."


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DRAFT, State.IN_REVIEW], ids=str)
async def test_only_the_published_version_of_a_practice_shows(state: State) -> None:
    """A superseded first version, or a second one in preparation, has the word; the public one has not."""
    slug = f"two-versions-{name_of(state)}"
    first, second = ({}, CANARY) if state is not State.PUBLISHED else (CANARY, {})
    public = await version_in(State.PUBLISHED, slug, **first)
    latest = await version_in(state, slug, **second)
    row = await published_practice(slug)
    assert row is not None
    assert row.version == (latest if state is State.PUBLISHED else public)
    assert WORD not in row.title + row.summary + str(row.place_note)
    assert (await practices_by_id([row.id]))[row.id] == row
    assert await slugs(Criteria(WORD)) == await slugs(Criteria(countries=("AQ",))) == set()
    assert len((await history_of([row.id]))[row.id]) == row.number
