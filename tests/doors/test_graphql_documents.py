"""Documents that were checked are kept, but not more of them than the memory is meant for."""

from __future__ import annotations

import pytest

from commons_graphql import documents
from commons_graphql.documents import Documents
from commons_graphql.execution import CORE


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were worked through."""
    worked: list[str] = []
    original = documents._check

    def counted(schema: object, text: str) -> documents.Checked:
        worked.append(text)
        return original(CORE, text)

    monkeypatch.setattr(documents, "_check", counted)
    return worked


def text(number: int, words: int = 1) -> str:
    return "{ " + " ".join(f"a{number}_{word}: __typename" for word in range(words)) + " }"


def test_a_document_is_worked_through_once(checks: list[str]) -> None:
    kept = Documents(CORE)
    first = kept.check(text(1))
    assert first.document is not None
    assert kept.check(text(1)) is first
    assert checks == [text(1)]


def test_what_is_not_valid_is_worked_through_each_time_and_pushes_nothing_out(checks: list[str]) -> None:
    kept = Documents(CORE)
    kept.check(text(0))
    for number in range(600):
        assert kept.check(f"{{ nothing{number} ").document is None
    kept.check("{ nothing0 ")
    kept.check(text(0))
    assert checks.count("{ nothing0 ") == 2
    assert checks.count(text(0)) == 1


def test_five_hundred_documents_are_kept_and_the_longest_unused_forgotten(checks: list[str]) -> None:
    kept = Documents(CORE)
    for number in range(500):
        kept.check(text(number))
    kept.check(text(0))  # used again: now the second is the longest unused
    kept.check(text(500))
    checks.clear()
    for number in (0, 2, 499, 500):
        kept.check(text(number))
    assert checks == []
    kept.check(text(1))
    assert checks == [text(1)]


def test_long_documents_push_out_more(checks: list[str]) -> None:
    kept = Documents(CORE)
    longest = 370  # fields of four words, with what stands around them nearly all that a document may have
    for number in range(60):
        assert kept.check(text(number, longest)).document is not None
    checks.clear()
    for number in range(30, 60):
        kept.check(text(number, longest))
    assert checks == []
    kept.check(text(0, longest))
    assert checks == [text(0, longest)]


def test_forgetting_makes_room_for_as_many_again(checks: list[str]) -> None:
    kept = Documents(CORE)
    for round_ in range(3):
        for number in range(40):
            kept.check(text(100 * round_ + number, 370))
    for number in range(400):
        kept.check(text(number, 1))
    checks.clear()
    for number in range(400):
        kept.check(text(number, 1))
    assert checks == []


@pytest.mark.parametrize(("length", "valid"), [(20_000, True), (20_001, False)])
def test_a_document_has_at_most_twenty_thousand_characters(length: int, valid: bool) -> None:
    padded = text(1).ljust(length)
    assert (Documents(CORE).check(padded).document is not None) is valid


@pytest.mark.parametrize(("fields", "valid"), [(499, True), (500, False)])
def test_a_document_has_at_most_fifteen_hundred_words(fields: int, valid: bool) -> None:
    checked = Documents(CORE).check("{" + " ".join(f"a{n}:__typename" for n in range(fields)) + "}")
    assert (checked.document is not None) is valid


@pytest.mark.parametrize(("digits", "valid"), [(100, True), (101, False)])
@pytest.mark.parametrize("literal", ["{}", "0.{}", "-{}"])
def test_a_number_has_at_most_a_hundred_digits(digits: int, valid: bool, literal: str) -> None:
    number = literal.format("1" * (digits - len(literal) + 2))
    checked = Documents(CORE).check(f"{{ node(id: {number}) {{ id }} }}")
    too_long = [error for error in checked.errors if "at most 100 digits" in error.message]
    assert bool(too_long) is not valid


@pytest.mark.parametrize(("keys", "valid"), [(50, True), (51, False)])
def test_an_object_has_at_most_fifty_keys(keys: int, valid: bool) -> None:
    written = ", ".join(f"k{n}: 1" for n in range(keys))
    checked = Documents(CORE).check(f"{{ practices(filter: {{ {written} }}) {{ totalCount }} }}")
    too_many = [error for error in checked.errors if error.message == "An object has at most 50 keys; this one has 51."]
    assert bool(too_many) is not valid
