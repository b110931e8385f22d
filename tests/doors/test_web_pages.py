"""Every address of the site: what it answers, and what it says where there is nothing or nothing can be done."""

from __future__ import annotations

import re
from itertools import pairwise

import httpx
import pytest

from commons_web.app import PAGES
from tests.standards.markup import Element, read

MEASURED = "families-television-series-australia"

# Route, an address of it, the start of its media type, and something that only it says.
ROUTES = [
    ("/", "/", "text/html", "What communities did about crime"),
    ("/practices", "/practices", "text/html", " practices</h2>"),
    ("/practices.csv", "/practices.csv?q=koban", "text/csv", "koban-policing-japan"),
    ("/practices.json", "/practices.json?q=koban", "application/json", "koban-policing-japan"),
    ("/practices/{slug:str}", f"/practices/{MEASURED}", "text/html", "What was done"),
    ("/practices/{slug:str}", f"/practices/{MEASURED}.json", "application/json", '"narrative"'),
    ("/vocabulary", "/vocabulary", "text/html", "Crime problem"),
    ("/vocabulary/{scheme:str}", "/vocabulary/approach", "text/html", "نُهُج منع الجريمة"),
    ("/vocabulary/{scheme:str}/{notation:str}", "/vocabulary/approach/locally-based", "text/html", "Français"),
    ("/api", "/api", "text/html", "http://127.0.0.1:8000/graphql"),
    ("/api/explorer", "/api/explorer", "text/html", "FindPractices"),
    ("/graphql/schema", "/graphql/schema", "text/plain", "type Query {"),
    ("/healthz", "/healthz", "application/json", "ok"),
    ("/readyz", "/readyz", "application/json", "ready"),
    ("/static/{name:str}", "/static/THIRD-PARTY-LICENCES.txt", "text/plain", "htmx"),
]
HTML = [address for _, address, kind, _ in ROUTES if kind == "text/html"]


@pytest.mark.parametrize(("route", "address", "kind", "landmark"), ROUTES, ids=lambda value: value)
async def test_address_answers_with_its_content(
    client: httpx.AsyncClient, route: str, address: str, kind: str, landmark: str
) -> None:
    response = await client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == (f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
    assert landmark in response.text


def test_every_route_of_the_application_is_in_the_table() -> None:
    assert {route for route, *_ in ROUTES} == {path for handler in PAGES for path in handler.paths}


@pytest.mark.parametrize("address", HTML)
async def test_page_has_one_heading_a_title_and_its_landmarks(client: httpx.AsyncClient, address: str) -> None:
    document = read((await client.get(address)).text)
    assert document.one("html")["lang"] == "en"
    assert document.one("h1").text
    assert re.fullmatch(r".{3,} – Safer Commons", document.one("head").one("title").text)
    assert document.one("main")["id"] == document.one("a", class_="skip")["href"].removeprefix("#")
    _headings_skip_no_level(document)
    _ids_are_unique_and_found(document)


def _headings_skip_no_level(document: Element) -> None:
    levels = [int(one.tag[1]) for one in document.inside if re.fullmatch(r"h[1-6]", one.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def _ids_are_unique_and_found(document: Element) -> None:
    ids = [one["id"] for one in document.inside if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    pointed = [one["aria-labelledby"] for one in document.inside if "aria-labelledby" in one.attributes]
    pointed += [one["for"] for one in document.all("label") if "for" in one.attributes]
    pointed += [one["href"][1:] for one in document.all("a") if one.attributes.get("href", "").startswith("#")]
    assert set(pointed) <= set(ids)


@pytest.mark.parametrize("address", HTML)
async def test_every_link_inside_the_site_leads_somewhere(client: httpx.AsyncClient, address: str) -> None:
    document = read((await client.get(address)).text)
    links = {one["href"] for one in document.all("a") + document.all("link") if "href" in one.attributes}
    inside = sorted(link for link in links if link.startswith("/"))
    for link in inside[:: max(len(inside) // 25, 1)]:
        assert (await client.get(link)).status_code == 200, link


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/nowhere", "No page has this address."),
        ("/practices/nothing-of-the-kind", "The library has no practice at this address."),
        ("/practices/Koban-Policing-Japan", "The library has no practice at this address."),
        ("/practices/koban-policing-japan/more", "No page has this address."),
        ("/practices/%00", "No page has this address."),
        ("/practices/%ED%A0%80", "The library has no practice at this address."),
        ("/practices/" + "x" * 5000, "The library has no practice at this address."),
        ("/vocabulary/nonsense", "There is no vocabulary at this address."),
        ("/vocabulary/%00", "No page has this address."),
        ("/vocabulary/approach/nonsense", "No vocabulary has a concept at this address."),
        ("/vocabulary/approach/%00", "No page has this address."),
        ("/vocabulary/nonsense/locally-based", "No vocabulary has a concept at this address."),
        ("/static/nonsense.css", "There is no such file."),
    ],
)
async def test_what_does_not_exist_is_a_page_in_the_sites_look(
    client: httpx.AsyncClient, address: str, sentence: str
) -> None:
    response = await client.get(address, headers={"accept": "text/html"})
    document = read(response.text)
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
    assert document.one("h1").text == "There is nothing here"
    assert sentence in document.one("main").text
    assert document.one("nav", aria_label="Main")
    assert document.one("form", role="search")["action"] == "/practices"


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/nowhere", "application/json"),
        ("/practices/nothing.json", "text/html"),
        ("/practices/nothing", "application/problem+json"),
    ],
)
async def test_a_program_gets_problem_details_instead(client: httpx.AsyncClient, address: str, accept: str) -> None:
    response = await client.get(address, headers={"accept": accept})
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == response.status_code == 404
    assert problem["detail"].endswith("at this address.") or problem["detail"] == "No page has this address."
    assert problem["requestId"] == response.headers["x-request-id"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", [address for _, address, *_ in ROUTES])
async def test_nothing_can_be_changed_at_any_address(client: httpx.AsyncClient, address: str, method: str) -> None:
    response = await client.request(method, address, content=b"")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


async def test_a_method_that_is_not_taken_is_explained(client: httpx.AsyncClient) -> None:
    response = await client.post("/practices", data={"q": "koban"}, headers={"accept": "text/html"})
    assert "This address can be read, but takes nothing." in read(response.text).one("main").text
