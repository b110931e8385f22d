"""The published schema as text, and what a change of it would break."""

from __future__ import annotations

from pathlib import Path

from graphql import GraphQLSchema, build_schema
from graphql.utilities import find_breaking_changes

from commons_graphql.schema import SCHEMA


def sdl_path() -> Path:
    """The promise in git, ``graphql/public.graphql``; inside the package in a wheel."""
    inside = Path(__file__).parent / "sdl" / "public.graphql"
    return inside if inside.exists() else Path(__file__).parent.parent / "public.graphql"


def print_sdl() -> str:
    """The schema as the program has it."""
    return SCHEMA.as_str().strip() + "\n"


def breaking_changes(old: str, new: str) -> list[str]:
    """What a client of ``old`` would lose with ``new``, a sentence each."""
    return [change.description for change in find_breaking_changes(_built(old), _built(new))]


def _built(sdl: str) -> GraphQLSchema:
    return build_schema(sdl)
