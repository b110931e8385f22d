"""Single published practices, by slug or id, and what stays of withdrawn ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from commons.kit.database import DATABASE
from commons.kit.errors import Code, Refused
from commons.practices.content import NarrativeContent
from commons.practices.queries.rows import PracticeRow, Tombstone

COLUMNS = """p.id, v.id AS version, p.slug, v.number, v.shelf, v.title, v.summary, v.language, v.began, v.place_note,
    v.intelligence, v.intervention, v.implementation, v.involvement, v.impact, v.fingerprint, v.published_at,
    (SELECT min(o.published_at) FROM practice_version o WHERE o.practice = p.id) AS first_published_at,
    (SELECT encode(sha256(convert_to(v.fingerprint || coalesce(string_agg(e.fingerprint, '' ORDER BY e.position), ''),
        'UTF8')), 'hex') FROM evaluation e WHERE e.practice = p.id AND e.superseded_at IS NULL) AS whole_fingerprint,
    greatest(v.published_at, (SELECT max(greatest(e.recorded_at, e.superseded_at)) FROM evaluation e
        WHERE e.practice = p.id)) AS changed_at"""
_FROM = "FROM practice_version v JOIN practice p ON p.id = v.practice"


async def published_practice(slug: str) -> PracticeRow | None:
    """The practice of this slug, None where there is none; Refused (GONE) with the reason where it was withdrawn."""
    row = await DATABASE.row(f"SELECT {COLUMNS} {_FROM} WHERE p.slug = $1 AND v.state = 'published'", slug)
    if row is not None:
        return practice_row(row)
    tombstone = await withdrawn_practice(slug)
    if tombstone is not None:
        raise gone(tombstone)
    return None


async def withdrawn_practice(slug: str) -> Tombstone | None:
    """The tombstone at this slug, or None."""
    sql = f"""SELECT p.slug, v.title, v.withdrawn_at, v.withdrawn_reason AS reason {_FROM}
    WHERE p.slug = $1 AND v.state = 'withdrawn'"""
    row = await DATABASE.row(sql, slug)
    return None if row is None else Tombstone(**dict(row))


def gone(tombstone: Tombstone) -> Refused:
    """The sentence that every door shows for a withdrawn practice."""
    day = f"{tombstone.withdrawn_at:%-d %B %Y}"
    details = {"withdrawnAt": tombstone.withdrawn_at.isoformat(), "reason": tombstone.reason}
    return Refused(f"“{tombstone.title}” was withdrawn on {day}: {tombstone.reason}", Code.GONE, details=details)


async def practices_by_id(ids: Sequence[UUID]) -> dict[UUID, PracticeRow]:
    """Published practices by id; those that are not public are left out."""
    sql = f"SELECT {COLUMNS} {_FROM} WHERE p.id = ANY($1) AND v.state = 'published'"
    return {row["id"]: practice_row(row) for row in await DATABASE.rows(sql, list(ids))}


async def practices_by_version(versions: Sequence[UUID]) -> list[PracticeRow]:
    """What these versions say, in the order given, superseded meanwhile or not; withdrawn ones are left out."""
    sql = f"SELECT {COLUMNS} {_FROM} WHERE v.id = ANY($1) AND v.state IN ('published', 'superseded')"
    found = {row["version"]: practice_row(row) for row in await DATABASE.rows(sql, list(versions))}
    return [found[version] for version in versions if version in found]


def practice_row(row: Any) -> PracticeRow:
    """A row of COLUMNS as a value."""
    narrative = NarrativeContent(
        row["intelligence"], row["intervention"], row["implementation"], row["involvement"], row["impact"]
    )
    return PracticeRow(
        id=row["id"],
        version=row["version"],
        slug=row["slug"],
        number=row["number"],
        shelf=row["shelf"],
        title=row["title"],
        summary=row["summary"],
        language=row["language"],
        began=row["began"],
        place_note=row["place_note"],
        narrative=narrative,
        fingerprint=row["fingerprint"],
        whole_fingerprint=row["whole_fingerprint"],
        first_published_at=row["first_published_at"],
        published_at=row["published_at"],
        changed_at=row["changed_at"],
    )
