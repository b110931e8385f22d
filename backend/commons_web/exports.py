"""Exports of a search: every hit, read piece by piece, sent as it is read."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

from defusedcsv import csv

from commons.kit.paging import MAX_PAGE
from commons.practices.queries.published import practices_by_version
from commons.practices.queries.search import all_hits
from commons.practices.queries.whole import WholePractice, whole
from commons_web.asked import Asked
from commons_web.records import CSV_COLUMNS, LICENCE, csv_row, record


async def csv_export(asked: Asked, base_url: str) -> AsyncIterator[bytes]:
    """CSV in UTF-8 with a byte order mark, which spreadsheets need; cells that a spreadsheet would run are defused."""
    yield b"\xef\xbb\xbf" + _line(CSV_COLUMNS)
    async for practices in _pages(asked):
        yield b"".join(_line(csv_row(practice, base_url)) for practice in practices)


async def json_export(asked: Asked, base_url: str) -> AsyncIterator[bytes]:
    """One JSON object: its licence and the list of practices."""
    head = json.dumps({"licence": LICENCE, "source": base_url + asked.url()})
    yield head[:-1].encode() + b', "practices": ['
    separator = b"\n"
    async for practices in _pages(asked):
        for practice in practices:
            yield separator + json.dumps(record(practice, base_url), ensure_ascii=False).encode()
            separator = b",\n"
    yield b"\n]}\n"


async def _pages(asked: Asked) -> AsyncIterator[list[WholePractice]]:
    """The hits of this moment: what is published while the export runs neither joins it nor pushes another out."""
    versions = await all_hits(asked.criteria, asked.sorted_by)
    for start in range(0, len(versions), MAX_PAGE):
        yield await whole(await practices_by_version(versions[start : start + MAX_PAGE]))


def _line(cells: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
