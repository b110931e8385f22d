"""The cost is what it is said to be: no answer has more fields, and no list is longer than it was taken for."""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_list_type,
)
from hypothesis import HealthCheck, assume, given, settings

from commons.practices.queries.published import published_practice
from commons.vocabulary.actions import concept_id
from commons_graphql import limits
from commons_graphql.documents import Documents
from commons_graphql.execution import CORE
from commons_graphql.limits import MAX_COST, MAX_DEPTH, list_length
from tests.doors.graphql_costs import cost_of, fields_in
from tests.doors.graphql_queries import Operation, operations
from tests.doors.graphql_schema import everything
from tests.support import data

# Those that have the most partners, findings, facets; the concepts with the most below them and the most other words.
SLUGS = ["from-prison-back-home-uganda", "families-television-series-australia", "blue-heart-campaign"]
CONCEPTS = [
    base64.urlsafe_b64encode(f"Concept:{concept_id(*place)}".encode()).decode()
    for place in (("unintended-consequence", "negative"), ("government-level", "subnational"))
]
VALUES = {
    "first": ["1", "2", "5", "20", "100"],
    "last": ["3"],
    "slug": [*map(json.dumps, SLUGS), '"nothing"'],
    "scheme": ['"approach"', '"crime-problem"', '"unintended-consequence"', '"nothing"'],
    "language": ["FR", "AR"],
    "id": [*map(json.dumps, CONCEPTS)],
    "ids": [json.dumps(CONCEPTS), json.dumps(CONCEPTS * 5), "[]"],
    "orderBy": ["TITLE", "EVIDENCE"],
    "name": ['"Practice"', '"PracticeFilter"', '"Language"', '"Node"', '"Nothing"'],
    "includeDeprecated": ["true", "false"],
}


@pytest.fixture(scope="module", autouse=True)
def _statements_cost_nothing() -> Any:
    """What statements cost beside their fields would hide a field that was not counted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "_STATEMENTS", {})
        yield


def nested_introspection(query: str) -> bool:
    """Whether validation refuses it for introspection of lists in lists, which is a rule of its own."""
    errors = Documents(CORE).check(query).errors
    return any("introspection depth" in error.message for error in errors)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(operation=operations(CORE, VALUES))
async def test_an_answer_never_has_more_fields_than_it_cost(client: httpx.AsyncClient, operation: Operation) -> None:
    assume(not nested_introspection(operation.query))
    cost = cost_of(operation.query, operation.variables)
    if cost.points > MAX_COST or cost.depth > MAX_DEPTH:
        answer = await client.post("/graphql", json={"query": operation.query, "variables": operation.variables})
        assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_COMPLEX"
        return
    fields = fields_in(await data(client, operation.query, **operation.variables))
    assert fields <= cost.points


# Lists without a page size.


def list_fields() -> set[tuple[str, str]]:
    """The schema's lists of things whose length no argument says."""
    return {
        (kind.name, name)
        for kind in CORE.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if is_list_type(field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type)
        and is_composite_type(get_named_type(field.type))
        and kind.name != "PracticeConnection"
        and "ids" not in field.args
    }


def longest(kind: Any, value: Any, seen: Counter[tuple[str, str]]) -> None:
    """The longest list at each place of an answer, which has no aliases."""
    for key, below in value.items():
        if key == "__typename":
            continue
        field_type = get_named_type(kind.fields[key].type)
        if isinstance(below, list):
            seen[kind.name, key] = max(seen[kind.name, key], len(below))
        for one in below if isinstance(below, list) else [below]:
            if isinstance(one, dict):
                longest(field_type, one, seen)


async def test_no_list_of_the_library_is_longer_than_it_is_taken_for(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_COST", 10**9)
    seen: Counter[tuple[str, str]] = Counter()
    for query in (
        f"{{ practices(first: 100) {{ nodes {{ {everything(CORE.type_map['Practice'])} }} }} }}",
        f"{{ vocabularies {{ {everything(CORE.type_map['Vocabulary'])} }} }}",
        f"{{ practices(first: 1) {{ facets {{ {everything(CORE.type_map['PracticeFacets'])} }} }} }}",
    ):
        longest(CORE.query_type, await data(client, query), seen)
    assert {place for place in seen if place in list_fields()} == list_fields()
    too_long = {place: seen[place] for place in list_fields() if seen[place] > list_length(*place)}
    assert too_long == {}


async def test_the_practices_and_concepts_that_are_asked_for_are_there(client: httpx.AsyncClient) -> None:
    for slug in SLUGS:
        assert await published_practice(slug) is not None
    found = await data(client, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=CONCEPTS)
    assert None not in found["nodes"]
