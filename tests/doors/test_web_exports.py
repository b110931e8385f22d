"""CSV and JSON of a search and of a practice, read back by other programs' eyes."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from commons_web.records import CSV_COLUMNS

MEASURED = "families-television-series-australia"


async def rows(client: httpx.AsyncClient, address: str) -> list[dict[str, str]]:
    """The lines of a CSV, read as Python's own reader reads them."""
    response = await client.get(address)
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), strict=True))


async def whole(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/practices.json")).json()["practices"]
    return found


async def test_csv_says_of_every_practice_what_json_says(client: httpx.AsyncClient) -> None:
    lines, records = await rows(client, "/practices.csv"), await whole(client)
    assert len(lines) == len(records) > 40
    for line, record in zip(lines, records, strict=True):
        assert tuple(line) == CSV_COLUMNS
        for name in ("slug", "title", "uri", "summary", "licence", "published_at"):
            assert line[name] == record[name]
        assert line["version"] == str(record["version"])
        assert line["evaluations"] == str(len(record["evaluations"]))
        assert line["approach"].split("; ") == [one["notation"] for one in record["facets"]["approach"]]
        assert line["partners"] == "; ".join(one["name"] for one in record["partners"])


async def test_the_files_say_what_they_are(client: httpx.AsyncClient) -> None:
    table, data = await client.get("/practices.csv"), await client.get("/practices.json?q=koban")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == 'attachment; filename="practices.csv"'
    assert table.text.count("\r\n") == table.text.count("\n")
    assert data.json()["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert urlsplit(data.json()["source"]).path == "/practices"
    assert urlsplit(data.json()["source"]).query == "q=koban"


async def test_an_export_has_every_page_of_its_search(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commons_web.exports.MAX_PAGE", 2)
    slugs = [line["slug"] for line in await rows(client, "/practices.csv?approach=reintegration")]
    records = await client.get("/practices.json?approach=reintegration")
    shown = (await client.get("/practices?approach=reintegration&size=100")).text
    assert len(slugs) == len(set(slugs)) > 4
    assert [one["slug"] for one in records.json()["practices"]] == slugs
    assert all(f'/practices/{slug}"' in shown for slug in slugs)


@pytest.mark.parametrize("query", ["", "?q=mediation", "?evaluated=yes&order=evidence", "?q=xyzzy"])
async def test_json_export_is_each_practices_own_json(client: httpx.AsyncClient, query: str) -> None:
    export = (await client.get(f"/practices.json{query}")).json()["practices"]
    for record in export[:5]:
        assert (await client.get(f"/practices/{record['slug']}.json")).json() == record
    assert [line["slug"] for line in await rows(client, f"/practices.csv{query}")] == [one["slug"] for one in export]


async def test_a_record_says_with_null_what_its_source_leaves_open(client: httpx.AsyncClient) -> None:
    record = (await client.get("/practices/koban-policing-japan.json")).json()
    assert record["began"] is None
    assert record["narrative"]["impact"] is None
    assert record["evaluations"] == []
    assert [place["country_name"] for place in record["places"]] == ["Japan"]


async def test_figures_are_numbers(client: httpx.AsyncClient) -> None:
    record = (await client.get(f"/practices/{MEASURED}.json")).json()
    findings = [finding for study in record["evaluations"] for finding in study["findings"]]
    figures = [figure for one in findings for figure in (one["before"], one["after"]) if figure is not None]
    assert figures
    assert all(isinstance(figure, float) for figure in figures)
