"""Who a reader is taken for: what a proxy says counts only where the installation trusts that proxy."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.standards.serving import served

POINTS = 1_000
PROXY = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}


def spent(url: str, headers: dict[str, str]) -> int:
    """The points that this client has spent in this hour, this request included."""
    answer = httpx.post(f"{url}/graphql", json={"query": "{ rateLimit { remaining } }"}, headers=headers)
    return POINTS - int(answer.headers["ratelimit-remaining"])


@pytest.mark.parametrize(
    ("trusted", "believed"), [({}, False), ({"COMMONS_TRUSTED_PROXIES": "127.0.0.1"}, True)], ids=["default", "trusted"]
)
def test_a_forwarded_address_is_believed_from_trusted_proxies_only(
    library_dsn: str, tmp_path: Path, trusted: dict[str, str], believed: bool
) -> None:
    settings = {"DATABASE_URL": library_dsn, "COMMONS_POINTS_PER_HOUR": POINTS, **trusted}
    with served(tmp_path, **settings) as server:
        own = max(spent(server.url, {}) for _ in range(5))
        other = spent(server.url, PROXY)
        again = spent(server.url, PROXY)
    assert again > other
    assert (other < own) is believed


def test_an_untrusted_proxy_is_not_believed_beside_a_trusted_one(library_dsn: str, tmp_path: Path) -> None:
    settings = {"COMMONS_POINTS_PER_HOUR": POINTS, "COMMONS_TRUSTED_PROXIES": "192.0.2.1"}
    with served(tmp_path, DATABASE_URL=library_dsn, **settings) as server:
        own = [spent(server.url, {}) for _ in range(3)]
        assert spent(server.url, PROXY) > own[-1]
