"""What the library should answer, worked out from the seed files by loops instead of SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from commons.practices.queries.criteria import COUNTRY, EVALUATED, Criteria
from commons_seeds.records import Practice
from tests.delivered import delivered, schemes


@dataclass(frozen=True)
class Held:
    """A record by what it is filtered by; every concept stands with everything broader."""

    slug: str
    concepts: frozenset[tuple[str, str]]
    countries: frozenset[str]
    evaluated: bool
    level: int  # the strongest design; 0 where none is described, -1 without a study

    def values(self, facet: str) -> set[str]:
        """Its values of a facet."""
        if facet == COUNTRY:
            return set(self.countries)
        if facet == EVALUATED:
            return {str(self.evaluated)}
        return {notation for scheme, notation in self.concepts if scheme == facet}


@cache
def held() -> list[Held]:
    """Every record that is delivered."""
    return [_held(record) for record, _ in delivered().practices]


def asked(criteria: Criteria) -> dict[str, set[str]]:
    """The filters that are set: facet to values."""
    filters = {facet: set(values) for facet, values in criteria.facets.items() if values}
    if criteria.countries:
        filters[COUNTRY] = set(criteria.countries)
    if criteria.evaluated is not None:
        filters[EVALUATED] = {str(criteria.evaluated)}
    return filters


def hits(criteria: Criteria, among: Iterable[Held] | None = None, *, without: str | None = None) -> list[Held]:
    """The records that meet the filters, one facet left out if asked so."""
    filters = {facet: values for facet, values in asked(criteria).items() if facet != without}
    records = held() if among is None else among
    return [record for record in records if all(record.values(facet) & values for facet, values in filters.items())]


def counts(criteria: Criteria, facet: str, among: Iterable[Held] | None = None) -> dict[str, int]:
    """Hits by value of a facet under the filters of all others."""
    return dict(Counter(value for record in hits(criteria, among, without=facet) for value in record.values(facet)))


def _held(record: Practice) -> Held:
    chosen = [(key.replace("_", "-"), notation) for key, notations in record.facets for notation in notations]
    chosen += [("sector", partner.sector) for partner in record.partners]
    levels = [study.maryland or 0 for study in record.evaluations]
    return Held(
        slug=record.slug,
        concepts=frozenset(pair for scheme, notation in chosen for pair in _with_broader(scheme, notation)),
        countries=frozenset(place.country for place in record.places),
        evaluated=bool(record.evaluations),
        level=max(levels, default=-1),
    )


def _with_broader(scheme: str, notation: str | None) -> list[tuple[str, str]]:
    broader = {concept.notation: concept.broader for concept in schemes()[scheme].concepts}
    found = []
    while notation is not None:
        found.append((scheme, notation))
        notation = broader[notation]
    return found
