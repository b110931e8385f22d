"""Global ids: whatever has an id is fetched again by it, alone or with others."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import httpx
import pytest
from graphql import GraphQLInterfaceType

from commons_graphql.execution import CORE
from tests.doors.graphql_answers import refusal
from tests.support import ask, data

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
# Each type with an id: something of it, and where that stands in the answer.
SOMETHING = {
    "Practice": ("{ practices(first: 3) { nodes { id } } }", ["practices", "nodes"]),
    "Vocabulary": ("{ vocabularies { id } }", ["vocabularies"]),
    "Concept": ('{ vocabulary(scheme: "sector") { concepts { id } } }', ["vocabulary", "concepts"]),
}
TYPES = pytest.mark.parametrize("name", SOMETHING)


async def ids_of(client: httpx.AsyncClient, name: str) -> list[str]:
    query, path = SOMETHING[name]
    found: Any = await data(client, query)
    for key in path:
        found = found[key]
    return [one["id"] for one in found]


def made(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_every_type_with_an_id_is_in_this_table() -> None:
    node = CORE.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {kind.name for kind in CORE.get_possible_types(node)} == set(SOMETHING)


@TYPES
async def test_a_thing_is_fetched_again_by_its_id(client: httpx.AsyncClient, name: str) -> None:
    for one in (await ids_of(client, name))[:3]:
        assert await data(client, NODE, id=one) == {"node": {"__typename": name, "id": one}}


async def test_a_node_is_the_same_thing_as_in_a_list(client: httpx.AsyncClient) -> None:
    fields = "id slug title fingerprint places { label }"
    listed = (await data(client, f"{{ practices(first: 1) {{ nodes {{ {fields} }} }} }}"))["practices"]["nodes"][0]
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on Practice {{ {fields} }} }} }}"
    assert await data(client, query, id=listed["id"]) == {"node": listed}


async def test_ids_are_unique_over_all_types(client: httpx.AsyncClient) -> None:
    every = [one for name in SOMETHING for one in await ids_of(client, name)]
    assert len(set(every)) == len(every)


async def test_several_things_come_in_the_order_asked_with_null_for_what_is_not_there(
    client: httpx.AsyncClient,
) -> None:
    practice, vocabulary, concept = [(await ids_of(client, name))[0] for name in SOMETHING]
    missing = made(f"Practice:{uuid4()}")
    answer = await data(client, NODES, ids=[concept, missing, practice, concept, vocabulary])
    kinds = [one and (one["__typename"], one["id"]) for one in answer["nodes"]]
    assert kinds == [
        ("Concept", concept),
        None,
        ("Practice", practice),
        ("Concept", concept),
        ("Vocabulary", vocabulary),
    ]


@TYPES
async def test_an_id_of_something_that_is_not_there_gives_null(client: httpx.AsyncClient, name: str) -> None:
    assert await data(client, NODE, id=made(f"{name}:{uuid4()}")) == {"node": None}


@pytest.mark.parametrize("kind", ["Account", "practice", "Query", "", "PracticeVersion"])
async def test_an_id_of_a_type_that_has_none_gives_null(client: httpx.AsyncClient, kind: str) -> None:
    assert await data(client, NODE, id=made(f"{kind}:{uuid4()}")) == {"node": None}


async def test_an_id_of_one_type_finds_nothing_of_another(client: httpx.AsyncClient) -> None:
    concept = (await ids_of(client, "Concept"))[0]
    row = base64.urlsafe_b64decode(concept + "=" * (-len(concept) % 4)).decode().partition(":")[2]
    for other in ("Practice", "Vocabulary"):
        assert await data(client, NODE, id=made(f"{other}:{row}")) == {"node": None}


@pytest.mark.parametrize(
    "garbage",
    ["", "1", "x", "!!!!", "é", made("Practice"), made("Practice:1"), made("Practice:" + "f" * 31), "A" * 5_000],
)
async def test_what_is_no_id_is_refused(client: httpx.AsyncClient, garbage: str) -> None:
    error = await refusal(client, NODE, id=garbage)
    assert error["message"].endswith("is not an id of this registry. Use an id as a field named id gave it.")
    assert garbage[:60] in error["message"]
    assert len(error["message"]) < 200
    assert error["extensions"]["code"] == "INVALID"


async def test_a_hundred_ids_are_fetched_and_one_more_is_refused(client: httpx.AsyncClient) -> None:
    every = [(await ids_of(client, "Practice"))[0]] * 101
    assert len((await data(client, NODES, ids=every[:100]))["nodes"]) == 100
    error = await refusal(client, NODES, ids=every)
    assert error["message"] == "Ask for at most 100 ids at once; these are 101."
    assert error["extensions"]["code"] == "INVALID"
    assert error["extensions"]["field"] == "ids"


async def test_no_ids_give_no_nodes(client: httpx.AsyncClient) -> None:
    assert await data(client, NODES, ids=[]) == {"nodes": []}


async def test_garbage_among_good_ids_is_named(client: httpx.AsyncClient) -> None:
    good = (await ids_of(client, "Practice"))[0]
    answer = await ask(client, NODES, ids=[good, "garbage"])
    assert answer["data"] is None
    assert "“garbage” is not an id" in answer["errors"][0]["message"]
