"""Filters: values of a facet are or-ed, facets are and-ed, what is broader finds what is narrower."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.kit.database import DATABASE
from commons.kit.errors import Refused
from commons.practices.queries.criteria import COUNTRY, EVALUATED, Criteria
from commons.practices.queries.facets import facet_counts, grid_counts, library_size
from commons.practices.queries.search import count_practices
from commons.practices.rules import FACETS
from commons.vocabulary.actions import concept_id
from tests.practices import model
from tests.practices.walking import slugs

pytestmark = pytest.mark.usefixtures("library")

POLICING = ("community-oriented-policing",)
CRITERIA = [
    Criteria(),
    Criteria(facets={"approach": ()}),
    Criteria(facets={"approach": POLICING}),
    Criteria(facets={"approach": ("restorative-justice", *POLICING)}),
    Criteria(facets={"approach": ("locally-based",)}),  # found through its narrower concepts
    Criteria(facets={"approach": ("locally-based",), "setting": ("city",)}),
    Criteria(facets={"sector": ("criminal-justice",), "target-group": ("prisoners", "young-people")}),
    Criteria(countries=("BR",)),
    Criteria(countries=("BR", "MW", "KR")),
    Criteria(countries=("AQ",)),
    Criteria(evaluated=True),
    Criteria(evaluated=False, countries=("BR", "US")),
    Criteria(facets={"approach": POLICING, "crime-problem": ("violence",)}, countries=("BR",), evaluated=True),
    Criteria(facets={"approach": ("victim-impact-panels",)}, countries=("BR",)),  # meets nothing
]
SEARCHES = ["police", "prison or school", "community -police", '"crime prevention"', "nothing-of-the-kind"]


@st.composite
def any_criteria(draw: st.DrawFn) -> Criteria:
    """Values that the library uses, in any combination."""
    every = sorted({pair for record in model.held() for pair in record.concepts})
    facets: dict[str, tuple[str, ...]] = {}
    for scheme, notation in draw(st.lists(st.sampled_from(every), max_size=4, unique=True)):
        facets[scheme] = (*facets.get(scheme, ()), notation)
    countries = draw(st.lists(st.sampled_from(["BR", "US", "GB", "ZA", "AQ"]), max_size=3, unique=True))
    return Criteria(None, facets, tuple(countries), draw(st.sampled_from([None, None, True, False])))


async def assert_counts(criteria: Criteria, among: list[model.Held]) -> None:
    found = await facet_counts(criteria)
    wanted = {
        concept_id(scheme, notation): number
        for scheme in FACETS
        for notation, number in model.counts(criteria, scheme, among).items()
    }
    assert found.concepts == wanted
    assert found.countries == model.counts(criteria, COUNTRY, among)
    assert {str(value): number for value, number in found.evaluated.items()} == model.counts(criteria, EVALUATED, among)


@pytest.mark.parametrize("criteria", CRITERIA, ids=str)
async def test_filters_find_what_a_loop_over_the_files_finds(criteria: Criteria) -> None:
    wanted = {record.slug for record in model.hits(criteria)}
    assert await slugs(criteria) == wanted
    assert await count_practices(criteria) == len(wanted)


@pytest.mark.parametrize("criteria", CRITERIA, ids=str)
async def test_counts_are_those_of_a_loop_without_each_facets_own_filter(criteria: Criteria) -> None:
    await assert_counts(criteria, model.held())


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("criteria", CRITERIA[:6], ids=str)
async def test_counts_beside_a_search_are_those_of_its_hits(criteria: Criteria, search: str) -> None:
    matched = await slugs(Criteria(search))
    among = [record for record in model.held() if record.slug in matched]
    both = Criteria(search, criteria.facets)
    assert await slugs(both) == {record.slug for record in model.hits(criteria, among)}
    assert await count_practices(both) == len(model.hits(criteria, among))
    await assert_counts(both, among)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(criteria=any_criteria())
async def test_any_filters_together_find_and_count_what_a_loop_does(criteria: Criteria) -> None:
    assert await count_practices(criteria) == len(model.hits(criteria))
    await assert_counts(criteria, model.held())


def test_the_criteria_above_are_worth_asking() -> None:
    numbers = [len(model.hits(criteria)) for criteria in CRITERIA]
    assert numbers[0] == numbers[1] == len(model.held()) > 40
    assert numbers[-1] == numbers[9] == 0
    assert all(0 < number < len(model.held()) for number in numbers[2:9] + numbers[10:13])
    narrower = {notation for record in model.held() for scheme, notation in record.concepts if scheme == "approach"}
    assert {"locally-based", "neighbourhood-watch"} <= narrower


async def test_the_grid_counts_pairs_of_a_problem_and_an_approach() -> None:
    wanted: dict[Any, int] = {}
    for record in model.held():
        for problem in record.values("crime-problem"):
            for approach in record.values("approach"):
                pair = (concept_id("crime-problem", problem), concept_id("approach", approach))
                wanted[pair] = wanted.get(pair, 0) + 1
    assert await grid_counts() == wanted


async def test_the_library_is_measured_by_four_numbers() -> None:
    size = await library_size()
    assert size.practices == len(model.held())
    assert size.countries == len({country for record in model.held() for country in record.countries})
    assert size.evaluated == sum(record.evaluated for record in model.held())
    assert size.documents == await DATABASE.value("SELECT count(DISTINCT document) FROM version_citation")


@pytest.mark.parametrize("ask", [slugs, count_practices, facet_counts])
@pytest.mark.parametrize(
    ("criteria", "sentence", "field"),
    [
        (Criteria(facets={"mood": ("good",)}), "Practices have no facet mood.", "mood"),
        (Criteria(facets={'x" OR true --': ()}), 'Practices have no facet x" OR true --.', 'x" OR true --'),
        (Criteria(facets={"partner-role": ("lead",)}), "Practices have no facet partner-role.", "partner-role"),
        (Criteria(facets={"setting": ("city", "moon")}), "The vocabulary setting has no concept moon.", "setting"),
        (Criteria(facets={"setting": ("x" * 90,)}), f"The vocabulary setting has no concept {'x' * 80}.", "setting"),
        (
            Criteria(facets={"setting": ("city",) * 51}),
            "Choose at most 50 values of setting; these are 51.",
            "setting",
        ),
        (Criteria(countries=("BR", "br")), "br is not a country code of ISO 3166-1.", "country"),
        (Criteria(countries=("BR",) * 51), "Choose at most 50 values of country; these are 51.", "country"),
        (Criteria("x" * 201), "A search has at most 200 characters.", "search"),
        (Criteria("a\0"), "The text holds a NUL character (U+0000), which can't be stored. Remove it.", None),
    ],
    ids=ascii,
)
async def test_what_can_not_be_meant_is_refused(ask: Any, criteria: Criteria, sentence: str, field: str | None) -> None:
    with pytest.raises(Refused) as caught:
        await ask(criteria)
    assert (caught.value.sentence, caught.value.field) == (sentence, field)


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria("\ud800"),
        Criteria(countries=("\ud800",)),
        Criteria(countries=("\0",)),
        Criteria(facets={"setting": ("\ud800",)}),
        Criteria(facets={"setting": ("\0",)}),
    ],
    ids=ascii,
)
async def test_what_is_no_text_is_refused_in_words_that_can_be_sent(criteria: Criteria) -> None:
    with pytest.raises(Refused) as caught:
        await facet_counts(criteria)
    assert caught.value.sentence.encode().isascii()
