"""Keyset paging: a page starts after a row, never after a number of rows."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from commons.kit.errors import Refused

MAX_PAGE = 100
DEFAULT_PAGE = 20
_CURSOR_MAX = 4_000  # characters; the longest title makes one of 2,500
_ORDER = re.compile(r"[A-Z_]{1,40}")

Row = TypeVar("Row")
Key = str | int | float


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an ordering: the ordering's name, the row's key in it and the row's id, which breaks ties."""

    order: str
    key: Key
    id: str

    def encode(self) -> str:
        """Opaque text for clients."""
        raw = json.dumps([self.order, self.key, self.id], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode_cursor(text: str, order: str) -> Cursor:
    """The place that ``text`` names in ``order``; Refused where it is no cursor, or one of another ordering."""
    cursor = _parse(text)
    if cursor is None:
        raise Refused("This cursor was not made by this registry. Use an endCursor or startCursor as it was given.")
    if cursor.order != order:
        raise Refused(f"This cursor belongs to the order {cursor.order}, not to {order}. Start again without a cursor.")
    return cursor


def _parse(text: str) -> Cursor | None:
    if len(text) > _CURSOR_MAX:
        return None
    try:
        parts = json.loads(base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    match parts:
        case [str(order), str() | int() | float() as key, str(row_id)] if not isinstance(key, bool):
            # A refusal repeats the order: it must be a word, whoever made the cursor.
            return Cursor(order, key, row_id) if _ORDER.fullmatch(order) else None
    return None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page: ``size`` rows after or before a place, read forwards or backwards."""

    size: int = DEFAULT_PAGE
    backwards: bool = False
    after: str | None = None
    before: str | None = None


def page_request(
    first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
) -> PageRequest:
    """A page from Relay's four arguments; Refused where they contradict each other or pass the bounds."""
    if first is not None and last is not None:
        raise Refused("Ask for the first or for the last rows, not for both.", field="first")
    size = DEFAULT_PAGE if first is None and last is None else (last if first is None else first)
    if size is None or not 1 <= size <= MAX_PAGE:
        name = "last" if first is None else "first"
        raise Refused(f"A page has 1 to {MAX_PAGE} rows; {name} was {size}.", field=name)
    return PageRequest(size, backwards=last is not None, after=after, before=before)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in reading order with their cursors, and whether there is more on either side."""

    rows: list[Row]
    cursors: list[str]
    has_next: bool
    has_previous: bool


def trim(found: list[tuple[Row, str]], request: PageRequest) -> Page[Row]:
    """A page out of up to ``size + 1`` rows that were read in the request's direction."""
    more = len(found) > request.size
    kept = found[: request.size]
    if request.backwards:
        kept.reverse()
    return Page(
        rows=[row for row, _ in kept],
        cursors=[cursor for _, cursor in kept],
        # The side that was not read is answered from the cursor: whoever holds one came from there.
        has_next=more if not request.backwards else request.before is not None,
        has_previous=more if request.backwards else request.after is not None,
    )
