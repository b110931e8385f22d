"""Reads of the vocabularies; all of them are public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commons.kit.database import DATABASE

# A concept stands for as many published practices as were tagged with it or with something narrower.
_CONCEPTS = """
SELECT c.id, c.scheme, c.notation, c.labels, c.alternatives, c.definitions, c.source, c.broader
FROM concept c
"""


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A concept scheme; titles and descriptions by language."""

    id: UUID
    notation: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    source: str | None


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept; labels, other words and definitions by language."""

    id: UUID
    scheme: str
    notation: str
    labels: dict[str, str]
    alternatives: dict[str, list[str]]
    definitions: dict[str, str]
    source: str | None
    broader: UUID | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A cited document."""

    code: str
    title: str
    issued: str


async def all_schemes() -> list[SchemeRow]:
    """Every scheme, in reading order."""
    rows = await DATABASE.rows(
        "SELECT id, notation, titles, descriptions, source FROM scheme ORDER BY position, notation"
    )
    return [SchemeRow(**dict(row)) for row in rows]


async def scheme_named(notation: str) -> SchemeRow | None:
    """The scheme of this notation, or None."""
    row = await DATABASE.row(
        "SELECT id, notation, titles, descriptions, source FROM scheme WHERE notation = $1", notation
    )
    return None if row is None else SchemeRow(**dict(row))


async def schemes_by_id(ids: Sequence[UUID]) -> dict[UUID, SchemeRow]:
    """Schemes by id; those that do not exist are left out."""
    sql = "SELECT id, notation, titles, descriptions, source FROM scheme WHERE id = ANY($1)"
    return {row["id"]: SchemeRow(**dict(row)) for row in await DATABASE.rows(sql, list(ids))}


async def concepts_of(schemes: Sequence[str]) -> dict[str, list[ConceptRow]]:
    """The concepts of each scheme in reading order: broader before narrower."""
    rows = await DATABASE.rows(f"{_CONCEPTS} WHERE c.scheme = ANY($1) ORDER BY c.scheme, c.position", list(schemes))
    return _by(rows, "scheme")


async def concepts_by_id(ids: Sequence[UUID]) -> dict[UUID, ConceptRow]:
    """Concepts by id; those that do not exist are left out."""
    rows = await DATABASE.rows(f"{_CONCEPTS} WHERE c.id = ANY($1)", list(ids))
    return {row["id"]: ConceptRow(**dict(row)) for row in rows}


async def narrower_of(ids: Sequence[UUID]) -> dict[UUID, list[ConceptRow]]:
    """The concepts directly narrower than each."""
    rows = await DATABASE.rows(f"{_CONCEPTS} WHERE c.broader = ANY($1) ORDER BY c.position", list(ids))
    return _by(rows, "broader")


async def concept_named(scheme: str, notation: str) -> ConceptRow | None:
    """One concept, or None."""
    row = await DATABASE.row(f"{_CONCEPTS} WHERE c.scheme = $1 AND c.notation = $2", scheme, notation)
    return None if row is None else ConceptRow(**dict(row))


async def unknown_notations(scheme: str, notations: Iterable[str]) -> list[str]:
    """Those of the notations that the scheme does not have."""
    asked = list(notations)
    rows = await DATABASE.rows("SELECT notation FROM concept WHERE scheme = $1 AND notation = ANY($2)", scheme, asked)
    return sorted(set(asked) - {row["notation"] for row in rows})


async def documents_by_code(codes: Sequence[str]) -> dict[str, DocumentRow]:
    """Cited documents by code."""
    sql = "SELECT code, title, issued FROM document WHERE code = ANY($1) ORDER BY position"
    return {row["code"]: DocumentRow(**dict(row)) for row in await DATABASE.rows(sql, list(codes))}


async def all_documents() -> list[DocumentRow]:
    """Every document that may be cited, in reading order."""
    rows = await DATABASE.rows("SELECT code, title, issued FROM document ORDER BY position")
    return [DocumentRow(**dict(row)) for row in rows]


def _by(rows: Iterable[Any], key: str) -> dict[Any, list[ConceptRow]]:
    groups: dict[Any, list[ConceptRow]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(ConceptRow(**dict(row)))
    return groups
