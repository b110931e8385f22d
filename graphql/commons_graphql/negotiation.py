"""Which media type an answer has (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

_OFFERED = (JSON, GRAPHQL_JSON)
_QUALITY = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def best_media_type(accept: str) -> str | None:
    """The offered type that an Accept header likes best, the one that it names first among equals; None for none."""
    ranges = [_range(member) for member in accept.split(",")]
    ranked = [(rank, kind) for kind in _OFFERED for rank in _rank(ranges, kind)]
    liked = [(rank, kind) for rank, kind in ranked if rank[0] > 0]
    return max(liked, key=lambda one: one[0])[1] if liked else None


def _range(member: str) -> tuple[str, float]:
    kind, *parameters = (part.strip().lower() for part in member.split(";"))
    quality = next((found[1] for found in map(_QUALITY.fullmatch, parameters) if found), "1")
    return kind, float(quality)


def _rank(ranges: list[tuple[str, float]], kind: str) -> Iterator[tuple[float, int, int]]:
    """How much the header likes a type: by the most specific range that holds it. Nothing where none does."""
    holding = ["*/*", f"{kind.partition('/')[0]}/*", kind]
    matches = [
        (holding.index(name), -place, quality) for place, (name, quality) in enumerate(ranges) if name in holding
    ]
    if matches:
        specific, place, quality = max(matches)
        yield quality, specific, place
