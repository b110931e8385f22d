"""Who does a deed. Every action takes an actor first and asks its rules whether this actor may."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person or program may be, by the words of the domain."""

    MEMBER = "member"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or program that acts, by name, with its roles. No roles: the public."""

    name: str
    roles: frozenset[Role] = frozenset()

    def has(self, role: Role) -> bool:
        """Whether the actor holds the role; no role includes another."""
        return role in self.roles


PUBLIC = Actor("public")
# The program itself, when it loads the library that it is delivered with.
LOADER = Actor("seed loader", frozenset({Role.EDITOR, Role.ADMINISTRATOR}))
