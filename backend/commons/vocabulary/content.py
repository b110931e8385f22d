"""What an editor says of a concept scheme: the input of actions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class ConceptContent:
    """A concept; texts are keyed by language, ``broader`` is a notation of the same scheme."""

    notation: str
    labels: dict[str, str]
    alternatives: dict[str, list[str]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    broader: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class SchemeContent:
    """A concept scheme with its concepts in reading order, the broader before the narrower."""

    notation: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    concepts: list[ConceptContent]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """A document that is cited by its code; ``issued`` is a day or a year, as the document gives it."""

    code: str
    title: str
    issued: str


def fingerprint(scheme: SchemeContent, position: int) -> str:
    """SHA-256 of a scheme with all its concepts and its place among the schemes."""
    said = {**asdict(scheme), "position": position}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
