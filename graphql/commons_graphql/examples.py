"""The examples in ``graphql/examples``: shown on the API page and in the explorer, and each run by a test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """A query to paste. The file's first comment lines are its title and what it shows; variables stand beside it."""

    name: str
    title: str
    description: str
    query: str
    variables: str | None


def examples_folder() -> Path:
    """Beside the package in a checkout, inside it in a wheel."""
    inside = Path(__file__).parent / "examples"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "examples"


@cache
def all_examples() -> tuple[Example, ...]:
    """Every example, in the order of the files' names."""
    return tuple(_example(path) for path in sorted(examples_folder().glob("*.graphql")))


def _example(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    comments = [line.lstrip("# ").rstrip() for line in text.splitlines() if line.startswith("#")]
    query = "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip() + "\n"
    variables = path.with_suffix(".json")
    given = variables.read_text(encoding="utf-8").strip() if variables.exists() else None
    name = path.stem.split("-", 1)[1]
    return Example(name, comments[0], " ".join(comments[1:]), query, given)
