"""A refusal is a sentence, and every door shows the same words."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What kind of no it is; doors translate it (HTTP status, GraphQL ``extensions.code``)."""

    INVALID = "INVALID"  # the input can't be right
    NOT_FOUND = "NOT_FOUND"  # there is no such thing, or the viewer may not know of it
    FORBIDDEN = "FORBIDDEN"  # the actor may see it, but not do this
    CONFLICT = "CONFLICT"  # the state of the thing does not allow it now
    GONE = "GONE"  # it was published once, and withdrawn


class Refused(Exception):
    """Raised by rooms when something can't be done. ``sentence`` is written for the person who asked.

    ``field`` names the input at fault, where there is one. ``details`` are public facts for programs.
    """

    def __init__(
        self,
        sentence: str,
        code: Code = Code.INVALID,
        *,
        field: str | None = None,
        details: dict[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.field = field
        self.details = details or {}


def refuse(reason: str | None, code: Code = Code.INVALID) -> None:
    """Refused with the reason that a rule gave; nothing where it gave none."""
    if reason is not None:
        raise Refused(reason, code)
