"""What every answer carries, whatever it is; HEAD; failures; what is compressed, and what need not be sent again."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest
import structlog

from commons.kit.database import DATABASE
from commons_web.assets import asset_url
from commons_web.public import home
from tests.standards.markup import read

ADDRESSES = {
    "page": ("/", 200),
    "wrong address": ("/practices?order=sideways", 400),
    "unknown address": ("/nowhere", 404),
    "JSON": ("/practices/koban-policing-japan.json", 200),
    "JSON export": ("/practices.json?q=koban", 200),
    "CSV export": ("/practices.csv?q=koban", 200),
    "problem": ("/practices/nothing.json", 404),
    "explorer": ("/api/explorer", 200),
    "script": (asset_url("site.js"), 200),
    "unknown file": ("/static/nothing.js", 404),
    "GraphQL": ("/graphql?query={vocabularies{title}}", 200),
    "GraphQL refusal": ("/graphql?query={", 200),
    "schema": ("/graphql/schema", 200),
    "health": ("/healthz", 200),
}
WITH_VALIDATOR = ["/", "/practices?q=koban", "/practices/koban-policing-japan", "/vocabulary/approach", "/api"]


@pytest.mark.parametrize("kind", ADDRESSES)
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, kind: str) -> None:
    address, status = ADDRESSES[kind]
    response = await client.get(address, headers={"accept": "*/*"})
    assert response.status_code == status
    _secured(response)


@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS", "HEAD"])
async def test_so_do_answers_to_other_methods(client: httpx.AsyncClient, method: str) -> None:
    _secured(await client.request(method, "/practices"))


def _secured(response: httpx.Response) -> None:
    headers = response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert "*" not in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])
    assert all(len(headers.get_list(name)) == 1 for name in headers if name != "vary")
    assert not {"server", "x-powered-by", "set-cookie"} & set(headers)


async def test_each_request_has_an_id_of_its_own_and_takes_none_from_the_client(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/healthz", headers={"x-request-id": "mine"}) for _ in range(3)]
    ids = {answer.headers["x-request-id"] for answer in answers}
    assert len(ids) == 3
    assert "mine" not in ids


async def test_the_explorers_styles_are_let_in_by_a_word_used_once(client: httpx.AsyncClient) -> None:
    nonces = []
    for _ in range(2):
        response = await client.get("/api/explorer")
        nonce = read(response.text).one("meta", name="csp-nonce")["content"]
        assert f"style-src 'self' 'nonce-{nonce}';" in response.headers["content-security-policy"]
        nonces.append(nonce)
    assert nonces[0] != nonces[1]
    assert "nonce" not in (await client.get("/")).headers["content-security-policy"]


@pytest.mark.parametrize("kind", ADDRESSES)
async def test_head_is_get_without_the_body(client: httpx.AsyncClient, kind: str) -> None:
    address, status = ADDRESSES[kind]
    # Compressed, the explorer's page is as long as its nonce lets it be.
    headers = {"accept": "*/*", "accept-encoding": "identity"}
    get, head = await client.get(address, headers=headers), await client.head(address, headers=headers)
    once = {"x-request-id", "content-security-policy", "ratelimit-remaining", "ratelimit-reset", "etag"}
    assert (head.status_code, head.content) == (status, b"")
    assert {name: value for name, value in head.headers.items() if name not in once} == {
        name: value for name, value in get.headers.items() if name not in once
    }


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail() -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(home, "library_size", fail)


@pytest.mark.usefixtures("failing")
async def test_a_failure_is_shown_without_its_cause_and_logged_with_it(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        response = await client.get("/", headers={"accept": "text/html"})
    shown = read(response.text)
    request_id = response.headers["x-request-id"]
    assert response.status_code == 500
    assert shown.one("h1").text == "Something went wrong here"
    assert request_id in shown.one("main").text
    assert "swordfish" not in response.text
    assert "RuntimeError" not in response.text
    assert response.headers["cache-control"] == "no-store"
    _secured(response)
    failures = [entry for entry in logs if entry["log_level"] == "error"]
    assert [(entry["request_id"], str(entry["exc_info"])) for entry in failures] == [
        (request_id, "the password is swordfish")
    ]


@pytest.mark.usefixtures("failing")
async def test_a_failure_is_a_problem_for_a_program(client: httpx.AsyncClient) -> None:
    response = await client.get("/", headers={"accept": "application/json"})
    assert response.json()["status"] == response.status_code == 500
    assert response.json()["requestId"] == response.headers["x-request-id"]
    assert "swordfish" not in response.text


async def test_every_request_is_logged_once_without_the_readers_address_or_words(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        response = await client.get("/practices?q=private-matter", headers={"user-agent": "Ada's browser"})
    lines = [entry for entry in logs if entry["event"] == "request"]
    assert len(lines) == 1
    assert lines[0]["request_id"] == response.headers["x-request-id"]
    assert (lines[0]["method"], lines[0]["path"], lines[0]["status"]) == ("GET", "/practices", 200)
    assert "private-matter" not in str(logs)
    assert "127.0.0.1" not in str(logs)
    assert "Ada" not in str(logs)


@pytest.mark.parametrize("address", WITH_VALIDATOR)
async def test_what_a_client_has_is_not_sent_again(client: httpx.AsyncClient, address: str) -> None:
    first = await client.get(address)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    strong = tag.removeprefix("W/")
    for given in (tag, strong, f'"other", {tag}', f'{strong} , "other"', "*"):
        again = await client.get(address, headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b""), given
        assert again.headers["etag"] == tag
        _secured(again)
    for given in ('"other"', 'W/"other"', tag[:-2] + '"', ""):
        again = await client.get(address, headers={"if-none-match": given})
        assert (again.status_code, again.text) == (200, first.text), given


async def test_a_changed_page_is_sent_whole_to_who_has_the_old_one(client: httpx.AsyncClient) -> None:
    address = "/practices/koban-policing-japan"
    old = (await client.get(address)).headers["etag"]
    sql = "UPDATE practice_version SET title = $1 WHERE title = $2"
    await DATABASE.rows(sql, "Koban policing, told anew", "Koban policing")
    try:
        changed = await client.get(address, headers={"if-none-match": old})
        assert changed.status_code == 200
        assert "Koban policing, told anew" in changed.text
        assert changed.headers["etag"] != old
    finally:
        await DATABASE.rows(sql, "Koban policing", "Koban policing, told anew")
    assert (await client.get(address, headers={"if-none-match": old})).status_code == 304


async def test_a_page_that_is_not_there_is_never_taken_for_unchanged(client: httpx.AsyncClient) -> None:
    for address in ("/nowhere", "/practices?order=sideways"):
        response = await client.get(address, headers={"if-none-match": "*"})
        assert response.status_code >= 400
        assert "etag" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, gzip;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("identity", None),
        ("", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0, identity", None),
        ("deflate", None),
        ("x-gzipped", None),
    ],
)
@pytest.mark.parametrize("address", ["/", "/practices.json?q=prison", "/graphql?query={vocabularies{concepts{label}}}"])
async def test_a_body_is_compressed_for_whoever_takes_it_and_for_nobody_else(
    client: httpx.AsyncClient, address: str, accepted: str, encoding: str | None
) -> None:
    plain = await client.get(address, headers={"accept-encoding": "identity"})
    request = client.build_request("GET", address, headers={"accept-encoding": accepted})
    response = await client.send(request, stream=True)
    raw = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers.get("content-encoding") == encoding
    assert "accept-encoding" in response.headers["vary"].lower()
    assert (gzip.decompress(raw) if encoding else raw) == plain.content
    assert len(raw) < len(plain.content) or encoding is None


async def test_health_and_readiness_answer_and_are_not_kept(client: httpx.AsyncClient) -> None:
    for address, status in (("/healthz", "ok"), ("/readyz", "ready")):
        response = await client.get(address)
        assert (response.status_code, response.json()) == (200, {"status": status})
        assert response.headers["cache-control"] == "no-store"


async def test_readiness_ends_with_the_database_and_health_does_not(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DATABASE, "pool", None)
    ready, health = await client.get("/readyz"), await client.get("/healthz")
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    assert health.status_code == 200
    page = await client.get("/practices", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert read(page.text).one("h1").text == "The library is away for a moment"
