"""Rows of a version's parts and of an evaluation's findings. Called by actions, inside their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from commons.kit.database import DATABASE
from commons.kit.errors import Refused, refuse
from commons.practices.content import Citation, FindingContent, PartnerContent, PracticeContent
from commons.vocabulary.actions import concept_id
from commons.vocabulary.places import country_name, subdivision_name
from commons.vocabulary.queries import documents_by_code, unknown_notations

# What was chosen and everything broader, each once; direct: nothing narrower was chosen beside it.
_FACETS = """
WITH RECURSIVE chosen AS (
    SELECT c.id, c.scheme, c.broader, true AS direct, u.position::integer AS position
    FROM unnest($2::uuid[]) WITH ORDINALITY AS u (id, position) JOIN concept c ON c.id = u.id
    UNION ALL
    SELECT c.id, c.scheme, c.broader, false, chosen.position FROM chosen JOIN concept c ON c.id = chosen.broader
)
INSERT INTO version_facet (version, concept, scheme, direct, position)
SELECT $1, id, scheme, bool_and(direct), min(position) FROM chosen GROUP BY id, scheme
"""

_SEARCH = """
UPDATE practice_version v SET
    search_rank = words.ranked,
    search_all = words.ranked || setweight(to_tsvector('commons_english', words.concepts), 'C')
        || setweight(to_tsvector('commons_english', words.rest), 'D')
FROM (
    SELECT
        setweight(to_tsvector('commons_english', p.title), 'A')
            || setweight(to_tsvector('commons_english', p.summary), 'B') AS ranked,
        (SELECT coalesce(string_agg(concept_words(c), ' '), '')
         FROM version_facet f JOIN concept c ON c.id = f.concept WHERE f.version = p.id) AS concepts,
        concat_ws(' ', p.place_note, p.intelligence, p.intervention, p.implementation, p.involvement, p.impact,
            $2::text) AS rest
    FROM practice_version p WHERE p.id = $1
) AS words
WHERE v.id = $1
"""


async def write_parts(version: UUID, content: PracticeContent) -> None:
    """Everything that hangs from a version, and what it is searched by; Refused where a notation is unknown."""
    await _refuse_unknown(content)
    await _write_facets(version, content)
    await _write_lists(version, content)
    await DATABASE.rows(_SEARCH, version, _other_words(content))


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


async def _write_facets(version: UUID, content: PracticeContent) -> None:
    chosen = [concept_id(scheme, notation) for scheme, notations in content.facets.items() for notation in notations]
    chosen += [concept_id("sector", partner.sector) for partner in content.partners]
    await DATABASE.rows(_FACETS, version, list(dict.fromkeys(chosen)))


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


def _other_words(content: PracticeContent) -> str:
    """Words that a reader may search by and that stand in no text of the version: partners, components, places."""
    words = [partner.name for partner in content.partners]
    words += [f"{part.name} {part.description}" for part in content.components]
    for place in content.places:
        words += [country_name(place.country, language) for language in ("en", "fr", "es")]
        words += [subdivision_name(place.subdivision)] if place.subdivision else []
        words += [place.locality] if place.locality else []
    return " ".join(words)
