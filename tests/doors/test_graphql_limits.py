"""What an operation costs, and what costs too much."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from graphql import get_introspection_query

from commons_graphql import introspection, limits
from commons_graphql.documents import Documents
from commons_graphql.execution import CORE
from commons_graphql.limits import MAX_COST, MAX_DEPTH, Cost, cost_error
from tests.doors.graphql_answers import refusal
from tests.doors.graphql_costs import cost_of, fields_in
from tests.support import data

TYPES = len(CORE.type_map)


@pytest.mark.parametrize(
    ("query", "points"),
    [
        # A field is a point.
        ("{ __typename }", 1),
        ("{ rateLimit { cost limit } }", 1 + 2),
        ("{ rateLimit { cost } again: rateLimit { cost } }", 2 + 2),
        # A practice and a search are statements of their own.
        ('{ practice(slug: "a") { id title } }', 1 + 50 + 2),
        ('{ a: practice(slug: "a") { id } b: practice(slug: "b") { id } }', 52 + 52),
        # Below a list a field counts as often as the list is taken to be long.
        ("{ vocabularies { id } }", 1 + 12),
        ("{ vocabularies { id notation } }", 1 + 12 * 2),
        ("{ vocabularies { concepts { id } } }", 1 + 12 * (1 + 60)),
        ('{ practice(slug: "a") { places { label country { code } } } }', 51 + 1 + 10 * 3),
        ('{ practice(slug: "a") { evaluations { findings { unit } } } }', 51 + 1 + 4 * (1 + 6)),
        # A page counts for what is asked of its rows, and for nothing else.
        ("{ practices { nodes { id } } }", 201 + 1 + 20),
        ("{ practices(first: 5) { nodes { id title } } }", 201 + 1 + 5 * 2),
        ("{ practices(last: 7) { nodes { id } } }", 201 + 1 + 7),
        ("{ practices(first: 5) { edges { cursor node { id } } } }", 201 + 1 + 5 * 3),
        ("{ practices(first: 5) { nodes { id } edges { cursor } } }", 201 + 2 + 5 * 2),
        ("{ practices(first: 100) { pageInfo { hasNextPage } } }", 201 + 2),
        ("{ practices(first: 100) { totalCount } }", 201 + 101),
        ("{ practices(first: 100) { facets { evaluated } } }", 201 + 201 + 1),
        ("{ practices(first: 9) { nodes { places { label } } } }", 201 + 1 + 9 * (1 + 10)),
        # What is refused when it runs is not reckoned beyond what can be.
        ("{ practices(first: 1000000) { nodes { id } } }", 201 + 1 + 100),
        ("{ practices(first: -5) { nodes { id } } }", 201 + 1 + 1),
        # Ids are counted.
        ('{ nodes(ids: ["a", "b", "c"]) { id __typename } }', 1 + 3 * 2),
        ("{ nodes(ids: []) { id } }", 1),
        ('{ node(id: "a") { id } }', 2),
        # Fragments count where they are spread, as often as they are.
        ("{ ...F } fragment F on Query { rateLimit { cost } }", 2),
        ("{ ...F ...F } fragment F on Query { rateLimit { cost } }", 4),
        ("{ vocabularies { ...F } } fragment F on Vocabulary { id notation }", 1 + 12 * 2),
        ("{ practices(first: 5) { ...F } } fragment F on PracticeConnection { nodes { id } }", 201 + 1 + 5),
        (
            "{ a: practices(first: 5) { ...F } b: practices(first: 50) { ...F } } "
            "fragment F on PracticeConnection { nodes { id } }",
            (201 + 1 + 5) + (201 + 1 + 50),
        ),
        ("{ ... { rateLimit { cost } } }", 2),
        ("{ ... on Query { rateLimit { ... on RateLimit { cost limit } } } }", 3),
        ('{ node(id: "a") { ... on Practice { id } ... on Concept { id } } }', 3),
        # What may be skipped counts.
        ("{ rateLimit @skip(if: true) { cost @include(if: false) } }", 2),
        # Introspection counts what is there.
        ("{ __schema { queryType { name } mutationType { name } } }", 4),
        ("{ __schema { types { name } } }", 2 + TYPES),
        ("{ __schema { types { name kind } } }", 2 + TYPES * 2),
        ("{ __schema { types { ...T } } } fragment T on __Type { name }", 2 + TYPES),
        ('{ __type(name: "Shelf") { enumValues { name } } }', 1 + 1 + 2),
        ('{ __type(name: "Country") { fields { name args { name type { ofType { name } } } } } }', 2 + 2 * 2 + 4),
        ('{ __type(name: "Nothing") { name } }', 1),
    ],
)
def test_an_operation_costs(query: str, points: int) -> None:
    assert cost_of(query).points == points


PAGE = "query ($n: Int) { practices(first: $n) { nodes { id } } }"
DEFAULT = "query ($n: Int = 7) { practices(first: $n) { nodes { id } } }"
IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
TYPE = "query ($name: String!) { __type(name: $name) { enumValues { name } } }"


@pytest.mark.parametrize(
    ("query", "variables", "points"),
    [
        (PAGE, {"n": 5}, 202 + 5),
        (PAGE, {"n": 100}, 202 + 100),
        (PAGE, {"n": 2**31 - 1}, 202 + 100),
        (PAGE, {"n": None}, 202 + 20),
        (PAGE, {}, 202 + 20),
        (DEFAULT, {}, 202 + 7),
        (DEFAULT, {"n": 8}, 202 + 8),
        (IDS, {"ids": ["a", "b"]}, 1 + 2),
        (IDS, {"ids": "a"}, 1 + 1),
        (TYPE, {"name": "Shelf"}, 1 + 1 + 2),
        (TYPE, {"name": "Direction"}, 1 + 1 + 3),
    ],
)
def test_variables_count_as_what_they_are(query: str, variables: dict[str, Any], points: int) -> None:
    assert cost_of(query, variables).points == points


# Sums stop.


def bomb(levels: int) -> str:
    steps = (f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels - 1))
    return f"{{ ...F0 }} {' '.join(steps)} fragment F{levels - 1} on Query {{ rateLimit {{ cost }} }}"


@pytest.mark.parametrize(("levels", "points"), [(3, 8), (10, 1024), (13, 8192), (14, MAX_COST + 1), (49, MAX_COST + 1)])
def test_fragments_that_double_are_reckoned_until_they_are_too_many(levels: int, points: int) -> None:
    assert cost_of(bomb(levels)).points == points


def test_a_fragment_is_measured_once_however_often_it_is_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    original = limits._Meter._selection

    def counted(self: Any, parent: Any, node: object) -> Cost:
        seen.append(node)
        measured: Cost = original(self, parent, node)
        return measured

    monkeypatch.setattr(limits._Meter, "_selection", counted)
    cost_of(bomb(49))
    assert len(seen) == 1 + 48 * 2 + 2


def test_introspection_is_counted_no_further_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    original = introspection._Count._field

    def counted(self: Any, kind: Any, source: Any, node: Any) -> int:
        seen.append(node)
        return int(original(self, kind, source, node))

    monkeypatch.setattr(introspection._Count, "_field", counted)
    wide = " ".join(f"a{n}: types {{ fields {{ args {{ name }} type {{ name }} }} }}" for n in range(80))
    assert cost_of(f"{{ __schema {{ {wide} }} }}").points == MAX_COST + 1
    assert len(seen) < 2 * MAX_COST


@pytest.mark.parametrize(
    ("cost", "word"),
    [
        (Cost(MAX_COST, 0, MAX_DEPTH), None),
        (Cost(MAX_COST + 1, 0, 1), "15,000 points"),
        (Cost(1, 0, MAX_DEPTH + 1), "16 levels"),
    ],
)
def test_at_the_limit_an_operation_runs_and_past_it_not(cost: Cost, word: str | None) -> None:
    error = cost_error(cost)
    if word is None:
        assert error is None
    else:
        assert error is not None
        assert word in error.message
        assert error.extensions == {"code": "TOO_COMPLEX"}


@pytest.mark.parametrize(("ids", "fields", "code"), [(283, 53, "INVALID"), (250, 60, "TOO_COMPLEX")])
async def test_fifteen_thousand_points_are_run_and_one_more_not(
    client: httpx.AsyncClient, ids: int, fields: int, code: str
) -> None:
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {' '.join(f'a{n}: id' for n in range(fields))} }} }}"
    asked = {"ids": ["x"] * ids}
    assert cost_of(query, asked).points == (MAX_COST if code == "INVALID" else MAX_COST + 1)
    # More than a hundred ids are refused by the field itself, when it runs.
    assert (await refusal(client, query, **asked))["extensions"]["code"] == code


def nested(levels: int) -> str:
    below = "broader { " * (levels - 3) + "id" + " }" * (levels - 3)
    return f'{{ vocabulary(scheme: "approach") {{ concepts {{ {below} }} }} }}'


@pytest.mark.parametrize(
    ("query", "depth"),
    [
        ("{ __typename }", 1),
        ("{ rateLimit { cost } }", 2),
        ("{ ... { ... on Query { rateLimit { cost } } } }", 2),
        ("{ ...F } fragment F on Query { rateLimit { ...G } } fragment G on RateLimit { cost }", 2),
        (nested(10), 10),
        (nested(MAX_DEPTH), MAX_DEPTH),
        (nested(MAX_DEPTH + 1), MAX_DEPTH + 1),
        (nested(MAX_DEPTH + 40), MAX_DEPTH + 1),
    ],
)
def test_depth_counts_fields_and_no_fragments(query: str, depth: int) -> None:
    assert cost_of(query).depth == depth


async def test_sixteen_levels_are_answered_and_seventeen_refused(client: httpx.AsyncClient) -> None:
    assert (await data(client, nested(MAX_DEPTH)))["vocabulary"]["concepts"]
    error = await refusal(client, nested(MAX_DEPTH + 1))
    assert error["message"].startswith("The operation is nested more than 16 levels deep.")
    assert error["extensions"]["code"] == "TOO_COMPLEX"


# What tools ask.


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"descriptions": False},
        {
            "specified_by_url": True,
            "directive_is_repeatable": True,
            "schema_description": True,
            "input_value_deprecation": True,
            "one_of": True,
        },
    ],
    ids=["plain", "without descriptions", "as GraphiQL asks"],
)
async def test_the_whole_schema_can_be_asked_for_and_costs_what_it_has(
    client: httpx.AsyncClient, options: dict[str, bool]
) -> None:
    query = get_introspection_query(**options)
    answer = await data(client, query)
    assert len(answer["__schema"]["types"]) == TYPES
    assert cost_of(query).points == fields_in(answer)


# Documents that are not even validated.


@pytest.mark.parametrize(("number", "valid"), [(50, True), (51, False)])
def test_a_document_has_at_most_fifty_operations_and_fragments(number: int, valid: bool) -> None:
    spread = " ".join(f"...F{n}" for n in range(number - 1))
    fragments = " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(number - 1))
    operations = " ".join(f"query Q{n} {{ __typename }}" for n in range(number))
    for document in (f"{{ {spread} }} {fragments}", operations):
        checked = Documents(CORE).check(document)
        assert (checked.document is not None) is valid
        assert [(error.extensions or {})["code"] for error in checked.errors] == ([] if valid else ["TOO_COMPLEX"])


@pytest.mark.parametrize(("number", "valid"), [(60, True), (600, False)])
def test_fields_of_one_name_are_compared_up_to_a_number(number: int, valid: bool) -> None:
    checked = Documents(CORE).check("{" + " __typename" * number + "}")
    assert (checked.document is not None) is valid
    assert [(error.extensions or {})["code"] for error in checked.errors] == ([] if valid else ["TOO_COMPLEX"])


def test_the_name_that_tools_add_everywhere_may_stand_everywhere() -> None:
    places = " ".join(f"a{n}: rateLimit {{ __typename cost }}" for n in range(150))
    assert Documents(CORE).check(f"{{ {places} }}").document is not None
