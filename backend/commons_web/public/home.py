"""The home page: search at once, what there is, where the gaps are, what is new."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get

from commons.kit.paging import page_request
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.facets import facet_counts, grid_counts, library_size
from commons.practices.queries.rows import FindingRow
from commons.practices.queries.search import find_practices
from commons.practices.queries.whole import WholePractice, whole
from commons.vocabulary.queries import ConceptRow, concepts_of
from commons_web.conditional import AnyRequest
from commons_web.templating import page
from commons_web.views import Card, ConceptView, cards, concept_view

_NEWEST = 6
_FEATURED_FROM = 10  # the strongest studies, among which one with figures is shown
_GRID_ROWS = 14


@dataclass(frozen=True, slots=True)
class Grid:
    """Practices by crime problem and approach; a cell is (count, address of these practices)."""

    approaches: list[ConceptView]
    rows: list[tuple[ConceptView, list[tuple[int, str]]]]


@get("/")
async def home(request: AnyRequest) -> Response[bytes]:
    """The home page."""
    size = await library_size()
    concepts = await concepts_of(["approach", "crime-problem"])
    top = [concept for concept in concepts.get("approach", []) if concept.broader is None]
    counts = (await facet_counts(Criteria())).concepts
    newest = await find_practices(Criteria(), Order.NEWEST, page_request(first=_NEWEST))
    featured, finding = await _featured()
    return page(
        request,
        "public/home.html",
        practice_count=size.practices,
        country_count=size.countries,
        evaluated_count=size.evaluated,
        document_count=size.documents,
        newest=await cards(newest.rows),
        approaches=[(concept_view(row), row.definitions.get("en"), counts.get(row.id, 0)) for row in top],
        featured=featured,
        featured_finding=finding,
        grid=_grid(top, concepts.get("crime-problem", []), counts, await grid_counts()),
    )


async def _featured() -> tuple[Card | None, FindingRow | None]:
    """The practice with the strongest study that has a figure before and after, and that finding."""
    request = page_request(first=_FEATURED_FROM)
    found = await find_practices(Criteria(evaluated=True), Order.EVIDENCE, request)
    for practice in await whole(found.rows):
        finding = _with_figures(practice)
        if finding is not None:
            return (await cards([practice.row]))[0], finding
    return None, None


def _with_figures(practice: WholePractice) -> FindingRow | None:
    findings = [finding.row for study in practice.evaluations for finding in study.findings]
    return next((row for row in findings if row.before is not None and row.after is not None), None)


def _grid(
    approaches: list[ConceptRow],
    problems: list[ConceptRow],
    counts: dict[UUID, int],
    cells: dict[tuple[UUID, UUID], int],
) -> Grid:
    """The most frequent problems in the vocabulary's order; gaps are what the grid is for, so noughts stay."""
    used = sorted((row for row in problems if counts.get(row.id)), key=lambda row: -counts[row.id])[:_GRID_ROWS]
    kept = {row.id for row in used}
    rows = [
        (concept_view(problem), [(cells.get((problem.id, one.id), 0), _cell_url(problem, one)) for one in approaches])
        for problem in problems
        if problem.id in kept
    ]
    return Grid([concept_view(row) for row in approaches], rows)


def _cell_url(problem: ConceptRow, approach: ConceptRow) -> str:
    return f"/practices?crime-problem={problem.notation}&approach={approach.notation}"
