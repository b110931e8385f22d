"""The library that is delivered, in a database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commons.practices.actions import Outcome
from commons.practices.queries.published import published_practice
from commons.practices.queries.whole import whole
from commons_seeds.library import load_library
from commons_seeds.loading import evaluation_content, practice_content
from tests.conftest import NOW
from tests.delivered import delivered, schemes
from tests.dumps import dump

pytestmark = pytest.mark.usefixtures("library")


async def test_loading_it_again_changes_no_row() -> None:
    before = await dump()
    outcomes = await load_library(delivered(), clock=lambda: NOW + timedelta(days=1), report=lambda *_: None)
    assert outcomes == {Outcome.UNCHANGED: len(delivered().practices)}
    assert await dump() == before
    assert len(before["practice_version"]) == len(before["practice"]) == len(delivered().practices)
    assert len(before["concept"]) == sum(len(scheme.concepts) for scheme in schemes().values())


async def test_every_record_is_public_as_its_file_says() -> None:
    for record, _ in delivered().practices:
        row = await published_practice(record.slug)
        assert row is not None
        (read,) = await whole([row])
        content = practice_content(record)
        assert (row.title, row.summary, row.narrative) == (content.title, content.summary, content.narrative)
        assert (row.began, row.place_note, row.language) == (content.began, content.place_note, content.language)
        assert [(c.document, c.locator) for c in read.citations] == [(c.document, c.locator) for c in content.citations]
        assert [partner.row.name for partner in read.partners] == [partner.name for partner in content.partners]
        assert [study.row.title for study in read.evaluations] == [study.title for study in record.evaluations]
        for study, entry in zip(read.evaluations, record.evaluations, strict=True):
            wanted = evaluation_content(entry)
            assert (study.row.maryland, study.row.independence) == (wanted.maryland, wanted.independence)
            assert [finding.row.after for finding in study.findings] == [finding.after for finding in wanted.findings]
