"""The library that the registry is delivered with: read whole, checked whole, then loaded through actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from commons.kit.database import DATABASE
from commons.kit.errors import Refused
from commons.practices.actions import Outcome
from commons_seeds.concepts import DocumentEntry, SchemeEntry
from commons_seeds.files import Location, Mistake, SeedError, SeedFile, read
from commons_seeds.loading import load_practice, load_vocabulary
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
    schemes: list[SchemeEntry]
    practices: list[tuple[Practice, SeedFile]]


def read_library(folder: Path) -> Library:
    """All files; SeedError with every mistake of every file."""
    mistakes: list[Mistake] = []
    documents = _read_all([folder / "documents.yaml"], list[DocumentEntry], mistakes)
    schemes = _read_all(sorted((folder / "vocabularies").glob("*.yaml")), SchemeEntry, mistakes)
    practices = _read_all(sorted((folder / "practices").glob("*.yaml")), Practice, mistakes)
    notations = {scheme.notation: {c.notation for c in scheme.concepts} for scheme, _ in schemes}
    for practice, file in practices:
        mistakes += _mistakes_of(practice, file, notations)
    if mistakes:
        raise SeedError(mistakes)
    ordered = sorted((scheme for scheme, _ in schemes), key=_scheme_position)
    return Library([entry for entries, _ in documents for entry in entries], ordered, practices)


async def load_library(library: Library, *, clock: Callable[[], datetime], report: Report) -> Counter[Outcome]:
    """Load everything in one transaction: all of it, or on a refusal nothing. Twice is the same as once."""
    outcomes: Counter[Outcome] = Counter()
    total = len(library.practices)
    async with DATABASE.transaction():
        await load_vocabulary(library.documents, library.schemes)
        for number, (practice, file) in enumerate(library.practices, start=1):
            try:
                outcome = await load_practice(practice, now=clock())
            except Refused as refusal:
                raise SeedError([file.mistake((), refusal.sentence)]) from refusal
            outcomes[outcome] += 1
            report(number, total, practice.title, outcome)
    return outcomes


def _scheme_position(scheme: SchemeEntry) -> tuple[int, str]:
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


def _mistakes_of(practice: Practice, file: SeedFile, notations: dict[str, set[str]]) -> list[Mistake]:
    mistakes = [
        file.mistake(location, f"the vocabulary {scheme} has no concept {notation}")
        for scheme, notation, location in _used(practice)
        if notation not in notations.get(scheme, set())
    ]
    if file.path.stem != practice.slug:
        mistakes.append(file.mistake(("slug",), f"the file of this record is named {practice.slug}.yaml"))
    return mistakes


def _used(practice: Practice) -> list[tuple[str, str, Location]]:
    """Every notation that a record uses: its scheme, itself and where it stands."""
    used: list[tuple[str, str, Location]] = []
    for key, values in practice.facets:
        used += [(key.replace("_", "-"), value, ("facets", key, n)) for n, value in enumerate(values)]
    for n, partner in enumerate(practice.partners):
        used.append(("sector", partner.sector, ("partners", n, "sector")))
        used.append(("partner-role", partner.role, ("partners", n, "role")))
    for n, evaluation in enumerate(practice.evaluations):
        for m, finding in enumerate(evaluation.findings):
            if finding.problem is not None:
                used.append(("crime-problem", finding.problem, ("evaluations", n, "findings", m, "problem")))
    return used
