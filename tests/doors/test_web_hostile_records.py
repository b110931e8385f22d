"""Records whose words would do harm in a page, in a spreadsheet or in a program that reads them."""

from __future__ import annotations

import csv
import io

import httpx
import pytest

from commons.practices.actions import propose, publish, submit
from commons.practices.content import Citation, NarrativeContent
from tests.conftest import NOW
from tests.standards.markup import read
from tests.support import DEE, SUMMARY, practice

TITLES = {
    "a-formula": '=HYPERLINK("http://elsewhere.invalid")',
    "a-plus": "+1+cmd|' /C calc'!A0",
    "a-minus": "-2+3+cmd",
    "an-at": "@SUM(A1:A9)",
    "a-script": "<script>alert(1)</script>",
    "an-attribute": '" onmouseover="alert(1)',
    "an-end": "</title></h1><img src=x onerror=alert(1)>",
    "a-template": "{{ 7 * 7 }} {% include 'base.html' %}",
    "an-entity": "&lt;b&gt; &amp;",
    "a-comma": 'One, "two"; three',
    "a-right-to-left": "\u202eesrever",
    "a-query": '") { slug } }',
}
FORMULAS = ["a-formula", "a-plus", "a-minus", "an-at"]


@pytest.fixture(scope="module", autouse=True)
async def published(client: httpx.AsyncClient) -> None:
    assert client is not None
    for slug, title in TITLES.items():
        content = practice(
            slug=slug,
            title=title,
            summary=f"{title} {SUMMARY}",
            began=title[:40],
            place_note=title,
            narrative=NarrativeContent(impact=title),
            citations=[Citation("A/CONF.222/9", title)],
        )
        version = await propose(DEE, content, now=NOW)
        await submit(DEE, version)
        await publish(DEE, version, now=NOW)


@pytest.mark.parametrize("slug", TITLES)
async def test_a_page_shows_the_words_and_obeys_none(client: httpx.AsyncClient, slug: str) -> None:
    document = read((await client.get(f"/practices/{slug}")).text)
    title = " ".join(TITLES[slug].split())
    assert document.one("h1").text == title
    assert document.one("head").one("title").text == f"{title} – Safer Commons"
    assert title in document.one("aside").text
    _harmless(client, document)


def _harmless(client: httpx.AsyncClient, document: object) -> None:
    elements = getattr(document, "inside")  # noqa: B009
    assert sum(one.tag == "script" for one in elements) == 1
    assert not [one for one in elements if one.tag in ("img", "b", "iframe")]
    assert not [one for one in elements if any(name.startswith("on") for name in one.attributes)]


@pytest.mark.parametrize("slug", TITLES)
async def test_so_does_a_list(client: httpx.AsyncClient, slug: str) -> None:
    document = read((await client.get("/practices?size=100")).text)
    links = {link["href"]: link.text for link in document.all("a")}
    assert links[f"/practices/{slug}"] == " ".join(TITLES[slug].split())
    _harmless(client, document)


@pytest.mark.parametrize("slug", TITLES)
async def test_json_keeps_the_words_as_they_are(client: httpx.AsyncClient, slug: str) -> None:
    assert (await client.get(f"/practices/{slug}.json")).json()["title"] == TITLES[slug]


async def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(client: httpx.AsyncClient) -> None:
    text = (await client.get("/practices.csv")).content.decode("utf-8-sig")
    lines = {line["slug"]: line for line in csv.DictReader(io.StringIO(text, newline=""), strict=True)}
    for line in lines.values():
        assert not [cell for cell in line.values() if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    for slug in FORMULAS:
        assert lines[slug]["title"].startswith("'")
        assert TITLES[slug].replace("|", "\\|") in lines[slug]["title"] or TITLES[slug] in lines[slug]["title"]
    assert lines["a-comma"]["title"] == TITLES["a-comma"]
    assert lines["a-script"]["title"] == TITLES["a-script"]
