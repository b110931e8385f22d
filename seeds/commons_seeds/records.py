"""What a practice file (``seeds/practices/*.yaml``) may say: one file, one record.

A record says only what its source says. What the source leaves open stays empty here,
and the pages say that it is not stated.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator


def _no_controls(text: str) -> str:
    odd = next((sign for sign in text if sign < " " and sign not in "\n\t"), None)
    if odd is not None:
        raise ValueError(f"the control character U+{ord(odd):04X} can't stand in a text")
    return text


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_no_controls)
]
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6000), AfterValidator(_no_controls)
]
Notation = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Locator = Annotated[
    str,
    StringConstraints(
        pattern=r"^((annex )?¶\d+(\([a-z]\))?( fn \d+)?|fn \d+|II\.[A-J](\.\d)?|page)$",
    ),
]


def _sixty_to_two_hundred_words(text: str) -> str:
    words = len(text.split())
    if not 60 <= words <= 200:
        raise ValueError(f"a summary has 60 to 200 words; this one has {words}")
    return text


class Record(BaseModel):
    """Base of every part of a record: unknown keys are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(Record):
    """Where a document says it, e.g. ``A/CONF.222/9`` ``¶24``."""

    document: Line  # a code of documents.yaml
    locator: Locator


class PlaceEntry(Record):
    """Where it happened, as precisely as the source says."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
    subdivision: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    locality: Line | None = None


class Facets(Record):
    """Notations of concepts, by scheme; the files in ``seeds/vocabularies`` list them."""

    approach: list[Notation] = Field(min_length=1)
    prevention_level: list[Notation] = []
    crime_problem: list[Notation] = []
    risk_factor: list[Notation] = []
    protective_factor: list[Notation] = []
    target_group: list[Notation] = []
    setting: list[Notation] = []
    government_level: list[Notation] = []


class Partner(Record):
    """One body that took part, under the name the source gives it."""

    name: Line
    sector: Notation
    role: Notation
    task: Prose | None = None


class Narrative(Record):
    """Ekblom's 5Is; a part that the source says nothing about is left out."""

    intelligence: Prose | None = None  # the problem and its causes, and how they were found
    intervention: Prose | None = None  # what was done, and how it should work
    implementation: Prose | None = None  # how it was put into practice
    involvement: Prose | None = None  # who took part, who was mobilized
    impact: Prose | None = None  # what came of it, good or bad


class Component(Record):
    """One part of the practice. ``unclassified``: the source does not say which parts are essential."""

    name: Line
    description: Prose
    kind: Literal["core", "adaptable", "unclassified"] = "unclassified"


class Finding(Record):
    """One outcome at one follow-up, as the source gives it."""

    outcome: Line  # what was measured, e.g. "Prisoners held before trial"
    problem: Notation | None = None  # the crime problem it bears on, if one
    direction: Literal["favourable", "none", "adverse"]
    statement: Prose  # the finding in a sentence
    unit: Literal["percent", "ratio", "count"] | None = None
    before: Decimal | None = None
    before_when: Line | None = None  # e.g. "2000", "before the series"
    after: Decimal | None = None
    after_when: Line | None = None
    follow_up_months: Annotated[int, Field(ge=0, le=1200)] | None = None

    @model_validator(mode="after")
    def _measured(self) -> Finding:
        if self.unit is None and (self.before is not None or self.after is not None):
            raise ValueError("a figure before or after has a unit")
        return self


class Evaluation(Record):
    """One study. ``maryland`` is the level of its design as far as the source lets one tell."""

    title: Line
    maryland: Annotated[int, Field(ge=1, le=5)] | None = None  # None: the source does not describe the design
    design: Prose  # how the figure came about, and what it can't show
    independence: Literal["independent", "internal", "not-stated"] = "not-stated"
    sample: Line | None = None
    citation: Citation
    findings: list[Finding] = Field(min_length=1)


class Practice(Record):
    """One record of the library."""

    slug: Notation
    title: Line
    summary: Annotated[Prose, AfterValidator(_sixty_to_two_hundred_words)]
    language: Literal["en"] = "en"
    began: Line | None = None  # as the source says it, e.g. "2004"
    places: list[PlaceEntry] = []  # empty: the source names no place
    place_note: Line | None = None  # e.g. "Several countries, not named in the source"
    facets: Facets
    partners: list[Partner] = []
    narrative: Narrative
    components: list[Component] = []
    citations: list[Citation] = Field(min_length=1)
    evaluations: list[Evaluation] = []

    @model_validator(mode="after")
    def _titled_apart(self) -> Practice:
        titles = [evaluation.title for evaluation in self.evaluations]
        twice = next((title for title in titles if titles.count(title) > 1), None)
        if twice is not None:
            raise ValueError(f"two evaluations have the title {twice}; one would take the place of the other")
        return self
