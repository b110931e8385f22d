"""Search results and single practices, as pages and as data."""

from __future__ import annotations

import json

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Stream

from commons.kit.errors import Code, Refused
from commons.kit.paging import page_request
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.parts import history_of
from commons.practices.queries.published import published_practice, withdrawn_practice
from commons.practices.queries.rows import PracticeRow
from commons.practices.queries.search import find_practices
from commons.practices.queries.whole import WholePractice, whole
from commons.vocabulary.queries import all_schemes
from commons_web.asked import Asked, understand
from commons_web.conditional import AnyRequest, answer
from commons_web.exports import csv_export, json_export
from commons_web.public.practice import practice_view
from commons_web.records import record
from commons_web.results import result_view
from commons_web.templating import base_url, page
from commons_web.views import Card, cards

_RELATED = 3


@get("/practices")
async def practices(request: AnyRequest) -> Response[bytes]:
    """Search results. What the address asks and can't be meant is named on the page; the rest is answered."""
    asked = await understand(request.query_params.multi_items())
    try:
        result = await result_view(asked)
        problem = asked.problem
    except Refused as refusal:
        # Only a cursor can be refused now: the first page is shown instead, and the page says so.
        result = await result_view(Asked(asked.criteria, asked.order, asked.size))
        problem = refusal.sentence
    return page(request, "public/practices.html", status=400 if problem else 200, result=result, problem=problem)


@get("/practices.csv")
async def practices_csv(request: AnyRequest) -> Stream:
    """Every hit of a search as CSV, one practice a line."""
    asked = await _understood(request)
    headers = {"content-disposition": 'attachment; filename="practices.csv"'}
    return Stream(csv_export(asked, base_url(request)), media_type="text/csv", headers=headers)


@get("/practices.json")
async def practices_json(request: AnyRequest) -> Stream:
    """Every hit of a search as JSON, with everything each says."""
    asked = await _understood(request)
    return Stream(json_export(asked, base_url(request)), media_type=MediaType.JSON)


@get("/practices/{slug:str}")
async def practice(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    """One practice; its tombstone (410) where it was withdrawn."""
    if slug.endswith(".json"):
        return await _practice_json(request, slug.removesuffix(".json"))
    tombstone = await withdrawn_practice(slug)
    if tombstone is not None:
        context = {"title": tombstone.title, "when": tombstone.withdrawn_at, "why": tombstone.reason}
        return page(request, "public/withdrawn.html", status=410, **context)
    one = await _whole(slug)
    history = (await history_of([one.row.id])).get(one.row.id, [])
    view = practice_view(one, await all_schemes(), history, await _related(one), base_url(request))
    return page(request, "public/practice.html", practice=view)


async def _practice_json(request: AnyRequest, slug: str) -> Response[bytes]:
    one = await _whole(slug)
    body = json.dumps(record(one, base_url(request)), ensure_ascii=False, indent=2)
    return answer(request, body.encode(), MediaType.JSON)


async def _whole(slug: str) -> WholePractice:
    row: PracticeRow | None = await published_practice(slug)
    if row is None:
        raise Refused("The library has no practice at this address.", Code.NOT_FOUND)
    return (await whole([row]))[0]


async def _related(practice: WholePractice) -> list[Card]:
    """Others of the same crime problem and approach, else of the same approach."""
    problems = tuple(concept.notation for concept in practice.of("crime-problem"))
    approaches = tuple(concept.notation for concept in practice.of("approach"))
    found: dict[str, PracticeRow] = {}
    for facets in ({"crime-problem": problems, "approach": approaches}, {"approach": approaches}):
        if all(facets.values()):
            request = page_request(first=_RELATED + 1)
            rows = (await find_practices(Criteria(facets=facets), Order.EVIDENCE, request)).rows
            found |= {row.slug: row for row in rows if row.slug != practice.row.slug}
    return await cards(list(found.values())[:_RELATED])


async def _understood(request: AnyRequest) -> Asked:
    """The search of an export, which is all or nothing: a file does not say what was left out."""
    asked = await understand(request.query_params.multi_items())
    if asked.problem is not None:
        raise Refused(asked.problem)
    return asked
