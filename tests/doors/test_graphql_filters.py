"""Searching and filtering practices: each filter does what its vocabulary says, and nothing unknown is passed over."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from graphql import GraphQLInputObjectType

from commons.kit.paging import PageRequest
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.facets import facet_counts
from commons.practices.queries.search import count_practices, find_practices
from commons.practices.rules import FACETS
from commons.vocabulary.queries import concepts_by_id
from commons_graphql.execution import CORE
from tests.doors.graphql_answers import CONNECTION, page, refusal, slugs
from tests.support import data

# The API's name of each filter over a vocabulary, and the vocabulary.
FIELDS = {
    "approach": "approach",
    "preventionLevel": "prevention-level",
    "crimeProblem": "crime-problem",
    "riskFactor": "risk-factor",
    "protectiveFactor": "protective-factor",
    "targetGroup": "target-group",
    "setting": "setting",
    "sector": "sector",
    "governmentLevel": "government-level",
}
EACH = pytest.mark.parametrize(("field", "scheme"), FIELDS.items())


async def in_the_room(criteria: Criteria) -> set[str]:
    found = await find_practices(criteria, Order.TITLE, PageRequest(size=100))
    return {row.slug for row in found.rows}


async def found(client: httpx.AsyncClient, **chosen: Any) -> set[str]:
    search = chosen.pop("search", None)
    return set(slugs(await page(client, first=100, orderBy="TITLE", search=search, filter=chosen)))


async def notations(scheme: str) -> list[str]:
    """Notations of a vocabulary that some practices have and some have not, the most frequent first."""
    counts = (await facet_counts(Criteria())).concepts
    total = await count_practices(Criteria())
    concepts = await concepts_by_id(list(counts))
    some = [one for one in concepts.values() if one.scheme == scheme and counts[one.id] < total]
    return [one.notation for one in sorted(some, key=lambda one: (-counts[one.id], one.notation))]


def test_every_filter_is_in_these_tables() -> None:
    kind = CORE.type_map["PracticeFilter"]
    assert isinstance(kind, GraphQLInputObjectType)
    assert set(kind.fields) == {*FIELDS, "country", "evaluated"}
    assert set(FIELDS.values()) == set(FACETS)


@EACH
async def test_a_filter_finds_what_the_room_finds(client: httpx.AsyncClient, field: str, scheme: str) -> None:
    notation = (await notations(scheme))[0]
    expected = await in_the_room(Criteria(facets={scheme: (notation,)}))
    everything = await in_the_room(Criteria())
    assert expected
    assert expected < everything
    assert await found(client, **{field: [notation]}) == expected


@EACH
async def test_values_of_one_filter_are_alternatives(client: httpx.AsyncClient, field: str, scheme: str) -> None:
    every = await notations(scheme)
    one, other = every[0], every[-1]
    assert one != other
    both = await found(client, **{field: [one, other]})
    assert both == await found(client, **{field: [one]}) | await found(client, **{field: [other]})


async def test_filters_narrow_each_other(client: httpx.AsyncClient) -> None:
    approach, problem = (await notations("approach"))[0], (await notations("crime-problem"))[0]
    by_approach, by_problem = await found(client, approach=[approach]), await found(client, crimeProblem=[problem])
    assert await found(client, approach=[approach], crimeProblem=[problem]) == by_approach & by_problem
    assert by_approach & by_problem < by_approach


async def test_a_broader_concept_finds_its_narrower_ones(client: httpx.AsyncClient) -> None:
    concepts = await data(client, '{ vocabulary(scheme: "approach") { concepts { notation narrower { notation } } } }')
    wider = 0
    for concept in concepts["vocabulary"]["concepts"]:
        broad = await found(client, approach=[concept["notation"]])
        for narrower in concept["narrower"]:
            narrow = await found(client, approach=[narrower["notation"]])
            assert narrow <= broad
            wider += bool(narrow)
    assert wider


async def test_countries_are_alternatives(client: httpx.AsyncClient) -> None:
    counts = (await facet_counts(Criteria())).countries
    one, other, *_ = sorted(counts, key=lambda code: -counts[code])
    assert await found(client, country=[one]) == await in_the_room(Criteria(countries=(one,)))
    assert len(await found(client, country=[one])) == counts[one]
    assert await found(client, country=[one, other]) == await found(client, country=[one]) | await found(
        client, country=[other]
    )


async def test_evaluated_parts_the_library_in_two(client: httpx.AsyncClient) -> None:
    evaluated, others = await found(client, evaluated=True), await found(client, evaluated=False)
    assert evaluated == await in_the_room(Criteria(evaluated=True))
    assert evaluated
    assert others
    assert not evaluated & others
    assert evaluated | others == await in_the_room(Criteria())


@pytest.mark.parametrize("chosen", [{}, {"approach": None}, {"approach": []}, {"country": []}, {"evaluated": None}])
async def test_a_filter_that_says_nothing_keeps_everything(client: httpx.AsyncClient, chosen: dict[str, Any]) -> None:
    assert await found(client, **chosen) == await in_the_room(Criteria())


async def test_a_search_and_a_filter_narrow_each_other(client: httpx.AsyncClient) -> None:
    words, approach = "youth", (await notations("approach"))[0]
    both = await found(client, search=words, approach=[approach])
    assert both == await found(client, search=words) & await found(client, approach=[approach])
    assert both


@EACH
async def test_a_notation_that_a_vocabulary_has_not_is_refused(
    client: httpx.AsyncClient, field: str, scheme: str
) -> None:
    error = await refusal(client, CONNECTION, filter={field: ["no-such-thing"]})
    assert error["message"] == f"The vocabulary {scheme} has no concept no-such-thing."
    assert error["extensions"]["code"] == "INVALID"
    assert error["extensions"]["field"] == field


async def test_one_unknown_notation_among_known_ones_is_refused(client: httpx.AsyncClient) -> None:
    known = (await notations("approach"))[0]
    error = await refusal(client, CONNECTION, filter={"approach": [known, "no-such-thing"]})
    assert error["extensions"]["field"] == "approach"


@pytest.mark.parametrize("code", ["ZZ", "br", "BRA", "", "Brazil"])
async def test_what_is_no_country_is_refused(client: httpx.AsyncClient, code: str) -> None:
    error = await refusal(client, CONNECTION, filter={"country": [code]})
    assert error["message"] == f"{code} is not a country code of ISO 3166-1."
    assert error["extensions"]["code"] == "INVALID"
    assert error["extensions"]["field"] == "country"


@pytest.mark.parametrize("field", [*FIELDS, "country"])
async def test_more_than_fifty_values_of_a_filter_are_refused(client: httpx.AsyncClient, field: str) -> None:
    error = await refusal(client, CONNECTION, filter={field: ["BR"] * 51})
    assert error["message"].endswith("these are 51.")
    assert error["extensions"]["field"] == field


async def test_a_search_of_two_hundred_characters_is_run_and_a_longer_one_refused(client: httpx.AsyncClient) -> None:
    assert (await page(client, search="x" * 200))["totalCount"] == 0
    error = await refusal(client, CONNECTION, search="x" * 201)
    assert error["message"] == "A search has at most 200 characters."
    assert error["extensions"]["field"] == "search"


FACET_COUNTS = """
query Counts($filter: PracticeFilter, $search: String) {
  practices(filter: $filter, search: $search) {
    totalCount
    facets {
      evaluated unevaluated
      concepts { count concept { notation vocabulary { notation } } }
      countries { count country { code } }
    }
  }
}
"""


async def test_facets_say_what_each_value_would_leave(client: httpx.AsyncClient) -> None:
    chosen = {"approach": (await notations("approach"))[:1]}
    answer = (await data(client, FACET_COUNTS, filter=chosen))["practices"]
    facets = answer["facets"]
    assert facets["evaluated"] + facets["unevaluated"] == answer["totalCount"]
    api_names = {scheme: field for field, scheme in FIELDS.items()}
    for one in facets["concepts"][::7]:
        field = api_names[one["concept"]["vocabulary"]["notation"]]
        # Each facet is counted under all filters but its own.
        others = {**chosen, field: [one["concept"]["notation"]]}
        assert one["count"] == len(await found(client, **others))
    for one in facets["countries"][::5]:
        assert one["count"] == len(await found(client, country=[one["country"]["code"]], **chosen))


async def test_facets_come_with_the_most_frequent_first(client: httpx.AsyncClient) -> None:
    facets = (await data(client, FACET_COUNTS, search="youth"))["practices"]["facets"]
    for key in ("concepts", "countries"):
        counts = [one["count"] for one in facets[key]]
        assert counts == sorted(counts, reverse=True)
        assert counts[0] > 1
        assert counts[-1] >= 1
