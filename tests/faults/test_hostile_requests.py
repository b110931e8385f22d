"""Ten thousand hostile requests against the server as people run it: what they cost it, and what they leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, cycle, islice
from statistics import median

import pytest

from tests.faults.hostile import Hostile, Target, wrongs
from tests.faults.hostile_all import ALL
from tests.faults.serving import Served, served

pytestmark = pytest.mark.faults

REQUESTS = 10_000
WARM_UP = 2_000
GROWTH = 12_000_000  # bytes: what the allocator may keep more after all the others
BATCHES, BATCH = 5, 4  # 20 runs: the processor's time is told in steps of 10 ms
MOST_MILLISECONDS = 100.0


@pytest.fixture(scope="module")
def commons(library_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), library_dsn, points_per_hour="1000000000") as running:
        yield running


@pytest.fixture(scope="module")
def target(commons: Served) -> Target:
    return Target(commons.host, commons.port)


def milliseconds(commons: Served, target: Target, request: Hostile, runs: Iterator[int]) -> float:
    """Processor time of one request, the median of some batches; each request has a document of its own."""
    batches = []
    for _ in range(BATCHES):
        before = commons.cpu_seconds()
        for _ in range(BATCH):
            target.send(request, next(runs))
        batches.append((commons.cpu_seconds() - before) / BATCH * 1_000)
    return median(batches)


def test_no_hostile_request_takes_a_tenth_of_a_second_of_the_processor(commons: Served, target: Target) -> None:
    runs = count(REQUESTS)
    for request in ALL[:20]:
        target.send(request, next(runs))
    taken = {request.name: milliseconds(commons, target, request, runs) for request in ALL}
    for request in sorted(ALL, key=lambda one: -taken[one.name]):
        print(f"{taken[request.name]:7.1f} ms  {request.status}  {request.code or 'answered':26}  {request.name}")
    print(f"{median(taken.values()):7.1f} ms  the median of {len(ALL)} requests")
    assert {name: spent for name, spent in taken.items() if spent >= MOST_MILLISECONDS} == {}


def test_ten_thousand_of_them_get_their_due_and_leave_the_memory_as_it_was(commons: Served, target: Target) -> None:
    wrong: list[str] = []
    sizes: list[int] = []
    for run, request in enumerate(islice(cycle(ALL), REQUESTS)):
        wrong += (f"{request.name}: {reason}" for reason in wrongs(request, target.send(request, run)))
        if run % 1_000 == 999:
            sizes.append(commons.memory())
            print(f"{run + 1:6} requests, {sizes[-1] / 1e6:6.1f} MB")
    assert wrong == []
    assert sizes[-1] - sizes[WARM_UP // 1_000 - 1] < GROWTH
    assert target.ask("{ __typename }").json() == {"data": {"__typename": "Query"}}
    log = commons.log.read_text()
    assert '"level": "error"' not in log
    assert "Traceback" not in log
