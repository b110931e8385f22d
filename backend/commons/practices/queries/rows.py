"""What reads of the library return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from commons.practices.content import NarrativeContent


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """The published version of a practice. ``id`` is the practice's and stays; ``version`` is this text's.

    ``fingerprint`` is of the text; ``whole_fingerprint`` of the text and the studies held to be right, and
    ``changed_at`` is when either changed last.
    """

    id: UUID
    version: UUID
    slug: str
    number: int
    shelf: str
    title: str
    summary: str
    language: str
    began: str | None
    place_note: str | None
    narrative: NarrativeContent
    fingerprint: str
    whole_fingerprint: str
    first_published_at: datetime
    published_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a withdrawn practice."""

    slug: str
    title: str
    withdrawn_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """ISO 3166 codes and the locality in words."""

    country: str
    subdivision: str | None
    locality: str | None


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A body that took part; sector and role are concepts' ids."""

    name: str
    sector: UUID
    role: UUID
    task: str | None


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A part of the practice: core, adaptable or unclassified."""

    name: str
    description: str
    kind: str


@dataclass(frozen=True, slots=True)
class CitationRow:
    """Where a document speaks of the practice."""

    document: str
    title: str
    locator: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One outcome at one follow-up; ``problem`` is a concept's id."""

    id: UUID
    outcome: str
    problem: UUID | None
    direction: str
    statement: str
    unit: str | None
    before: Decimal | None
    before_when: str | None
    after: Decimal | None
    after_when: str | None
    follow_up_months: int | None


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One study of a practice."""

    id: UUID
    title: str
    maryland: int | None
    design: str
    independence: str
    sample: str | None
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class VersionNote:
    """One entry of a practice's history."""

    number: int
    published_at: datetime
    fingerprint: str
