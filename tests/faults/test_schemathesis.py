"""Thousands of operations that schemathesis makes from the published schema: no answer is a failure of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case

from tests.faults.serving import Served, served

pytestmark = pytest.mark.faults

OPERATIONS = 5_000
EACH = 900  # of a field of the root; rateLimit has no arguments, and so only some dozens of them


@pytest.fixture(scope="module")
def commons(library_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), library_dsn, points_per_hour="1000000000") as running:
        yield running


# A server answers in its own time.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


def strategies(url: str) -> Iterator[tuple[str, Any]]:
    """What schemathesis would ask, by the field of the root."""
    for found in schemathesis.graphql.from_url(f"{url}/graphql").get_all_operations():
        operation = cast("Any", found).ok()
        yield operation.label, operation.as_strategy()


def test_whatever_is_asked_of_the_schema_no_answer_is_a_failure(commons: Served) -> None:
    statuses: Counter[str] = Counter()
    with httpx.Client(base_url=commons.url, timeout=30) as client:
        for label, strategy in strategies(commons.url):
            of_field = asked(client, strategy)
            print(f"{label}: {dict(of_field.most_common())}")
            statuses += of_field
    print(f"{statuses.total()} operations")
    assert statuses.total() >= OPERATIONS
    assert statuses["200 answered"] > OPERATIONS / 10
    assert '"level": "error"' not in commons.log.read_text()


def asked(client: httpx.Client, strategy: Any) -> Counter[str]:
    """The statuses and codes of the answers to what the strategy makes."""
    seen: Counter[str] = Counter()

    @settings(max_examples=EACH, deadline=None, phases=[Phase.generate], suppress_health_check=SLOW)
    @given(case=strategy)
    def ask(case: Case[Any]) -> None:
        request = case.as_transport_kwargs()
        response = client.post("/graphql", json=request["json"])
        assert response.status_code < 500, request
        answer = response.json()
        codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
        assert "INTERNAL" not in codes, (request, answer)
        assert "data" in answer or codes
        seen[f"{response.status_code} {codes[0] if codes else 'answered'}"] += 1

    ask()
    return seen
