"""Proposing: all of a record or nothing of it, by editors alone."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from commons.kit.database import DATABASE
from commons.kit.errors import Code, Refused
from commons.people.actor import Actor
from commons.practices import actions
from commons.practices.content import (
    Citation,
    ComponentContent,
    NarrativeContent,
    PartnerContent,
    PlaceContent,
    PracticeContent,
)
from commons.practices.queries.published import published_practice
from commons.practices.queries.whole import whole
from commons.practices.states import State
from tests.conftest import NOW
from tests.dumps import dump
from tests.practices.people import BO, CY, ELI, new_slug, practice_of, state_of, version_in
from tests.support import ADA, DEE, practice

pytestmark = pytest.mark.usefixtures("library")

FULL = practice(
    slug="a-full-record",
    facets={"approach": ["locally-based"], "setting": ["village", "school"]},
    citations=[Citation("E/RES/2002/13", "annex ¶6"), Citation("A/CONF.222/9", "¶24")],
    began="2004",
    place_note="And elsewhere",
    places=[PlaceContent("BR", "BR-PA", "Belém"), PlaceContent("JP")],
    partners=[
        PartnerContent("The court", "courts", "delivery", "Hears cases."),
        PartnerContent("A", "corrections", "participant"),
    ],
    narrative=NarrativeContent("a", "b", "c", "d", "e"),
    components=[ComponentContent("Walk", "People walk.", "core"), ComponentContent("Talk", "And talk.", "adaptable")],
)


async def publish(content: PracticeContent) -> UUID:
    version = await actions.propose(DEE, content, now=NOW)
    await actions.submit(DEE, version)
    await actions.publish(DEE, version, now=NOW)
    return version


async def test_a_record_is_read_as_it_was_proposed() -> None:
    version = await publish(FULL)
    row = await published_practice(FULL.slug)
    assert row is not None
    (read,) = await whole([row])
    assert (row.version, row.number, row.shelf, row.published_at) == (version, 1, "registered", NOW)
    assert (row.title, row.summary, row.language) == (FULL.title, FULL.summary, "en")
    assert (row.began, row.place_note, row.narrative) == ("2004", "And elsewhere", FULL.narrative)
    assert [PlaceContent(p.country, p.subdivision, p.locality) for p in read.places] == FULL.places
    assert [(p.row.name, p.sector.notation, p.role.notation, p.row.task) for p in read.partners] == [
        ("The court", "courts", "delivery", "Hears cases."),
        ("A", "corrections", "participant", None),
    ]
    assert [ComponentContent(c.name, c.description, c.kind) for c in read.components] == FULL.components
    assert [Citation(c.document, c.locator) for c in read.citations] == FULL.citations
    assert [concept.notation for concept in read.of("setting")] == ["village", "school"]
    assert {concept.notation for concept in read.of("sector")} == {"courts", "corrections"}
    assert read.evaluations == []


@pytest.mark.parametrize("actor", [ADA, BO, CY, ELI], ids=lambda actor: actor.name)
async def test_who_is_no_editor_proposes_nothing(actor: Actor) -> None:
    before = await dump()
    with pytest.raises(Refused, match=r"^Only an editor of the library may do this\.$") as caught:
        await actions.propose(actor, practice(slug=new_slug()), now=NOW)
    assert caught.value.code is Code.FORBIDDEN
    assert await dump() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"facets": {"approach": ["nothing"]}}, "The vocabulary approach has no concept nothing."),
        (
            {"facets": {"approach": ["locally-based"], "setting": ["city", "b", "a"]}},
            "The vocabulary setting has no concept a.",
        ),
        ({"partners": [PartnerContent("A", "nobody", "delivery")]}, "The vocabulary sector has no concept nobody."),
        ({"partners": [PartnerContent("A", "courts", "none")]}, "The vocabulary partner-role has no concept none."),
        ({"citations": [Citation("A/1", "¶1")]}, "There is no document A/1 to cite."),
        ({"places": [PlaceContent("JP"), PlaceContent("XX")]}, "XX is not a country code of ISO 3166-1."),
        ({"places": [PlaceContent("BR", "BR-ZZ")]}, "BR-ZZ is not a subdivision code of ISO 3166-2."),
        ({"places": [PlaceContent("BR", "US-NY")]}, "US-NY is not in BR."),
        ({"summary": "Short."}, "A summary has 60 to 200 words; this one has 1."),
        ({"title": "a\0b"}, "The text holds a NUL character (U+0000), which can't be stored. Remove it."),
    ],
    ids=ascii,
)
async def test_what_there_is_not_is_refused_and_nothing_is_written(changes: dict[str, Any], sentence: str) -> None:
    before = await dump()
    with pytest.raises(Refused) as caught:
        await actions.propose(DEE, practice(slug=new_slug(), **changes), now=NOW)
    assert (caught.value.sentence, caught.value.code) == (sentence, Code.INVALID)
    assert await dump() == before


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW], ids=str)
async def test_a_second_open_version_is_refused(state: State) -> None:
    slug = new_slug()
    await version_in(state, slug)
    before = await dump()
    with pytest.raises(Refused, match="being prepared already") as caught:
        await actions.propose(DEE, practice(slug=slug), now=NOW)
    assert caught.value.code is Code.CONFLICT
    assert await dump() == before


async def test_the_name_of_a_withdrawn_practice_is_not_used_again() -> None:
    slug = new_slug()
    await version_in(State.WITHDRAWN, slug)
    before = await dump()
    with pytest.raises(Refused, match=r"^This practice was withdrawn; its name is not used again\.$") as caught:
        await actions.propose(DEE, practice(slug=slug), now=NOW)
    assert caught.value.code is Code.CONFLICT
    assert await dump() == before


async def test_a_new_version_is_of_the_same_practice_and_counts_on() -> None:
    slug = new_slug()
    first = await version_in(State.PUBLISHED, slug)
    second = await version_in(State.DRAFT, slug)
    assert await practice_of(first) == await practice_of(second)
    numbers = await DATABASE.rows("SELECT number FROM practice_version WHERE id IN ($1, $2) ORDER BY 1", first, second)
    assert [row["number"] for row in numbers] == [1, 2]
    assert await state_of(first) is State.PUBLISHED


async def propose_at_once(slug: str) -> None:
    """Four proposals of one name, of which one is taken and the others are refused."""
    answers = await asyncio.gather(
        *(actions.propose(DEE, practice(slug=slug), now=NOW) for _ in range(4)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [type(answer) for answer in answers if answer not in refused] == [UUID]
    assert [refusal.code for refusal in refused] == [Code.CONFLICT] * 3


async def numbers_of(slug: str) -> list[int]:
    rows = await DATABASE.rows(
        "SELECT number FROM practice_version v JOIN practice p ON p.id = v.practice WHERE p.slug = $1 ORDER BY 1", slug
    )
    return [row["number"] for row in rows]


@pytest.mark.parametrize("first", [True, False], ids=["first", "next"])
async def test_proposals_of_one_name_at_once_make_one_version_of_one_practice(first: bool) -> None:
    for _ in range(5):  # no single round is sure to meet
        slug = new_slug()
        if not first:
            await version_in(State.PUBLISHED, slug)
        await propose_at_once(slug)
        assert await DATABASE.value("SELECT count(*) FROM practice WHERE slug = $1", slug) == 1
        assert await numbers_of(slug) == ([1] if first else [1, 2])


async def test_a_chosen_concept_stands_with_everything_broader() -> None:
    facets = {"approach": ["locally-based"], "setting": ["village", "rural-area"]}
    version = await version_in(State.DRAFT, facets=facets)
    rows = await DATABASE.rows(
        "SELECT c.notation, f.direct FROM version_facet f JOIN concept c ON c.id = f.concept"
        " WHERE f.version = $1 AND f.scheme = 'setting'",
        version,
    )
    assert {row["notation"]: row["direct"] for row in rows} == {"village": True, "rural-area": False}
