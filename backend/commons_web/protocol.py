"""uvicorn's fast HTTP protocol with a bound on what stands before a request's body.

httptools keeps headers of any length, and nothing ends a connection that never finishes them.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 65_536  # bytes of a request's first line and headers together
HEAD_SECONDS = 15.0  # in which they must have arrived, counted from their first byte
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    _head_bytes = 0
    _in_head = True
    _deadline: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Bytes from the client; the connection ends where a head grows too long or takes too long."""
        if self._in_head:
            if self._deadline is None:
                self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)
            self._head_bytes += len(data)
            # A body may begin in the same piece, so one piece may pass the bound.
            if self._head_bytes > MAX_HEAD + len(data):
                self._refuse()
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is there: from here on the application bounds what comes."""
        self._in_head = False
        self._forget_deadline()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there; the next one's head may follow."""
        self._in_head = True
        self._head_bytes = 0
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone, and with it those who waited behind its first request."""
        self._forget_deadline()
        self.pipeline.clear()
        super().connection_lost(exc)

    def _refuse(self) -> None:
        transport: Any = self.transport
        transport.write(_TOO_LARGE)
        transport.close()

    def _give_up(self) -> None:
        if self._in_head and self.transport is not None:
            self.transport.close()

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
