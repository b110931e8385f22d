"""GraphQL over HTTP: methods, other origins, browsers, validators, and our own faults."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from structlog.testing import CapturingLogger

from commons_graphql import context, http
from tests.doors.graphql_answers import refusal
from tests.support import ask, data

PING = {"query": "{ __typename }"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CANARY = "secret-canary"
EXPOSED = {"etag", "x-request-id", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after"}


def listed(header: str) -> set[str]:
    return {name.strip().lower() for name in header.split(",")}


# Other origins.


async def test_a_page_of_another_origin_may_ask(client: httpx.AsyncClient) -> None:
    headers = {
        "origin": "https://city.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    response = await client.options("/graphql", headers=headers)
    assert response.status_code == 204
    assert response.content == b""
    assert response.headers["access-control-allow-origin"] == "*"
    assert listed(response.headers["access-control-allow-methods"]) == {"get", "post", "options"}
    assert listed(response.headers["access-control-allow-headers"]) >= {"content-type", "accept"}
    assert int(response.headers["access-control-max-age"]) >= 3_600
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    ("method", "request_", "status"),
    [
        ("POST", {"json": PING}, 200),
        ("POST", {"json": {"query": "{ nothing }"}}, 200),
        ("POST", {"json": {"query": "{"}, "headers": {"accept": "application/graphql-response+json"}}, 400),
        ("POST", {"json": []}, 400),
        ("POST", {"content": b"x"}, 415),
        ("POST", {"json": PING, "headers": {"accept": "text/plain"}}, 406),
        ("POST", {"json": {**PING, "variables": {"x": "y" * 100_000}}}, 413),
        ("GET", {"params": PING}, 200),
        ("GET", {}, 400),
        ("PUT", {"json": PING}, 405),
        ("DELETE", {}, 405),
    ],
)
async def test_every_answer_can_be_read_by_a_page_of_another_origin(
    client: httpx.AsyncClient, method: str, request_: dict[str, Any], status: int
) -> None:
    response = await client.request(method, "/graphql", **request_)
    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == "*"
    assert listed(response.headers["access-control-expose-headers"]) == EXPOSED


async def test_no_cookie_is_set(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json=PING, headers={"cookie": "session=1"})
    assert "set-cookie" not in response.headers


# Methods.


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
async def test_another_method_is_refused_with_those_that_there_are(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert response.status_code == 405
    assert listed(response.headers["allow"]) == {"get", "post", "options"}
    assert response.json()["errors"][0]["message"] == "Use GET or POST."


async def test_a_person_with_a_browser_is_sent_to_the_explorer(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", headers={"accept": BROWSER})
    assert response.status_code == 303
    assert response.headers["location"] == "/api/explorer"
    assert (await client.get(response.headers["location"])).status_code == 200


async def test_a_browser_that_brings_a_query_gets_its_answer(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params=PING, headers={"accept": BROWSER})
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


async def test_a_browser_that_posts_gets_its_answer(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json=PING, headers={"accept": BROWSER})
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_head_is_get_without_a_body(client: httpx.AsyncClient) -> None:
    response = await client.head("/graphql", params=PING)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "application/json; charset=utf-8"


# Validators.


async def test_an_answer_that_the_client_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    asked = {"query": "{ practices(first: 2) { nodes { title } } }"}
    first = await client.get("/graphql", params=asked)
    again = await client.get("/graphql", params=asked, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = {"query": "{ practices(first: 3) { nodes { title } } }"}
    different = await client.get("/graphql", params=other, headers={"if-none-match": first.headers["etag"]})
    assert different.status_code == 200
    assert different.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("query", ["{ nothing }", '{ node(id: "x") { id } }', "{"])
async def test_an_answer_with_errors_has_no_validator(client: httpx.AsyncClient, query: str) -> None:
    response = await client.get("/graphql", params={"query": query})
    assert "errors" in response.json()
    assert "etag" not in response.headers


# Our own faults.


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What the API door logs."""
    logger = CapturingLogger()
    monkeypatch.setattr("commons_graphql.errors._LOG", logger)
    monkeypatch.setattr(http, "_LOG", logger)
    return logger


async def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError(CANARY)


async def test_a_field_that_fails_through_our_fault_tells_nothing_but_where_it_is_logged(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, log: CapturingLogger
) -> None:
    monkeypatch.setattr(context, "concepts_of", broken)
    query = '{ ok: __typename vocabulary(scheme: "approach") { notation concepts { id } } }'
    response = await client.post("/graphql", json={"query": query})
    request_id = response.headers["x-request-id"]
    assert response.status_code == 200
    assert CANARY not in response.text
    assert "RuntimeError" not in response.text
    assert response.json()["data"] == {"ok": "Query", "vocabulary": None}
    (error,) = response.json()["errors"]
    assert error["message"] == f"Something went wrong here, not with your query. It is logged under {request_id}."
    assert error["extensions"] == {"code": "INTERNAL", "requestId": request_id}
    assert error["path"] == ["vocabulary", "concepts"]
    (entry,) = log.calls
    assert entry.kwargs["request_id"] == request_id
    assert str(entry.kwargs["exc_info"]) == CANARY


async def test_a_request_that_fails_through_our_fault_is_a_500_that_tells_as_little(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, log: CapturingLogger
) -> None:
    monkeypatch.setattr("commons_graphql.execution.measure", lambda *_: (_ for _ in ()).throw(RuntimeError(CANARY)))
    response = await client.post("/graphql", json=PING)
    request_id = response.headers["x-request-id"]
    assert response.status_code == 500
    assert CANARY not in response.text
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": request_id}
    assert request_id in error["message"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert log.calls[0].kwargs["request_id"] == request_id


async def test_after_a_fault_the_next_request_is_answered(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, log: CapturingLogger
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(context, "all_schemes", broken)
        assert (await refusal(client, "{ vocabularies { id } }"))["extensions"]["code"] == "INTERNAL"
    assert (await data(client, "{ vocabularies { id } }"))["vocabularies"]
    assert len(log.calls) == 1


async def test_what_a_client_does_wrong_is_not_logged_as_a_fault(
    client: httpx.AsyncClient, log: CapturingLogger
) -> None:
    for query in ("{", "{ nothing }", "{ practices(first: 0) { totalCount } }", '{ node(id: "x") { id } }'):
        assert (await ask(client, query))["errors"]
    assert (await client.post("/graphql", content=b"[")).status_code == 415
    assert (await ask(client, "{ practices(first: " + "9" * 5_000 + ") { totalCount } }"))["errors"]
    assert log.calls == []


async def test_each_request_has_an_id_of_its_own(client: httpx.AsyncClient) -> None:
    ids = [(await client.post("/graphql", json=PING)).headers["x-request-id"] for _ in range(5)]
    assert len(set(ids)) == 5
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)


async def test_a_client_cannot_choose_the_id_of_its_request(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json=PING, headers={"x-request-id": "chosen"})
    assert response.headers["x-request-id"] != "chosen"
