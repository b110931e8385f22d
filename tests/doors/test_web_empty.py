"""An installation without any records: every page says so, and none breaks."""

from __future__ import annotations

import httpx
import pytest

from commons.kit.settings import Settings


@pytest.fixture(scope="module")
def settings(empty_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(database_url=empty_dsn, data=tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "<dd>0"),
        ("/practices", "The library holds no practices yet."),
        ("/practices?q=koban", "Nothing in the library matches all of this."),
        ("/vocabulary", "No vocabulary has been loaded yet."),
        ("/api", "Queries to start from"),
        ("/api/explorer", "FindPractices"),
        ("/practices.json", '"practices": [\n]}'),
        ("/practices.csv", "slug,title,summary"),
    ],
)
async def test_an_empty_library_is_said_to_be_empty(client: httpx.AsyncClient, address: str, words: str) -> None:
    response = await client.get(address)
    assert response.status_code == 200
    assert words in response.text
