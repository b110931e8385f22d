"""Loading seed files: all of a folder or nothing of it, and twice is the same as once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commons.kit.database import DATABASE
from commons.people.actor import LOADER
from commons.practices import actions
from commons.practices.actions import Outcome
from commons.practices.queries.criteria import Criteria
from commons.practices.queries.parts import evaluations_of, history_of
from commons.practices.queries.published import published_practice
from commons.practices.queries.rows import PracticeRow
from commons_seeds.files import SeedError
from commons_seeds.library import load_library, read_library
from commons_seeds.loading import practice_content
from tests.conftest import NOW
from tests.dumps import dump
from tests.practices.walking import slugs
from tests.seeds import folder

pytestmark = pytest.mark.usefixtures("empty")

LATER = NOW + timedelta(days=1)
SLUG = "monthly-walks"
RECORD = f"practices/{SLUG}.yaml"
Told = list[tuple[int, int, str, Outcome]]


@pytest.fixture
async def seeds(tmp_path: Path) -> Path:
    """A folder that was loaded once, and nothing else in the database."""
    await DATABASE.rows("TRUNCATE practice, document, concept, scheme CASCADE")
    seeds = folder.write(tmp_path / "seeds")
    assert await load(seeds, NOW) == {Outcome.ADDED: 1}
    return seeds


async def load(seeds: Path, now: datetime = LATER, told: Told | None = None) -> Counter[Outcome]:
    def report(number: int, total: int, title: str, outcome: Outcome) -> None:
        if told is not None:
            told.append((number, total, title, outcome))

    return await load_library(read_library(seeds), clock=lambda: now, report=report)


async def public() -> PracticeRow:
    row = await published_practice(SLUG)
    assert row is not None
    return row


async def studies() -> list[str]:
    row = await public()
    return [study.title for study in (await evaluations_of([row.id])).get(row.id, [])]


def add_record(seeds: Path, slug: str) -> None:
    text = folder.record().replace(f"slug: {SLUG}", f"slug: {slug}").replace("title: Monthly walks", f"title: {slug}")
    (seeds / f"practices/{slug}.yaml").write_text(text)


async def test_a_record_is_published_with_its_studies(seeds: Path) -> None:
    row = await public()
    assert (row.title, row.number, row.published_at) == ("Monthly walks", 1, NOW)
    assert await studies() == ["A survey", "Another survey"]


async def test_loading_again_changes_nothing(seeds: Path) -> None:
    before = await dump()
    assert await load(seeds) == {Outcome.UNCHANGED: 1}
    assert await dump() == before
    assert len(before["finding"]) == 2


async def test_each_record_is_reported_with_what_became_of_it(seeds: Path) -> None:
    add_record(seeds, "evening-walks")
    told: Told = []
    assert await load(seeds, told=told) == {Outcome.ADDED: 1, Outcome.UNCHANGED: 1}
    assert told == [(1, 2, "evening-walks", Outcome.ADDED), (2, 2, "Monthly walks", Outcome.UNCHANGED)]


async def test_a_changed_record_becomes_the_second_version(seeds: Path) -> None:
    first = await public()
    kept = (await dump())["evaluation"]
    folder.change(seeds / RECORD, "title: Monthly walks", "title: Weekly walks")
    assert await load(seeds) == {Outcome.CHANGED: 1}
    second = await public()
    assert (second.id, second.number, second.title, second.published_at) == (first.id, 2, "Weekly walks", LATER)
    assert [note.number for note in (await history_of([first.id]))[first.id]] == [2, 1]
    assert (await dump())["evaluation"] == kept


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    subdivision: BR-PA\n", ""),
        ("approach: [second]", "approach: [first]"),
        ("    role: lead", "    role: funder"),
        ("  impact: People met.", "  impact: People talked."),
        ("    description: People walk.", "    description: People run."),
        ("locator: ¶25", "locator: ¶24"),
    ],
)
async def test_a_change_in_any_part_is_a_change(seeds: Path, old: str, new: str) -> None:
    folder.change(seeds / RECORD, old, new)
    assert await load(seeds) == {Outcome.CHANGED: 1}
    assert (await public()).number == 2


async def test_a_study_that_left_its_file_is_retired(seeds: Path) -> None:
    text = (seeds / RECORD).read_text()
    (seeds / RECORD).write_text(text[: text.index("  - title: Another survey")])
    assert await load(seeds) == {Outcome.CHANGED: 1}
    assert await studies() == ["A survey"]
    assert (await public()).number == 1
    retired = await DATABASE.rows("SELECT title, superseded_at FROM evaluation WHERE superseded_at IS NOT NULL")
    assert [(row["title"], row["superseded_at"]) for row in retired] == [("Another survey", LATER)]
    assert await load(seeds) == {Outcome.UNCHANGED: 1}


async def test_a_study_that_changed_takes_the_place_of_the_old(seeds: Path) -> None:
    folder.change(seeds / RECORD, "after: 18", "after: 19")
    assert await load(seeds) == {Outcome.CHANGED: 1}
    assert await studies() == ["A survey", "Another survey"]
    assert await DATABASE.value("SELECT count(*) FROM evaluation") == 3
    assert await load(seeds) == {Outcome.UNCHANGED: 1}


async def test_studies_stand_in_the_order_of_their_file(seeds: Path) -> None:
    text = (seeds / RECORD).read_text()
    start, between = text.index("  - title: A survey"), text.index("  - title: Another survey")
    (seeds / RECORD).write_text(text[:start] + text[between:] + text[start:between])
    assert await load(seeds) == {Outcome.CHANGED: 1}
    assert await studies() == ["Another survey", "A survey"]
    assert await load(seeds) == {Outcome.UNCHANGED: 1}


@pytest.mark.parametrize("changed", [False, True])
async def test_a_record_that_was_withdrawn_here_is_not_loaded_again(seeds: Path, changed: bool) -> None:
    await actions.withdraw(LOADER, (await public()).version, reason="It did harm.", now=NOW)
    if changed:
        folder.change(seeds / RECORD, "title: Monthly walks", "title: Weekly walks")
    before = await dump()
    assert await load(seeds) == {Outcome.UNCHANGED: 1}
    assert await dump() == before


async def test_a_new_word_in_a_vocabulary_finds_the_records_of_old(seeds: Path) -> None:
    assert await slugs(Criteria("glorpstead")) == set()
    folder.change(seeds / "vocabularies/approach.yaml", "en: Second", "en: Glorpstead")
    assert await load(seeds) == {Outcome.UNCHANGED: 1}
    assert await slugs(Criteria("glorpstead")) == {SLUG}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Monthly walks", "titel: Monthly walks"),
        ("approach: [second]", "approach: [moon]"),
        ("  - country: BR", "  - country: XX"),
        (", locator: ¶25", ""),
        ("title: Monthly walks", "title: Monthly walks\ntitle: Monthly walks"),
        ("word word word", "word"),
        ("narrative:", "narrative: {"),
    ],
)
async def test_one_broken_file_stops_everything_before_it_begins(seeds: Path, old: str, new: str) -> None:
    text = (seeds / RECORD).read_text()
    (seeds / RECORD).write_text(text.replace(old, new, 1))
    add_record(seeds, "evening-walks")
    folder.change(seeds / "vocabularies/sector.yaml", "en: Title", "en: Other title")
    before = await dump()
    with pytest.raises(SeedError) as caught:
        await load(seeds)
    assert {mistake.file for mistake in caught.value.mistakes} == {seeds / RECORD}
    assert await dump() == before


async def test_a_vocabulary_that_lost_a_published_concept_is_refused_and_nothing_is_loaded(seeds: Path) -> None:
    file = seeds / "vocabularies/crime-problem.yaml"
    text = file.read_text()
    file.write_text(text[: text.index("  - notation: theft")])
    add_record(seeds, "evening-walks")
    before = await dump()
    with pytest.raises(SeedError) as caught:
        await load(seeds)
    reason = "crime-problem/theft was published; its URI must stay. Keep the concept."
    assert str(caught.value) == f"{file}:1: {reason}"
    assert await dump() == before


async def test_what_the_library_refuses_is_named_by_its_file_and_nothing_is_loaded(seeds: Path) -> None:
    (record, _), *_ = read_library(seeds).practices
    await actions.propose(LOADER, practice_content(record), now=NOW)  # somebody is at work on a next version
    folder.change(seeds / RECORD, "title: Monthly walks", "title: Weekly walks")
    add_record(seeds, "evening-walks")
    before = await dump()
    with pytest.raises(SeedError) as caught:
        await load(seeds)
    reason = "A new version of this practice is being prepared already. Finish that one first."
    assert str(caught.value) == f"{seeds / RECORD}:1: {reason}"
    assert await dump() == before
