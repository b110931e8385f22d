"""One verb, all doors: the page, GraphQL, JSON and CSV are asked the same and answer the same."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from commons.kit.database import DATABASE
from commons.practices.actions import withdraw
from tests.conftest import NOW
from tests.standards.markup import read
from tests.support import DEE, ask, data

QUERY = """query ($search: String, $filter: PracticeFilter, $order: PracticeOrder) {
  practices(search: $search, filter: $filter, orderBy: $order, first: 100) { totalCount nodes { slug } }
}"""

# The address of a search, and the same in GraphQL's words.
SEARCHES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"order": "title"}, {"order": "TITLE"}),
    ({"order": "evidence"}, {"order": "EVIDENCE"}),
    ({"order": "newest"}, {"order": "NEWEST"}),
    ({"q": "prison"}, {"search": "prison"}),
    ({"q": "prison", "order": "title"}, {"search": "prison", "order": "TITLE"}),
    ({"q": '"street lights" or mediation'}, {"search": '"street lights" or mediation'}),
    ({"q": "community -police"}, {"search": "community -police"}),
    ({"q": "  prison  "}, {"search": "  prison  "}),
    ({"q": "médiation"}, {"search": "médiation"}),
    ({"q": "xyzzy"}, {"search": "xyzzy"}),
    ({"approach": ["reintegration"]}, {"filter": {"approach": ["reintegration"]}}),
    ({"approach": ["legal-aid", "situational"]}, {"filter": {"approach": ["legal-aid", "situational"]}}),
    ({"crime-problem": ["violence"]}, {"filter": {"crimeProblem": ["violence"]}}),
    ({"prevention-level": ["primary"]}, {"filter": {"preventionLevel": ["primary"]}}),
    ({"target-group": ["general-public"]}, {"filter": {"targetGroup": ["general-public"]}}),
    ({"risk-factor": ["individual"]}, {"filter": {"riskFactor": ["individual"]}}),
    ({"protective-factor": ["institutions"]}, {"filter": {"protectiveFactor": ["institutions"]}}),
    ({"country": ["UG", "BR"]}, {"filter": {"country": ["UG", "BR"]}}),
    ({"evaluated": "yes"}, {"filter": {"evaluated": True}}),
    ({"evaluated": "no", "q": "police"}, {"filter": {"evaluated": False}, "search": "police"}),
    (
        {"q": "prison", "approach": ["reintegration"], "country": ["UG"], "order": "evidence"},
        {"search": "prison", "filter": {"approach": ["reintegration"], "country": ["UG"]}, "order": "EVIDENCE"},
    ),
]


async def from_page(client: httpx.AsyncClient, query: str) -> tuple[int, list[str]]:
    document = read((await client.get(f"/practices?{query}&size=100")).text)
    words = document.one("h2", id="found").text
    links = [hit.one("h3").one("a")["href"] for hit in document.all("article", class_="hit")]
    total = 0 if words.startswith("No practices") else int(words.split()[0])
    return total, [link.removeprefix("/practices/") for link in links]


async def from_graphql(client: httpx.AsyncClient, variables: dict[str, Any]) -> tuple[int, list[str]]:
    found = (await data(client, QUERY, **variables))["practices"]
    return found["totalCount"], [node["slug"] for node in found["nodes"]]


async def from_json(client: httpx.AsyncClient, query: str) -> tuple[int, list[str]]:
    slugs = [record["slug"] for record in (await client.get(f"/practices.json?{query}")).json()["practices"]]
    return len(slugs), slugs


async def from_csv(client: httpx.AsyncClient, query: str) -> tuple[int, list[str]]:
    text = (await client.get(f"/practices.csv?{query}")).content.decode("utf-8-sig")
    slugs = [line["slug"] for line in csv.DictReader(io.StringIO(text, newline=""), strict=True)]
    return len(slugs), slugs


@pytest.mark.parametrize(("address", "variables"), SEARCHES, ids=[urlencode(one, doseq=True) for one, _ in SEARCHES])
async def test_every_door_finds_the_same_practices_in_the_same_order(
    client: httpx.AsyncClient, address: dict[str, Any], variables: dict[str, Any]
) -> None:
    query = urlencode(address, doseq=True)
    page = await from_page(client, query)
    assert page == await from_graphql(client, variables)
    assert page == await from_json(client, query)
    assert page == await from_csv(client, query)
    assert page[0] == len(page[1])


async def test_the_searches_tell_practices_apart(client: httpx.AsyncClient) -> None:
    """A table in which every search found everything would prove nothing."""
    totals = {(await from_json(client, urlencode(address, doseq=True)))[0] for address, _ in SEARCHES}
    assert len(totals) > 8
    assert 0 in totals


@pytest.mark.parametrize(
    ("address", "variables"),
    [
        ({"approach": "nonsense"}, {"filter": {"approach": ["nonsense"]}}),
        ({"country": "XX"}, {"filter": {"country": ["XX"]}}),
        ({"q": "\0"}, {"search": "\0"}),
    ],
)
async def test_every_door_refuses_in_the_same_words(
    client: httpx.AsyncClient, address: dict[str, Any], variables: dict[str, Any]
) -> None:
    query = urlencode(address)
    sentence = (await ask(client, QUERY, **variables))["errors"][0]["message"]
    shown = read((await client.get(f"/practices?{query}")).text).one("div", class_="notice")
    assert shown.one("p").text == sentence
    for page in ("/practices.json", "/practices.csv"):
        response = await client.get(f"{page}?{query}")
        assert (response.status_code, response.json()["detail"]) == (400, sentence)


@pytest.fixture(scope="module")
async def withdrawn(client: httpx.AsyncClient) -> str:
    """The slug of a practice that was taken out of the library."""
    assert client is not None
    slug = "bullyinguk"
    sql = "SELECT v.id FROM practice_version v JOIN practice p ON p.id = v.practice WHERE p.slug = $1"
    await withdraw(DEE, await DATABASE.value(sql, slug), reason="The report was taken back.", now=NOW)
    return slug


async def test_every_door_says_that_a_practice_was_withdrawn_when_and_why(
    client: httpx.AsyncClient, withdrawn: str
) -> None:
    page = await client.get(f"/practices/{withdrawn}")
    record = await client.get(f"/practices/{withdrawn}.json")
    error = (await ask(client, f'{{ practice(slug: "{withdrawn}") {{ title }} }}'))["errors"][0]
    sentence = error["message"]
    assert sentence == "“BullyingUK” was withdrawn on 1 March 2026: The report was taken back."
    assert error["extensions"]["code"] == "GONE"
    assert (page.status_code, record.status_code) == (410, 410)
    assert record.json()["detail"] == sentence
    shown = read(page.text).one("main").text
    assert all(part in shown for part in ("BullyingUK", "1 March 2026", "The report was taken back."))


async def test_no_door_lists_a_withdrawn_practice(client: httpx.AsyncClient, withdrawn: str) -> None:
    for found in (
        await from_page(client, ""),
        await from_graphql(client, {}),
        await from_json(client, ""),
        await from_csv(client, ""),
    ):
        assert withdrawn not in found[1]
        assert len(found[1]) == found[0] > 40
