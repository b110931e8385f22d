"""Submit, send back, publish, withdraw: by editors, from the states of the table, one public version at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from commons.kit.errors import Code, Refused
from commons.people.actor import Actor
from commons.practices import actions
from commons.practices.queries.published import published_practice, withdrawn_practice
from commons.practices.states import State, why_not_move
from tests.conftest import NOW
from tests.dumps import dump
from tests.practices.people import BO, CY, ELI, new_slug, state_of, version_in
from tests.support import ADA, DEE

pytestmark = pytest.mark.usefixtures("library")

LATER = NOW + timedelta(days=1)
Deed = Callable[[Actor, UUID], Awaitable[None]]


async def submit(actor: Actor, version: UUID) -> None:
    await actions.submit(actor, version)


async def send_back(actor: Actor, version: UUID) -> None:
    await actions.send_back(actor, version)


async def publish(actor: Actor, version: UUID) -> None:
    await actions.publish(actor, version, now=LATER)


async def withdraw(actor: Actor, version: UUID) -> None:
    await actions.withdraw(actor, version, reason=" It did harm. ", now=LATER)


def name_of(value: object) -> str:
    return str(getattr(value, "__name__", value))


# Each deed: where it starts, and where it leads.
DEEDS: list[tuple[Deed, State, State]] = [
    (submit, State.DRAFT, State.IN_REVIEW),
    (send_back, State.IN_REVIEW, State.DRAFT),
    (publish, State.IN_REVIEW, State.PUBLISHED),
    (withdraw, State.PUBLISHED, State.WITHDRAWN),
]


@pytest.mark.parametrize(("deed", "start", "end"), DEEDS, ids=name_of)
async def test_an_editor_does_the_deed(deed: Deed, start: State, end: State) -> None:
    version = await version_in(start)
    await deed(DEE, version)
    assert await state_of(version) is end


@pytest.mark.parametrize("actor", [ADA, BO, CY, ELI], ids=lambda actor: actor.name)
@pytest.mark.parametrize(("deed", "start", "end"), DEEDS, ids=name_of)
async def test_nobody_else_does(deed: Deed, start: State, end: State, actor: Actor) -> None:
    version = await version_in(start)
    before = await dump()
    with pytest.raises(Refused, match=r"^Only an editor of the library may do this\.$") as caught:
        await deed(actor, version)
    assert caught.value.code is Code.FORBIDDEN
    assert await dump() == before
    assert await state_of(version) is start is not end


@pytest.mark.parametrize(
    ("deed", "end", "state"),
    [(deed, end, state) for deed, start, end in DEEDS for state in State if state is not start],
    ids=name_of,
)
async def test_from_any_other_state_it_is_refused(deed: Deed, end: State, state: State) -> None:
    version = await version_in(state)
    before = await dump()
    with pytest.raises(Refused) as caught:
        await deed(DEE, version)
    assert (caught.value.sentence, caught.value.code) == (why_not_move(state, end), Code.CONFLICT)
    assert await dump() == before


@pytest.mark.parametrize("deed", [deed for deed, _, _ in DEEDS], ids=name_of)
async def test_a_version_that_does_not_exist_is_not_found(deed: Deed) -> None:
    with pytest.raises(Refused, match=r"^There is no such version\.$") as caught:
        await deed(DEE, uuid4())
    assert caught.value.code is Code.NOT_FOUND


async def test_what_is_published_supersedes_what_was_public_before() -> None:
    slug = new_slug()
    first = await version_in(State.PUBLISHED, slug)
    second = await version_in(State.IN_REVIEW, slug, title="A second title")
    await publish(DEE, second)
    assert (await state_of(first), await state_of(second)) == (State.SUPERSEDED, State.PUBLISHED)
    row = await published_practice(slug)
    assert row is not None
    assert (row.version, row.number, row.title) == (second, 2, "A second title")
    assert (row.first_published_at, row.published_at) == (NOW, LATER)


async def test_publishing_leaves_other_practices_alone() -> None:
    other = await version_in(State.PUBLISHED)
    await version_in(State.PUBLISHED)
    assert await state_of(other) is State.PUBLISHED


async def test_a_version_that_was_sent_back_can_be_submitted_and_published() -> None:
    version = await version_in(State.IN_REVIEW)
    await send_back(DEE, version)
    await submit(DEE, version)
    await publish(DEE, version)
    assert await state_of(version) is State.PUBLISHED


async def test_a_withdrawal_leaves_a_tombstone_with_its_reason() -> None:
    slug = new_slug()
    await withdraw(DEE, await version_in(State.PUBLISHED, slug, title="Gone with a reason"))
    tombstone = await withdrawn_practice(slug)
    assert tombstone is not None
    assert (tombstone.title, tombstone.reason, tombstone.withdrawn_at) == ("Gone with a reason", "It did harm.", LATER)
    with pytest.raises(Refused) as caught:
        await published_practice(slug)
    assert caught.value.code is Code.GONE
    assert caught.value.sentence == "“Gone with a reason” was withdrawn on 2 March 2026: It did harm."
    assert caught.value.details == {"withdrawnAt": "2026-03-02T12:00:00+00:00", "reason": "It did harm."}


async def test_a_withdrawal_without_a_reason_is_refused() -> None:
    version = await version_in(State.PUBLISHED)
    with pytest.raises(Refused, match=r"^Say why the practice is withdrawn"):
        await actions.withdraw(DEE, version, reason=" ", now=LATER)
    assert await state_of(version) is State.PUBLISHED


async def test_a_version_prepared_before_the_withdrawal_is_not_published_after_it() -> None:
    slug = new_slug()
    first = await version_in(State.PUBLISHED, slug)
    second = await version_in(State.IN_REVIEW, slug)
    await withdraw(DEE, first)
    before = await dump()
    with pytest.raises(Refused, match=r"^This practice was withdrawn; its name is not used again\.$") as caught:
        await publish(DEE, second)
    assert caught.value.code is Code.CONFLICT
    assert await dump() == before


async def test_two_editors_who_publish_at_once_publish_once() -> None:
    version = await version_in(State.IN_REVIEW)
    answers = await asyncio.gather(*(publish(DEE, version) for _ in range(4)), return_exceptions=True)
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert (answers.count(None), len(refusals)) == (1, 3)
    assert {refusal.sentence for refusal in refusals} == {why_not_move(State.PUBLISHED, State.PUBLISHED)}


async def test_publishing_and_withdrawing_at_once_wait_for_each_other() -> None:
    for _ in range(5):
        slug = new_slug()
        first = await version_in(State.PUBLISHED, slug)
        second = await version_in(State.IN_REVIEW, slug)
        answers = await asyncio.gather(publish(DEE, second), withdraw(DEE, first), return_exceptions=True)
        refusals = [answer for answer in answers if answer is not None]
        assert [type(refusal) for refusal in refusals] == [Refused]
        states = [await state_of(version) for version in (first, second)]
        assert states in ([State.SUPERSEDED, State.PUBLISHED], [State.WITHDRAWN, State.IN_REVIEW])
