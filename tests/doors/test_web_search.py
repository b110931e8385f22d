"""The page of results: what an address may ask for, what is said of what it can't, and where its links lead."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from commons.practices.queries.criteria import Order
from commons.practices.rules import FACETS
from commons_web.asked import SIZES
from tests.standards.markup import Element, read

CURSOR = "after=WyJORVdFU1QiLDEsIngiXQ"  # a cursor's form, with a key that is no instant

# By id is for programs that copy: a reader is not offered it.
OFFERED = [order for order in Order if order is not Order.ID]


async def results(client: httpx.AsyncClient, address: str, status: int = 200) -> Element:
    response = await client.get(address, headers={"accept": "text/html"})
    assert response.status_code == status
    return read(response.text)


def total(document: Element) -> int:
    words = document.one("h2", id="found").text
    return 0 if words.startswith("No practices") else int(words.split()[0].replace(",", ""))


def slugs(document: Element) -> list[str]:
    links = [hit.one("h3").one("a")["href"] for hit in document.all("article", class_="hit")]
    return [link.removeprefix("/practices/") for link in links]


def problem(document: Element) -> str:
    return document.one("div", class_="notice").one("p").text


# What is asked, what is said of it, and the search that is answered instead.
MISTAKES = [
    ("order=sideways", "order is one of relevance, newest, title, evidence.", ""),
    ("size=7", "size is one of 10, 20, 50, 100.", ""),
    ("evaluated=perhaps", "evaluated is one of yes, no.", ""),
    ("approach=nonsense", "The vocabulary approach has no concept nonsense.", ""),
    ("approach=nonsense&q=koban", "The vocabulary approach has no concept nonsense.", "q=koban"),
    ("approach=nonsense&evaluated=yes", "The vocabulary approach has no concept nonsense.", "evaluated=yes"),
    ("approach=%00", "can't be stored", ""),
    ("country=XX", "XX is not a country code of ISO 3166-1.", ""),
    ("country=XX&q=koban", "XX is not a country code of ISO 3166-1.", "q=koban"),
    ("country=%00", "can't be stored", ""),
    ("q=%00koban", "can't be stored", ""),
    ("q=%00koban&approach=reintegration", "can't be stored", "approach=reintegration"),
    ("q=" + "koban+or+" * 30, "A search has at most 200 characters; yours was cut.", "q=koban"),
    ("&".join(f"crime-problem=x{n}" for n in range(51)), "Choose at most 50 values of crime-problem", ""),
    ("order=sideways&size=7", "order is one of", ""),
    ("order=sideways&size=7", "size is one of", ""),
    ("after=nonsense", "This cursor was not made by this registry.", ""),
    ("before=nonsense&q=koban", "This cursor was not made by this registry.", "q=koban"),
    (CURSOR, "This cursor was not made by this registry.", ""),
    (f"order=title&{CURSOR}", "This cursor belongs to the order NEWEST, not to TITLE.", "order=title"),
    ("after=" + "A" * 3000, "This cursor was not made by this registry.", ""),
]


@pytest.mark.parametrize(("query", "words", "instead"), MISTAKES)
async def test_what_cannot_be_meant_is_named_and_the_rest_is_answered(
    client: httpx.AsyncClient, query: str, words: str, instead: str
) -> None:
    document = await results(client, f"/practices?{query}", 400)
    sound = await results(client, f"/practices?{instead}")
    assert words in problem(document)
    assert slugs(document) == slugs(sound)
    assert total(document) == total(sound) > 0


@pytest.mark.parametrize("page", ["/practices.csv", "/practices.json"])
@pytest.mark.parametrize("query", ["order=sideways", "approach=nonsense", "country=XX", "q=" + "x" * 201])
async def test_an_export_refuses_what_cannot_be_meant_whole(client: httpx.AsyncClient, page: str, query: str) -> None:
    response = await client.get(f"{page}?{query}")
    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "q=",
        "approach=",
        "order=&size=&evaluated=&country=",
        "q=%ED%A0%80",
        "q=%FF%FE",
        "q='%3B+DROP+TABLE+practice%3B--",
        'q="',
        "q=-",
        "q=or",
        "q=%25",
        "q=\\",
        "q=%F0%9F%92%A1",
        "q=" + "%E0%B8%81" * 200,
        "at=-5",
        "at=99999999999999",
        "at=two",
        "unknown=1",
        "size=10&size=20",
        "country=ug",
        "&&&=&=x",
    ],
)
async def test_odd_but_harmless_addresses_are_answered(client: httpx.AsyncClient, query: str) -> None:
    document = await results(client, f"/practices?{query}")
    assert not document.all("div", class_="notice")


async def test_a_page_that_holds_everything_has_no_neighbours(client: httpx.AsyncClient) -> None:
    document = await results(client, "/practices?order=title&size=100")
    assert len(slugs(document)) == total(document) > 40
    assert not document.all("a", rel="next")
    assert not document.all("a", rel="prev")


@pytest.mark.parametrize("order", [None, *OFFERED])
@pytest.mark.parametrize("query", ["", "q=community"])
async def test_next_walks_through_all_once_and_previous_walks_back(
    client: httpx.AsyncClient, order: Order | None, query: str
) -> None:
    address = f"/practices?size=10&{query}" + (f"&order={order}" if order else "")
    forwards, last = await _walk(client, address, "next")
    whole = slugs(await results(client, address.replace("size=10", "size=100")))
    assert [slug for page in forwards for slug in page] == whole
    assert len(set(whole)) == len(whole) == total(last)
    backwards, first = await _walk(client, _link(last, "prev"), "prev")
    assert list(reversed(backwards)) == forwards[:-1]
    assert first.one("div", class_="pages").one("p").text.startswith("1–10 of")


async def _walk(client: httpx.AsyncClient, address: str, rel: str) -> tuple[list[list[str]], Element]:
    """The slugs of each page, following one link until there is none."""
    pages: list[list[str]] = []
    while True:
        document = await results(client, address)
        pages.append(slugs(document))
        _numbers_fit(document, len(pages[-1]))
        if not document.all("a", rel=rel):
            return pages, document
        address = _link(document, rel)


def _numbers_fit(document: Element, rows: int) -> None:
    shown = re.match(r"(\d+)–(\d+) of (\d+)", document.one("div", class_="pages").one("p").text)
    assert shown is not None
    assert int(shown[2]) - int(shown[1]) + 1 == rows
    assert int(shown[3]) == total(document)


def _link(document: Element, rel: str) -> str:
    return document.one("nav", class_="turn").one("a", rel=rel)["href"]


@pytest.mark.parametrize("query", ["", "q=prison", "approach=reintegration", "evaluated=yes&country=UG"])
async def test_each_facet_count_is_what_choosing_it_leaves(client: httpx.AsyncClient, query: str) -> None:
    document = await results(client, f"/practices?{query}")
    form = document.one("form", class_="filters-form")
    options = [label for label in form.all("label", class_="option") if not _chosen(label)]
    assert len({_box(label)["name"] for label in options}) >= len(FACETS) - 1
    free = [label for label in options if f"{_box(label)['name']}=" not in query]
    for label in free[:: max(len(free) // 20, 1)]:
        box = _box(label)
        count = int(re.findall(r"\d+", label.one("span", class_="count").text)[0])
        chosen = await results(client, f"/practices?{query}&{box['name']}={quote(box['value'])}")
        assert total(chosen) == count, box.attributes


def _box(label: Element) -> Element:
    return label.one("input")


def _chosen(label: Element) -> bool:
    return "checked" in _box(label).attributes


async def test_each_chip_takes_away_its_own_filter_and_nothing_else(client: httpx.AsyncClient) -> None:
    query = "q=prison&approach=reintegration&approach=legal-aid&country=UG&evaluated=no&order=title&size=50"
    document = await results(client, f"/practices?{query}")
    given = parse_qs(query)
    chips = {chip.text: parse_qs(urlsplit(chip["href"]).query) for chip in document.all("a", class_="chip")}
    taken = []
    for text, kept in chips.items():
        gone = {(name, value) for name in given for value in given[name]} - {
            (name, value) for name in kept for value in kept[name]
        }
        assert len(gone) == 1, text
        assert {key for key in kept if key not in given} == set()
        taken += list(gone)
    filters = {(name, value) for name in ("approach", "country", "evaluated") for value in given[name]}
    assert sorted(taken) == sorted(filters)
    cleared = parse_qs(urlsplit(document.one("a", class_="clear")["href"]).query)
    assert not {"approach", "country", "evaluated"} & set(cleared)


async def test_what_was_chosen_stays_chosen_in_the_form(client: httpx.AsyncClient) -> None:
    query = "q=prison&approach=reintegration&country=UG&evaluated=no&order=title&size=50"
    form = (await results(client, f"/practices?{query}")).one("form", class_="filters-form")
    boxes = [(box["name"], box["value"]) for box in form.all("input", type="checkbox") if "checked" in box.attributes]
    hidden = [(one["name"], one["value"]) for one in form.all("input", type="hidden")]
    sent = [("q", form.one("input", type="search")["value"]), *boxes, *hidden]
    assert sorted(sent) == sorted((name, values[0]) for name, values in parse_qs(query).items())


async def test_every_size_and_order_that_is_offered_works_and_is_marked(client: httpx.AsyncClient) -> None:
    document = await results(client, "/practices?q=community")
    sizes = document.one("div", aria_label="On each page").all("a")
    orders = document.one("div", aria_label="Sort by").all("a")
    assert [link.text for link in sizes] == [str(size) for size in SIZES]
    assert len(orders) == len(OFFERED)
    for link in sizes + orders:
        chosen = await results(client, link["href"])
        marked = [one.text for one in chosen.all("a", aria_current="true")]
        assert link.text in marked


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=prison",
        'q="street+lights"+or+mediation',
        "q=a\\b+%22c",
        "approach=reintegration&approach=legal-aid&evaluated=no",
        "crime-problem=bullying&country=GB",
        "country=UG",
        "prevention-level=primary&order=title&size=50",
    ],
)
async def test_the_graphql_link_holds_a_query_with_the_same_answer(client: httpx.AsyncClient, query: str) -> None:
    document = await results(client, f"/practices?{query}")
    links = document.one("section", class_="found").all("a")
    found = [link["href"] for link in links if link["href"].startswith("/api/explorer")]
    if not slugs(document):
        assert not found
        return
    asked = parse_qs(urlsplit(found[0]).query)["query"][0]
    answer = (await client.post("/graphql", json={"query": asked})).json()
    practices = answer["data"]["practices"]
    assert practices["totalCount"] == total(document)
    assert [one["uri"].rsplit("/", 1)[1] for one in practices["nodes"]] == slugs(document)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "'\"&<>"])
async def test_what_is_searched_for_is_shown_as_text(client: httpx.AsyncClient, text: str) -> None:
    response = await client.get("/practices", params={"q": text})
    document = read(response.text)
    assert document.one("input", id="q")["value"] == text
    assert text in document.one("h2", id="found").text
    assert len(document.all("script")) == 1
    assert not [one for one in document.inside if any(name.startswith("on") for name in one.attributes)]
    assert not document.all("img")


async def test_words_that_were_found_are_marked_and_nothing_else_is(client: httpx.AsyncClient) -> None:
    document = await results(client, "/practices?q=mediation")
    marked = {mark.text.lower() for mark in document.all("mark")}
    assert marked
    assert all(word.startswith("mediat") for word in marked)


async def test_a_json_body_is_json_whatever_is_searched_for(client: httpx.AsyncClient) -> None:
    response = await client.get("/practices.json", params={"q": '"</script>\\ é'})
    assert json.loads(response.text)["source"].startswith("http://127.0.0.1:8000/practices?q=%22")
