"""The library that the registry is delivered with: read whole, checked whole, then loaded through actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from commons.kit.database import DATABASE
from commons.kit.errors import Refused
from commons.people.actor import LOADER
from commons.practices.actions import Outcome, follow_vocabularies
from commons_seeds.checks import Known, mistakes_of, named_apart
from commons_seeds.concepts import DocumentEntry, SchemeEntry
from commons_seeds.files import Mistake, SeedError, SeedFile, read
from commons_seeds.loading import load_documents, load_practice, load_scheme
from commons_seeds.records import Practice

Model = TypeVar("Model")
Report = Callable[[int, int, str, Outcome], None]

# Reading order of the schemes: how a newcomer would ask about a practice.
SCHEME_ORDER = (
    "approach",
    "prevention-level",
    "crime-problem",
    "risk-factor",
    "protective-factor",
    "target-group",
    "setting",
    "sector",
    "partner-role",
    "government-level",
    "unintended-consequence",
)


def seeds_folder() -> Path:
    """Where the seed files are: beside this package in a checkout, inside it in a wheel."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Library:
    """Everything the seed files say, checked."""

    documents: list[DocumentEntry]
    schemes: list[tuple[SchemeEntry, SeedFile]]
    practices: list[tuple[Practice, SeedFile]]


def read_library(folder: Path) -> Library:
    """All files; SeedError with every mistake of every file."""
    mistakes: list[Mistake] = []
    documents = _read_all([folder / "documents.yaml"], list[DocumentEntry], mistakes)
    schemes = _read_all(sorted((folder / "vocabularies").glob("*.yaml")), SchemeEntry, mistakes)
    practices = _read_all(sorted((folder / "practices").glob("*.yaml")), Practice, mistakes)
    known = Known(
        {scheme.notation: {c.notation for c in scheme.concepts} for scheme, _ in schemes},
        {entry.code for entries, _ in documents for entry in entries},
    )
    mistakes += named_apart(schemes)
    for practice, file in practices:
        mistakes += mistakes_of(practice, file, known)
    if mistakes:
        raise SeedError(mistakes)
    ordered = sorted(schemes, key=_scheme_position)
    return Library([entry for entries, _ in documents for entry in entries], ordered, practices)


async def load_library(library: Library, *, clock: Callable[[], datetime], report: Report) -> Counter[Outcome]:
    """Load everything in one transaction: all of it, or on a refusal nothing. Twice is the same as once."""
    outcomes: Counter[Outcome] = Counter()
    total = len(library.practices)
    async with DATABASE.transaction():
        await load_documents(library.documents)
        changed = False
        for position, (scheme, file) in enumerate(library.schemes):
            with _refusals_of(file):
                changed |= await load_scheme(scheme, position)
        if changed:
            await follow_vocabularies(LOADER)
        for number, (practice, file) in enumerate(library.practices, start=1):
            with _refusals_of(file):
                outcome = await load_practice(practice, now=clock())
            outcomes[outcome] += 1
            report(number, total, practice.title, outcome)
    return outcomes


@contextmanager
def _refusals_of(file: SeedFile) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise SeedError([file.mistake((), refusal.sentence)]) from refusal


def _scheme_position(read: tuple[SchemeEntry, SeedFile]) -> tuple[int, str]:
    scheme, _ = read
    known = scheme.notation in SCHEME_ORDER
    return (SCHEME_ORDER.index(scheme.notation) if known else len(SCHEME_ORDER), scheme.notation)


def _read_all(paths: list[Path], model: type[Model], mistakes: list[Mistake]) -> list[tuple[Model, SeedFile]]:
    found = []
    for path in paths:
        try:
            found.append(read(path, model))
        except SeedError as error:
            mistakes += error.mistakes
        except OSError as error:
            mistakes.append(Mistake(path, 1, error.strerror or "can't be read"))
    return found
