"""Requests that come slowly, in pieces or not to their end, and connections that want to stay."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from commons_graphql import http


async def test_a_request_that_does_not_arrive_is_given_up(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_BODY_SECONDS", 0.01)
    answers = await asked_directly(client, [{"type": "http.request", "body": b'{"que', "more_body": True}])
    assert answers[0]["status"] == 408
    assert (b"connection", b"close") in answers[0]["headers"]


async def test_a_request_that_is_cut_off_is_not_run(client: httpx.AsyncClient) -> None:
    parts: list[dict[str, Any]] = [
        {"type": "http.request", "body": b'{"que', "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert (await asked_directly(client, parts))[0]["status"] == 400


async def asked_directly(client: httpx.AsyncClient, parts: list[dict[str, Any]]) -> list[Any]:
    """What the application sends for a POST that arrives in these parts, and then nothing more."""
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": [(b"host", b"commons.test"), (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "http_version": "1.1",
    }
    return await exchanged(transport.app, scope, parts)


async def exchanged(app: Any, scope: dict[str, Any], parts: list[dict[str, Any]]) -> list[Any]:
    coming, sent = iter(parts), []

    async def receive() -> dict[str, Any]:
        message = next(coming, None)
        if message is None:
            await asyncio.Event().wait()
        assert message is not None
        return message

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


@pytest.mark.parametrize("protocol", ["graphql-transport-ws", "graphql-ws"])
async def test_a_websocket_is_not_accepted(client: httpx.AsyncClient, protocol: str) -> None:
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    scope = {
        "type": "websocket",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": [(b"host", b"commons.test")],
        "subprotocols": [protocol],
        "client": ("127.0.0.1", 1),
        "scheme": "ws",
        "http_version": "1.1",
    }
    sent = await exchanged(transport.app, scope, [{"type": "websocket.connect"}])
    assert [message["type"] for message in sent] == ["websocket.close"]
