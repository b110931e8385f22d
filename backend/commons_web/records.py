"""A practice as data: what the JSON of a page and the exports of a search hold."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from commons.practices.queries.rows import CitationRow, PlaceRow
from commons.practices.queries.whole import WholeEvaluation, WholeFinding, WholePractice
from commons.practices.rules import FACETS
from commons.vocabulary.places import country_name, place_label
from commons.vocabulary.queries import ConceptRow

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

CSV_COLUMNS = (
    "slug",
    "title",
    "summary",
    "places",
    "countries",
    "began",
    *(scheme.replace("-", "_") for scheme in FACETS),
    "partners",
    "evaluations",
    "strongest_design",
    "citations",
    "version",
    "published_at",
    "uri",
    "licence",
)


def record(practice: WholePractice, base_url: str) -> dict[str, Any]:
    """Everything that a practice says, with addresses; figures are numbers, what a source leaves open is null."""
    row = practice.row
    return {
        "uri": f"{base_url}/practices/{row.slug}",
        "slug": row.slug,
        "title": row.title,
        "summary": row.summary,
        "language": row.language,
        "began": row.began,
        "places": [_place(place) for place in practice.places],
        "place_note": row.place_note,
        "facets": {
            scheme: [_concept(concept, base_url) for concept in practice.of(scheme)]
            for scheme in FACETS
            if scheme != "sector"
        },
        "partners": [
            {
                "name": partner.row.name,
                "sector": _concept(partner.sector, base_url),
                "role": _concept(partner.role, base_url),
                "task": partner.row.task,
            }
            for partner in practice.partners
        ],
        "narrative": asdict(row.narrative),
        "components": [asdict(component) for component in practice.components],
        "evaluations": [_evaluation(study, base_url) for study in practice.evaluations],
        "citations": [_citation(citation) for citation in practice.citations],
        "version": row.number,
        "shelf": row.shelf,
        "fingerprint": row.whole_fingerprint,
        "published_at": row.first_published_at.isoformat(),
        "updated_at": row.changed_at.isoformat(),
        "licence": LICENCE,
    }


def csv_row(practice: WholePractice, base_url: str) -> list[object]:
    """A practice in one line, in the order of CSV_COLUMNS; several values are joined with semicolons."""
    row = practice.row
    places = [place_label(place.country, place.subdivision, place.locality) for place in practice.places]
    return [
        row.slug,
        row.title,
        row.summary,
        "; ".join(places) or row.place_note or "",
        "; ".join(dict.fromkeys(place.country for place in practice.places)),
        row.began or "",
        *("; ".join(concept.notation for concept in practice.of(scheme)) for scheme in FACETS),
        "; ".join(partner.row.name for partner in practice.partners),
        len(practice.evaluations),
        practice.best_design or "",
        "; ".join(f"{citation.document} {citation.locator}" for citation in practice.citations),
        row.number,
        row.first_published_at.isoformat(),
        f"{base_url}/practices/{row.slug}",
        LICENCE,
    ]


def _concept(concept: ConceptRow, base_url: str) -> dict[str, str]:
    return {
        "notation": concept.notation,
        "label": concept.labels["en"],
        "uri": f"{base_url}/vocabulary/{concept.scheme}/{concept.notation}",
    }


def _place(place: PlaceRow) -> dict[str, str | None]:
    return {**asdict(place), "country_name": country_name(place.country)}


def _citation(citation: CitationRow) -> dict[str, str]:
    return asdict(citation)


def _evaluation(study: WholeEvaluation, base_url: str) -> dict[str, Any]:
    row = study.row
    return {
        "title": row.title,
        "maryland": row.maryland,
        "design": row.design,
        "independence": row.independence,
        "sample": row.sample,
        "citation": _citation(row.citation),
        "findings": [_finding(finding, base_url) for finding in study.findings],
    }


def _finding(finding: WholeFinding, base_url: str) -> dict[str, Any]:
    row = finding.row
    return {
        "outcome": row.outcome,
        "problem": None if finding.problem is None else _concept(finding.problem, base_url),
        "direction": row.direction,
        "statement": row.statement,
        "unit": row.unit,
        "before": None if row.before is None else float(row.before),
        "before_when": row.before_when,
        "after": None if row.after is None else float(row.after),
        "after_when": row.after_when,
        "follow_up_months": row.follow_up_months,
    }
