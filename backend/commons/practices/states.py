"""The life of a version, one table of moves that can be read aloud."""

from __future__ import annotations

from enum import StrEnum

from commons.kit.errors import Code, Refused


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.SUPERSEDED, State.WITHDRAWN}),
    State.SUPERSEDED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

WORDS: dict[State, str] = {
    State.DRAFT: "a draft",
    State.IN_REVIEW: "in review",
    State.PUBLISHED: "published",
    State.SUPERSEDED: "superseded by a later version",
    State.WITHDRAWN: "withdrawn",
}


def why_not_move(current: State, wanted: State) -> str | None:
    """Why a version can't go from ``current`` to ``wanted``, or None."""
    if wanted in MOVES[current]:
        return None
    return f"This version is {WORDS[current]}; it can't become {WORDS[wanted]}."


def refuse_move(current: State, wanted: State) -> None:
    """Refused where the move is not in the table."""
    reason = why_not_move(current, wanted)
    if reason is not None:
        raise Refused(reason, Code.CONFLICT)
