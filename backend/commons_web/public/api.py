"""For other cities: what the API is, queries to start from, its limits, and the explorer."""

from __future__ import annotations

import json
import secrets
from urllib.parse import quote

from litestar import Response, get

from commons.kit.paging import MAX_PAGE
from commons_graphql.examples import all_examples
from commons_graphql.limits import MAX_BODY, MAX_CHARACTERS, MAX_COST, MAX_DEPTH, MAX_FRAGMENTS, MAX_TOKENS
from commons_graphql.nodes import NODES_MAX
from commons_graphql.sdl import print_sdl
from commons_web.conditional import AnyRequest, answer
from commons_web.templating import base_url, page

_ERRORS = [
    ("GRAPHQL_PARSE_FAILED", "The text is no GraphQL document. The message says where."),
    ("GRAPHQL_VALIDATION_FAILED", "The document asks for something that the schema does not have."),
    ("BAD_VARIABLES", "A variable is missing or of the wrong type."),
    ("BAD_REQUEST", "The request is not one that can be answered: its body, its headers or its operation name."),
    ("INVALID", "An argument can't be meant: an unknown notation, a foreign cursor, a page of 0 rows."),
    ("GONE", "The practice was withdrawn. The error says when and why."),
    ("TOO_COMPLEX", "The operation could cost too much. Ask for fewer fields or smaller pages."),
    ("TOO_LARGE", "The document is too long."),
    ("TIMED_OUT", "The operation took too long and was ended. Ask for less, or later."),
    ("RATE_LIMITED", "The points of this hour are used up. Retry-After says when there are new ones."),
    ("UNAVAILABLE", "The database does not answer just now. Try again in a few seconds."),
    ("INTERNAL", "Something failed here. It is logged under the request id in the message."),
]


@get("/api")
async def api(request: AnyRequest) -> Response[bytes]:
    """The page for other cities."""
    endpoint = f"{base_url(request)}/graphql"
    examples = [
        (one.name, one.title, one.description, one.query, one.variables, f"/api/explorer?example={one.name}")
        for one in all_examples()
    ]
    return page(
        request,
        "public/api.html",
        endpoint=endpoint,
        examples=examples,
        limits=_limits(int(request.app.state.points_per_hour)),
        error_codes=_ERRORS,
        sdl_url="/graphql/schema",
        curl=_curl(endpoint),
    )


@get("/api/explorer")
async def explorer(request: AnyRequest) -> Response[bytes]:
    """GraphiQL, served from here, with the examples in it."""
    examples = [
        {"name": one.name, "title": one.title, "query": one.query, "variables": one.variables} for one in all_examples()
    ]
    nonce = secrets.token_urlsafe(16)
    request.scope["state"]["csp_nonce"] = nonce
    return page(request, "public/explorer.html", examples_json=json.dumps(examples), csp_nonce=nonce)


@get("/graphql/schema")
async def schema(request: AnyRequest) -> Response[bytes]:
    """The public schema in the schema definition language."""
    return answer(request, print_sdl().encode(), "text/plain")


def _limits(points: int) -> list[tuple[str, str, str]]:
    return [
        ("Page", f"1 to {MAX_PAGE}", "Rows that first or last may ask for; 20 without either."),
        ("Ids", f"{NODES_MAX}", "Ids that nodes takes at once."),
        ("Cost", f"{MAX_COST:,}", "Points an operation may cost: about one a field of the answer, pages multiplied."),
        (
            "Points",
            f"{points:,}",
            "Points an address may spend in an hour; rateLimit and the headers say what is left.",
        ),
        ("Depth", f"{MAX_DEPTH}", "Levels of fields below each other."),
        ("Words", f"{MAX_TOKENS:,}", "Names, numbers and signs of a document, comments not counted."),
        ("Fragments", f"{MAX_FRAGMENTS}", "Fragments and operations of a document, together."),
        ("Characters", f"{MAX_CHARACTERS:,}", "Characters of a document."),
        ("Body", f"{MAX_BODY:,}", "Bytes of a request."),
    ]


def _curl(endpoint: str) -> str:
    query = quote('{ practices(search: "street lights") { nodes { title uri } } }')
    return f"curl '{endpoint}?query={query}'"
