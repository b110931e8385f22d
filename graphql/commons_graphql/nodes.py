"""Global object identification (Relay): every id names a type and a row."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import strawberry

from commons.kit.errors import Refused
from commons_graphql.context import Info

NODES_MAX = 100

Fetch = Callable[[Info, UUID], Awaitable[Any]]
_FETCH: dict[str, Fetch] = {}


@strawberry.interface(description="Anything that can be fetched again by its id (Relay global object identification).")
class Node:
    """Base of all types with an id."""

    id: strawberry.ID = strawberry.field(
        description="Opaque id, unique over all types of this registry; it never changes. Use it with `node`."
    )


def node_type(name: str, fetch: Fetch) -> None:
    """Say how rows of a type are fetched by id."""
    _FETCH[name] = fetch


def global_id(type_name: str, row: UUID) -> strawberry.ID:
    """The public id of a row."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{type_name}:{row}".encode()).decode().rstrip("="))


def _parse(text: str) -> tuple[str, UUID]:
    try:
        raw = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        type_name, _, row = raw.partition(":")
        return type_name, UUID(row)
    except (ValueError, binascii.Error):
        shown = text if len(text) <= 60 else f"{text[:60]}…"
        raise Refused(f"“{shown}” is not an id of this registry. Use an id as a field named id gave it.") from None


async def fetch_node(info: Info, text: str) -> Node | None:
    """The public thing with this id, or None; Refused where the text is no id."""
    type_name, row = _parse(text)
    fetch = _FETCH.get(type_name)
    found: Node | None = None if fetch is None else await fetch(info, row)
    return found


def refuse_too_many(ids: Sequence[str]) -> None:
    """Refused where more ids are asked for than one answer gives."""
    if len(ids) > NODES_MAX:
        raise Refused(f"Ask for at most {NODES_MAX} ids at once; these are {len(ids)}.", field="ids")
