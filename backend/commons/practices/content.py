"""What a person says of a practice: the input of actions, with no ids and no states."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Citation:
    """A document by its code and where in it, e.g. ``¶24``."""

    document: str
    locator: str


@dataclass(frozen=True, slots=True)
class PlaceContent:
    """ISO 3166-1 alpha-2, ISO 3166-2, and the locality in words."""

    country: str
    subdivision: str | None = None
    locality: str | None = None


@dataclass(frozen=True, slots=True)
class PartnerContent:
    """A body that took part; ``sector`` and ``role`` are notations of the schemes sector and partner-role."""

    name: str
    sector: str
    role: str
    task: str | None = None


@dataclass(frozen=True, slots=True)
class NarrativeContent:
    """Ekblom's 5Is; None where the source says nothing."""

    intelligence: str | None = None
    intervention: str | None = None
    implementation: str | None = None
    involvement: str | None = None
    impact: str | None = None


@dataclass(frozen=True, slots=True)
class ComponentContent:
    """A part of the practice; ``kind`` is core, adaptable or unclassified."""

    name: str
    description: str
    kind: str


@dataclass(frozen=True, slots=True)
class PracticeContent:
    """Everything a version says. ``facets`` maps a scheme's notation to notations of its concepts."""

    slug: str
    title: str
    summary: str
    facets: dict[str, list[str]]
    citations: list[Citation]
    language: str = "en"
    began: str | None = None
    place_note: str | None = None
    places: list[PlaceContent] = field(default_factory=list)
    partners: list[PartnerContent] = field(default_factory=list)
    narrative: NarrativeContent = NarrativeContent()
    components: list[ComponentContent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FindingContent:
    """One outcome at one follow-up; ``problem`` is a notation of the scheme crime-problem."""

    outcome: str
    direction: str
    statement: str
    problem: str | None = None
    unit: str | None = None
    before: Decimal | None = None
    before_when: str | None = None
    after: Decimal | None = None
    after_when: str | None = None
    follow_up_months: int | None = None


@dataclass(frozen=True, slots=True)
class EvaluationContent:
    """One study. ``maryland`` is None where the source does not describe the design."""

    title: str
    design: str
    citation: Citation
    findings: list[FindingContent]
    maryland: int | None = None
    independence: str = "not_stated"
    sample: str | None = None


def fingerprint(content: PracticeContent | EvaluationContent) -> str:
    """SHA-256 of the content in one canonical form: the same words give the same fingerprint."""
    canonical = json.dumps(asdict(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
