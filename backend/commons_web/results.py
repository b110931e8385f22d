"""The page of results: its cards, its facets with counts, and the links to every neighbouring search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from commons.kit.paging import DEFAULT_PAGE, Page
from commons.practices.queries.criteria import COUNTRY, EVALUATED, Criteria, Order
from commons.practices.queries.facets import FacetCounts, facet_counts
from commons.practices.queries.rows import PracticeRow
from commons.practices.queries.search import count_practices, find_practices
from commons.practices.rules import FACETS
from commons.vocabulary.places import country_name
from commons.vocabulary.queries import ConceptRow, SchemeRow, all_schemes, concepts_of
from commons_web.asked import SIZES, Asked
from commons_web.views import Card, cards

_ORDER_LABELS = {
    Order.RELEVANCE: "best match",
    Order.NEWEST: "newest",
    Order.TITLE: "title",
    Order.EVIDENCE: "strongest evidence",
}
_OPEN = ("approach", "crime-problem")  # facets that stand open from the start


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to choose, with the hits it would leave."""

    notation: str
    label: str
    count: int
    selected: bool
    depth: int


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with its values, the most frequent first, narrower ones under their broader."""

    scheme: str
    title: str
    is_open: bool
    values: list[FacetValue]


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is set, and the address without it."""

    label: str
    scheme_title: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Option:
    """An order or a page size to choose."""

    value: str
    label: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything that the page of results shows."""

    q: str | None
    cards: list[Card]
    total: int
    first_number: int | None
    last_number: int | None
    next_url: str | None
    previous_url: str | None
    facets: list[FacetView]
    active: list[ActiveFilter]
    orders: list[Option]
    sizes: list[Option]
    csv_url: str
    json_url: str
    graphql_url: str
    clear_url: str
    first_url: str
    hidden: list[tuple[str, str]]


async def result_view(asked: Asked) -> ResultView:
    """The results of a search; Refused where its cursor can't be meant."""
    page = await find_practices(asked.criteria, asked.sorted_by, asked.page)
    total = await count_practices(asked.criteria)
    facets = await _facets(asked.criteria, await facet_counts(asked.criteria))
    first = min(asked.at, total) if page.rows else None
    return ResultView(
        q=asked.criteria.words,
        cards=await cards(page.rows, asked.criteria.words),
        total=total,
        first_number=first,
        last_number=None if first is None else min(first + len(page.rows) - 1, total),
        next_url=_next(asked, page),
        previous_url=_previous(asked, page),
        facets=facets,
        active=_active(asked, facets),
        orders=_orders(asked),
        sizes=[Option(str(n), str(n), asked.url(size=n), n == asked.size) for n in SIZES],
        csv_url=asked.url("/practices.csv"),
        json_url=asked.url("/practices.json"),
        graphql_url=_graphql_url(asked),
        clear_url="/practices",
        first_url=asked.url(),
        hidden=_hidden(asked),
    )


def _next(asked: Asked, page: Page[PracticeRow]) -> str | None:
    if not page.has_next or not page.cursors:
        return None
    return asked.url(after=page.cursors[-1], before=None, at=asked.at + len(page.rows))


def _previous(asked: Asked, page: Page[PracticeRow]) -> str | None:
    if not page.has_previous or not page.cursors:
        return None
    return asked.url(before=page.cursors[0], after=None, at=max(asked.at - asked.size, 1))


def _orders(asked: Asked) -> list[Option]:
    offered = [order for order in _ORDER_LABELS if order is not Order.RELEVANCE or asked.criteria.words]
    return [
        Option(order.value, _ORDER_LABELS[order], asked.url(order=order), order is asked.sorted_by) for order in offered
    ]


def _hidden(asked: Asked) -> list[tuple[str, str]]:
    order = [("order", asked.order.value)] if asked.order else []
    return [*order, ("size", str(asked.size))] if asked.size != DEFAULT_PAGE else order


def _graphql_url(asked: Asked) -> str:
    criteria = asked.criteria
    given = {key.replace("-", " ").title().replace(" ", ""): values for key, values in criteria.facets.items()}
    parts = [f"{key[0].lower()}{key[1:]}: {_literal(values)}" for key, values in given.items()]
    parts += [f"country: {_literal(criteria.countries)}"] if criteria.countries else []
    parts += [f"evaluated: {str(criteria.evaluated).lower()}"] if criteria.evaluated is not None else []
    arguments = [f"search: {_quoted(criteria.words)}"] if criteria.words else []
    arguments += [f"filter: {{ {', '.join(parts)} }}"] if parts else []
    arguments += [f"orderBy: {asked.sorted_by.value.upper()}", f"first: {asked.size}"]
    fields = "totalCount nodes { title uri summary } pageInfo { hasNextPage endCursor }"
    query = f"{{ practices({', '.join(arguments)}) {{ {fields} }} }}"
    return f"/api/explorer?{urlencode({'query': query})}"


def _literal(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(_quoted(value) for value in values) + "]"


def _quoted(text: str | None) -> str:
    escaped = (text or "").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{"".join(max(c, " ") for c in escaped)}"'


async def _facets(criteria: Criteria, counts: FacetCounts) -> list[FacetView]:
    schemes = [scheme for scheme in await all_schemes() if scheme.notation in FACETS]
    concepts = await concepts_of([scheme.notation for scheme in schemes])
    views = [_concept_facet(scheme, concepts.get(scheme.notation, []), criteria, counts) for scheme in schemes]
    return [*views[:2], _evidence_facet(criteria, counts), *views[2:], _country_facet(criteria, counts)]


def _concept_facet(scheme: SchemeRow, concepts: list[ConceptRow], criteria: Criteria, counts: FacetCounts) -> FacetView:
    chosen = criteria.facets.get(scheme.notation, ())

    def value(row: ConceptRow, depth: int) -> FacetValue:
        return FacetValue(row.notation, row.labels["en"], counts.concepts.get(row.id, 0), row.notation in chosen, depth)

    ordered = _tree(concepts, lambda row: (-counts.concepts.get(row.id, 0), row.labels["en"]))
    values = [one for one in (value(row, depth) for row, depth in ordered) if one.count or one.selected]
    return FacetView(scheme.notation, scheme.titles["en"], scheme.notation in _OPEN, values)


def _tree(concepts: list[ConceptRow], rank: Callable[[ConceptRow], tuple[int, str]]) -> list[tuple[ConceptRow, int]]:
    """Concepts with their depth, siblings by rank, each broader one before its narrower."""
    below: dict[object, list[ConceptRow]] = {}
    for row in concepts:
        below.setdefault(row.broader, []).append(row)
    found: list[tuple[ConceptRow, int]] = []
    waiting = [(row, 0) for row in sorted(below.get(None, []), key=rank, reverse=True)]
    while waiting:
        row, depth = waiting.pop()
        found.append((row, depth))
        waiting += [(child, depth + 1) for child in sorted(below.get(row.id, []), key=rank, reverse=True)]
    return found


def _country_facet(criteria: Criteria, counts: FacetCounts) -> FacetView:
    codes = set(counts.countries) | set(criteria.countries)
    values = [
        FacetValue(code, country_name(code), counts.countries.get(code, 0), code in criteria.countries, 0)
        for code in codes
    ]
    return FacetView(COUNTRY, "Country", False, sorted(values, key=lambda value: (-value.count, value.label)))


def _evidence_facet(criteria: Criteria, counts: FacetCounts) -> FacetView:
    values = [
        FacetValue("yes", "Evaluated", counts.evaluated.get(True, 0), criteria.evaluated is True, 0),
        FacetValue("no", "Not yet evaluated", counts.evaluated.get(False, 0), criteria.evaluated is False, 0),
    ]
    return FacetView(EVALUATED, "Evidence", True, values)


def _active(asked: Asked, facets: list[FacetView]) -> list[ActiveFilter]:
    return [
        ActiveFilter(value.label, facet.title, asked.without(facet.scheme, value.notation))
        for facet in facets
        for value in facet.values
        if value.selected
    ]
