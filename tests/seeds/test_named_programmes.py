"""Every programme that the source documents name has its records, and every record its programme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from commons_seeds.library import seeds_folder
from tests.delivered import delivered

PROGRAMMES: list[dict[str, Any]] = yaml.safe_load((seeds_folder() / "named_programmes.yaml").read_text("utf-8"))
ENTRIES = 45


def cited() -> dict[str, set[str]]:
    """What each record cites, as the list writes it."""
    return {
        record.slug: {f"{citation.document} {citation.locator}" for citation in record.citations}
        for record, _ in delivered().practices
    }


def test_the_list_has_every_programme() -> None:
    assert len(PROGRAMMES) == ENTRIES
    assert len({entry["name"] for entry in PROGRAMMES}) == ENTRIES
    assert all(set(entry) == {"name", "place", "citations", "records"} for entry in PROGRAMMES)


def test_each_record_belongs_to_one_programme() -> None:
    named = [slug for entry in PROGRAMMES for slug in entry["records"]]
    assert sorted(named) == sorted(cited())


@pytest.mark.parametrize("entry", PROGRAMMES, ids=lambda entry: str(entry["name"]))
def test_a_programme_has_records_that_cite_what_names_it(entry: dict[str, Any]) -> None:
    assert entry["records"]
    assert entry["citations"]
    for slug in entry["records"]:
        assert set(entry["citations"]) <= cited()[slug]


def test_the_list_is_as_long_as_the_tables_it_was_made_from(checkout: Path) -> None:
    tables = checkout.parent / "shared/sources/programmes.md"
    if not tables.is_file():
        pytest.skip("the tables of programmes lie beside the checkout only where the sources were read")
    sections = tables.read_text("utf-8").split("\n## ")[1:3]
    rows = [[line for line in section.splitlines() if line.startswith("|")] for section in sections]
    assert sum(len(lines) - 2 for lines in rows) == ENTRIES  # a heading and a rule stand over each table
