"""What a request holds, what can't be meant, and which status says so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
BOTH = pytest.mark.parametrize("accept", [JSON, GRAPHQL])
PING = "{ __typename }"
PONG = {"data": {"__typename": "Query"}}


async def sent(client: httpx.AsyncClient, content: Any, accept: str = GRAPHQL) -> httpx.Response:
    """A body as it is, or an object as JSON."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return await client.post("/graphql", content=raw, headers={"content-type": JSON, "accept": accept})


def only_error(response: httpx.Response) -> Any:
    answer = response.json()
    assert "data" not in answer
    assert len(answer["errors"]) == 1, answer
    error = answer["errors"][0]
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]
    return error


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"variables": None, "operationName": None, "extensions": None},
        {"variables": {}, "operationName": "", "extensions": {}},
        {"variables": {"unused": [1]}, "extensions": {"a": {"b": 1}}, "somethingElse": 1},
    ],
)
async def test_a_request_may_leave_out_what_it_does_not_need(client: httpx.AsyncClient, extra: dict[str, Any]) -> None:
    response = await sent(client, {"query": PING, **extra})
    assert (response.status_code, response.json()) == (200, PONG)


async def test_get_and_post_give_the_same_answer(client: httpx.AsyncClient) -> None:
    query = "query A($n: Int) { practices(first: $n) { nodes { slug } } } query B { __typename }"
    request: dict[str, Any] = {"query": query, "variables": {"n": 3}, "operationName": "A"}
    by_get = await client.get("/graphql", params={**request, "variables": '{"n": 3}'})
    by_post = await sent(client, request, JSON)
    assert by_get.status_code == by_post.status_code == 200
    assert by_get.json() == by_post.json()
    assert len(by_get.json()["data"]["practices"]["nodes"]) == 3


# What is refused for its shape is 400, whatever the client accepts.


@BOTH
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The body is not JSON"),
        (b"nonsense", "The body is not JSON"),
        (b'{"query": ', "The body is not JSON"),
        (b'{"query": NaN}', "The body is not JSON: NaN is not JSON."),
        (b"\xff", "The body is not UTF-8 (byte 1)."),
        (b"[" * 50_000, "The body is nested too deep."),
        ([{"query": PING}], "Send one operation a request, as a JSON object; batches are not taken."),
        ("a string", "The body must be a JSON object with the key query."),
        (1, "The body must be a JSON object with the key query."),
        (None, "The body must be a JSON object with the key query."),
        ({}, "query: field required."),
        ({"Query": PING}, "query: field required."),
        ({"query": None}, "query: input should be a valid string."),
        ({"query": 1}, "query: input should be a valid string."),
        ({"query": ["a"]}, "query: input should be a valid string."),
        ({"query": " \n"}, "query: it is empty. Send a GraphQL document."),
        ({"query": PING, "variables": [1]}, "variables: input should be a valid dictionary."),
        ({"query": PING, "variables": "{}"}, "variables: input should be a valid dictionary."),
        ({"query": PING, "variables": 0}, "variables: input should be a valid dictionary."),
        ({"query": PING, "operationName": 1}, "operationName: input should be a valid string."),
        ({"query": PING, "extensions": "x"}, "extensions: input should be a valid dictionary."),
        ({"query": f"{PING} #\0"}, "query: The text holds a NUL character"),
        (b'{"query": "{ __typename } #\\ud800"}', "query: The text holds half a character"),
        ({"query": PING, "operationName": "\0"}, "operationName: The text holds a NUL character"),
    ],
)
async def test_a_body_that_is_no_request_is_400(
    client: httpx.AsyncClient, body: Any, sentence: str, accept: str
) -> None:
    response = await sent(client, body, accept)
    assert response.status_code == 400
    assert response.headers["content-type"].startswith(accept)
    error = only_error(response)
    assert error["message"].startswith(sentence)
    assert error["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ("", "query: field required."),
        ("query=", "query: it is empty."),
        ("query=%FF", "The address holds something that is not UTF-8"),
        ("&".join(f"a{n}=1" for n in range(21)), "The address holds something that is not UTF-8, or too many"),
        ("query=%7B__typename%7D&variables=%7B", "variables is not JSON"),
        ("query=%7B__typename%7D&variables=%5B1%5D", "variables: input should be a valid dictionary."),
        ("query=%7B__typename%7D&variables=1", "variables: input should be a valid dictionary."),
        ("query=%7B__typename%7D&extensions=1", "extensions: input should be a valid dictionary."),
        ("query=%7B__typename%7D%00", "query: The text holds a NUL character"),
    ],
)
async def test_an_address_that_is_no_request_is_400(client: httpx.AsyncClient, parameters: str, sentence: str) -> None:
    response = await client.get(f"/graphql?{parameters}")
    assert response.status_code == 400
    assert only_error(response)["message"].startswith(sentence)


# What is refused for its document or variables is 400 or, as the specification wants, 200 for the older type.


@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 400), (JSON, 200)])
@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "mutation { a }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query A { __typename } query B { __typename }"}, "BAD_REQUEST"),
        ({"query": "query A { __typename }", "operationName": "B"}, "BAD_REQUEST"),
        ({"query": PING, "operationName": "A"}, "BAD_REQUEST"),
        ({"query": "query ($n: Int!) { practices(first: $n) { totalCount } }"}, "BAD_VARIABLES"),
        (
            {"query": "query ($n: Int) { practices(first: $n) { totalCount } }", "variables": {"n": "x"}},
            "BAD_VARIABLES",
        ),
        ({"query": PING, "variables": {"a": "\0"}}, "BAD_REQUEST"),
        ({"query": "{ " + "a" * 20_000 + " }"}, "TOO_LARGE"),
        (
            {"query": "{ practices(first: 100) { nodes { partners { role { narrower { narrower { id } } } } } } }"},
            "TOO_COMPLEX",
        ),
    ],
)
async def test_an_operation_that_is_not_run_has_no_data(
    client: httpx.AsyncClient, request_: dict[str, Any], code: str, accept: str, status: int
) -> None:
    response = await sent(client, request_, accept)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert only_error(response)["extensions"]["code"] == code


async def test_every_mistake_of_a_document_is_named_with_its_place_up_to_ten(client: httpx.AsyncClient) -> None:
    two = (await sent(client, {"query": "{\n nothing\n nobody }"})).json()["errors"]
    assert [error["locations"][0]["line"] for error in two] == [2, 3]
    many = (await sent(client, {"query": "{ " + " ".join(f"x{n}" for n in range(50)) + " }"})).json()["errors"]
    assert len(many) == 11  # ten, and that there are more


async def test_a_long_mistake_is_not_repeated_whole(client: httpx.AsyncClient) -> None:
    response = await sent(client, {"query": "{ " + "a" * 10_000 + " }"})
    assert len(only_error(response)["message"]) == 501
    assert len(response.content) < 1_000


@BOTH
async def test_a_field_that_fails_leaves_the_others_and_the_status(client: httpx.AsyncClient, accept: str) -> None:
    response = await sent(client, {"query": '{ __typename node(id: "x") { id } }'}, accept)
    assert response.status_code == 200
    assert response.json()["data"] == {"__typename": "Query", "node": None}
    assert response.json()["errors"][0]["path"] == ["node"]
    assert response.json()["errors"][0]["extensions"]["requestId"] == response.headers["x-request-id"]


@pytest.mark.parametrize("name", ["A", "B"])
async def test_one_of_several_operations_is_chosen_by_its_name(client: httpx.AsyncClient, name: str) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    response = await sent(client, {"query": query, "operationName": name})
    assert response.json() == {"data": {name.lower(): "Query"}}


@pytest.mark.parametrize(("size", "status"), [(100_000, 200), (100_001, 413)])
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_has_at_most_a_hundred_thousand_bytes(
    client: httpx.AsyncClient, size: int, status: int, declared: bool
) -> None:
    body = json.dumps({"query": PING, "variables": {"x": ""}}).encode()
    body = body.replace(b'"x": ""', b'"x": "' + b"y" * (size - len(body)) + b'"')
    assert len(body) == size

    async def pieces() -> AsyncIterator[bytes]:
        for place in range(0, size, 4_096):
            yield body[place : place + 4_096]

    headers = {"content-type": JSON}
    response = await client.post("/graphql", content=body if declared else pieces(), headers=headers)
    assert response.status_code == status
    if status == 413:
        assert only_error(response)["message"] == "A request has at most 100,000 bytes."
        assert response.headers["connection"] == "close"
