"""GraphQL over HTTP as an ASGI application: reads the request, answers with the right type and status.

Strawberry's own Litestar controller misses parts of the specification and answers hostile bodies with a 500;
what is repaired is written down in ``docs/decisions/0003-own-graphql-over-http.md``.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from commons.kit.database import DatabaseError
from commons.kit.quota import client_key
from commons_graphql.errors import failure, unavailable
from commons_graphql.execution import Answer, Client, Executor, Request
from commons_graphql.negotiation import GRAPHQL_JSON, JSON
from commons_graphql.request import (
    Unreadable,
    check_length,
    from_body,
    from_query_string,
    media_type,
)

if TYPE_CHECKING:
    from litestar.types import HTTPScope, Receive, Send

_LOG = structlog.get_logger("commons.graphql")
_BODY_SECONDS = 10.0  # how long a client may take to send its request

_CORS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"etag, x-request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after",
    ),
]
_PREFLIGHT = [
    *_CORS,
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type, accept, if-none-match"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]
Headers = list[tuple[bytes, bytes]]


class GraphQLEndpoint:
    """``/graphql``: GET and POST. No cookies are read, so any origin may ask."""

    def __init__(self, executor: Executor, *, secret: bytes, base_url: str, clock: Callable[[], datetime]) -> None:
        self._executor = executor
        self._secret = secret
        self._base_url = base_url
        self._clock = clock

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {name.lower(): value for name, value in scope["headers"]}
        method = scope["method"]
        if method == "OPTIONS":
            await _send(send, 204, _PREFLIGHT, b"")
        elif method not in ("GET", "POST"):
            await self._unreadable(scope, send, Unreadable(405, "Use GET or POST."), JSON)
        elif _is_reader(scope, headers):
            await _send(send, 303, [(b"location", b"/api/explorer"), (b"content-length", b"0")], b"")
        else:
            await self._operation(scope, headers, receive, send)

    async def _operation(self, scope: HTTPScope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        kind = JSON
        try:
            kind = media_type(headers.get(b"accept", b"").decode("latin-1"))
            request = await _read(scope, headers, receive)
            answer = await self._executor.run(request, self._client(scope), self._clock())
        except Unreadable as error:
            await self._unreadable(scope, send, error, kind)
        except DatabaseError as error:
            _LOG.error("no database", request_id=_request_id(scope), reason=str(error))
            await _send_json(send, 503, kind, unavailable(_request_id(scope)), [(b"retry-after", b"5")])
        except Exception:  # noqa: BLE001  # a client is answered whatever fails here, and the log has the trace
            _LOG.exception("operation failed", request_id=_request_id(scope))
            await _send_json(send, 500, kind, failure(_request_id(scope)), [])
        else:
            status, extra = _status(answer, kind, self._clock())
            if scope["method"] == "GET" and answer.ran and "errors" not in answer.body:
                await _send_validated(send, kind, answer.body, headers.get(b"if-none-match", b""), extra)
            else:
                await _send_json(send, status, kind, answer.body, extra)

    async def _unreadable(self, scope: HTTPScope, send: Send, error: Unreadable, kind: str) -> None:
        extensions = {"code": "BAD_REQUEST", "requestId": _request_id(scope)}
        body = {"errors": [{"message": error.sentence, "extensions": extensions}]}
        extra = [(b"allow", b"GET, POST, OPTIONS")] if error.status == 405 else []
        # What was not read to its end would be taken for the next request.
        extra += [(b"connection", b"close")] if error.status in (408, 413) else []
        await _send_json(send, error.status, kind, body, extra)

    def _client(self, scope: HTTPScope) -> Client:
        address = (scope.get("client") or ("unknown", 0))[0]
        return Client(_request_id(scope), client_key(self._secret, address), self._base_url)


def _is_reader(scope: HTTPScope, headers: dict[bytes, bytes]) -> bool:
    """A person with a browser, who gets the explorer."""
    return (
        scope["method"] == "GET"
        and b"text/html" in headers.get(b"accept", b"")
        and b"query=" not in scope["query_string"]
    )


async def _read(scope: HTTPScope, headers: dict[bytes, bytes], receive: Receive) -> Request:
    if scope["method"] == "GET":
        return from_query_string(scope["query_string"])
    declared = headers.get(b"content-length", b"0")
    # A number too long to be read is refused by the server before; here it only has to do no harm.
    check_length(int(declared[:18]) if declared.isdigit() else 0)
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            raw = await _body(receive)
    except TimeoutError:
        raise Unreadable(408, f"The request took more than {_BODY_SECONDS:.0f} seconds to arrive.") from None
    return from_body(headers.get(b"content-type", b"").decode("latin-1"), raw)


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    length = 0
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise Unreadable(400, "The request was cut off.")
        part = message.get("body", b"")
        length += len(part)
        check_length(length)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _status(answer: Answer, kind: str, now: datetime) -> tuple[int, Headers]:
    """Status and headers; a document that is refused is 200 for application/json, as the specification wants."""
    if answer.allowance is None:
        return (400 if kind == GRAPHQL_JSON else 200), []
    seconds = max(int((answer.allowance.reset_at - now).total_seconds()), 1)
    extra = [
        (b"ratelimit-limit", str(answer.allowance.limit).encode()),
        (b"ratelimit-remaining", str(answer.allowance.remaining).encode()),
        (b"ratelimit-reset", str(seconds).encode()),
    ]
    if answer.timed_out:
        return 503, [*extra, (b"retry-after", b"60")]
    if answer.unpaid:
        return 429, [*extra, (b"retry-after", str(seconds).encode())]
    return 200, extra


def _request_id(scope: HTTPScope) -> str:
    return str(scope.get("state", {}).get("request_id", "-"))


async def _send_validated(send: Send, kind: str, body: dict[str, Any], known: bytes, extra: Headers) -> None:
    """A whole answer to a GET with a validator; 304 where the client's copy is the same."""
    tag = b'"' + hashlib.sha256(msgspec.json.encode(body)).hexdigest()[:32].encode() + b'"'
    # Weak, because the same answer is sent compressed in several ways.
    validators = [(b"etag", b"W/" + tag), (b"cache-control", b"no-cache")]
    if tag in {one.strip().removeprefix(b"W/") for one in known.split(b",")}:
        await _send(send, 304, [(b"vary", b"accept"), *_CORS, *validators, *extra], b"")
    else:
        await _send_json(send, 200, kind, body, [*validators, *extra])


async def _send_json(send: Send, status: int, kind: str, body: dict[str, Any], extra: Headers) -> None:
    raw = msgspec.json.encode(body)
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(raw)).encode()),
        (b"vary", b"accept"),
        *_CORS,
        *extra,
    ]
    await _send(send, status, headers, raw)


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    start: Any = {"type": "http.response.start", "status": status, "headers": headers}
    rest: Any = {"type": "http.response.body", "body": body, "more_body": False}
    await send(start)
    await send(rest)
