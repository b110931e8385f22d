"""Who may do what in the library, and what a record must hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from commons.people.actor import LOADER, PUBLIC, Actor, Role
from commons.practices.content import Citation, ComponentContent, NarrativeContent, PartnerContent
from commons.practices.rules import FACETS, why_not_content, why_not_curate, why_not_evaluation, why_not_withdraw
from tests.practices.people import BO, CY, ELI
from tests.practices.study import FINDING, STUDY
from tests.support import ADA, DEE, practice

NUL = "The text holds a NUL character (U+0000), which can't be stored. Remove it."
COMPONENT = "A component has a name, and is one of core, adaptable, unclassified."
SLUG = "The name of a practice in its address has small letters and digits, with single hyphens between them."


def words(number: int) -> str:
    return " ".join(["word"] * number)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (DEE, True),
        (LOADER, True),
        (Actor("Dee", frozenset({Role.EDITOR})), True),
        (ELI, False),
        (BO, False),
        (CY, False),
        (ADA, False),
        (PUBLIC, False),
    ],
    ids=lambda value: f"{value.name}-{'-'.join(sorted(value.roles))}" if isinstance(value, Actor) else None,
)
def test_only_an_editor_may_curate(actor: Actor, may: bool) -> None:
    assert why_not_curate(actor) == (None if may else "Only an editor of the library may do this.")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"summary": words(60)},
        {"summary": words(200)},
        {"summary": f"  {words(60)}\n\n"},
        {"facets": {scheme: ["any"] for scheme in FACETS}},
        {"title": "x"},
        {"title": "語" * 300},
        {"slug": "a"},
        {"slug": "2-be-or-not-2-be"},
    ],
    ids=str,
)
def test_a_sound_record_can_be_kept(changes: dict[str, Any]) -> None:
    assert why_not_content(practice(**changes)) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"summary": words(59)}, "A summary has 60 to 200 words; this one has 59."),
        ({"summary": words(201)}, "A summary has 60 to 200 words; this one has 201."),
        ({"summary": ""}, "A summary has 60 to 200 words; this one has 0."),
        ({"facets": {}}, "A practice names at least one approach."),
        ({"facets": {"approach": []}}, "A practice names at least one approach."),
        ({"facets": {"setting": ["city"]}}, "A practice names at least one approach."),
        ({"facets": {"approach": ["x"], "mood": ["y"]}}, "A practice has no facet named mood."),
        ({"facets": {"approach": ["x"], "partner-role": ["y"]}}, "A practice has no facet named partner-role."),
        ({"citations": []}, "A practice cites at least one source."),
        ({"title": ""}, "A title has 1 to 300 characters."),
        ({"title": " \n"}, "A title has 1 to 300 characters."),
        ({"title": "x" * 301}, "A title has 1 to 300 characters."),
        ({"slug": ""}, SLUG),
        ({"slug": "Capitals"}, SLUG),
        ({"slug": "two--hyphens"}, SLUG),
        ({"slug": "-first"}, SLUG),
        ({"slug": "last-"}, SLUG),
        ({"slug": "line\n"}, SLUG),
        ({"slug": "é"}, SLUG),
        ({"title": "a\0b"}, NUL),
        ({"began": "\0"}, NUL),
        ({"narrative": NarrativeContent(impact="\0")}, NUL),
        ({"partners": [PartnerContent("\0", "courts", "delivery")]}, NUL),
        ({"facets": {"approach": ["\0"]}}, NUL),
        ({"facets": {"approach": ["x"], "\0": ["y"]}}, NUL),
        ({"language": "English"}, "A language is an ISO 639 code, such as en."),
        ({"partners": [PartnerContent(" ", "courts", "delivery")]}, "A partner has a name."),
        ({"components": [ComponentContent("", "x", "core")]}, COMPONENT),
        ({"components": [ComponentContent("x", "x", "nice")]}, COMPONENT),
        ({"citations": [Citation("A/CONF.222/9", " ")]}, "A citation says where in the document, such as ¶24."),
        ({"citations": [Citation("A/CONF.222/9", "¶1")] * 101}, "A list in a record has at most 100 entries."),
        ({"place_note": "x" * 6_001}, "A text in a record has at most 6,000 characters; this one has 6,001."),
        (
            {"place_note": "ab\ud800"},
            "The text holds half a character (a lone surrogate) at position 3. Remove it.",
        ),
    ],
    ids=ascii,
)
def test_a_record_that_can_not_be_kept_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    assert why_not_content(practice(**changes)) == reason


SOUND_STUDIES: list[dict[str, Any]] = [
    {},
    {"maryland": None, "sample": None},
    {"maryland": 1},
    {"maryland": 5},
    {"findings": [replace(FINDING, before=None, after=None, unit=None)]},
    {"findings": [replace(FINDING, before=Decimal(10**15 - 1), after=Decimal("-0.5"), follow_up_months=0)]},
    {"findings": [FINDING] * 100},
]


@pytest.mark.parametrize("changes", SOUND_STUDIES)
def test_a_sound_study_can_be_recorded(changes: dict[str, Any]) -> None:
    assert why_not_evaluation(replace(STUDY, **changes)) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "A study has a title, and a sentence on its design."),
        ({"design": ""}, "A study has a title, and a sentence on its design."),
        ({"maryland": 0}, "The Maryland scale has levels 1 to 5; this is 0."),
        ({"maryland": 6}, "The Maryland scale has levels 1 to 5; this is 6."),
        ({"independence": "somewhat"}, "Who evaluated is one of independent, internal, not_stated."),
        ({"findings": []}, "A study has at least one finding."),
        ({"findings": [FINDING] * 101}, "A list in a record has at most 100 entries."),
        ({"sample": "\0"}, NUL),
        ({"citation": Citation("A/CONF.222/9", "\0")}, NUL),
        ({"design": "x" * 6_001}, "A text in a record has at most 6,000 characters; this one has 6,001."),
    ],
    ids=ascii,
)
def test_a_study_that_can_not_be_recorded_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    assert why_not_evaluation(replace(STUDY, **changes)) == reason


FIGURES = "A figure is a number between -1,000,000,000,000,000 and 1,000,000,000,000,000."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"outcome": ""}, "A finding has an outcome and a statement."),
        ({"statement": " "}, "A finding has an outcome and a statement."),
        ({"direction": "up"}, "A finding's direction is one of favourable, none, adverse."),
        ({"unit": "litres"}, "A figure's unit is one of percent, ratio, count."),
        ({"unit": None}, "A figure has a unit."),
        ({"unit": None, "before": None}, "A figure has a unit."),
        ({"unit": None, "after": None}, "A figure has a unit."),
        ({"before": Decimal("NaN")}, FIGURES),
        ({"after": Decimal("Infinity")}, FIGURES),
        ({"after": Decimal(10**15)}, FIGURES),
        ({"before": Decimal(-(10**15))}, FIGURES),
        ({"follow_up_months": -1}, "A follow-up takes 0 to 1,200 months."),
        ({"follow_up_months": 1_201}, "A follow-up takes 0 to 1,200 months."),
    ],
    ids=ascii,
)
def test_one_wrong_finding_is_enough_to_refuse_a_study(changes: dict[str, Any], reason: str) -> None:
    assert why_not_evaluation(replace(STUDY, findings=[FINDING, replace(FINDING, **changes)])) == reason


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("It did harm.", None),
        ("", "Say why the practice is withdrawn; the reason is shown in its place."),
        (" \n\t", "Say why the practice is withdrawn; the reason is shown in its place."),
        ("\0", NUL),
    ],
    ids=ascii,
)
def test_a_withdrawal_has_a_reason_that_can_be_shown(reason: str, sentence: str | None) -> None:
    assert why_not_withdraw(reason) == sentence
