"""Rows of a version's parts and of an evaluation's findings. Called by actions, inside their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from commons.kit.database import DATABASE
from commons.kit.errors import Refused, refuse
from commons.practices.content import Citation, FindingContent, PartnerContent, PracticeContent
from commons.practices.indexing import index
from commons.vocabulary.actions import concept_id
from commons.vocabulary.queries import documents_by_code, unknown_notations


async def write_parts(version: UUID, content: PracticeContent) -> None:
    """Everything that hangs from a version, and what it is searched by; Refused where a notation is unknown."""
    await _refuse_unknown(content)
    await _write_lists(version, content)
    await index(version, _chosen(content))


async def write_findings(evaluation: UUID, findings: Sequence[FindingContent]) -> None:
    """The findings of a study; Refused where a crime problem is unknown."""
    await refuse_unknown_concepts("crime-problem", [f.problem for f in findings if f.problem is not None])
    sql = """
    INSERT INTO finding (id, evaluation, position, outcome, problem, direction, statement, unit,
                         before, before_when, after, after_when, follow_up_months)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    """
    await DATABASE.many(sql, [_finding_row(evaluation, place, finding) for place, finding in enumerate(findings)])


async def refuse_unknown_concepts(scheme: str, notations: Sequence[str]) -> None:
    """Refused with the first notation that the scheme does not have."""
    unknown = await unknown_notations(scheme, notations)
    if unknown:
        raise Refused(f"The vocabulary {scheme} has no concept {unknown[0]}.", field=scheme)


async def refuse_unknown_documents(citations: Sequence[Citation]) -> None:
    """Refused with the first document that the registry does not know."""
    codes = {citation.document for citation in citations}
    unknown = sorted(codes - (await documents_by_code(sorted(codes))).keys())
    refuse(f"There is no document {unknown[0]} to cite." if unknown else None)


async def _refuse_unknown(content: PracticeContent) -> None:
    for scheme, notations in content.facets.items():
        await refuse_unknown_concepts(scheme, notations)
    await refuse_unknown_concepts("sector", [partner.sector for partner in content.partners])
    await refuse_unknown_concepts("partner-role", [partner.role for partner in content.partners])
    await refuse_unknown_documents(content.citations)


def _chosen(content: PracticeContent) -> list[UUID]:
    facets = [concept_id(scheme, notation) for scheme, notations in content.facets.items() for notation in notations]
    return facets + [concept_id("sector", partner.sector) for partner in content.partners]


async def _write_lists(version: UUID, content: PracticeContent) -> None:
    await DATABASE.many(
        "INSERT INTO version_place (version, position, country, subdivision, locality) VALUES ($1, $2, $3, $4, $5)",
        [(version, n, p.country, p.subdivision, p.locality) for n, p in enumerate(content.places)],
    )
    await DATABASE.many(
        "INSERT INTO version_partner (version, position, name, sector, role, task) VALUES ($1, $2, $3, $4, $5, $6)",
        [_partner_row(version, n, partner) for n, partner in enumerate(content.partners)],
    )
    await DATABASE.many(
        "INSERT INTO version_component (version, position, name, description, kind) VALUES ($1, $2, $3, $4, $5)",
        [(version, n, c.name, c.description, c.kind) for n, c in enumerate(content.components)],
    )
    await DATABASE.many(
        "INSERT INTO version_citation (version, position, document, locator) VALUES ($1, $2, $3, $4)",
        [(version, n, c.document, c.locator) for n, c in enumerate(content.citations)],
    )


def _partner_row(version: UUID, position: int, partner: PartnerContent) -> tuple[object, ...]:
    sector = concept_id("sector", partner.sector)
    role = concept_id("partner-role", partner.role)
    return (version, position, partner.name, sector, role, partner.task)


def _finding_row(evaluation: UUID, position: int, finding: FindingContent) -> tuple[object, ...]:
    return (
        uuid4(),
        evaluation,
        position,
        finding.outcome,
        None if finding.problem is None else concept_id("crime-problem", finding.problem),
        finding.direction,
        finding.statement,
        finding.unit,
        finding.before,
        finding.before_when,
        finding.after,
        finding.after_when,
        finding.follow_up_months,
    )
