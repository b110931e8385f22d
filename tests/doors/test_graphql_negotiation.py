"""Which media types the API speaks, and what it says to those who speak others."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
PING = {"query": "{ __typename }"}


async def answered(client: httpx.AsyncClient, accept: str | None, **request: Any) -> httpx.Response:
    headers = {"accept": accept} if accept is not None else {}
    made = client.build_request("POST", "/graphql", headers=headers, **(request or {"json": PING}))
    if accept is None:
        del made.headers["accept"]
    return await client.send(made)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        ("APPLICATION/GraphQL-Response+JSON", GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.8, {JSON};q=0.9", JSON),
        (f"{JSON};q=0.5,{GRAPHQL};q=0.51", GRAPHQL),
        (f"{GRAPHQL}, */*", GRAPHQL),
        (f"{GRAPHQL};q=0.1, */*", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{JSON};q=0.0, application/*;q=0.2", GRAPHQL),
        (f"application/*;q=0.1, {GRAPHQL};q=0", JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL),
        (f"{JSON} ; q=1.000", JSON),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", JSON),
        ("text/plain, */*;q=0.001", JSON),
        (f"{JSON};q=nonsense", JSON),
        (f"{JSON};q=inf", JSON),
        (f",, ;;, {GRAPHQL}", GRAPHQL),
    ],
)
async def test_the_answer_has_the_type_that_the_client_likes_best(
    client: httpx.AsyncClient, accept: str | None, expected: str
) -> None:
    response = await answered(client, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{expected}; charset=utf-8"
    assert "accept" in response.headers["vary"].lower()
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "accept", ["text/plain", "text/html", "application/xml, text/*", f"{JSON};q=0", "*/*;q=0", "garbage", ";;;", "/"]
)
async def test_who_takes_neither_type_is_told_which_there_are(client: httpx.AsyncClient, accept: str) -> None:
    response = await answered(client, accept)
    assert response.status_code == 406
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"
    message = response.json()["errors"][0]["message"]
    assert JSON in message
    assert GRAPHQL in message


async def test_an_accept_header_beyond_its_length_is_refused(client: httpx.AsyncClient) -> None:
    assert (await answered(client, f"{JSON}, {'a' * 982}")).status_code == 200
    assert (await answered(client, f"{JSON}, {'a' * 983}")).status_code == 431


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json; charset=utf8",
    ],
)
async def test_json_in_utf_8_is_read(client: httpx.AsyncClient, content_type: str) -> None:
    sent = {"content": b'{"query": "{ __typename }"}', "headers": {"content-type": content_type}}
    response = await client.post("/graphql", **sent)  # type: ignore[arg-type]
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    ("content_type", "sentence"),
    [
        ("", "Send the request as application/json."),
        ("text/plain", "Send the request as application/json."),
        ("application/graphql", "Send the request as application/json."),
        ("application/graphql-response+json", "Send the request as application/json."),
        ("application/x-www-form-urlencoded", "Send the request as application/json."),
        ("multipart/form-data; boundary=x", "Send the request as application/json."),
        ("application/jsonp", "Send the request as application/json."),
        ("application/json; charset=latin-1", "Send the request in UTF-8."),
        ("application/json; charset=utf-16", "Send the request in UTF-8."),
    ],
)
async def test_another_content_type_is_refused(client: httpx.AsyncClient, content_type: str, sentence: str) -> None:
    sent = {"content": b'{"query": "{ __typename }"}', "headers": {"content-type": content_type}}
    response = await client.post("/graphql", **sent)  # type: ignore[arg-type]
    assert response.status_code == 415
    assert response.json()["errors"][0]["message"] == sentence


async def test_a_body_without_a_content_type_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", content=b'{"query": "{ __typename }"}')
    assert response.status_code == 415
