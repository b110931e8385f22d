"""Who acts in tests of the library besides Ada and Dee, and how a version comes to be."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from commons.kit.database import DATABASE
from commons.people.actor import Actor, Role
from commons.practices import actions
from commons.practices.states import State
from tests.conftest import NOW
from tests.support import DEE, practice

BO = Actor("Bo", frozenset({Role.MEMBER}))
CY = Actor("Cy")
ELI = Actor("Eli", frozenset({Role.ADMINISTRATOR}))  # may change vocabularies, not practices

_NUMBERS = count(1)


def new_slug() -> str:
    """A name that no other test has."""
    return f"made-for-a-test-{next(_NUMBERS)}"


async def version_in(state: State, slug: str | None = None, *, now: datetime = NOW, **changes: Any) -> UUID:
    """A version in a state, reached by the moves of the table."""
    slug = slug or new_slug()
    version = await actions.propose(DEE, practice(slug=slug, **changes), now=now)
    if state is State.DRAFT:
        return version
    await actions.submit(DEE, version)
    if state is State.IN_REVIEW:
        return version
    await actions.publish(DEE, version, now=now)
    if state is State.WITHDRAWN:
        await actions.withdraw(DEE, version, reason="It did harm.", now=now)
    if state is State.SUPERSEDED:
        await version_in(State.PUBLISHED, slug, now=now)
    return version


async def state_of(version: UUID) -> State:
    """Where the version stands in the database."""
    return State(await DATABASE.value("SELECT state FROM practice_version WHERE id = $1", version))


async def practice_of(version: UUID) -> UUID:
    """The practice that the version is of."""
    return UUID(str(await DATABASE.value("SELECT practice FROM practice_version WHERE id = $1", version)))
