"""Search: accents, plurals, phrases, or, without, other words for a concept, places in three languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.kit.paging import PageRequest
from commons.practices.content import ComponentContent, NarrativeContent, PartnerContent, PlaceContent
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.facets import facet_counts
from commons.practices.queries.search import count_practices, find_practices
from commons.practices.states import State
from tests.practices.people import version_in
from tests.practices.walking import slugs
from tests.support import SUMMARY

# Each of these words stands in one place of one practice, and nowhere else in the library.
MADE: dict[str, dict[str, Any]] = {
    "in-title": {"title": "Glimphing lanterns by the quay", "summary": f"{SUMMARY} We zorble."},
    "in-summary": {"summary": f"{SUMMARY} Neighbours glimphed at the quay by lanterns."},
    "in-intelligence": {"narrative": NarrativeContent(intelligence="They drovved.")},
    "in-intervention": {"narrative": NarrativeContent(intervention="They frommelled.")},
    "in-implementation": {"narrative": NarrativeContent(implementation="They quimmed.")},
    "in-involvement": {"narrative": NarrativeContent(involvement="They plonked.")},
    "in-impact": {"narrative": NarrativeContent(impact="They wibbled.")},
    "in-place-note": {"place_note": "Somewhere in Xanthoria"},
    "in-partner": {"partners": [PartnerContent("Réseau Brôndule", "courts", "delivery")]},
    "in-component": {"components": [ComponentContent("Splotting", "And skeezing.", "core")]},
    "in-place": {"places": [PlaceContent("KG", "KG-O", "Kök-Jangak")]},
    "in-village": {"facets": {"approach": ["locally-based"], "setting": ["village"]}, "title": "Zorbles"},
}
OURS = set(MADE)


@pytest.fixture(scope="module", autouse=True)
async def made(library: None) -> None:
    """The practices above, published beside the library."""
    for slug, changes in MADE.items():
        await version_in(State.PUBLISHED, slug, **changes)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("glimphing", {"in-title", "in-summary"}),
        ("GLIMPHED", {"in-title", "in-summary"}),
        ("glimphs lantern", {"in-title", "in-summary"}),
        ("drovving", {"in-intelligence"}),
        ("frommelled", {"in-intervention"}),
        ("quimming", {"in-implementation"}),
        ("plonk", {"in-involvement"}),
        ("wibbles", {"in-impact"}),
        ("xanthoria", {"in-place-note"}),
        ("réseau brondule", {"in-partner"}),
        ("reseau BRÔNDULE", {"in-partner"}),
        ("splotting", {"in-component"}),
        ("skeezed", {"in-component"}),
        ("jangak", {"in-place"}),
        ("kyrgyzstan", {"in-place"}),
        ("kirghizistan", {"in-place"}),
        ("kirguistán", {"in-place"}),
        ("kirguistan", {"in-place"}),
        ("osh", {"in-place"}),
        ("zorbles", {"in-title", "in-village"}),
        ("zorble village", {"in-village"}),
        ("zorble hameau", {"in-village"}),  # another French word for a village
        ("zorble caserío", {"in-village"}),  # another Spanish one
        ("zorble caserio", {"in-village"}),
        ("zorble деревня", {"in-village"}),
        ("zorble rural", {"in-village"}),  # a village is in a rural area
        ("zorble countryside", {"in-village"}),  # another word for what is broader
        ("zorble city", set()),
        ("glimphing xanthoria", set()),
        ("glimphing or xanthoria", {"in-title", "in-summary", "in-place-note"}),
        ("glimphing -zorble", {"in-summary"}),
        ('"glimphing lanterns"', {"in-title"}),
        ('"glimphed at the quay"', {"in-summary"}),
        ('"lanterns glimphing"', set()),
        ('"glimphing lanterns" or wibble', {"in-title", "in-impact"}),
        ("nothingofthekind", set()),
        ("the", set()),  # a stop word alone finds nothing
    ],
)
async def test_a_search_finds(search: str, found: set[str]) -> None:
    assert await slugs(Criteria(search)) & OURS == found
    assert await count_practices(Criteria(search)) == len(await slugs(Criteria(search)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("réinsertion", "reinsertion"), ("mediators", "mediation"), ("prisons", "PRISON"), ("jóvenes", "jovenes")],
)
async def test_accents_plurals_and_capitals_make_no_difference(one: str, other: str) -> None:
    assert await slugs(Criteria(one)) == await slugs(Criteria(other)) != set()


@pytest.mark.parametrize("search", [None, "", "  \n"])
async def test_a_blank_search_is_none(search: str | None) -> None:
    assert await slugs(Criteria(search)) == await slugs(Criteria())
    assert Criteria(search).words is None


async def test_a_match_in_the_title_stands_before_one_in_the_summary_before_any_other() -> None:
    await version_in(State.PUBLISHED, "in-notes", place_note="They glimphed here too")
    page = await find_practices(Criteria("glimphing"), Order.RELEVANCE, PageRequest(10))
    assert [row.slug for row in page.rows] == ["in-title", "in-summary", "in-notes"]


async def test_a_practice_with_two_places_in_a_country_is_found_and_counted_once() -> None:
    places = [PlaceContent("FJ", locality="Suva"), PlaceContent("FJ", locality="Nadi")]
    await version_in(State.PUBLISHED, "two-places", places=places, place_note="Snorkwit")
    assert (await facet_counts(Criteria("snorkwit"))).countries == {"FJ": 1}
    page = await find_practices(Criteria("snorkwit", countries=("FJ",)), Order.TITLE, PageRequest(10))
    assert [row.slug for row in page.rows] == ["two-places"]


async def test_only_what_must_be_missing_finds_everything_else() -> None:
    everything = await slugs(Criteria())
    without = await slugs(Criteria("-lanterns"))
    assert everything - without == await slugs(Criteria("lanterns")) >= {"in-title", "in-summary"}


SIGNS = ["a & b | !c", "(((", "'", '"', '"a', "\\", ":*", "a:*b", "<->", "%_$1", "-", "or", "--"]


@pytest.mark.parametrize("search", SIGNS)
async def test_signs_of_query_languages_are_only_signs(search: str) -> None:
    assert await count_practices(Criteria(search)) >= 0
    page = await find_practices(Criteria(search), Order.RELEVANCE, PageRequest(5))
    assert len(page.rows) <= 5


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(search=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
async def test_any_text_can_be_searched_for(search: str) -> None:
    order = Order.TITLE if Criteria(search).words is None else Order.RELEVANCE
    page = await find_practices(Criteria(search), order, PageRequest(100))
    assert len(page.rows) == min(await count_practices(Criteria(search)), 100)
