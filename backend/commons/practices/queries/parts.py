"""The parts of published practices, read for many at once: one statement a kind, whatever the number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from commons.kit.database import DATABASE
from commons.practices.queries.rows import (
    CitationRow,
    ComponentRow,
    EvaluationRow,
    FindingRow,
    PartnerRow,
    PlaceRow,
    VersionNote,
)

Part = TypeVar("Part")
Grouped = dict[UUID, list[Part]]


async def facets_of(versions: Sequence[UUID]) -> dict[UUID, list[tuple[str, UUID]]]:
    """(scheme, concept) pairs that were chosen for each version, in the order of choice."""
    sql = """
    SELECT version AS owner, scheme, concept FROM version_facet
    WHERE version = ANY($1) AND direct ORDER BY version, position
    """
    return _grouped(await DATABASE.rows(sql, list(versions)), lambda row: (row["scheme"], row["concept"]))


async def places_of(versions: Sequence[UUID]) -> Grouped[PlaceRow]:
    """Places of each version."""
    sql = """
    SELECT version AS owner, country, subdivision, locality FROM version_place
    WHERE version = ANY($1) ORDER BY version, position
    """
    return _grouped(await DATABASE.rows(sql, list(versions)), _made(PlaceRow))


async def partners_of(versions: Sequence[UUID]) -> Grouped[PartnerRow]:
    """Partners of each version."""
    sql = """
    SELECT version AS owner, name, sector, role, task FROM version_partner
    WHERE version = ANY($1) ORDER BY version, position
    """
    return _grouped(await DATABASE.rows(sql, list(versions)), _made(PartnerRow))


async def components_of(versions: Sequence[UUID]) -> Grouped[ComponentRow]:
    """Components of each version."""
    sql = """
    SELECT version AS owner, name, description, kind FROM version_component
    WHERE version = ANY($1) ORDER BY version, position
    """
    return _grouped(await DATABASE.rows(sql, list(versions)), _made(ComponentRow))


async def citations_of(versions: Sequence[UUID]) -> Grouped[CitationRow]:
    """Citations of each version with the titles of the documents."""
    sql = """
    SELECT c.version AS owner, c.document, d.title, c.locator
    FROM version_citation c JOIN document d ON d.code = c.document
    WHERE c.version = ANY($1) ORDER BY c.version, c.position
    """
    return _grouped(await DATABASE.rows(sql, list(versions)), _made(CitationRow))


async def evaluations_of(practices: Sequence[UUID]) -> Grouped[EvaluationRow]:
    """Studies of each practice that are held to be right now."""
    sql = """
    SELECT e.practice AS owner, e.id, e.title, e.maryland, e.design, e.independence, e.sample,
           e.document, d.title AS document_title, e.locator
    FROM evaluation e JOIN document d ON d.code = e.document
    WHERE e.practice = ANY($1) AND e.superseded_at IS NULL ORDER BY e.practice, e.position
    """
    return _grouped(await DATABASE.rows(sql, list(practices)), _evaluation)


async def findings_of(evaluations: Sequence[UUID]) -> Grouped[FindingRow]:
    """Findings of each study."""
    sql = """
    SELECT evaluation AS owner, id, outcome, problem, direction, statement, unit,
           before, before_when, after, after_when, follow_up_months
    FROM finding WHERE evaluation = ANY($1) ORDER BY evaluation, position
    """
    return _grouped(await DATABASE.rows(sql, list(evaluations)), _made(FindingRow))


async def history_of(practices: Sequence[UUID]) -> Grouped[VersionNote]:
    """Every version that was public, the newest first."""
    sql = """
    SELECT practice AS owner, number, published_at, fingerprint FROM practice_version
    WHERE practice = ANY($1) AND published_at IS NOT NULL ORDER BY practice, number DESC
    """
    return _grouped(await DATABASE.rows(sql, list(practices)), _made(VersionNote))


def _grouped(rows: Iterable[Any], make: Callable[[Any], Part]) -> Grouped[Part]:
    groups: Grouped[Part] = defaultdict(list)
    for row in rows:
        groups[row["owner"]].append(make(row))
    return groups


def _made(kind: Callable[..., Part]) -> Callable[[Any], Part]:
    def make(row: Any) -> Part:
        values = dict(row)
        del values["owner"]
        return kind(**values)

    return make


def _evaluation(row: Any) -> EvaluationRow:
    citation = CitationRow(row["document"], row["document_title"], row["locator"])
    return EvaluationRow(
        row["id"], row["title"], row["maryland"], row["design"], row["independence"], row["sample"], citation
    )
