"""Requests for another host than the installation's own are refused.

Litestar's own check compares the port too, which a monitor on the machine and an address with a port can't pass.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from litestar.enums import ScopeType

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:/?#@\[\]]+)(:\d{1,5})?")
_MACHINE = ("127.0.0.1", "localhost", "[::1]")


class OnlyOwnHost:
    """Lets requests through that name the host of the public address, or ask on the machine itself."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self._app = app
        self._base_url = base_url
        self._hosts = {*_MACHINE, _host_of(urlsplit(base_url).netloc)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it with 400."""
        if scope["type"] != ScopeType.HTTP or _asked_for(scope) in self._hosts:
            await self._app(scope, receive, send)
        else:
            await _refuse(send, f"This registry answers at {self._base_url} and at no other address.\n".encode())


def _asked_for(scope: Any) -> str | None:
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return _host_of(given[0]) if len(given) == 1 else None


def _host_of(netloc: str) -> str | None:
    match = _HOST.fullmatch(netloc)
    return match[1].lower() if match is not None else None


async def _refuse(send: Send, sentence: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(sentence)).encode())]
    start: Any = {"type": "http.response.start", "status": 400, "headers": headers}
    body: Any = {"type": "http.response.body", "body": sentence, "more_body": False}
    await send(start)
    await send(body)
