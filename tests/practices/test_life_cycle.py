"""Any sequence of deeds on one practice, by PostgreSQL and by a few lines of Python, with the same answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from commons.kit.database import DATABASE
from commons.kit.errors import Refused
from commons.practices import actions
from commons.practices.queries.published import published_practice, withdrawn_practice
from tests.conftest import NOW
from tests.practices.people import new_slug
from tests.support import DEE, practice

Answer = TypeVar("Answer")
WHICH = st.integers(1, 3)  # counted from the latest version: what is older is superseded for good


class Life(RuleBasedStateMachine):
    """One practice. ``states`` is what its versions should be, the first one first."""

    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.slug = ""
        self.ids: list[UUID] = []
        self.states: list[str] = []
        self.now = NOW

    def ask(self, deed: Coroutine[Any, Any, Answer]) -> Answer | Refused:
        """The answer of the rooms, or their refusal; the tests' own loop has the connections."""
        self.now += timedelta(minutes=1)
        try:
            return asyncio.run_coroutine_threadsafe(deed, self.loop).result(timeout=60)
        except Refused as refusal:
            return refusal

    def index(self, which: int) -> int:
        return max(len(self.ids) - which, 0)

    def move(self, deed: Coroutine[Any, Any, None], which: int, start: str, end: str) -> bool:
        """Whether the deed was done, after a look whether it should have been."""
        allowed = self.states[which] == start and not (end == "published" and "withdrawn" in self.states)
        answer = self.ask(deed)
        assert (answer is None) == allowed, answer
        if allowed and end == "published":
            self.states = ["superseded" if state == "published" else state for state in self.states]
        if allowed:
            self.states[which] = end
        return allowed

    @initialize()
    def begin(self) -> None:
        self.slug = new_slug()

    @rule()
    def propose(self) -> None:
        allowed = not {"draft", "in_review", "withdrawn"} & set(self.states)
        number = len(self.ids) + 1
        answer = self.ask(actions.propose(DEE, practice(slug=self.slug, title=f"Version {number}"), now=self.now))
        assert isinstance(answer, UUID) == allowed, answer
        if isinstance(answer, UUID):
            self.ids.append(answer)
            self.states.append("draft")

    @precondition(lambda self: self.ids)
    @rule(which=WHICH)
    def submit(self, which: int) -> None:
        which = self.index(which)
        self.move(actions.submit(DEE, self.ids[which]), which, "draft", "in_review")

    @precondition(lambda self: self.ids)
    @rule(which=WHICH)
    def send_back(self, which: int) -> None:
        which = self.index(which)
        self.move(actions.send_back(DEE, self.ids[which]), which, "in_review", "draft")

    @precondition(lambda self: self.ids)
    @rule(which=WHICH)
    def publish(self, which: int) -> None:
        which = self.index(which)
        self.move(actions.publish(DEE, self.ids[which], now=self.now), which, "in_review", "published")

    @precondition(lambda self: self.ids)
    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        which = self.index(which)
        deed = actions.withdraw(DEE, self.ids[which], reason="It did harm.", now=self.now)
        self.move(deed, which, "published", "withdrawn")

    @precondition(lambda self: not {"draft", "in_review", "withdrawn"} & set(self.states))
    @rule()
    def prepare(self) -> None:
        """A next version put in review at once: without this, few sequences come to a third version."""
        self.propose()
        self.submit(1)

    @precondition(lambda self: "in_review" in self.states)
    @rule()
    def publish_what_is_in_review(self) -> None:
        self.publish(len(self.ids) - self.states.index("in_review"))

    @precondition(lambda self: "published" in self.states)
    @rule()
    def withdraw_what_is_public(self) -> None:
        self.withdraw(len(self.ids) - self.states.index("published"))

    @invariant()
    def the_database_says_the_same(self) -> None:
        rows = self.ask(
            DATABASE.rows(
                "SELECT v.id, v.state FROM practice_version v JOIN practice p ON p.id = v.practice"
                " WHERE p.slug = $1 ORDER BY v.number",
                self.slug,
            )
        )
        assert not isinstance(rows, Refused)
        assert [(row["id"], row["state"]) for row in rows] == list(zip(self.ids, self.states, strict=True))

    @invariant()
    def the_public_sees_the_published_version_alone(self) -> None:
        public = self.ask(published_practice(self.slug))
        tombstone = self.ask(withdrawn_practice(self.slug))
        if "published" in self.states:
            assert public is not None
            assert not isinstance(public, Refused)
            assert public.title == f"Version {self.states.index('published') + 1}"
        else:
            assert isinstance(public, Refused) if "withdrawn" in self.states else public is None
        assert (tombstone is not None) == ("withdrawn" in self.states)

    @invariant()
    def at_most_one_is_public_and_one_is_open(self) -> None:
        assert sum(state in ("published", "withdrawn") for state in self.states) <= 1
        assert sum(state in ("draft", "in_review") for state in self.states) <= 1


@pytest.mark.usefixtures("library")
async def test_every_life_of_a_practice_keeps_to_the_table() -> None:
    Life.loop = asyncio.get_running_loop()
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    chosen = settings(max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=slow, database=None)
    # Hypothesis is not asynchronous: it runs beside this loop, which does the deeds one after another.
    await asyncio.to_thread(run_state_machine_as_test, Life, settings=chosen)
