"""The life of a version: every pair of states, allowed or refused with its sentence."""

from __future__ import annotations

from itertools import product

import pytest

from commons.kit.errors import Code, Refused
from commons.practices.states import MOVES, State, refuse_move, why_not_move

ALLOWED = {
    ("draft", "in_review"),
    ("in_review", "draft"),
    ("in_review", "published"),
    ("published", "superseded"),
    ("published", "withdrawn"),
}
WORDS = {
    "draft": "a draft",
    "in_review": "in review",
    "published": "published",
    "superseded": "superseded by a later version",
    "withdrawn": "withdrawn",
}
PAIRS = sorted(product(WORDS, WORDS))


def test_every_state_has_its_moves_and_its_words_here() -> None:
    assert {state.value for state in State} == set(WORDS) == {state.value for state in MOVES}


@pytest.mark.parametrize(("current", "wanted"), [pair for pair in PAIRS if pair in ALLOWED])
def test_a_move_of_the_table_is_allowed(current: str, wanted: str) -> None:
    assert why_not_move(State(current), State(wanted)) is None
    refuse_move(State(current), State(wanted))


@pytest.mark.parametrize(("current", "wanted"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_any_other_move_is_refused_with_its_sentence(current: str, wanted: str) -> None:
    sentence = f"This version is {WORDS[current]}; it can't become {WORDS[wanted]}."
    assert why_not_move(State(current), State(wanted)) == sentence
    with pytest.raises(Refused) as caught:
        refuse_move(State(current), State(wanted))
    assert (caught.value.sentence, caught.value.code) == (sentence, Code.CONFLICT)
