"""What a vocabulary file (``seeds/vocabularies/*.yaml``) may say: one file, one concept scheme."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from commons_seeds.records import Line, Notation, Prose, Record

Language = Annotated[str, StringConstraints(pattern=r"^(en|fr|es|ar|ru|zh)$")]
Labels = Annotated[dict[Language, Line], Field(min_length=3)]
Texts = dict[Language, Prose]


def _three_languages(labels: dict[Language, str]) -> None:
    missing = {"en", "fr", "es"} - labels.keys()
    if missing:
        raise ValueError(f"a label is missing in {', '.join(sorted(missing))}")


class ConceptEntry(Record):
    """A SKOS concept: its notation, labels, other words for it, its definition and its source."""

    notation: Notation
    label: Labels
    alt: dict[Language, list[Line]] = Field(default_factory=dict)  # synonyms, for search
    definition: Texts = Field(default_factory=dict)
    broader: Notation | None = None  # notation of a concept listed earlier in the same file
    source: Line | None = None  # e.g. "E/RES/2002/13 annex ¶6(a)"; None: the registry's own term

    @model_validator(mode="after")
    def _labelled(self) -> ConceptEntry:
        _three_languages(dict(self.label))
        return self


class SchemeEntry(Record):
    """A SKOS concept scheme with its concepts in reading order."""

    notation: Notation
    title: Labels
    description: Texts
    source: Line | None = None
    concepts: list[ConceptEntry] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> SchemeEntry:
        _three_languages(dict(self.title))
        seen: set[str] = set()
        for concept in self.concepts:
            if concept.notation in seen:
                raise ValueError(f"the notation {concept.notation} stands twice")
            if concept.broader is not None and concept.broader not in seen:
                raise ValueError(f"{concept.notation}: its broader concept {concept.broader} must stand before it")
            seen.add(concept.notation)
        return self


class DocumentEntry(Record):
    """A document that records cite by its code."""

    code: Line
    title: Line
    issued: Line  # a day or a year, as the document gives it
