"""Bodies that are no GraphQL request, and HTTP that is hardly HTTP."""

from __future__ import annotations

import json
from urllib.parse import quote

from tests.faults.hostile import Framing, Hostile, raw

BAD = "BAD_REQUEST"
PING = b'{"query": "{ __typename }"}'


def _ten_megabytes() -> bytes:
    return b'{"query": "{ __typename }", "variables": {"x": "' + b"y" * 10_000_000 + b'"}}'


def _query(value: object, **keys: object) -> bytes:
    return json.dumps({"query": value, **keys}).encode()


ENCODINGS = [
    raw("invalid UTF-8", 400, BAD, b'{"query": "{ __typename }\xff\xfe"}'),
    raw("an overlong encoding", 400, BAD, b'{"query": "{ __typename }\xc0\xaf"}'),
    raw("a surrogate in UTF-8", 400, BAD, b'{"query": "{ __typename } #\xed\xa0\x80"}'),
    raw("NUL as a byte", 400, BAD, b'{"query": "{ __typename } #\x00"}'),
    raw("NUL escaped", 400, BAD, b'{"query": "{ __typename } #\\u0000"}'),
    raw("only NUL bytes", 400, BAD, b"\x00" * 50_000),
    raw("a lone surrogate in the query", 400, BAD, b'{"query": "{ __typename } #\\ud800"}'),
    raw("a lone surrogate in a variable", 400, BAD, b'{"query": "{ __typename }", "variables": {"x": "\\udfff"}}'),
    raw(
        "a lone surrogate deep in a variable",
        400,
        BAD,
        b'{"query": "{ __typename }", "variables": {"x": [{"y": ["\\udfff"]}]}}',
    ),
    raw("a lone surrogate in a variable's name", 400, BAD, b'{"query": "{ __typename }", "variables": {"\\udfff": 1}}'),
    raw("a lone surrogate in the operation name", 400, BAD, b'{"query": "{ __typename }", "operationName": "\\ud800"}'),
    raw("a lone surrogate in a key", 200, None, b'{"query": "{ __typename }", "\\ud800": 1}'),
    raw("a byte order mark", 400, BAD, b"\xef\xbb\xbf" + PING),
    raw("UTF-16", 400, BAD, PING.decode().encode("utf-16")),
    raw("UTF-32", 400, BAD, PING.decode().encode("utf-32")),
    raw("a charset of UTF-7", 415, BAD, PING, headers=(("Content-Type", "application/json; charset=utf-7"),)),
]

SHAPES = [
    raw("no body", 400, BAD, b""),
    raw("a scalar", 400, BAD, b"42"),
    raw("null", 400, BAD, b"null"),
    raw("a string", 400, BAD, b'"{ __typename }"'),
    raw("an empty array", 400, BAD, b"[]"),
    raw("a batch of 3,000", 400, BAD, b"[" + b",".join([PING] * 3_000) + b"]"),
    raw("an empty object", 400, BAD, b"{}"),
    raw("half an object", 400, BAD, b'{"query": "{ __typ'),
    raw("two objects", 400, BAD, PING + PING),
    raw(
        "JSON 49,000 deep",
        400,
        BAD,
        b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 49_000 + b"]" * 49_000 + b"}}",
    ),
    raw(
        "JSON objects 12,000 deep",
        400,
        BAD,
        b'{"query": "{ __typename }", "variables": ' + b'{"x":' * 12_000 + b"1" + b"}" * 12_001,
    ),
    raw(
        "JSON 700 deep", 200, None, b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 700 + b"]" * 700 + b"}}"
    ),
    raw("only opening brackets", 400, BAD, b"[" * 99_000),
    raw("a query that is a number", 400, BAD, _query(1)),
    raw("a query that is null", 400, BAD, _query(None)),
    raw("a query that is an object", 400, BAD, _query({"a": "b"})),
    raw("a query that is empty", 400, BAD, _query("")),
    raw("a query that is blank", 400, BAD, _query(" \n\t")),
    raw("variables that are an array", 400, BAD, _query("{ __typename }", variables=[1])),
    raw("variables that are a string", 400, BAD, _query("{ __typename }", variables="{}")),
    raw("an operation name that is an object", 400, BAD, _query("{ __typename }", operationName={"a": 1})),
    raw("extensions that are a number", 400, BAD, _query("{ __typename }", extensions=1)),
    raw(
        "a persisted query",
        400,
        BAD,
        json.dumps({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}).encode(),
    ),
    raw("one key 3,000 times", 200, None, b"{" + b'"query": "{ a }", ' * 3_000 + PING[1:]),
    raw("9,000 other keys", 200, None, b"{" + b"".join(b'"k%d":1,' % n for n in range(9_000)) + PING[1:]),
]

NUMBERS = [
    raw(
        "1e400",
        400,
        "BAD_VARIABLES",
        b'{"query": "query ($n: Int) { practices(first: $n) { totalCount } }", "variables": {"n": 1e400}}',
    ),
    raw("10^5000", 400, BAD, b'{"query": "{ __typename }", "variables": {"n": 1' + b"0" * 5_000 + b"}}"),
    raw(
        "90,000 digits after the point",
        200,
        None,
        b'{"query": "{ __typename }", "variables": {"n": 0.' + b"9" * 90_000 + b"}}",
    ),
    raw("NaN", 400, BAD, b'{"query": "{ __typename }", "variables": {"n": NaN}}'),
    raw("-Infinity", 400, BAD, b'{"query": "{ __typename }", "variables": {"n": -Infinity}}'),
    raw("90,000 numbers", 400, BAD, b'{"query": "{ __typename }", "variables": {"n": [' + b"1," * 45_000 + b"1]}}"),
]

LENGTHS = [
    raw("10 MB with its length", 413, BAD, _ten_megabytes),
    raw("10 MB in chunks", 413, BAD, _ten_megabytes, framing=Framing.CHUNKED),
    raw("an ordinary body in chunks", 200, None, PING, framing=Framing.CHUNKED),
    raw("no length and no chunks", 400, BAD, PING, framing=Framing.NONE),
    raw("a length that is no number", 400, None, PING, headers=(("Content-Length", "many"),), from_parser=True),
    raw("a negative length", 400, None, PING, headers=(("Content-Length", "-1"),), from_parser=True),
    raw("a length beyond 64 bits", 400, None, PING, headers=(("Content-Length", "9" * 30),), from_parser=True),
    raw("a length of 10 MB before a small body", 413, BAD, PING, headers=(("Content-Length", "10000000"),)),
    raw("a length shorter than the body", 400, BAD, PING, headers=(("Content-Length", "10"),)),
    raw(
        "a length and chunks",
        400,
        None,
        PING,
        headers=(("Content-Length", "5"),),
        framing=Framing.CHUNKED,
        from_parser=True,
    ),
]

HEADERS = [
    raw("an Accept header of 100 kB", 431, BAD, PING, headers=(("Accept", "a/b," * 25_000),)),
    raw("an Accept header of one long type", 431, BAD, PING, headers=(("Accept", "a/" + "b" * 100_000),)),
    raw("an Accept header of garbage", 406, BAD, PING, headers=(("Accept", ";;,/,;q=,\x7f"[:-1]),)),
    raw("an infinite quality", 200, None, PING, headers=(("Accept", "application/json;q=inf"),)),
    raw("a content type of 100 kB", 415, BAD, PING, headers=(("Content-Type", "application/json; " + "x" * 100_000),)),
    raw("no content type", 415, BAD, PING, headers=(("Content-Type", ""),)),
    raw("a form", 415, BAD, b"query={ __typename }", headers=(("Content-Type", "application/x-www-form-urlencoded"),)),
    raw("a file", 415, BAD, PING, headers=(("Content-Type", "multipart/form-data; boundary=x"),)),
    raw("1,000 headers", 200, None, PING, headers=tuple((f"X-Header-{n}", "x" * 50) for n in range(1_000))),
    raw("a header with NUL", 400, None, PING, headers=(("X-Nul", "a\0b"),), from_parser=True),
    raw("a cookie of 50 kB", 200, None, PING, headers=(("Cookie", "a=b; " * 10_000),)),
    raw("a forwarded address that is none", 200, None, PING, headers=(("X-Forwarded-For", "' OR 1=1 --, \x80"),)),
    raw("a body said to be gzip", 400, BAD, b"\x1f\x8b\x08" + b"\x00" * 40, headers=(("Content-Encoding", "gzip"),)),
    raw(
        "an upgrade to WebSocket",
        400,
        BAD,
        b"",
        method="GET",
        headers=(("Connection", "Upgrade"), ("Upgrade", "websocket")),
    ),
]


def _get(name: str, status: int, code: str | None, query: str) -> Hostile:
    return raw(name, status, code, b"", method="GET", target=f"/graphql?{query}")


ADDRESSES = [
    _get("GET without a query", 400, BAD, ""),
    _get("GET with broken percent-encoding", 400, "GRAPHQL_PARSE_FAILED", "query=%ZZ%7B%"),
    _get("GET with bytes that are not UTF-8", 400, BAD, "query=%FF%FE"),
    _get("GET with NUL", 400, BAD, "query=%7B__typename%7D%00"),
    _get("GET with a lone surrogate", 400, BAD, "query=%7B__typename%7D%23%ED%A0%80"),
    _get(
        "GET with a lone surrogate in the variables",
        400,
        BAD,
        "query=%7B__typename%7D&variables=%7B%22a%22%3A%22%5Cud800%22%7D",
    ),
    _get("GET with 30,000 parameters", 400, BAD, "a=1&" * 15_000),
    _get("GET with variables that are no JSON", 400, BAD, "query=%7B__typename%7D&variables=%7B"),
    _get("GET with variables that are an array", 400, BAD, "query=%7B__typename%7D&variables=%5B%5D"),
    _get("GET with deep variables", 400, BAD, "query=%7B__typename%7D&variables=" + "%5B" * 10_000),
    _get("GET with a mutation", 400, "GRAPHQL_VALIDATION_FAILED", "query=mutation%7Blogin%7D"),
    _get("GET with a document of 20,001 characters", 400, "TOO_LARGE", "query=" + quote("{__typename}") + "+" * 19_989),
    raw("PUT", 405, BAD, PING, method="PUT", framing=Framing.NONE),
    raw("DELETE", 405, BAD, b"", method="DELETE"),
    raw("TRACE", 405, BAD, b"", method="TRACE"),
]

BODIES = [*ENCODINGS, *SHAPES, *NUMBERS, *LENGTHS, *HEADERS, *ADDRESSES]
