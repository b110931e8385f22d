"""Values: sound documents with arguments and variables that nobody should send."""

from __future__ import annotations

import base64
import json

from tests.faults.hostile import Hostile, post

INVALID = "INVALID"
VARIABLES = "BAD_VARIABLES"
BAD = "BAD_REQUEST"
COMPLEX = "TOO_COMPLEX"

PAGE = "query ($first: Int, $after: String) { practices(first: $first, after: $after) { totalCount } }"
FIND = "query ($search: String) { practices(search: $search) { totalCount nodes { id } } }"
FILTER = "query ($filter: PracticeFilter) { practices(filter: $filter) { totalCount } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
READ = "query ($slug: String!) { practice(slug: $slug) { id } }"


def cursor(*parts: object) -> str:
    """A cursor as ours are written, with anything in it."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


SOMEWHERE = "00000000-0000-4000-8000-000000000000"
CURSORS = {
    "empty": "",
    "of spaces": "   ",
    "not base64": "!!!",
    "not JSON": base64.urlsafe_b64encode(b"hello").decode(),
    "not UTF-8": base64.urlsafe_b64encode(b'["NEWEST","\xff\xfe","x"]').decode(),
    "not ASCII": "é" * 40,
    "a number": base64.urlsafe_b64encode(b"1").decode(),
    "of another order": cursor("TITLE", "a", SOMEWHERE),
    "of no order": cursor("SIDEWAYS", "a", SOMEWHERE),
    "with too few parts": cursor("NEWEST", "2026-01-01T00:00:00+00:00"),
    "with a boolean": cursor("NEWEST", True, SOMEWHERE),
    "with null": cursor("NEWEST", None, SOMEWHERE),
    "with a list": cursor("NEWEST", [], SOMEWHERE),
    "with no date": cursor("NEWEST", "yesterday", SOMEWHERE),
    "with a date without a zone": cursor("NEWEST", "2026-01-01", SOMEWHERE),
    "with no id": cursor("NEWEST", "2026-01-01T00:00:00+00:00", "x"),
    "nested deep": base64.urlsafe_b64encode(b"[" * 700).decode(),
    "of 90,000 characters": "A" * 90_000,
}
# Dates that Python holds and PostgreSQL's clock arithmetic might not.
FAR = {"in the year 1": "0001-01-01T00:00:00+23:59", "in the year 9999": "9999-12-31T23:59:59-23:59"}

PAGES = [
    *(post(f"a cursor {kind}", 200, INVALID, PAGE, variables={"after": text}) for kind, text in CURSORS.items()),
    *(
        post(f"a cursor {kind}", 200, INVALID, PAGE, variables={"after": cursor("NEWEST", day, SOMEWHERE)})
        for kind, day in FAR.items()
    ),
    post("first: 2^31", 400, "GRAPHQL_VALIDATION_FAILED", "{ practices(first: 2147483648) { totalCount } }"),
    post("first: 2^31 as a variable", 400, VARIABLES, PAGE, variables={"first": 2**31}),
    post("first: 1e9 as a variable", 200, INVALID, PAGE, variables={"first": 1e9}),
    post("first: -1", 200, INVALID, "{ practices(first: -1) { totalCount } }"),
    post("first: -2^31", 200, INVALID, PAGE, variables={"first": -(2**31)}),
    post("first: 1.5", 400, VARIABLES, PAGE, variables={"first": 1.5}),
    post("first: true", 400, VARIABLES, PAGE, variables={"first": True}),
    post("first: a string", 400, VARIABLES, PAGE, variables={"first": "10"}),
    post("first and last", 200, INVALID, "{ practices(first: 1, last: 1) { totalCount } }"),
]

SEARCHES = [
    post("a search of 10,000 characters", 200, INVALID, FIND, variables={"search": "x" * 10_000}),
    post("a search of 201 astral characters", 200, INVALID, FIND, variables={"search": "𝒳" * 201}),
    post("a search of operators", 200, None, FIND, variables={"search": "& | ! <-> :* ( ) ' \\ <2> | -- ; % _"}),
    post("a search of open quotes", 200, None, FIND, variables={"search": '"' * 199}),
    post("a search of minuses", 200, None, FIND, variables={"search": "-a " * 60}),
    post("a search of alternatives", 200, None, FIND, variables={"search": "a or " * 40}),
    post("a search of 100 words", 200, None, FIND, variables={"search": "a " * 100}),
    post("a search of control characters", 200, None, FIND, variables={"search": "\x01\x02\x7f\u200b\ufeff\u202e"}),
    post("a search with NUL", 400, BAD, FIND, variables={"search": "a\0b"}),
    post("a search of SQL", 200, None, FIND, variables={"search": "'; DROP TABLE practice; --"}),
]

FILTERS = [
    post("a filter of 9,900 values", 200, INVALID, FILTER, variables={"filter": {"approach": ["x"] * 9_900}}),
    post("a filter of 10,000 values", 400, BAD, FILTER, variables={"filter": {"approach": ["x"] * 10_000}}),
    post("a filter of 51 values", 200, INVALID, FILTER, variables={"filter": {"approach": ["x"] * 51}}),
    post("a filter with a long value", 200, INVALID, FILTER, variables={"filter": {"approach": ["x" * 90_000]}}),
    post("a filter of numbers", 400, VARIABLES, FILTER, variables={"filter": {"approach": list(range(9_000))}}),
    post("a filter of nulls", 400, VARIABLES, FILTER, variables={"filter": {"approach": [None] * 9_000}}),
    post(
        "a filter of unknown keys",
        400,
        VARIABLES,
        FILTER,
        variables={"filter": {f"aproach{n}": 1 for n in range(4_900)}},
    ),
    post(
        "a filter of misspelt long keys",
        400,
        VARIABLES,
        FILTER,
        variables={"filter": {f"approach{n:060}": 1 for n in range(1_200)}},
    ),
    post("a filter that is a list", 400, VARIABLES, FILTER, variables={"filter": [{"approach": []}] * 3_000}),
    post("9,900 countries", 200, INVALID, FILTER, variables={"filter": {"country": ["BR"] * 9_900}}),
    post(
        "a country that is a password file",
        200,
        INVALID,
        FILTER,
        variables={"filter": {"country": ["../../etc/passwd"]}},
    ),
]

NODE_IDS = [
    post("101 ids", 200, INVALID, NODES, variables={"ids": ["x"] * 101}),
    post("9,900 ids", 200, INVALID, NODES, variables={"ids": ["x"] * 9_900}),
    post("10,000 ids", 400, BAD, NODES, variables={"ids": ["x"] * 10_000}),
    post("100 ids that are none", 200, INVALID, NODES, variables={"ids": ["é" * 150] * 100}),
    post("an id of 90,000 characters", 200, INVALID, NODES, variables={"ids": ["A" * 90_000]}),
    post("an id that is a list", 400, VARIABLES, NODES, variables={"ids": [[["x"]]]}),
    post("a slug of 90,000 characters", 200, None, READ, variables={"slug": "x" * 90_000}),
    post("a slug that is a path", 200, None, READ, variables={"slug": "../../etc/passwd"}),
    post("a slug that is an object", 400, VARIABLES, READ, variables={"slug": {"a": "b"}}),
]

VARIABLE_SETS = [
    post(
        "9,000 variables that nobody asked for",
        200,
        None,
        "{ __typename }",
        variables={f"v{n}": 1 for n in range(4_900)},
    ),
    post("10,000 variables", 400, BAD, "{ __typename }", variables={f"v{n}": 1 for n in range(7_000)}),
    post("a variable of 90,000 characters", 200, None, "{ __typename }", variables={"x": "y" * 90_000}),
    post("a variable name of 90,000 characters", 200, None, "{ __typename }", variables={"x" * 90_000: 1}),
    post("a variable missing", 400, VARIABLES, READ),
    post("a variable null", 400, VARIABLES, READ, variables={"slug": None}),
    post("__proto__ as a variable", 200, None, "{ __typename }", variables={"__proto__": {"a": 1}, "__class__": 1}),
]

VALUES: list[Hostile] = [*PAGES, *SEARCHES, *FILTERS, *NODE_IDS, *VARIABLE_SETS]
