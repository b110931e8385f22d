"""Practices in the API: one practice with all its parts."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry

from commons.practices.queries.rows import PartnerRow, PlaceRow, PracticeRow
from commons.vocabulary.places import place_label
from commons_graphql.context import Info
from commons_graphql.evidence import Citation, Evaluation, citation_type
from commons_graphql.nodes import Node, global_id, node_type
from commons_graphql.vocabulary import Concept, Country, Subdivision, concept_type, known_concept

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@strawberry.enum(description="How far the library's editors have gone into a record.")
class Shelf(Enum):
    """Shelves."""

    REGISTERED = strawberry.enum_value(
        "registered", description="Taken in from its source; not reviewed for what it achieves."
    )
    REVIEWED = strawberry.enum_value("reviewed", description="Reviewed by two editors who are not its authors.")


@strawberry.enum(description="Whether a part of a practice must be kept when it is used elsewhere.")
class ComponentKind(Enum):
    """Kinds of components."""

    CORE = strawberry.enum_value("core", description="The practice is another one without it.")
    ADAPTABLE = strawberry.enum_value("adaptable", description="Can be changed to fit the place.")
    UNCLASSIFIED = strawberry.enum_value("unclassified", description="The source does not say.")


@strawberry.type(description="A place where a practice was used, as precisely as the source says.")
class Place:
    """A place."""

    row: strawberry.Private[PlaceRow]

    @strawberry.field(description="The country.")
    def country(self) -> Country:
        return Country(code=self.row.country)

    @strawberry.field(description="The part of the country, where the source names one.")
    def subdivision(self) -> Subdivision | None:
        return None if self.row.subdivision is None else Subdivision(code=self.row.subdivision)

    @strawberry.field(description="City, district or neighbourhood in the source's words, where it names one.")
    def locality(self) -> str | None:
        return self.row.locality

    @strawberry.field(description="The place in one English line, such as “Rio de Janeiro, Brazil”.")
    def label(self) -> str:
        return place_label(self.row.country, self.row.subdivision, self.row.locality)


@strawberry.type(description="An organization or group that took part in a practice, under the name the source gives.")
class PracticePartner:
    """A partner."""

    row: strawberry.Private[PartnerRow]

    @strawberry.field(description="Name as the source gives it.")
    def name(self) -> str:
        return self.row.name

    @strawberry.field(description="Kind of actor (vocabulary `sector`, Safer Cities input ¶12).")
    async def sector(self, info: Info) -> Concept:
        return await known_concept(info, self.row.sector)

    @strawberry.field(description="What it is in the partnership (vocabulary `partner-role`).")
    async def role(self, info: Info) -> Concept:
        return await known_concept(info, self.row.role)

    @strawberry.field(description="What it did, where the source says.")
    def task(self) -> str | None:
        return self.row.task


@strawberry.type(description="The account of a practice along Ekblom's 5Is; null: the source says nothing about it.")
class Narrative:
    """The 5Is."""

    intelligence: str | None = strawberry.field(description="The problem, its causes, and how they were found.")
    intervention: str | None = strawberry.field(description="What was done, and how it is meant to work.")
    implementation: str | None = strawberry.field(description="How it was put into practice.")
    involvement: str | None = strawberry.field(description="Who took part and how they were brought in.")
    impact: str | None = strawberry.field(description="What came of it, for better or worse.")


@strawberry.type(description="A part of a practice.")
class Component:
    """A component."""

    name: str = strawberry.field(description="Short name.")
    description: str = strawberry.field(description="What it consists of.")
    kind: ComponentKind = strawberry.field(description="Whether it must be kept elsewhere.")


@strawberry.type(description="One entry of a practice's history.")
class PracticeVersion:
    """A version that was public."""

    number: int = strawberry.field(description="1 for the first version.")
    published_at: datetime = strawberry.field(description="When it became public (UTC).")
    fingerprint: str = strawberry.field(description="SHA-256 of the version's text, without studies, in hexadecimal.")


@strawberry.type(
    description="A promising practice: what was learned somewhere and can be done elsewhere (E/RES/2002/13 annex ¶30). "
    "Each record says only what its sources say."
)
class Practice(Node):
    """The published version of a practice."""

    row: strawberry.Private[PracticeRow]

    @strawberry.field(description="Lasting name, as in its address; `practice(slug)` takes it.")
    def slug(self) -> str:
        return self.row.slug

    @strawberry.field(description="Lasting address of the practice's page.")
    def uri(self, info: Info) -> str:
        return f"{info.context.base_url}/practices/{self.row.slug}"

    @strawberry.field(description="Title.")
    def title(self) -> str:
        return self.row.title

    @strawberry.field(description="Summary of 60 to 200 words.")
    def summary(self) -> str:
        return self.row.summary

    @strawberry.field(description="Language of the record, an ISO 639 code.")
    def language(self) -> str:
        return self.row.language

    @strawberry.field(description="When it began, in the source's words; null where the source does not say.")
    def began(self) -> str | None:
        return self.row.began

    @strawberry.field(description="Places where it was used; empty where the source names none.")
    async def places(self, info: Info) -> list[Place]:
        return [Place(row=row) for row in await info.context.loaders.places.load(self.row.version)]

    @strawberry.field(description="What the source says of places that it does not name.")
    def place_note(self) -> str | None:
        return self.row.place_note

    @strawberry.field(description="Approaches to prevention (vocabulary `approach`, E/RES/2002/13 annex ¶6).")
    async def approaches(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "approach")

    @strawberry.field(description="Levels of prevention (vocabulary `prevention-level`).")
    async def prevention_levels(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "prevention-level")

    @strawberry.field(description="Crime problems that it is about (vocabulary `crime-problem`).")
    async def crime_problems(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "crime-problem")

    @strawberry.field(description="Risk factors that it works on (vocabulary `risk-factor`).")
    async def risk_factors(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "risk-factor")

    @strawberry.field(description="Protective factors that it strengthens (vocabulary `protective-factor`).")
    async def protective_factors(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "protective-factor")

    @strawberry.field(description="People whom it is for (vocabulary `target-group`).")
    async def target_groups(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "target-group")

    @strawberry.field(description="Settings in which it works (vocabulary `setting`).")
    async def settings(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "setting")

    @strawberry.field(description="Levels of government that run or back it (vocabulary `government-level`).")
    async def government_levels(self, info: Info) -> list[Concept]:
        return await _facet(info, self.row, "government-level")

    @strawberry.field(description="Who took part, each with its sector and role (E/RES/2002/13 annex ¶19).")
    async def partners(self, info: Info) -> list[PracticePartner]:
        return [PracticePartner(row=row) for row in await info.context.loaders.partners.load(self.row.version)]

    @strawberry.field(description="The account along Ekblom's 5Is.")
    def narrative(self) -> Narrative:
        told = self.row.narrative
        return Narrative(
            intelligence=told.intelligence,
            intervention=told.intervention,
            implementation=told.implementation,
            involvement=told.involvement,
            impact=told.impact,
        )

    @strawberry.field(description="Its parts.")
    async def components(self, info: Info) -> list[Component]:
        rows = await info.context.loaders.components.load(self.row.version)
        return [Component(name=row.name, description=row.description, kind=ComponentKind(row.kind)) for row in rows]

    @strawberry.field(description="Where its sources speak of it.")
    async def citations(self, info: Info) -> list[Citation]:
        return [citation_type(row) for row in await info.context.loaders.citations.load(self.row.version)]

    @strawberry.field(description="Studies of it; empty: not yet evaluated, as far as its sources say.")
    async def evaluations(self, info: Info) -> list[Evaluation]:
        return [Evaluation(row=row) for row in await info.context.loaders.evaluations.load(self.row.id)]

    @strawberry.field(description="Shelf that it stands on.")
    def shelf(self) -> Shelf:
        return Shelf(self.row.shelf)

    @strawberry.field(description="Number of this version, from 1.")
    def version(self) -> int:
        return self.row.number

    @strawberry.field(description="SHA-256 of all that it says, its studies included, in hexadecimal.")
    def fingerprint(self) -> str:
        return self.row.whole_fingerprint

    @strawberry.field(description="When the practice first became public here (UTC).")
    def published_at(self) -> datetime:
        return self.row.first_published_at

    @strawberry.field(description="When its text or its studies changed last (UTC).")
    def updated_at(self) -> datetime:
        return self.row.changed_at

    @strawberry.field(description="Versions that were public, the newest first.")
    async def history(self, info: Info) -> list[PracticeVersion]:
        rows = await info.context.loaders.history.load(self.row.id)
        return [
            PracticeVersion(number=row.number, published_at=row.published_at, fingerprint=row.fingerprint)
            for row in rows
        ]

    @strawberry.field(description="Address of the licence of the record (CC BY 4.0).")
    def licence(self) -> str:
        return LICENCE


def practice_type(row: PracticeRow) -> Practice:
    """A practice for the API."""
    return Practice(id=global_id("Practice", row.id), row=row)


async def _facet(info: Info, row: PracticeRow, scheme: str) -> list[Concept]:
    pairs = await info.context.loaders.facets.load(row.version)
    ids = [concept for name, concept in pairs if name == scheme]
    return [concept_type(found) for found in await info.context.loaders.concepts.load_many(ids) if found is not None]


async def _practice(info: Info, row: UUID) -> Practice | None:
    found = await info.context.loaders.practices.load(row)
    return None if found is None else practice_type(found)


node_type("Practice", _practice)
