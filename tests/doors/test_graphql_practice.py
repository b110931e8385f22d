"""One practice: whole, of several versions, withdrawn, and never one that is not public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from graphql import GraphQLObjectType, TypeInfo, TypeInfoVisitor, Visitor, parse, visit

from commons.practices import actions
from commons.practices.queries.published import published_practice
from commons_graphql.execution import CORE
from tests.doors.graphql_answers import page, published, refusal, slugs
from tests.doors.graphql_whole import QUERY, STUDY, WHOLE, shown
from tests.support import DEE, SUMMARY, ask, data, practice

THEN = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
LATER = THEN + timedelta(days=30)
CANARY = "canarybird"
FIELDS = "id title summary version publishedAt updatedAt history { number }"
FIND = f"query ($slug: String!) {{ practice(slug: $slug) {{ {FIELDS} }} }}"


def asked_fields(document: str) -> set[tuple[str, str]]:
    """The types' fields that a document asks for."""
    info, asked = TypeInfo(CORE), set()

    class Fields(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            parent = info.get_parent_type()
            assert parent is not None
            asked.add((parent.name, node.name.value))

    visit(parse(document), TypeInfoVisitor(info, Fields()))
    return asked


@pytest.mark.parametrize(
    "name", ["Place", "Narrative", "Component", "Evaluation", "Finding", "PracticePartner", "Citation"]
)
def test_the_whole_practice_is_asked_for_every_field(name: str) -> None:
    kind = CORE.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    assert {(name, field) for field in kind.fields} <= asked_fields(QUERY)


def test_the_whole_practice_is_asked_for_everything_but_its_id() -> None:
    kind = CORE.type_map["Practice"]
    assert isinstance(kind, GraphQLObjectType)
    assert {field for field in kind.fields if ("Practice", field) not in asked_fields(QUERY)} == {"id"}


async def test_everything_that_was_written_is_shown(client: httpx.AsyncClient) -> None:
    await published(WHOLE, THEN)
    row = await published_practice("whole")
    assert row is not None
    await actions.record_evaluation(DEE, row.id, STUDY, position=0, now=THEN)
    assert (await data(client, QUERY, slug="whole"))["practice"] == shown("2026-04-01T09:30:00+00:00")


@pytest.mark.parametrize("slug", ["no-such-practice", "", "WHOLE", "whole%", "a b", "é" * 300])
async def test_a_name_that_nothing_has_gives_null(client: httpx.AsyncClient, slug: str) -> None:
    assert await data(client, FIND, slug=slug) == {"practice": None}


async def test_a_new_version_takes_the_place_of_the_old_and_the_history_has_both(client: httpx.AsyncClient) -> None:
    await published(practice(slug="twice", title=f"First {CANARY}", summary=f"{SUMMARY} {CANARY}"), THEN)
    first = (await data(client, FIND, slug="twice"))["practice"]
    await published(practice(slug="twice", title="Second"), LATER)
    second = (await data(client, FIND, slug="twice"))["practice"]
    assert second == {
        "id": first["id"],
        "title": "Second",
        "summary": SUMMARY,
        "version": 2,
        "publishedAt": "2026-04-01T09:30:00+00:00",
        "updatedAt": "2026-05-01T09:30:00+00:00",
        "history": [{"number": 2}, {"number": 1}],
    }
    assert (await page(client, search=CANARY))["totalCount"] == 0


# Withdrawn.


@pytest.fixture(scope="module")
async def withdrawn(client: httpx.AsyncClient) -> str:
    """The id that a practice had before it was withdrawn."""
    version = await published(practice(slug="gone", title="Gone"), THEN)
    shown_before = await data(client, FIND, slug="gone")
    await actions.withdraw(DEE, version, reason="Its source was retracted.", now=LATER)
    return str(shown_before["practice"]["id"])


async def test_a_withdrawn_practice_says_when_and_why(client: httpx.AsyncClient, withdrawn: str) -> None:
    assert withdrawn
    error = await refusal(client, FIND, slug="gone")
    assert error["message"] == "“Gone” was withdrawn on 1 May 2026: Its source was retracted."
    assert error["path"] == ["practice"]
    extensions = dict(error["extensions"])
    assert extensions.pop("requestId")
    assert extensions == {
        "code": "GONE",
        "withdrawnAt": "2026-05-01T09:30:00+00:00",
        "reason": "Its source was retracted.",
    }


async def test_a_withdrawn_practice_is_in_no_list_and_has_no_node(client: httpx.AsyncClient, withdrawn: str) -> None:
    assert "gone" not in slugs(await page(client, first=100))
    assert await data(client, "query ($id: ID!) { node(id: $id) { id } }", id=withdrawn) == {"node": None}


async def test_a_withdrawn_practice_spoils_nothing_beside_it(client: httpx.AsyncClient, withdrawn: str) -> None:
    assert withdrawn
    answer = await ask(client, '{ gone: practice(slug: "gone") { id } vocabulary(scheme: "approach") { notation } }')
    assert answer["data"] == {"gone": None, "vocabulary": {"notation": "approach"}}
    assert len(answer["errors"]) == 1


# Not public yet.


@pytest.fixture(scope="module")
async def hidden(client: httpx.AsyncClient) -> list[str]:
    """Names of practices of which a draft, a version in review, and a draft of a second version are kept."""
    assert client
    secret = {"title": f"Secret {CANARY}", "summary": f"{SUMMARY} {CANARY}", "place_note": CANARY}
    await actions.propose(DEE, practice(slug="drafted", **secret), now=THEN)
    await actions.submit(DEE, await actions.propose(DEE, practice(slug="reviewed", **secret), now=THEN))
    await published(practice(slug="redrafted", title="Open"), THEN)
    await actions.propose(DEE, practice(slug="redrafted", **secret), now=LATER)
    return ["drafted", "reviewed", "redrafted"]


def everything_about(slug: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every way to ask for a practice, by its name or by words of it."""
    fields = "slug title summary placeNote version history { number fingerprint }"
    yield f"query ($slug: String!) {{ practice(slug: $slug) {{ {fields} }} }}", {"slug": slug}
    for arguments in (
        "first: 100",
        f'first: 100, search: "{CANARY}"',
        'first: 100, filter: {approach: ["locally-based"]}',
    ):
        yield f"{{ practices({arguments}, orderBy: TITLE) {{ nodes {{ {fields} }} edges {{ cursor }} }} }}", {}


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_what_is_not_public_is_never_shown(client: httpx.AsyncClient, hidden: list[str], place: int) -> None:
    for query, variables in everything_about(hidden[place]):
        answer = await client.post("/graphql", json={"query": query, "variables": variables})
        assert "errors" not in answer.json()
        assert CANARY not in answer.text


async def test_a_practice_of_drafts_only_does_not_exist(client: httpx.AsyncClient, hidden: list[str]) -> None:
    for slug in hidden[:2]:
        assert await data(client, FIND, slug=slug) == {"practice": None}
        assert slug not in slugs(await page(client, first=100))


async def test_a_draft_of_a_new_version_leaves_the_public_one_as_it_was(
    client: httpx.AsyncClient, hidden: list[str]
) -> None:
    shown_now = (await data(client, FIND, slug=hidden[2]))["practice"]
    assert (shown_now["title"], shown_now["version"]) == ("Open", 1)
    assert shown_now["history"] == [{"number": 1}]


async def test_counts_do_not_count_what_is_not_public(client: httpx.AsyncClient, hidden: list[str]) -> None:
    assert hidden
    counts = "{ practices(first: 100) { totalCount nodes { id } facets { evaluated unevaluated } } }"
    answer = (await data(client, counts))["practices"]
    assert answer["totalCount"] == len(answer["nodes"])
    assert answer["facets"]["evaluated"] + answer["facets"]["unevaluated"] == answer["totalCount"]
    assert (await page(client, search=CANARY))["totalCount"] == 0
