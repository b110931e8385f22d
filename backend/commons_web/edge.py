"""What happens to every request, found or not: an id, a log line, security headers, and HEAD as GET without a body.

Litestar's compression looks for the word gzip anywhere in Accept-Encoding, ``gzip;q=0`` included, so it is shown only
what the client takes; and its answers do not all say that they vary.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeGuard

import structlog

from commons_web.encodings import accepted_encodings

if TYPE_CHECKING:
    from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

_LOG = structlog.get_logger("commons.access")

Headers = Iterable[tuple[bytes, bytes]]
_ACCEPT_ENCODING = b"accept-encoding"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{nonce}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Edge:
    """The outermost application."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if not _is_http(scope):
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        method = scope["method"]
        state: dict[str, Any] = {**scope.get("state", {}), "request_id": request_id}
        headers = _with_sound_encodings(scope["headers"])
        inner: Any = {**scope, "state": state, "headers": headers, "method": "GET" if method == "HEAD" else method}
        response = _Response(send, head=method == "HEAD", secure=self._secure, state=state)
        started = time.perf_counter()
        try:
            await self._app(inner, receive, response.send)
        finally:
            _LOG.info(
                "request",
                request_id=request_id,
                method=method,
                path=scope["path"],
                status=response.status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )


def _is_http(scope: Scope | HTTPScope) -> TypeGuard[HTTPScope]:
    return str(scope["type"]) == "http"


def _with_sound_encodings(headers: Headers) -> Headers:
    given = b", ".join(value for name, value in headers if name == _ACCEPT_ENCODING)
    sound = ", ".join(accepted_encodings(given.decode("latin-1"))).encode()
    return [*((name, value) for name, value in headers if name != _ACCEPT_ENCODING), (_ACCEPT_ENCODING, sound)]


def _varying(headers: Headers) -> Headers:
    """The headers with one Vary that names Accept-Encoding beside whatever it named."""
    named = b",".join(value for name, value in headers if name.lower() == b"vary").decode("latin-1").lower()
    words = dict.fromkeys([*(word.strip() for word in named.split(",") if word.strip()), "accept-encoding"])
    return [
        *((name, value) for name, value in headers if name.lower() != b"vary"),
        (b"vary", ", ".join(words).encode()),
    ]


class _Response:
    """Sends a response on with our headers, and for HEAD without its body."""

    def __init__(self, send: Send, *, head: bool, secure: bool, state: dict[str, Any]) -> None:
        self._send = send
        self._head = head
        self._secure = secure
        self._state = state
        self.status = 0

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*_varying(message.get("headers", [])), *self._headers()]}
        elif message["type"] == "http.response.body" and self._head:
            message = {**message, "body": b""}
        try:
            await self._send(message)
        except RuntimeError as error:
            # uvloop's words for a client that left before its answer: nobody is there to be told.
            if "handler is closed" not in str(error):
                raise

    def _headers(self) -> list[tuple[bytes, bytes]]:
        nonce = self._state.get("csp_nonce")
        policy = _POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")
        headers = [
            *_HEADERS,
            (b"content-security-policy", policy.encode()),
            (b"x-request-id", str(self._state["request_id"]).encode()),
        ]
        if self._secure:
            headers.append((b"strict-transport-security", b"max-age=31536000"))
        return headers
