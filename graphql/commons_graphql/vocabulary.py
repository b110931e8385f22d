"""Vocabularies, concepts and places in the API."""

from __future__ import annotations

from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from commons.vocabulary import places
from commons.vocabulary.queries import ConceptRow, SchemeRow
from commons_graphql.context import Info
from commons_graphql.nodes import Node, global_id, node_type


@strawberry.enum(description="A language in which vocabularies are labelled (ISO 639-1).")
class Language(Enum):
    """Languages of labels."""

    EN = strawberry.enum_value("en", description="English; every label has it.")
    FR = strawberry.enum_value("fr", description="French; every label has it.")
    ES = strawberry.enum_value("es", description="Spanish; every label has it.")
    AR = strawberry.enum_value("ar", description="Arabic; some labels have it.")
    RU = strawberry.enum_value("ru", description="Russian; some labels have it.")
    ZH = strawberry.enum_value("zh", description="Chinese; some labels have it.")


LanguageArgument = Annotated[
    Language, strawberry.argument(description="Language wanted; English is given where it is not there.")
]


@strawberry.type(description="A text in one language.")
class LocalizedText:
    """A text and its language."""

    language: str = strawberry.field(description="Language of the text, an ISO 639-1 code such as fr.")
    text: str = strawberry.field(description="The text.")


@strawberry.type(description="A concept of a vocabulary (SKOS Concept), such as the approach “situational”.")
class Concept(Node):
    """A concept."""

    row: strawberry.Private[ConceptRow]

    @strawberry.field(description="Short code, unique in its vocabulary; it never changes. Filters take it.")
    def notation(self) -> str:
        return self.row.notation

    @strawberry.field(description="Lasting address of the concept.")
    def uri(self, info: Info) -> str:
        return f"{info.context.base_url}/vocabulary/{self.row.scheme}/{self.row.notation}"

    @strawberry.field(description="Preferred label.")
    def label(self, language: LanguageArgument = Language.EN) -> str:
        return _text(self.row.labels, language)

    @strawberry.field(description="Preferred labels in every language that has one.")
    def labels(self) -> list[LocalizedText]:
        return _texts(self.row.labels)

    @strawberry.field(description="Other words for it, in every language; search understands them.")
    def alternative_labels(self) -> list[LocalizedText]:
        return [
            LocalizedText(language=key, text=word) for key, words in self.row.alternatives.items() for word in words
        ]

    @strawberry.field(description="What is meant, in a sentence; null where the vocabulary gives no definition.")
    def definition(self, language: LanguageArgument = Language.EN) -> str | None:
        return _text(self.row.definitions, language) or None

    @strawberry.field(description="Document and paragraph that the term comes from; null for the registry's own terms.")
    def source(self) -> str | None:
        return self.row.source

    @strawberry.field(description="The concept that this one is a kind of, if there is one.")
    async def broader(self, info: Info) -> Concept | None:
        return None if self.row.broader is None else await concept(info, self.row.broader)

    @strawberry.field(description="Concepts that are kinds of this one.")
    async def narrower(self, info: Info) -> list[Concept]:
        return [concept_type(row) for row in await info.context.loaders.narrower.load(self.row.id)]

    @strawberry.field(description="The vocabulary that the concept belongs to.")
    async def vocabulary(self, info: Info) -> Annotated[Vocabulary, strawberry.lazy("commons_graphql.vocabulary")]:
        scheme = await info.context.loaders.schemes.load(self.row.scheme)
        assert scheme is not None  # a foreign key says so
        return vocabulary_type(scheme)

    @strawberry.field(description="Published practices tagged with this concept or with a narrower one.")
    async def practice_count(self, info: Info) -> int:
        counts = await info.context.loaders.practice_counts.load(None)
        return (counts or {}).get(self.row.id, 0)


@strawberry.type(
    description="A controlled vocabulary (SKOS ConceptScheme), such as the approaches to crime prevention."
)
class Vocabulary(Node):
    """A concept scheme."""

    row: strawberry.Private[SchemeRow]

    @strawberry.field(description="Short code of the vocabulary; it never changes. `vocabulary(scheme)` takes it.")
    def notation(self) -> str:
        return self.row.notation

    @strawberry.field(description="Lasting address of the vocabulary.")
    def uri(self, info: Info) -> str:
        return f"{info.context.base_url}/vocabulary/{self.row.notation}"

    @strawberry.field(description="Title.")
    def title(self, language: LanguageArgument = Language.EN) -> str:
        return _text(self.row.titles, language)

    @strawberry.field(description="Titles in every language that has one.")
    def titles(self) -> list[LocalizedText]:
        return _texts(self.row.titles)

    @strawberry.field(description="What the vocabulary is for.")
    def description(self, language: LanguageArgument = Language.EN) -> str:
        return _text(self.row.descriptions, language)

    @strawberry.field(description="Document and paragraph that the vocabulary follows; null for the registry's own.")
    def source(self) -> str | None:
        return self.row.source

    @strawberry.field(description="All concepts in reading order, the broader before the narrower; at most some 60.")
    async def concepts(self, info: Info) -> list[Concept]:
        return [concept_type(row) for row in await info.context.loaders.concepts_of.load(self.row.notation)]


@strawberry.type(description="A country (ISO 3166-1).")
class Country:
    """A country."""

    code: str = strawberry.field(description="ISO 3166-1 alpha-2 code, such as BR. The filter country takes it.")

    @strawberry.field(description="Name of the country.")
    def name(self, language: LanguageArgument = Language.EN) -> str:
        return places.country_name(self.code, str(language.value))


@strawberry.type(description="A part of a country (ISO 3166-2), such as a state or a province.")
class Subdivision:
    """A subdivision."""

    code: str = strawberry.field(description="ISO 3166-2 code, such as BR-PA.")

    @strawberry.field(description="Name as ISO 3166-2 gives it.")
    def name(self) -> str:
        return places.subdivision_name(self.code)


def concept_type(row: ConceptRow) -> Concept:
    """A concept for the API."""
    return Concept(id=global_id("Concept", row.id), row=row)


def vocabulary_type(row: SchemeRow) -> Vocabulary:
    """A vocabulary for the API."""
    return Vocabulary(id=global_id("Vocabulary", row.id), row=row)


async def concept(info: Info, row: UUID) -> Concept | None:
    """The concept of this id."""
    found = await info.context.loaders.concepts.load(row)
    return None if found is None else concept_type(found)


async def known_concept(info: Info, row: UUID) -> Concept:
    """The concept of an id that a foreign key vouches for."""
    found = await concept(info, row)
    assert found is not None
    return found


async def _vocabulary(info: Info, row: UUID) -> Vocabulary | None:
    found = await info.context.loaders.schemes_by_id.load(row)
    return None if found is None else vocabulary_type(found)


def _text(texts: dict[str, str], language: Language) -> str:
    return texts.get(str(language.value)) or texts.get("en", "")


def _texts(texts: dict[str, str]) -> list[LocalizedText]:
    return [LocalizedText(language=language, text=text) for language, text in texts.items()]


node_type("Concept", concept)
node_type("Vocabulary", _vocabulary)
