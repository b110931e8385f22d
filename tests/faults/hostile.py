"""Hostile requests as data: what is sent, and what must come back. ``hostile_all.py`` gathers them."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPException, HTTPResponse
from typing import Any

import httpx

ANSWER_SECONDS = 30
GRAPHQL_JSON = "application/graphql-response+json"


class Framing(Enum):
    """How the end of a body is told."""

    LENGTH = "content-length"
    CHUNKED = "chunked"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request and its due: the status, and the code of the first error or None where it is simply answered.

    With ``application/graphql-response+json`` a status of 200 says that the operation ran.
    """

    name: str
    status: int
    code: str | None
    body: Callable[[int], bytes]
    method: str = "POST"
    target: str = "/graphql"
    headers: tuple[tuple[str, str], ...] = ()
    framing: Framing = Framing.LENGTH
    from_parser: bool = False  # refused by the HTTP parser, before anything of ours is asked

    def wire(self, run: int = 0) -> bytes:
        """The bytes of the request as they go over the network; each run has a document of its own."""
        content = self.body(run)
        given = dict(self.headers)
        headers = {"Host": "commons.test", "Accept": GRAPHQL_JSON, "Connection": "close"}
        if self.method == "POST":
            headers["Content-Type"] = "application/json"
        if self.framing is Framing.CHUNKED:
            headers["Transfer-Encoding"] = "chunked"
            content = _chunks(content)
        elif self.framing is Framing.LENGTH and self.method == "POST":
            headers["Content-Length"] = str(len(content))
        lines = [f"{name}: {value}\r\n" for name, value in {**headers, **given}.items()]
        return f"{self.method} {self.target} HTTP/1.1\r\n{''.join(lines)}\r\n".encode("latin-1") + content


def _chunks(content: bytes, size: int = 8_192) -> bytes:
    pieces = [content[place : place + size] for place in range(0, len(content), size)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in [*pieces, b""])


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    media_type: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body, which must be a JSON object."""
        answer = json.loads(self.body)
        assert isinstance(answer, dict)
        return answer


@dataclass(frozen=True, slots=True)
class Target:
    """Where a server listens."""

    host: str
    port: int

    def send(self, request: Hostile, run: int = 0) -> Reply:
        """Send the request on a connection of its own; the server may answer before it has read everything."""
        with socket.create_connection((self.host, self.port), timeout=ANSWER_SECONDS) as connection:
            with suppress(ConnectionError):
                connection.sendall(request.wire(run))
            return read_reply(connection, request.method)

    def ask(self, query: str) -> httpx.Response:
        """An honest question."""
        return httpx.post(f"http://{self.host}:{self.port}/graphql", json={"query": query}, timeout=ANSWER_SECONDS)


def read_reply(connection: socket.socket, method: str = "POST") -> Reply:
    """The response on a connection."""
    response = HTTPResponse(connection, method=method)
    try:
        response.begin()
        return Reply(response.status, response.headers.get_content_type(), response.read())
    except (HTTPException, ConnectionError) as error:
        raise AssertionError(f"There was no whole answer: {error!r}") from error
    finally:
        response.close()


def wrongs(request: Hostile, reply: Reply) -> Iterator[str]:
    """What is wrong with the reply to a request."""
    if reply.status != request.status:
        yield f"the status is {reply.status}, not {request.status}: {reply.body[:300]!r}"
    if request.from_parser:
        return
    if reply.media_type not in {"application/json", GRAPHQL_JSON}:
        yield f"the answer is {reply.media_type}"
        return
    answer = reply.json()
    errors = answer.get("errors", [])
    code = errors[0]["extensions"]["code"] if errors else None
    if code != request.code:
        yield f"the code is {code}, not {request.code}: {reply.body[:300]!r}"
    if not all(error["message"] and error["extensions"]["requestId"] for error in errors):
        yield "an error has no message or no request id"
    if reply.status != 200 and "data" in answer:
        yield "there is data in a refusal"


def post(name: str, status: int, code: str | None, query: str, **keys: Any) -> Hostile:
    """A document with variables and other keys, in an ordinary body. A comment makes the document new to any cache."""

    def body(run: int) -> bytes:
        return json.dumps({"query": f"{query}\n# {run}", **keys}).encode()

    return Hostile(name, status, code, body)


def raw(name: str, status: int, code: str | None, content: bytes | Callable[[], bytes], **more: Any) -> Hostile:
    """A body as it is."""
    return Hostile(name, status, code, lambda _: content() if callable(content) else content, **more)
