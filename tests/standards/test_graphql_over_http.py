"""GraphQL over HTTP as its working group's reference implementation audits it, against a server on a real port."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.standards import npm
from tests.standards.serving import served

AUDITS = 61


@pytest.fixture(scope="module")
def results(library_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder: Path = tmp_path_factory.mktemp("audited")
    with served(folder, DATABASE_URL=library_dsn) as server:
        found: list[dict[str, Any]] = npm.run_json("audit.mjs", f"{server.url}/graphql")
    return found


def test_every_audit_is_passed_without_a_notice_or_warning(results: list[dict[str, Any]]) -> None:
    others = [one for one in results if one["status"] != "ok"]
    assert not others, "\n".join(f"{one['id']} {one['name']}: {one['status']}, {one['reason']}" for one in others)
    assert len({one["id"] for one in results}) == AUDITS


def test_the_audits_notice_a_server_that_does_not_follow(
    library_dsn: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The health check answers any request with JSON, but not in GraphQL's way."""
    with served(tmp_path_factory.mktemp("other"), DATABASE_URL=library_dsn) as server:
        found = npm.run_json("audit.mjs", f"{server.url}/healthz")
    assert [one for one in found if one["status"] != "ok"]
