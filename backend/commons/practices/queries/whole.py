"""Published practices with all their parts, for pages and exports: eight statements, whatever the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from commons.practices.queries import parts
from commons.practices.queries.rows import (
    CitationRow,
    ComponentRow,
    EvaluationRow,
    FindingRow,
    PartnerRow,
    PlaceRow,
    PracticeRow,
)
from commons.vocabulary.queries import ConceptRow, concepts_by_id


@dataclass(frozen=True, slots=True)
class WholePartner:
    """A partner with its concepts."""

    row: PartnerRow
    sector: ConceptRow
    role: ConceptRow


@dataclass(frozen=True, slots=True)
class WholeFinding:
    """A finding with its concept."""

    row: FindingRow
    problem: ConceptRow | None


@dataclass(frozen=True, slots=True)
class WholeEvaluation:
    """A study with its findings."""

    row: EvaluationRow
    findings: list[WholeFinding]


@dataclass(frozen=True, slots=True)
class WholePractice:
    """A practice with everything that hangs from it; ``concepts`` are those of its facets, as chosen."""

    row: PracticeRow
    concepts: list[ConceptRow]
    places: list[PlaceRow]
    partners: list[WholePartner]
    components: list[ComponentRow]
    citations: list[CitationRow]
    evaluations: list[WholeEvaluation]

    def of(self, scheme: str) -> list[ConceptRow]:
        """Its concepts of one scheme."""
        return [concept for concept in self.concepts if concept.scheme == scheme]

    @property
    def best_design(self) -> int | None:
        """The strongest design among its studies, by the Maryland scale; None where none is described."""
        levels = [study.row.maryland for study in self.evaluations if study.row.maryland is not None]
        return max(levels, default=None)


async def whole(rows: Sequence[PracticeRow]) -> list[WholePractice]:
    """The practices with their parts, in the order given."""
    versions, practices = [row.version for row in rows], [row.id for row in rows]
    facets = await parts.facets_of(versions)
    places = await parts.places_of(versions)
    partners = await parts.partners_of(versions)
    components = await parts.components_of(versions)
    citations = await parts.citations_of(versions)
    evaluations = await parts.evaluations_of(practices)
    findings = await parts.findings_of([study.id for studies in evaluations.values() for study in studies])
    concepts = await concepts_by_id(_concept_ids(facets, partners, findings))
    return [
        WholePractice(
            row=row,
            concepts=[concepts[concept] for _, concept in facets.get(row.version, [])],
            places=places.get(row.version, []),
            partners=[_partner(partner, concepts) for partner in partners.get(row.version, [])],
            components=components.get(row.version, []),
            citations=citations.get(row.version, []),
            evaluations=[_study(study, findings, concepts) for study in evaluations.get(row.id, [])],
        )
        for row in rows
    ]


def _concept_ids(
    facets: dict[UUID, list[tuple[str, UUID]]],
    partners: dict[UUID, list[PartnerRow]],
    findings: dict[UUID, list[FindingRow]],
) -> list[UUID]:
    ids = {concept for pairs in facets.values() for _, concept in pairs}
    ids |= {concept for rows in partners.values() for row in rows for concept in (row.sector, row.role)}
    ids |= {row.problem for rows in findings.values() for row in rows if row.problem is not None}
    return sorted(ids)


def _partner(row: PartnerRow, concepts: dict[UUID, ConceptRow]) -> WholePartner:
    return WholePartner(row, concepts[row.sector], concepts[row.role])


def _study(
    row: EvaluationRow, findings: dict[UUID, list[FindingRow]], concepts: dict[UUID, ConceptRow]
) -> WholeEvaluation:
    found = [
        WholeFinding(finding, None if finding.problem is None else concepts[finding.problem])
        for finding in findings.get(row.id, [])
    ]
    return WholeEvaluation(row, found)
