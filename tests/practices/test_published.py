"""Single practices: what stays over all versions, what marks a change of text or studies, and the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from commons.practices import actions
from commons.practices.content import EvaluationContent
from commons.practices.queries.parts import history_of
from commons.practices.queries.published import practices_by_id, practices_by_version, published_practice
from commons.practices.queries.rows import PracticeRow
from commons.practices.states import State
from tests.conftest import NOW
from tests.practices.people import new_slug, practice_of, version_in
from tests.practices.study import STUDY
from tests.support import DEE

pytestmark = pytest.mark.usefixtures("library")

LATER = NOW + timedelta(days=1)
LAST = NOW + timedelta(days=2)


@pytest.fixture
async def slug() -> str:
    slug = new_slug()
    await version_in(State.PUBLISHED, slug)
    return slug


async def read(slug: str) -> PracticeRow:
    row = await published_practice(slug)
    assert row is not None
    return row


async def record(slug: str, study: EvaluationContent = STUDY) -> None:
    row = await read(slug)
    await actions.record_evaluation(DEE, row.id, study, position=0, now=LATER)


async def test_a_name_that_nobody_used_has_no_practice() -> None:
    assert await published_practice("nobody-used-this") is None
    assert await practices_by_id([uuid4()]) == {}


async def test_many_are_read_by_their_ids(slug: str) -> None:
    other = new_slug()
    await version_in(State.PUBLISHED, other)
    rows = [await read(slug), await read(other)]
    assert await practices_by_id([row.id for row in rows] + [uuid4()]) == {row.id: row for row in rows}


async def test_versions_are_read_in_the_order_given_superseded_meanwhile_or_not(slug: str) -> None:
    first = await read(slug)
    second = await version_in(State.PUBLISHED, slug, now=LATER, title="Another title")
    rows = await practices_by_version([second, uuid4(), first.version])
    assert [(row.version, row.title) for row in rows] == [(second, "Another title"), (first.version, first.title)]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN], ids=str)
async def test_versions_that_are_not_public_are_left_out(state: State) -> None:
    assert await practices_by_version([await version_in(state)]) == []


async def test_a_new_version_keeps_the_id_and_the_first_day(slug: str) -> None:
    first = await read(slug)
    second = await version_in(State.PUBLISHED, slug, now=LATER, title="Another title")
    row = await read(slug)
    assert (row.id, row.version, row.number) == (first.id, second, 2)
    assert (row.first_published_at, row.published_at, row.changed_at) == (NOW, LATER, LATER)
    assert row.fingerprint != first.fingerprint
    assert row.whole_fingerprint != first.whole_fingerprint


async def test_the_same_words_have_the_same_fingerprint(slug: str) -> None:
    first = await read(slug)
    await version_in(State.PUBLISHED, slug, now=LATER)
    row = await read(slug)
    assert (row.fingerprint, row.whole_fingerprint) == (first.fingerprint, first.whole_fingerprint)


async def test_a_study_changes_the_practice_and_not_its_text(slug: str) -> None:
    before = await read(slug)
    assert before.changed_at == NOW
    await record(slug)
    after = await read(slug)
    assert (after.fingerprint, after.version, after.published_at) == (before.fingerprint, before.version, NOW)
    assert after.whole_fingerprint != before.whole_fingerprint
    assert after.changed_at == LATER


async def test_a_corrected_study_changes_it_and_a_retired_one_changes_it_back(slug: str) -> None:
    without = await read(slug)
    await record(slug)
    first = await read(slug)
    await record(slug, replace(STUDY, maryland=3))
    corrected = await read(slug)
    assert len({row.whole_fingerprint for row in (without, first, corrected)}) == 3
    await record(slug)
    assert (await read(slug)).whole_fingerprint == first.whole_fingerprint


async def test_the_history_holds_what_was_public_the_newest_first(slug: str) -> None:
    await version_in(State.PUBLISHED, slug, now=LATER, title="Second")
    await version_in(State.DRAFT, slug, now=LAST)
    row = await read(slug)
    notes = (await history_of([row.id]))[row.id]
    assert [(note.number, note.published_at) for note in notes] == [(2, LATER), (1, NOW)]
    assert notes[0].fingerprint == row.fingerprint != notes[1].fingerprint


async def test_the_history_of_a_withdrawn_practice_stays() -> None:
    practice = await practice_of(await version_in(State.WITHDRAWN))
    assert [note.number for note in (await history_of([practice]))[practice]] == [1]
