"""What the templates show of concepts, places and practices in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from commons.practices.queries.explain import marked_summaries, matched_concepts
from commons.practices.queries.rows import PlaceRow, PracticeRow
from commons.practices.queries.whole import WholePractice, whole
from commons.vocabulary.places import country_name, place_label, subdivision_name
from commons.vocabulary.queries import ConceptRow, concepts_by_id

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept with its English label and the path of its page."""

    scheme: str
    notation: str
    label: str
    uri: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place with its names."""

    country: str
    country_name: str
    subdivision: str | None
    subdivision_name: str | None
    locality: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """A practice in a list."""

    slug: str
    title: str
    summary: str
    summary_marked: Pieces
    places: list[PlaceView]
    place_note: str | None
    began: str | None
    approaches: list[ConceptView]
    problems: list[ConceptView]
    partner_count: int
    evaluation_count: int
    best_design: int | None
    matched_terms: list[tuple[str, str]]


def concept_view(row: ConceptRow) -> ConceptView:
    """A concept for a page."""
    return ConceptView(row.scheme, row.notation, row.labels["en"], f"/vocabulary/{row.scheme}/{row.notation}")


def place_view(row: PlaceRow) -> PlaceView:
    """A place for a page."""
    return PlaceView(
        country=row.country,
        country_name=country_name(row.country),
        subdivision=row.subdivision,
        subdivision_name=None if row.subdivision is None else subdivision_name(row.subdivision),
        locality=row.locality,
        label=place_label(row.country, row.subdivision, row.locality),
    )


async def cards(rows: Sequence[PracticeRow], words: str | None = None) -> list[Card]:
    """Practices for a list; with the words of a search, why each is a hit."""
    versions = [row.version for row in rows]
    marked = await marked_summaries(versions, words) if words else {}
    matched = await _matched(versions, words) if words else {}
    return [_card(one, marked.get(one.row.version), matched.get(one.row.version, [])) for one in await whole(rows)]


async def _matched(versions: Sequence[UUID], words: str) -> dict[UUID, list[tuple[str, str]]]:
    found = await matched_concepts(versions, words)
    concepts = await concepts_by_id([concept for pairs in found.values() for concept, _ in pairs])
    return {
        version: [(concepts[concept].labels["en"], word) for concept, word in pairs[:3]]
        for version, pairs in found.items()
    }


def _card(practice: WholePractice, marked: Pieces | None, matched: list[tuple[str, str]]) -> Card:
    row = practice.row
    return Card(
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        summary_marked=marked or [(row.summary, False)],
        places=[place_view(place) for place in practice.places],
        place_note=row.place_note,
        began=row.began,
        approaches=[concept_view(concept) for concept in practice.of("approach")],
        problems=[concept_view(concept) for concept in practice.of("crime-problem")],
        partner_count=len(practice.partners),
        evaluation_count=len(practice.evaluations),
        best_design=practice.best_design,
        matched_terms=matched,
    )
