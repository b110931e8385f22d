"""What the page of one practice shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from commons.practices.content import NarrativeContent
from commons.practices.queries.rows import CitationRow, VersionNote
from commons.practices.queries.whole import WholeEvaluation, WholeFinding, WholePractice
from commons.vocabulary.queries import SchemeRow
from commons_web.views import Card, ConceptView, PlaceView, concept_view, place_view

# Ekblom's 5Is in words that need no explaining.
HEADINGS = {
    "intelligence": "The problem, and how it was found",
    "intervention": "What was done",
    "implementation": "How it was put into practice",
    "involvement": "Who took part",
    "impact": "What came of it",
}
MARYLAND = {
    1: "Level 1 of 5: compared at one point in time",
    2: "Level 2 of 5: before and after, nothing to compare with",
    3: "Level 3 of 5: before and after, with a comparison",
    4: "Level 4 of 5: several groups, with controls",
    5: "Level 5 of 5: assigned at random",
}
_DIRECTIONS = {"favourable": "Favourable", "none": "No difference", "adverse": "Adverse"}


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation; ``label`` is code and paragraph together."""

    document: str
    title: str
    locator: str
    label: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its words for people."""

    outcome: str
    direction: str
    direction_label: str
    statement: str
    unit: str | None
    before: Decimal | None
    before_when: str | None
    after: Decimal | None
    after_when: str | None
    follow_up_months: int | None
    problem: ConceptView | None


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """A study with its findings."""

    title: str
    maryland: int | None
    maryland_label: str
    design: str
    independence: str
    sample: str | None
    citation: CitationView
    findings: list[FindingView]


@dataclass(frozen=True, slots=True)
class PracticeView:
    """Everything on the page of one practice."""

    slug: str
    title: str
    summary: str
    began: str | None
    places: list[PlaceView]
    place_note: str | None
    language: str
    version: int
    published_on: date
    updated_on: date
    shelf: str
    licence: str
    uri: str
    facets: list[tuple[str, list[ConceptView]]]
    partners: list[tuple[str, ConceptView, ConceptView, str | None]]
    narrative: list[tuple[str, str, str]]
    missing: list[str]
    components: list[tuple[str, str, str]]
    evaluations: list[EvaluationView]
    citations: list[CitationView]
    history: list[tuple[int, datetime, str]]
    related: list[Card]
    cite_text: str
    json_url: str
    graphql_url: str


def practice_view(
    practice: WholePractice, schemes: list[SchemeRow], history: list[VersionNote], related: list[Card], base_url: str
) -> PracticeView:
    """The page's content."""
    row = practice.row
    uri = f"{base_url}/practices/{row.slug}"
    return PracticeView(
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        began=row.began,
        places=[place_view(place) for place in practice.places],
        place_note=row.place_note,
        language=row.language,
        version=row.number,
        published_on=row.first_published_at.date(),
        updated_on=row.published_at.date(),
        shelf=row.shelf,
        licence="CC BY 4.0",
        uri=uri,
        facets=_facets(practice, schemes),
        partners=[
            (one.row.name, concept_view(one.sector), concept_view(one.role), one.row.task) for one in practice.partners
        ],
        narrative=_told(row.narrative),
        missing=[heading.lower() for key, heading in HEADINGS.items() if getattr(row.narrative, key) is None],
        components=[(part.name, part.description, part.kind) for part in practice.components],
        evaluations=[_evaluation(study) for study in practice.evaluations],
        citations=[citation_view(citation) for citation in practice.citations],
        history=[_entry(note, history) for note in history],
        related=related,
        cite_text=f"{row.title}. Safer Commons, version {row.number}, {row.published_at:%-d %B %Y}. {uri}",
        json_url=f"/practices/{row.slug}.json",
        graphql_url=f"/api/explorer?{urlencode({'query': _query(row.slug)})}",
    )


def citation_view(row: CitationRow) -> CitationView:
    """A citation for a page."""
    return CitationView(row.document, row.title, row.locator, f"{row.document} {row.locator}")


def _facets(practice: WholePractice, schemes: list[SchemeRow]) -> list[tuple[str, list[ConceptView]]]:
    # Sectors stand with the partners that they are of.
    shown = [scheme for scheme in schemes if scheme.notation != "sector"]
    return [
        (scheme.titles["en"], [concept_view(concept) for concept in practice.of(scheme.notation)])
        for scheme in shown
        if practice.of(scheme.notation)
    ]


def _told(narrative: NarrativeContent) -> list[tuple[str, str, str]]:
    texts = [(key, heading, getattr(narrative, key)) for key, heading in HEADINGS.items()]
    return [(key, heading, text) for key, heading, text in texts if text is not None]


def _evaluation(study: WholeEvaluation) -> EvaluationView:
    row = study.row
    label = "Design not described in the source" if row.maryland is None else MARYLAND[row.maryland]
    return EvaluationView(
        title=row.title,
        maryland=row.maryland,
        maryland_label=label,
        design=row.design,
        independence=row.independence,
        sample=row.sample,
        citation=citation_view(row.citation),
        findings=[_finding(finding) for finding in study.findings],
    )


def _finding(finding: WholeFinding) -> FindingView:
    row = finding.row
    return FindingView(
        outcome=row.outcome,
        direction=row.direction,
        direction_label=_DIRECTIONS[row.direction],
        statement=row.statement,
        unit=row.unit,
        before=row.before,
        before_when=row.before_when,
        after=row.after,
        after_when=row.after_when,
        follow_up_months=row.follow_up_months,
        problem=None if finding.problem is None else concept_view(finding.problem),
    )


def _entry(note: VersionNote, history: list[VersionNote]) -> tuple[int, datetime, str]:
    first = note.number == min(one.number for one in history)
    return note.number, note.published_at, "First published" if first else "New text published"


def _query(slug: str) -> str:
    fields = "title summary places { label } evaluations { title findings { statement } } citations { label }"
    return f'{{ practice(slug: "{slug}") {{ {fields} }} }}'
