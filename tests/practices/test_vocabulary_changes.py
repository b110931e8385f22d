"""Practices are found and filtered by the vocabularies as they are now, not as they were when they were written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from commons.kit.errors import Code, Refused
from commons.people.actor import Actor
from commons.practices import actions
from commons.practices.actions import follow_vocabularies
from commons.practices.content import PartnerContent, PlaceContent
from commons.practices.queries.criteria import Criteria
from commons.practices.queries.facets import facet_counts
from commons.practices.states import State
from commons.vocabulary.actions import concept_id, keep_scheme
from commons.vocabulary.content import ConceptContent, SchemeContent
from tests.conftest import NOW
from tests.delivered import schemes
from tests.dumps import dump
from tests.practices.people import BO, CY, ELI, version_in
from tests.practices.walking import slugs
from tests.support import ADA, DEE

pytestmark = pytest.mark.usefixtures("library")

SLUG = "filed-under-village"
CONTENT: dict[str, Any] = {
    "facets": {"approach": ["locally-based"], "setting": ["village", "city"]},
    "partners": [PartnerContent("Brondule Club", "courts", "delivery")],
    "places": [PlaceContent("KG")],
}


def settings_with(**changes: dict[str, Any]) -> SchemeContent:
    """The delivered scheme of settings; ``changes`` are of concepts, by notation."""
    entry = schemes()["setting"]
    concepts = [
        ConceptContent(c.notation, dict(c.label), dict(c.alt), dict(c.definition), c.broader, c.source)
        for c in entry.concepts
    ]
    concepts = [replace(concept, **changes.get(concept.notation, {})) for concept in concepts]
    order = {concept.notation: concept.broader is not None for concept in concepts}
    concepts.sort(key=lambda concept: order[concept.notation])  # the broader first; the rest as it was
    return SchemeContent(entry.notation, dict(entry.title), dict(entry.description), concepts, entry.source)


async def keep(**changes: dict[str, Any]) -> None:
    await keep_scheme(DEE, settings_with(**changes), position=6)
    await follow_vocabularies(DEE)


@pytest.fixture(scope="module", autouse=True)
async def made(library: None) -> None:
    await version_in(State.PUBLISHED, SLUG, **CONTENT)


@pytest.fixture(autouse=True)
async def as_delivered(made: None) -> None:
    await keep()


async def test_a_new_word_for_a_concept_finds_what_was_filed_under_it_before() -> None:
    assert await slugs(Criteria("glorpstead")) == set()
    await keep(village={"alternatives": {"fr": ["Glorpstead"]}})
    assert SLUG in await slugs(Criteria("glorpstead"))


async def test_a_word_that_was_taken_away_finds_nothing_any_more() -> None:
    assert SLUG in await slugs(Criteria("caserio"))
    await keep(village={"alternatives": {}})
    assert SLUG not in await slugs(Criteria("caserio"))
    assert SLUG in await slugs(Criteria("villages"))


async def test_what_is_broader_now_finds_and_counts_it_and_what_was_does_not() -> None:
    before = await facet_counts(Criteria(facets={"setting": ("school",)}))
    await keep(village={"broader": "school"})
    assert SLUG in await slugs(Criteria(facets={"setting": ("school",)}))
    assert SLUG not in await slugs(Criteria(facets={"setting": ("rural-area",)}))
    assert SLUG in await slugs(Criteria(facets={"setting": ("village",)}))
    assert SLUG in await slugs(Criteria(facets={"setting": ("city",)}))
    after = await facet_counts(Criteria(facets={"setting": ("school",)}))
    assert after.concepts[concept_id("setting", "school")] > before.concepts[concept_id("setting", "school")]


@pytest.mark.parametrize("search", ["brondule", "kirguistan", "unsafe", "walks"])
async def test_every_other_word_finds_it_as_before(search: str) -> None:
    await keep(village={"alternatives": {"fr": ["Glorpstead"]}})
    assert SLUG in await slugs(Criteria(search))


async def test_following_vocabularies_that_did_not_change_changes_nothing() -> None:
    before = await dump()
    await follow_vocabularies(DEE)
    assert await dump() == before


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW], ids=str)
async def test_what_is_published_later_is_found_by_the_new_words_too(state: State) -> None:
    version = await version_in(state, f"later-{len(state)}", **CONTENT)
    await keep(village={"alternatives": {"en": [f"Snurgle{len(state)}"]}})
    words = Criteria(f"snurgle{len(state)}")
    assert f"later-{len(state)}" not in await slugs(words)
    await finish(state, version)
    assert f"later-{len(state)}" in await slugs(words)


async def finish(state: State, version: UUID) -> None:
    """Publish a draft, or a version in review."""
    if state is State.DRAFT:
        await actions.submit(DEE, version)
    await actions.publish(DEE, version, now=NOW)


@pytest.mark.parametrize("actor", [ADA, BO, CY, ELI], ids=lambda actor: actor.name)
async def test_who_is_no_editor_does_not_index(actor: Actor) -> None:
    with pytest.raises(Refused) as caught:
        await follow_vocabularies(actor)
    assert caught.value.code is Code.FORBIDDEN
