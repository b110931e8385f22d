"""Statements a request sends: as many for one practice as for ten, and for one alias as for fifty."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from graphql import get_named_type, is_composite_type

from commons.kit.database import DATABASE
from commons.practices import actions
from commons.practices.queries.published import published_practice
from commons_graphql import limits
from commons_graphql.execution import CORE
from tests.doors.graphql_answers import published
from tests.doors.graphql_schema import everything
from tests.doors.graphql_whole import STUDY, WHOLE
from tests.support import DEE, data

NOW = datetime(2026, 4, 1, tzinfo=UTC)
NUMBER = 10
PAGE = "query ($first: Int) {{ practices(first: $first, orderBy: TITLE) {{ nodes {{ {} }} }} }}"


@pytest.fixture(scope="module")
async def whole_practices(client: httpx.AsyncClient) -> None:
    """Ten practices that have everything, before all others by title."""
    assert client
    for number in range(NUMBER):
        slug = f"whole-{number}"
        await published(replace(WHOLE, slug=slug, title=f"! {number}"), NOW)
        row = await published_practice(slug)
        assert row is not None
        await actions.record_evaluation(DEE, row.id, STUDY, position=0, now=NOW)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Statements by text. They are sent one after another, so that what waits for what is the same each time."""
    seen: Counter[str] = Counter()
    one_at_a_time = asyncio.Lock()
    original = DATABASE.rows

    async def counted(sql: str, *args: object) -> list[Any]:
        async with one_at_a_time:
            seen[sql] += 1
            return await original(sql, *args)

    monkeypatch.setattr(DATABASE, "rows", counted)
    # What is measured here is the statements; the cost of asking for everything is measured elsewhere.
    monkeypatch.setattr(limits, "MAX_COST", 10**9)
    return seen


async def statements_of(client: httpx.AsyncClient, sent: Counter[str], query: str, **variables: Any) -> Counter[str]:
    await data(client, query, **variables)  # what is asked once and remembered, such as the client's points
    sent.clear()
    await data(client, query, **variables)
    return Counter(sent)


@pytest.mark.usefixtures("whole_practices")
async def test_ten_practices_with_everything_take_the_statements_of_one(
    client: httpx.AsyncClient, sent: Counter[str]
) -> None:
    query = PAGE.format(everything(CORE.type_map["Practice"]))
    one = await statements_of(client, sent, query, first=1)
    ten = await statements_of(client, sent, query, first=NUMBER)
    assert one == ten
    assert 8 <= one.total() <= 30


@pytest.mark.usefixtures("whole_practices")
@pytest.mark.parametrize(
    "fields",
    [
        name
        for name, field in CORE.type_map["Practice"].fields.items()  # type: ignore[attr-defined]
        if is_composite_type(get_named_type(field.type))
    ],
)
async def test_a_part_of_ten_practices_is_read_at_once(
    client: httpx.AsyncClient, sent: Counter[str], fields: str
) -> None:
    kind = get_named_type(CORE.type_map["Practice"].fields[fields].type)  # type: ignore[attr-defined]
    assert kind is not None
    query = PAGE.format(f"{fields} {{ {everything(kind, frozenset({'Practice'}))} }}")
    one = await statements_of(client, sent, query, first=1)
    ten = await statements_of(client, sent, query, first=NUMBER)
    assert one == ten


async def test_every_concept_of_every_vocabulary_takes_a_few_statements(
    client: httpx.AsyncClient, sent: Counter[str]
) -> None:
    query = f"{{ vocabularies {{ {everything(CORE.type_map['Vocabulary'])} }} }}"
    assert (await statements_of(client, sent, query)).total() <= 8


@pytest.mark.usefixtures("whole_practices")
async def test_a_hundred_nodes_of_three_kinds_take_a_statement_a_kind(
    client: httpx.AsyncClient, sent: Counter[str]
) -> None:
    found = await data(client, "{ practices(first: 40) { nodes { id } } vocabularies { id concepts { id } } }")
    vocabularies = found["vocabularies"]
    ids = [one["id"] for one in [*found["practices"]["nodes"], *vocabularies, *vocabularies[0]["concepts"]]][:100]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await statements_of(client, sent, query, ids=ids)).total() == 3


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ('vocabulary(scheme: "approach") {{ a{n}: id }}', 1),
        ("vocabularies {{ a{n}: id }}", 1),
        ('node(id: "Q29uY2VwdDplMjljMjRiMC1lNjkwLTU4NzAtYjZiZC1mM2VjYjhkMWY1MjA") {{ a{n}: id }}', 1),
    ],
)
async def test_fifty_aliases_take_the_statements_of_one(
    client: httpx.AsyncClient, sent: Counter[str], field: str, most: int
) -> None:
    query = " ".join(f"b{number}: {field.format(n=number)}" for number in range(50))
    assert (await statements_of(client, sent, f"{{ {query} }}")).total() == most


async def test_a_count_is_not_made_for_those_who_do_not_ask_for_it(
    client: httpx.AsyncClient, sent: Counter[str]
) -> None:
    bare = await statements_of(client, sent, "{ practices { nodes { title } } }")
    counted = await statements_of(client, sent, "{ practices { nodes { title } totalCount } }")
    faceted = await statements_of(client, sent, "{ practices { nodes { title } facets { evaluated } } }")
    assert (bare.total(), counted.total(), faceted.total()) == (1, 2, 3)
