"""Finding practices in the API: the connection, its filter, its order and its facets."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import Annotated

import strawberry

from commons.kit.paging import Page, page_request
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.facets import facet_counts
from commons.practices.queries.rows import PracticeRow
from commons.practices.queries.search import count_practices, find_practices
from commons_graphql.context import Info
from commons_graphql.practices import Practice, practice_type
from commons_graphql.vocabulary import Concept, Country, concept_type


@strawberry.input(
    description="Which practices: values of one field are or-ed, fields are and-ed. A broader concept finds its "
    "narrower ones. At most 50 values a field; a notation that a vocabulary does not have is an error."
)
class PracticeFilter:
    """A filter over every facet."""

    approach: list[str] | None = strawberry.field(default=None, description="Notations of the vocabulary `approach`.")
    prevention_level: list[str] | None = strawberry.field(
        default=None, description="Notations of the vocabulary `prevention-level`."
    )
    crime_problem: list[str] | None = strawberry.field(
        default=None, description="Notations of the vocabulary `crime-problem`."
    )
    risk_factor: list[str] | None = strawberry.field(
        default=None, description="Notations of the vocabulary `risk-factor`."
    )
    protective_factor: list[str] | None = strawberry.field(
        default=None, description="Notations of the vocabulary `protective-factor`."
    )
    target_group: list[str] | None = strawberry.field(
        default=None, description="Notations of the vocabulary `target-group`."
    )
    setting: list[str] | None = strawberry.field(default=None, description="Notations of the vocabulary `setting`.")
    sector: list[str] | None = strawberry.field(
        default=None, description="Notations of the vocabulary `sector`: sectors of the partners."
    )
    government_level: list[str] | None = strawberry.field(
        default=None, description="Notations of the vocabulary `government-level`."
    )
    country: list[str] | None = strawberry.field(
        default=None, description="ISO 3166-1 alpha-2 codes, such as BR, in capitals."
    )
    evaluated: bool | None = strawberry.field(
        default=None, description="True: with at least one study; false: without any."
    )


@strawberry.enum(description="How practices are sorted; ties are broken by an id that never changes.")
class PracticeOrder(Enum):
    """Orders."""

    RELEVANCE = strawberry.enum_value("relevance", description="Best match first; needs a search.")
    NEWEST = strawberry.enum_value("newest", description="Latest publication first.")
    TITLE = strawberry.enum_value("title", description="Title, A to Z.")
    EVIDENCE = strawberry.enum_value("evidence", description="Strongest study design first, without a study last.")
    ID = strawberry.enum_value(
        "id", description="By what never changes: for copying, so that nothing is skipped while others publish."
    )


@strawberry.type(description="Where a page lies in its connection (Relay).")
class PageInfo:
    """Page info."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last edge; null on an empty page.")


@strawberry.type(description="A practice in a list.")
class PracticeEdge:
    """An edge."""

    node: Practice = strawberry.field(description="The practice.")
    cursor: str = strawberry.field(description="Its place in this order; give it to `after` or `before`.")


@strawberry.type(description="How many practices a concept would leave.")
class ConceptCount:
    """A facet value."""

    concept: Concept = strawberry.field(description="The concept.")
    count: int = strawberry.field(description="Practices under all other filters that have it or a narrower one.")


@strawberry.type(description="How many practices a country would leave.")
class CountryCount:
    """A facet value."""

    country: Country = strawberry.field(description="The country.")
    count: int = strawberry.field(description="Practices under all other filters that were used there.")


@strawberry.type(description="Counts beside a search. Each facet is counted under all filters but its own.")
class PracticeFacets:
    """Facets."""

    concepts: list[ConceptCount] = strawberry.field(
        description="Concepts of every facet that leave at least one practice, the most frequent first."
    )
    countries: list[CountryCount] = strawberry.field(
        description="Countries that leave at least one practice, the most frequent first."
    )
    evaluated: int = strawberry.field(description="Practices with at least one study.")
    unevaluated: int = strawberry.field(description="Practices without any study.")


@strawberry.type(description="A page of practices (Relay connection, keyset cursors).")
class PracticeConnection:
    """A connection."""

    page: strawberry.Private[Page[PracticeRow]]
    criteria: strawberry.Private[Criteria]

    @strawberry.field(description="The practices of this page with their cursors, in order.")
    def edges(self) -> list[PracticeEdge]:
        pairs = zip(self.page.rows, self.page.cursors, strict=True)
        return [PracticeEdge(node=practice_type(row), cursor=cursor) for row, cursor in pairs]

    @strawberry.field(description="The practices of this page, in order.")
    def nodes(self) -> list[Practice]:
        return [practice_type(row) for row in self.page.rows]

    @strawberry.field(description="Where this page lies.")
    def page_info(self) -> PageInfo:
        cursors = self.page.cursors
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )

    @strawberry.field(description="Practices that meet the search and the filter, on all pages together; exact.")
    async def total_count(self) -> int:
        return await count_practices(self.criteria)

    @strawberry.field(description="Counts for narrowing the search.")
    async def facets(self, info: Info) -> PracticeFacets:
        counts = await facet_counts(self.criteria)
        rows = await info.context.loaders.concepts.load_many(list(counts.concepts))
        concepts = [
            ConceptCount(concept=concept_type(row), count=counts.concepts[row.id]) for row in rows if row is not None
        ]
        countries = [CountryCount(country=Country(code=code), count=n) for code, n in counts.countries.items()]
        return PracticeFacets(
            concepts=sorted(concepts, key=lambda one: (-one.count, one.concept.row.scheme, one.concept.row.notation)),
            countries=sorted(countries, key=lambda one: (-one.count, one.country.code)),
            evaluated=counts.evaluated.get(True, 0),
            unevaluated=counts.evaluated.get(False, 0),
        )


FirstArgument = Annotated[
    int | None, strawberry.argument(description="Rows from the start or after a cursor, 1 to 100; 20 without `last`.")
]
AfterArgument = Annotated[str | None, strawberry.argument(description="Only rows after this cursor.")]
LastArgument = Annotated[int | None, strawberry.argument(description="Rows from the end or before a cursor, 1 to 100.")]
BeforeArgument = Annotated[str | None, strawberry.argument(description="Only rows before this cursor.")]
SearchArgument = Annotated[
    str | None,
    strawberry.argument(
        description="Words that must all occur in title, summary, narrative, places, partners or concepts; accents and "
        'plurals do not matter. "Two words" is a phrase, `or` an alternative, `-word` an exclusion. At most 200 '
        "characters."
    ),
]
FilterArgument = Annotated[PracticeFilter | None, strawberry.argument(description="Which practices.")]
OrderArgument = Annotated[
    PracticeOrder | None,
    strawberry.argument(description="Order; without it RELEVANCE where there is a search, else NEWEST."),
]


async def practices(
    first: FirstArgument = None,
    after: AfterArgument = None,
    last: LastArgument = None,
    before: BeforeArgument = None,
    search: SearchArgument = None,
    filter: FilterArgument = None,  # noqa: A002  # the argument's published name
    order_by: OrderArgument = None,
) -> PracticeConnection:
    """Resolver of ``practices``."""
    criteria = criteria_from(search, filter)
    chosen = Order(str(order_by.value)) if order_by else (Order.RELEVANCE if criteria.words else Order.NEWEST)
    page = await find_practices(criteria, chosen, page_request(first, after, last, before))
    return PracticeConnection(page=page, criteria=criteria)


def criteria_from(search: str | None, chosen: PracticeFilter | None) -> Criteria:
    """The room's criteria from the API's arguments."""
    if chosen is None:
        return Criteria(search=search)
    values = {field.name: getattr(chosen, field.name) for field in fields(chosen)}
    countries, evaluated = values.pop("country"), values.pop("evaluated")
    facets = {name.replace("_", "-"): tuple(notations) for name, notations in values.items() if notations is not None}
    return Criteria(search=search, facets=facets, countries=tuple(countries or ()), evaluated=evaluated)
