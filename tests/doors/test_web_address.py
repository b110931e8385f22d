"""An installation with a public address: its URIs start with it, and it answers to no other name."""

from __future__ import annotations

import csv
import io

import httpx
import pytest

from commons.kit.settings import Settings
from tests.standards.markup import read
from tests.support import data

BASE = "https://commons.example.org"
SLUG = "koban-policing-japan"
OURS = {"host": "commons.example.org", "accept": "text/html"}


@pytest.fixture(scope="module")
def settings(library_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(database_url=library_dsn, data=tmp_path_factory.mktemp("data"), base_url=f"{BASE}/")


@pytest.fixture(scope="module")
def ours(client: httpx.AsyncClient) -> httpx.AsyncClient:
    client.headers["host"] = "commons.example.org"
    return client


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        (f"/practices/{SLUG}", f'rel="canonical" href="{BASE}/practices/{SLUG}"'),
        (f"/practices/{SLUG}.json", f'"uri": "{BASE}/practices/{SLUG}"'),
        ("/practices.json?q=koban", f'"uri": "{BASE}/practices/{SLUG}"'),
        ("/practices.json?q=koban", f'"source": "{BASE}/practices?q=koban"'),
        ("/vocabulary/approach", f"{BASE}/vocabulary/approach"),
        ("/vocabulary/approach/locally-based", f"{BASE}/vocabulary/approach/locally-based"),
        ("/api", f"{BASE}/graphql"),
    ],
)
async def test_every_uri_starts_with_the_public_address(ours: httpx.AsyncClient, address: str, uri: str) -> None:
    text = (await ours.get(address)).text
    assert uri in text
    assert "127.0.0.1" not in text
    assert f"{BASE}//" not in text


async def test_so_do_those_of_csv_and_graphql(ours: httpx.AsyncClient) -> None:
    text = (await ours.get("/practices.csv?q=koban")).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert lines
    assert all(line["uri"] == f"{BASE}/practices/{line['slug']}" for line in lines)
    practice = (await data(ours, f'{{ practice(slug: "{SLUG}") {{ uri approaches {{ uri }} }} }}'))["practice"]
    assert practice["uri"] == f"{BASE}/practices/{SLUG}"
    assert all(concept["uri"].startswith(f"{BASE}/vocabulary/approach/") for concept in practice["approaches"])


@pytest.mark.parametrize(
    "host",
    [
        "commons.example.org",
        "Commons.Example.org",
        "commons.example.org:443",
        "127.0.0.1:8000",
        "localhost",
        "localhost:8000",
        "[::1]:8000",
    ],
)
async def test_the_site_and_monitors_on_the_machine_are_answered(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/practices", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.invalid",
        "commons.example.org.elsewhere.invalid",
        "elsewhere.invalid:443",
        "xcommons.example.org",
        "ada@commons.example.org",
        "commons.example.org:80:80",
        "commons.example.org/elsewhere",
        "",
        "elsewhere.invalid#commons.example.org",
    ],
)
@pytest.mark.parametrize("address", ["/", "/graphql?query={__typename}", "/practices.json", "/static/nothing"])
async def test_other_hosts_are_refused(client: httpx.AsyncClient, host: str, address: str) -> None:
    response = await client.get(address, headers={"host": host, "x-forwarded-host": "commons.example.org"})
    assert response.status_code == 400
    assert response.text == f"This registry answers at {BASE} and at no other address.\n"
    assert "content-security-policy" in response.headers


async def test_a_request_with_two_hosts_is_refused(client: httpx.AsyncClient) -> None:
    for hosts in (("commons.example.org", "elsewhere.invalid"), ("elsewhere.invalid", "commons.example.org")):
        response = await client.get("/", headers=[("host", host) for host in hosts])
        assert response.status_code == 400


async def test_a_secure_site_asks_to_stay_secure(ours: httpx.AsyncClient) -> None:
    for address in ("/", "/nowhere", "/healthz", "/graphql?query={__typename}"):
        assert (await ours.get(address)).headers["strict-transport-security"] == "max-age=31536000"


async def test_links_inside_the_site_name_no_host(ours: httpx.AsyncClient) -> None:
    document = read((await ours.get("/practices")).text)
    outside = {one["href"] for one in document.all("a") if "//" in one["href"]}
    assert outside == {"https://creativecommons.org/licenses/by/4.0/", "https://www.apache.org/licenses/LICENSE-2.0"}
