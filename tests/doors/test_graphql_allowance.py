"""Points: what an operation costs is what it pays, each address for itself, until the hour is over."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager

from commons.kit.database import DATABASE
from commons.kit.settings import Settings
from commons_graphql.limits import REFUSED_COST
from commons_web.app import create_app

POINTS = 1_000
PING = "{ __typename }"
LIMIT = "{ rateLimit { cost limit remaining resetAt } }"
DEAR = "{ practices(first: 50) { nodes { id title summary } } }"  # 200 for the search, 1 + 1 + 50 × 3 fields
DEAR_COST = 352


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
async def app(settings: Settings, clock: Clock) -> AsyncIterator[Any]:
    """The application with few points and a clock of ours."""
    made = create_app(settings.model_copy(update={"points_per_hour": POINTS}), clock=clock)
    async with LifespanManager(made) as manager:  # type: ignore[arg-type]  # the two libraries' ASGI types differ
        yield manager.app


_used = iter(range(1, 60_000))


async def asked(app: Any, address: str, query: str = PING, **request: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, client=(address, 1), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://commons.test") as client:
        return await client.post("/graphql", json={"query": query}, **request)


@pytest.fixture
def address() -> str:
    """An address that no other test uses."""
    number = next(_used)
    return f"10.0.{number // 250}.{number % 250 + 1}"


def left(response: httpx.Response) -> int:
    return int(response.headers["ratelimit-remaining"])


async def test_the_answer_and_its_headers_tell_the_same(app: Any, address: str) -> None:
    response = await asked(app, address, LIMIT)
    shown = response.json()["data"]["rateLimit"]
    assert shown == {"cost": 5, "limit": POINTS, "remaining": POINTS - 5, "resetAt": "2026-03-01T11:00:00+00:00"}
    assert response.headers["ratelimit-limit"] == str(POINTS)
    assert response.headers["ratelimit-remaining"] == str(POINTS - 5)
    assert response.headers["ratelimit-reset"] == str(39 * 60 + 30)
    assert "retry-after" not in response.headers


async def test_each_operation_pays_what_it_costs(app: Any, address: str) -> None:
    assert left(await asked(app, address)) == POINTS - 1
    assert left(await asked(app, address, DEAR)) == POINTS - 1 - DEAR_COST
    assert left(await asked(app, address)) == POINTS - 2 - DEAR_COST


@pytest.mark.parametrize("query", ["{", "{ nothing }", "{ practices(first: 100) { nodes { history { number } } } x }"])
async def test_what_is_refused_costs_what_reading_it_may_take(app: Any, address: str, query: str) -> None:
    response = await asked(app, address, query)
    assert "errors" in response.json()
    assert "ratelimit-remaining" not in response.headers
    assert left(await asked(app, address)) == POINTS - REFUSED_COST - 1


async def test_who_has_too_few_points_waits_until_the_hour_is_over(app: Any, address: str, clock: Clock) -> None:
    before = clock.now
    try:
        assert (await asked(app, address, DEAR)).status_code == 200
        assert (await asked(app, address, DEAR)).status_code == 200
        refused = await asked(app, address, DEAR)
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == refused.headers["ratelimit-reset"] == str(39 * 60 + 30)
        assert refused.headers["access-control-allow-origin"] == "*"
        assert "data" not in refused.json()
        (error,) = refused.json()["errors"]
        rest = POINTS - 2 * DEAR_COST
        assert error["message"] == (
            f"This costs {DEAR_COST} points and {rest} of 1,000 are left in this hour. "
            "They are full again at 11:00 UTC."
        )
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert error["extensions"]["requestId"] == refused.headers["x-request-id"]
        # What can still be paid is still answered.
        assert left(await asked(app, address)) == rest - 1
        clock.now = before + timedelta(minutes=39, seconds=29)
        assert (await asked(app, address, DEAR)).headers["retry-after"] == "1"
        clock.now = before + timedelta(minutes=39, seconds=30)
        assert left(await asked(app, address, DEAR)) == POINTS - DEAR_COST
    finally:
        clock.now = before


async def test_two_addresses_have_points_of_their_own(app: Any, address: str) -> None:
    other = address.replace("10.0.", "10.1.")
    statuses = [(await asked(app, address, DEAR)).status_code for _ in range(3)]
    assert statuses[-1] == 429
    assert left(await asked(app, other)) == POINTS - 1


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "client-ip", "cf-connecting-ip"])
async def test_a_client_cannot_say_that_it_is_another(app: Any, address: str, header: str) -> None:
    statuses = []
    for number in range(3):
        said = f"for=198.51.100.{number}" if header == "forwarded" else f"198.51.100.{number}"
        statuses.append((await asked(app, address, DEAR, headers={header: said})).status_code)
    assert statuses[-1] == 429


async def test_another_process_of_the_installation_counts_the_same_points(
    app: Any, settings: Settings, clock: Clock, address: str
) -> None:
    """A second application over the same database, as a second worker is."""
    for _ in range(2):
        assert (await asked(app, address, DEAR)).status_code == 200
    second = create_app(settings.model_copy(update={"points_per_hour": POINTS}), clock=clock)
    assert (await asked(second, address, DEAR)).status_code == 429


async def test_an_address_is_not_kept_in_the_clear(app: Any, address: str) -> None:
    assert (await asked(app, address)).status_code == 200
    kept = {bytes(row["client"]) for row in await DATABASE.rows("SELECT client FROM quota")}
    assert kept
    # Nor under a hash that anybody could compute for every address there is.
    guesses = [address.encode(), *(hashlib.new(name, address.encode()).digest()[:16] for name in ("md5", "sha256"))]
    assert not kept & set(guesses)
