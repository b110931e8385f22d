"""Why a hit is one: marked words of the summary, and concepts that match where title and summary do not."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kit.paging import PageRequest
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.explain import marked_summaries, matched_concepts
from commons.practices.queries.search import find_practices
from commons.practices.states import State
from commons.vocabulary.actions import concept_id
from commons.vocabulary.queries import concepts_by_id
from tests.practices.people import version_in
from tests.support import SUMMARY

TAIL = "Neighbours glimphed, glimphing by <b>lanterns</b> & réverbères at the quay."
FACETS = {"approach": ["locally-based"], "setting": ["village", "school"]}


@pytest.fixture(scope="module")
async def version(library: None) -> UUID:
    """A practice whose summary ends with odd words."""
    return await version_in(State.PUBLISHED, title="Walks", summary=f"{SUMMARY} {TAIL}", facets=FACETS)


async def marks(version: UUID, search: str) -> list[str]:
    """What is marked, in reading order, once the pieces were seen to be the whole summary."""
    pieces = (await marked_summaries([version], search))[version]
    assert "".join(text for text, _ in pieces) == f"{SUMMARY} {TAIL}"
    assert all(text for text, _ in pieces)
    return [text for text, matches in pieces if matches]


async def concepts(version: UUID, search: str) -> list[tuple[str, str]]:
    """The concepts that match, by notation, each with its word that does."""
    found = (await matched_concepts([version], search)).get(version, [])
    rows = await concepts_by_id([concept for concept, _ in found])
    return [(rows[concept].notation, word) for concept, word in found]


@pytest.mark.parametrize(
    ("search", "marked"),
    [
        ("glimphs", ["glimphed", "glimphing"]),
        ("GLIMPHING quays", ["glimphed", "glimphing", "quay"]),
        ("lantern nothingofthekind", ["lanterns"]),  # each word by itself, though all are asked for
        ("reverbere", ["réverbères"]),
        ('"glimphing by lanterns"', ["glimphed", "glimphing", "lanterns"]),  # a phrase's words, wherever they stand
        ("glimphed -quay", ["glimphed", "glimphing"]),  # a word that must be missing is no reason
        ("nothingofthekind", []),
        ("-quay", []),
        ("the", []),
    ],
)
async def test_words_that_match_are_marked_in_the_summary(version: UUID, search: str, marked: list[str]) -> None:
    assert await marks(version, search) == marked


@settings(max_examples=60, deadline=None)
@given(search=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
async def test_pieces_join_to_the_summary_whatever_is_searched_for(version: UUID, search: str) -> None:
    await marks(version, search)


async def test_every_hit_of_a_search_joins_to_its_summary() -> None:
    page = await find_practices(Criteria("police or prison"), Order.RELEVANCE, PageRequest(100))
    pieces = await marked_summaries([row.version for row in page.rows], "police or prison")
    assert {row.version: row.summary for row in page.rows} == {
        version: "".join(text for text, _ in parts) for version, parts in pieces.items()
    }
    assert any(matches for parts in pieces.values() for _, matches in parts)


@pytest.mark.parametrize(
    ("search", "matched"),
    [
        ("hameau", [("village", "hameau")]),  # another French word
        ("rural", [("rural-area", "Rural area"), ("rural-area", "Zona rural"), ("rural-area", "Zone rurale")]),
        ("countryside", [("rural-area", "countryside")]),  # broader than what was chosen
        ("escuela hameau", [("village", "hameau"), ("school", "Escuela")]),  # in the order of choice
        ("glimphed", []),  # the summary says it
        ("glimphed hameau", [("village", "hameau")]),  # the summary does not say it all
        ("nothingofthekind", []),
        ("hameau -quay", [("village", "hameau")]),
        ("hameau -nothingofthekind", [("village", "hameau")]),
        ("-nothingofthekind", []),
    ],
)
async def test_concepts_explain_what_title_and_summary_do_not(
    version: UUID, search: str, matched: list[tuple[str, str]]
) -> None:
    found = await concepts(version, search)
    assert [notation for notation, _ in found] == list(dict.fromkeys(notation for notation, _ in matched))
    assert set(found) <= set(matched)


async def test_each_version_has_its_own_reasons(version: UUID) -> None:
    other = await version_in(State.PUBLISHED, facets={"approach": ["locally-based"], "setting": ["prison"]})
    found = await matched_concepts([version, other], "hameau or jail")
    assert {key: [concept for concept, _ in pairs] for key, pairs in found.items()} == {
        version: [concept_id("setting", "village")],
        other: [concept_id("setting", "prison")],
    }
    assert await marked_summaries([], "x") == {}
    assert await matched_concepts([], "x") == {}
