"""Vocabularies, one of them, and one concept: the pages behind the lasting addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from commons.kit.errors import Code, Refused
from commons.kit.paging import page_request
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.facets import facet_counts
from commons.practices.queries.search import find_practices
from commons.practices.rules import FACETS
from commons.vocabulary.queries import (
    ConceptRow,
    SchemeRow,
    all_schemes,
    concept_named,
    concepts_by_id,
    concepts_of,
    narrower_of,
    scheme_named,
)
from commons_web.conditional import AnyRequest
from commons_web.templating import base_url, page
from commons_web.views import Card, ConceptView, cards, concept_view

_SHOWN = 12  # practices on the page of a concept


@dataclass(frozen=True, slots=True)
class Node:
    """A concept in its tree."""

    concept: ConceptView
    definition: str | None
    labels: dict[str, str]
    source: str | None
    count: int
    depth: int


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A vocabulary with its concepts; ``titles`` and labels are the other languages'."""

    notation: str
    title: str
    titles: dict[str, str]
    description: str
    source: str | None
    uri: str
    concepts: list[Node]


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """A concept with everything that is known of it."""

    notation: str
    uri: str
    labels: dict[str, str]
    alt: dict[str, list[str]]
    definition: str | None
    broader: ConceptView | None
    narrower: list[ConceptView]
    source: str | None
    scheme: SchemeView


@get("/vocabulary")
async def vocabularies(request: AnyRequest) -> Response[bytes]:
    """All vocabularies."""
    schemes = await all_schemes()
    concepts = await concepts_of([scheme.notation for scheme in schemes])
    rows = [
        (
            scheme.notation,
            scheme.titles["en"],
            scheme.descriptions["en"],
            len(concepts.get(scheme.notation, [])),
            f"/vocabulary/{scheme.notation}",
        )
        for scheme in schemes
    ]
    return page(request, "public/vocabularies.html", schemes=rows)


@get("/vocabulary/{scheme:str}")
async def vocabulary(request: AnyRequest, scheme: FromPath[str]) -> Response[bytes]:
    """One vocabulary."""
    row = await _scheme(scheme)
    concepts = (await concepts_of([scheme])).get(scheme, [])
    counts = (await facet_counts(Criteria())).concepts
    view = _scheme_view(row, base_url(request), list(_nodes(concepts, counts)))
    return page(request, "public/scheme.html", scheme=view)


@get("/vocabulary/{scheme:str}/{notation:str}")
async def concept(request: AnyRequest, scheme: FromPath[str], notation: FromPath[str]) -> Response[bytes]:
    """One concept, with the practices that have it."""
    row = await concept_named(scheme, notation)
    if row is None:
        raise Refused("No vocabulary has a concept at this address.", Code.NOT_FOUND)
    found, count = await _practices(row)
    view = await _concept_page(row, await _scheme(scheme), base_url(request))
    return page(request, "public/concept.html", concept=view, practices=found, count=count)


async def _scheme(notation: str) -> SchemeRow:
    row = await scheme_named(notation)
    if row is None:
        raise Refused("There is no vocabulary at this address.", Code.NOT_FOUND)
    return row


async def _practices(row: ConceptRow) -> tuple[list[Card], int]:
    """Practices of a concept; roles and consequences are no facets, so no practice is found by them."""
    if row.scheme not in FACETS:
        return [], 0
    criteria = Criteria(facets={row.scheme: (row.notation,)})
    found = await find_practices(criteria, Order.NEWEST, page_request(first=_SHOWN))
    counts = (await facet_counts(Criteria())).concepts
    return await cards(found.rows), counts.get(row.id, 0)


async def _concept_page(row: ConceptRow, scheme: SchemeRow, base: str) -> ConceptPage:
    broader = (await concepts_by_id([row.broader])).get(row.broader) if row.broader else None
    narrower = (await narrower_of([row.id])).get(row.id, [])
    return ConceptPage(
        notation=row.notation,
        uri=f"{base}/vocabulary/{row.scheme}/{row.notation}",
        labels=row.labels,
        alt=row.alternatives,
        definition=row.definitions.get("en"),
        broader=None if broader is None else concept_view(broader),
        narrower=[concept_view(one) for one in narrower],
        source=row.source,
        scheme=_scheme_view(scheme, base, []),
    )


def _scheme_view(row: SchemeRow, base: str, nodes: list[Node]) -> SchemeView:
    return SchemeView(
        notation=row.notation,
        title=row.titles["en"],
        titles=_others(row.titles),
        description=row.descriptions["en"],
        source=row.source,
        uri=f"{base}/vocabulary/{row.notation}",
        concepts=nodes,
    )


def _nodes(concepts: list[ConceptRow], counts: dict[UUID, int]) -> Iterator[Node]:
    """Concepts in reading order, each narrower one below its broader."""
    depths: dict[UUID, int] = {}
    for row in _walk(concepts):
        depths[row.id] = 0 if row.broader is None else depths[row.broader] + 1
        yield Node(
            concept=concept_view(row),
            definition=row.definitions.get("en"),
            labels=_others(row.labels),
            source=row.source,
            count=counts.get(row.id, 0),
            depth=depths[row.id],
        )


def _walk(concepts: list[ConceptRow]) -> Iterator[ConceptRow]:
    below: dict[UUID | None, list[ConceptRow]] = {}
    for row in concepts:
        below.setdefault(row.broader, []).append(row)
    waiting = below.get(None, [])[::-1]
    while waiting:
        row = waiting.pop()
        yield row
        waiting += below.get(row.id, [])[::-1]


def _others(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if language != "en"}
