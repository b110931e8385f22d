"""Points an hour: two Quota objects on one database stand for two processes of an installation."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kit import quota
from commons.kit.database import DATABASE
from commons.kit.quota import Quota, forget_old_quotas

pytestmark = pytest.mark.usefixtures("empty")

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
NEXT_HOUR = datetime(2026, 3, 1, 13, tzinfo=UTC)
LIMIT = 100


@pytest.fixture
def ada() -> bytes:
    return client()


def client() -> bytes:
    return uuid4().bytes


def processes(number: int = 2, limit: int = LIMIT) -> list[Quota]:
    return [Quota(limit) for _ in range(number)]


async def spend(process: Quota, who: bytes, points: int) -> int:
    """The points that were paid."""
    return points if (await process.spend(who, points, NOW)).paid else 0


async def spend_the_rest(among: list[Quota], who: bytes) -> int:
    """What single points add up to until every process says no."""
    total = 0
    for process in among:
        while await spend(process, who, 1):
            total += 1
    return total


@pytest.mark.parametrize("limit", [1, 2, 49, 50, 100, 1_237])
async def test_single_points_add_up_to_the_limit_whoever_is_asked(ada: bytes, limit: int) -> None:
    among = processes(3, limit)
    turns: Iterator[Quota] = cycle(among)
    paid = [await spend(next(turns), ada, 1) for _ in range(limit + 10)]
    assert sum(paid) + await spend_the_rest(among, ada) == limit


@settings(max_examples=40, deadline=None)
@given(costs=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 60)), max_size=25))
async def test_two_processes_never_grant_more_than_the_limit_and_lose_nothing(costs: list[tuple[int, int]]) -> None:
    who, among = client(), processes()
    paid = sum([await spend(among[process], who, points) for process, points in costs])
    assert paid <= LIMIT
    assert paid + await spend_the_rest(among, who) == LIMIT


async def test_requests_at_once_never_pass_the_limit(ada: bytes) -> None:
    among = processes()
    paid = await asyncio.gather(*(spend(process, ada, 3) for process in among * 30))
    assert sum(paid) <= LIMIT
    assert sum(paid) + await spend_the_rest(among, ada) == LIMIT


async def test_requests_at_once_do_not_take_each_others_points(ada: bytes) -> None:
    process = Quota(LIMIT)
    await spend(process, ada, 1)  # a point of the lease is left, which both of the next two count on
    paid = await asyncio.gather(spend(process, ada, 10), spend(process, ada, 10))
    assert list(paid) == [10, 10]


async def test_real_processes_share_the_limit(ada: bytes, empty_dsn: str) -> None:
    program = (
        "import asyncio, sys; from datetime import datetime\n"
        "from commons.kit.database import DATABASE; from commons.kit.quota import Quota\n"
        "async def main(dsn, who, now):\n"
        "    await DATABASE.open(dsn, size=1); process = Quota(100)\n"
        "    who, now = bytes.fromhex(who), datetime.fromisoformat(now)\n"
        "    paid = [(await process.spend(who, 1, now)).paid for _ in range(90)]\n"
        "    await DATABASE.close(); print(sum(paid))\n"
        "asyncio.run(main(*sys.argv[1:]))\n"
    )
    arguments = (sys.executable, "-c", program, empty_dsn, ada.hex(), NOW.isoformat())
    running = [await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE) for _ in range(2)]
    printed = [json.loads((await process.communicate())[0]) for process in running]
    assert sum(printed) == LIMIT


async def test_what_could_not_be_paid_costs_nothing(ada: bytes) -> None:
    here, there = processes(2, 10)
    assert await spend(here, ada, 4) == 4
    for process in (here, there):
        refused = await process.spend(ada, 7, NOW)
        assert (refused.paid, refused.remaining) == (False, 6)
    assert await spend(there, ada, 6) == 6


async def test_more_than_the_limit_is_never_paid_and_takes_nothing_from_others(ada: bytes) -> None:
    here, there = processes()
    assert not (await here.spend(ada, LIMIT + 1, NOW)).paid
    assert await spend(there, ada, LIMIT) == LIMIT


async def test_a_client_whose_points_are_used_up_costs_the_database_nothing(
    ada: bytes, statements: Counter[str]
) -> None:
    process = Quota(LIMIT)
    await spend(process, ada, LIMIT)
    assert statements.total() > 0
    statements.clear()
    for _ in range(10):
        assert await spend(process, ada, 1) == 0
    assert statements.total() == 0


async def test_most_requests_are_paid_from_memory(ada: bytes, statements: Counter[str]) -> None:
    process = Quota(1_000)
    for _ in range(100):
        await spend(process, ada, 1)
    assert statements.total() == 5  # a lease is a fiftieth of the limit


async def test_free_answers_are_always_paid(ada: bytes) -> None:
    process = Quota(LIMIT)
    await spend(process, ada, LIMIT)
    assert (await process.spend(ada, 0, NOW)).paid


async def test_an_allowance_says_what_is_left_and_until_when(ada: bytes) -> None:
    process = Quota(LIMIT)
    first = await process.spend(ada, 30, NOW)
    assert (first.limit, first.remaining, first.reset_at, first.paid) == (LIMIT, 70, NEXT_HOUR, True)
    assert (await process.spend(ada, 1, NOW)).remaining == 69
    assert (await process.look(ada, NOW)).remaining == 69
    assert (await process.spend(ada, 70, NOW)).remaining == 69


async def test_looking_spends_nothing_and_sees_what_other_processes_spent(ada: bytes) -> None:
    here, there = processes()
    assert (await there.look(ada, NOW)).remaining == LIMIT
    await spend(here, ada, 60)
    for _ in range(3):
        assert (await there.look(ada, NOW)).remaining == 40
    assert await spend(there, ada, 40) == 40


async def test_a_new_hour_gives_everything_back_and_not_a_moment_before(ada: bytes) -> None:
    process = Quota(LIMIT)
    assert (await process.spend(ada, LIMIT, NOW)).paid
    assert not (await process.spend(ada, 1, NEXT_HOUR - timedelta(microseconds=1))).paid
    fresh = await process.spend(ada, LIMIT, NEXT_HOUR)
    assert (fresh.paid, fresh.reset_at) == (True, NEXT_HOUR + timedelta(hours=1))
    assert not (await process.spend(ada, 1, NEXT_HOUR)).paid


async def test_points_kept_from_the_last_hour_are_not_spent_in_the_next(ada: bytes) -> None:
    here, there = processes()
    await here.spend(ada, 1, NOW)  # leases two
    assert (await there.spend(ada, LIMIT, NEXT_HOUR)).paid
    assert not (await here.spend(ada, 1, NEXT_HOUR)).paid


async def test_clients_have_their_points_apart(ada: bytes) -> None:
    process, bo = Quota(LIMIT), client()
    assert await spend(process, ada, LIMIT) == LIMIT
    assert await spend(process, bo, LIMIT) == LIMIT


async def test_old_hours_are_forgotten_and_the_present_one_is_kept(ada: bytes) -> None:
    process = Quota(LIMIT)
    for hours in (0, 1, 2, 3, 30):
        await process.spend(ada, 1, NOW - timedelta(hours=hours))
    await forget_old_quotas(NOW)
    kept = await DATABASE.rows("SELECT hour FROM quota WHERE client = $1 ORDER BY hour", ada)
    assert [row["hour"].hour for row in kept] == [11, 12]
    assert not (await Quota(LIMIT).spend(ada, LIMIT, NOW)).paid


async def test_memory_is_bounded_and_who_was_forgotten_gets_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "_KEPT", 3)
    process, everybody = Quota(LIMIT), [client() for _ in range(5)]
    for who in everybody:
        assert await spend(process, who, LIMIT) == LIMIT
        assert await spend(process, everybody[0], 1) == 0  # the first is never idle
    assert list(process._accounts) == [everybody[3], everybody[4], everybody[0]]
    assert [await spend(process, who, 1) for who in everybody] == [0] * 5
