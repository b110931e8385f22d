"""Studies: recorded once, replaced by a corrected one of the same title, retired but never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from commons.kit.database import DATABASE
from commons.kit.errors import Code, Refused
from commons.people.actor import Actor
from commons.practices import actions
from commons.practices.actions import Outcome
from commons.practices.content import Citation, EvaluationContent
from commons.practices.queries.parts import evaluations_of, findings_of
from commons.practices.states import State
from commons.vocabulary.actions import concept_id
from tests.conftest import NOW
from tests.dumps import dump
from tests.practices.people import BO, CY, ELI, practice_of, version_in
from tests.practices.study import FINDING, STUDY
from tests.support import ADA, DEE

pytestmark = pytest.mark.usefixtures("library")

LATER = NOW + timedelta(days=30)


@pytest.fixture
async def practice() -> UUID:
    return await practice_of(await version_in(State.PUBLISHED))


async def record(practice: UUID, content: EvaluationContent = STUDY, actor: Actor = DEE) -> Outcome:
    return await actions.record_evaluation(actor, practice, content, position=0, now=NOW)


async def current(practice: UUID) -> list[UUID]:
    return [row.id for row in (await evaluations_of([practice])).get(practice, [])]


async def test_a_study_is_read_as_it_was_recorded(practice: UUID) -> None:
    assert await record(practice) is Outcome.ADDED
    (study,) = (await evaluations_of([practice]))[practice]
    assert (study.title, study.maryland, study.design) == (STUDY.title, 2, STUDY.design)
    assert (study.independence, study.sample) == ("independent", "One town")
    assert (study.citation.document, study.citation.locator) == ("A/CONF.222/9", "¶50")
    first, second = (await findings_of([study.id]))[study.id]
    assert (first.outcome, first.direction, first.statement) == ("Burglaries", "favourable", "Burglaries fell.")
    assert (first.problem, first.unit) == (concept_id("crime-problem", "violence"), "percent")
    assert (first.before, first.before_when) == (Decimal("40.0"), "2000")
    assert (first.after, first.after_when, first.follow_up_months) == (Decimal("18.5"), "2009", 108)
    assert str(first.before) == "40.0"
    assert (second.outcome, second.problem, second.unit, second.before) == ("Fear", None, None, None)


async def test_the_same_study_again_changes_nothing(practice: UUID) -> None:
    await record(practice)
    before = await dump()
    assert await record(practice) is Outcome.UNCHANGED
    assert await dump() == before


@pytest.mark.parametrize(
    "changes",
    [{"maryland": 3}, {"design": "New."}, {"findings": [FINDING]}, {"citation": Citation("A/CONF.222/9", "¶51")}],
    ids=lambda changes: next(iter(changes)),
)
async def test_a_corrected_study_takes_the_place_of_the_old_which_stays_in_history(
    practice: UUID, changes: dict[str, Any]
) -> None:
    await record(practice)
    (old,) = await current(practice)
    corrected = replace(STUDY, **changes)
    outcome = await actions.record_evaluation(DEE, practice, corrected, position=0, now=LATER)
    assert outcome is Outcome.CHANGED
    (new,) = await current(practice)
    assert new != old
    assert await DATABASE.value("SELECT superseded_at FROM evaluation WHERE id = $1", old) == LATER
    assert len((await findings_of([old]))[old]) == 2


async def test_a_study_of_another_title_or_practice_stands_beside_it(practice: UUID) -> None:
    other = await practice_of(await version_in(State.PUBLISHED))
    await record(practice)
    assert await record(practice, replace(STUDY, title="Another")) is Outcome.ADDED
    assert await record(other) is Outcome.ADDED
    assert (len(await current(practice)), len(await current(other))) == (2, 1)


async def test_a_retired_study_is_public_no_more_and_can_be_recorded_anew(practice: UUID) -> None:
    await record(practice)
    (old,) = await current(practice)
    await actions.retire_evaluation(DEE, old, now=LATER)
    assert await current(practice) == []
    assert await DATABASE.value("SELECT superseded_at FROM evaluation WHERE id = $1", old) == LATER
    assert await record(practice) is Outcome.ADDED


async def test_the_day_of_a_retirement_is_not_written_over(practice: UUID) -> None:
    await record(practice)
    (old,) = await current(practice)
    await actions.retire_evaluation(DEE, old, now=LATER)
    with pytest.raises(Refused) as caught:
        await actions.retire_evaluation(DEE, old, now=LATER + timedelta(days=1))
    assert caught.value.code is Code.NOT_FOUND
    assert await DATABASE.value("SELECT superseded_at FROM evaluation WHERE id = $1", old) == LATER


@pytest.mark.parametrize("actor", [ADA, BO, CY, ELI], ids=lambda actor: actor.name)
async def test_who_is_no_editor_records_and_retires_nothing(practice: UUID, actor: Actor) -> None:
    await record(practice)
    (study,) = await current(practice)
    before = await dump()
    for deed in (
        record(practice, replace(STUDY, title="Another"), actor),
        actions.retire_evaluation(actor, study, now=LATER),
    ):
        with pytest.raises(Refused, match=r"^Only an editor of the library may do this\.$") as caught:
            await deed
        assert caught.value.code is Code.FORBIDDEN
    assert await dump() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"citation": Citation("A/1", "¶1")}, "There is no document A/1 to cite."),
        (
            {"findings": [FINDING, replace(FINDING, problem="boredom")]},
            "The vocabulary crime-problem has no concept boredom.",
        ),
    ],
    ids=["document", "problem"],
)
async def test_what_there_is_not_is_refused_and_the_old_study_stays(
    practice: UUID, changes: dict[str, Any], sentence: str
) -> None:
    await record(practice)
    before = await dump()
    with pytest.raises(Refused) as caught:
        await record(practice, replace(STUDY, **changes))
    assert caught.value.sentence == sentence
    assert await dump() == before


async def test_a_study_of_a_practice_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match=r"^There is no such practice\.$") as caught:
        await record(uuid4())
    assert caught.value.code is Code.NOT_FOUND


async def test_who_record_the_same_study_at_once_record_one() -> None:
    for _ in range(5):  # no single round is sure to meet
        practice = await practice_of(await version_in(State.PUBLISHED))
        outcomes = await asyncio.gather(*(record(practice) for _ in range(4)))
        assert sorted(outcomes) == [Outcome.ADDED] + [Outcome.UNCHANGED] * 3
        assert len(await current(practice)) == 1
