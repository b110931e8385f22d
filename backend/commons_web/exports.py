"""Exports of a search: every hit, read page by page in an order that does not change meanwhile, sent as it is read."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

from defusedcsv import csv

from commons.kit.paging import MAX_PAGE, page_request
from commons.practices.queries.criteria import Order
from commons.practices.queries.search import find_practices
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
    after: str | None = None
    while True:
        page = await find_practices(asked.criteria, Order.ID, page_request(first=MAX_PAGE, after=after))
        if page.rows:
            yield await whole(page.rows)
        if not page.has_next:
            return
        after = page.cursors[-1]


def _line(cells: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
