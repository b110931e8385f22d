"""Records are written in the registry's own words: facts carry over from the sources, sentences do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.delivered import delivered

RUN = 8  # words in a row


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower().replace("’", "'"))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words in a text."""
    listed = words(text)
    return {tuple(listed[start : start + RUN]) for start in range(len(listed) - RUN + 1)}


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from texts(part)
        case list():
            for part in value:
                yield from texts(part)


@cache
def sources(folder: Path) -> frozenset[tuple[str, ...]]:
    return frozenset(run for file in sorted(folder.glob("*.txt")) for run in runs(file.read_text("utf-8")))


@pytest.fixture(scope="module")
def said(checkout: Path) -> frozenset[tuple[str, ...]]:
    """Every run of words in the source documents."""
    folder = checkout.parent / "shared/sources"
    if not any(folder.glob("*.txt")):
        pytest.skip("the source documents lie beside the checkout only where the records were written")
    return sources(folder)


def test_no_record_repeats_a_run_of_words(said: frozenset[tuple[str, ...]]) -> None:
    repeated = {
        (record.slug, " ".join(run))
        for record, _ in delivered().practices
        for text in texts(record.model_dump())
        for run in runs(text) & said
    }
    assert repeated == set()


def test_a_sentence_of_a_source_would_be_found(said: frozenset[tuple[str, ...]]) -> None:
    sentence = " ".join(min(said))
    assert runs(f"We say: {sentence}, and more.") & said
    assert len(said) > 10_000
