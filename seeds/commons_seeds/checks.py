"""What one file can't know of itself: that a record uses what the vocabularies and documents have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commons.vocabulary.places import why_not_place
from commons_seeds.concepts import SchemeEntry
from commons_seeds.files import Location, Mistake, SeedFile
from commons_seeds.records import Citation, Practice


@dataclass(frozen=True, slots=True)
class Known:
    """The notations of each scheme, and the codes of the documents."""

    notations: dict[str, set[str]]
    documents: set[str]


def named_apart(schemes: Sequence[tuple[SchemeEntry, SeedFile]]) -> list[Mistake]:
    """Two files that give the same scheme: one would overwrite the other."""
    first: dict[str, SeedFile] = {}
    mistakes: list[Mistake] = []
    for scheme, file in schemes:
        other = first.setdefault(scheme.notation, file)
        if other is not file:
            mistakes.append(file.mistake(("notation",), f"{scheme.notation} stands in {other.path.name} too"))
    return mistakes


def mistakes_of(practice: Practice, file: SeedFile, known: Known) -> list[Mistake]:
    """Everything in a record that names what there is not."""
    mistakes = [
        file.mistake(location, f"the vocabulary {scheme} has no concept {notation}")
        for scheme, notation, location in _used(practice)
        if notation not in known.notations.get(scheme, set())
    ]
    mistakes += [
        file.mistake(location, f"there is no document {citation.document} to cite")
        for citation, location in _cited(practice)
        if citation.document not in known.documents
    ]
    for n, place in enumerate(practice.places):
        reason = why_not_place(place.country, place.subdivision)
        mistakes += [] if reason is None else [file.mistake(("places", n), reason)]
    if file.path.stem != practice.slug:
        mistakes.append(file.mistake(("slug",), f"the file of this record is named {practice.slug}.yaml"))
    return mistakes


def _cited(practice: Practice) -> list[tuple[Citation, Location]]:
    own: list[tuple[Citation, Location]] = [(c, ("citations", n)) for n, c in enumerate(practice.citations)]
    return own + [(study.citation, ("evaluations", n, "citation")) for n, study in enumerate(practice.evaluations)]


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
