"""Pages and exports spend an hour's points as the API does; what keeps the site usable is free."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from asgi_lifespan import LifespanManager

from commons.kit.settings import Settings
from commons_web.app import create_app
from commons_web.assets import asset_url
from tests.conftest import NOW
from tests.standards.markup import read

FREE = [asset_url("site.css"), "/healthz", "/readyz", "/nowhere"]
PAID = ["/", "/practices", "/practices.csv", "/practices.json", "/vocabulary", "/api", "/practices/nothing"]


@pytest.fixture(scope="module")
def settings(library_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation where an export is far too dear, and an hour has few pages."""
    return Settings(database_url=library_dsn, data=tmp_path_factory.mktemp("data"), points_per_hour=300)


@pytest.fixture(scope="module")
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose hour does not end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("commons_web.spending.utc_now", lambda: NOW)
        async with LifespanManager(create_app(settings, clock=lambda: NOW)) as manager:  # type: ignore[arg-type]
            transport = httpx.ASGITransport(app=manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://commons.test") as client:
                yield client


async def test_an_export_costs_more_than_a_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/practices?size=10")).status_code == 200
    assert (await client.get("/practices.csv")).status_code == 429
    assert (await client.get("/practices?size=10")).status_code == 200


async def test_who_has_read_very_much_is_told_when_to_come_back(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/vocabulary", headers={"accept": "text/html"}) for _ in range(4)]
    last = answers[-1]
    assert last.status_code == 429
    assert 1 <= int(last.headers["retry-after"]) <= 3600
    assert last.headers["cache-control"] == "no-store"
    shown = read(last.text).one("main").text
    assert "The points that one address may spend in an hour are used up." in shown
    assert "next full hour" in shown
    assert "content-security-policy" in last.headers


@pytest.mark.parametrize("address", PAID)
async def test_nothing_that_asks_the_database_is_given_then(client: httpx.AsyncClient, address: str) -> None:
    response = await client.get(address)
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) >= 1


@pytest.mark.parametrize("address", FREE)
async def test_files_and_health_are_given_all_the_same(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code in (200, 404)


async def test_the_api_has_the_same_purse(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ practices { totalCount nodes { title } } }"})
    assert response.status_code == 429
    assert response.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
