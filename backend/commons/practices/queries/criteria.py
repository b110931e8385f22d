"""What practices are asked for, and the conditions that say so in SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from commons.kit.errors import Refused
from commons.kit.text import sound_text
from commons.practices.rules import FACETS
from commons.vocabulary.actions import concept_id
from commons.vocabulary.places import is_country
from commons.vocabulary.queries import unknown_notations

SEARCH_MAX = 200  # characters
VALUES_MAX = 50  # values of one facet
COUNTRY = "country"
EVALUATED = "evaluated"

_EVALUATED = "EXISTS (SELECT FROM evaluation e WHERE e.practice = v.practice AND e.superseded_at IS NULL)"


class Order(StrEnum):
    """How results are sorted; ties are broken by the practice's id, which never changes."""

    RELEVANCE = "relevance"  # best match first; asks for a search
    NEWEST = "newest"  # latest publication first
    TITLE = "title"  # A to Z
    EVIDENCE = "evidence"  # strongest study design first, without a study last
    ID = "id"  # by what never changes: for copying while others publish


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which practices: values of one facet are or-ed, facets are and-ed. Facets are keyed by scheme notation."""

    search: str | None = None
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    evaluated: bool | None = None

    @property
    def words(self) -> str | None:
        """What is searched for, or None."""
        return (self.search or "").strip() or None


async def check(criteria: Criteria) -> None:
    """Refused where a facet, a notation, a country or the search can't be meant."""
    if len(criteria.search or "") > SEARCH_MAX:
        raise Refused(f"A search has at most {SEARCH_MAX} characters.", field="search")
    sound_text(criteria.search or "")
    for scheme, notations in criteria.facets.items():
        await _check_facet(scheme, notations)
    _check_number(COUNTRY, len(criteria.countries))
    unknown = sorted(code for code in criteria.countries if not is_country(code))
    if unknown:
        raise Refused(f"{sound_text(unknown[0])[:40]} is not a country code of ISO 3166-1.", field=COUNTRY)


async def _check_facet(scheme: str, notations: tuple[str, ...]) -> None:
    if scheme not in FACETS:
        raise Refused(f"Practices have no facet {scheme}.", field=scheme)
    _check_number(scheme, len(notations))
    for notation in notations:
        sound_text(notation)
    unknown = await unknown_notations(scheme, notations)
    if unknown:
        raise Refused(f"The vocabulary {scheme} has no concept {unknown[0][:80]}.", field=scheme)


def _check_number(scheme: str, number: int) -> None:
    if number > VALUES_MAX:
        raise Refused(f"Choose at most {VALUES_MAX} values of {scheme}; these are {number}.", field=scheme)


class Statement:
    """A statement in the making: values become parameters, never text."""

    def __init__(self) -> None:
        self.args: list[object] = []

    def arg(self, value: object) -> str:
        """A placeholder for the value."""
        self.args.append(value)
        return f"${len(self.args)}"


def search_query(statement: Statement, words: str) -> str:
    """The tsquery of what a person typed: words, "phrases", or, -without."""
    return f"websearch_to_tsquery('commons_english', {statement.arg(words)})"


def text_condition(criteria: Criteria, statement: Statement) -> str:
    """Published, and matching the search if there is one."""
    condition = "v.state = 'published'"
    if criteria.words is not None:
        condition += f" AND v.search_all @@ {search_query(statement, criteria.words)}"
    return condition


def filter_conditions(criteria: Criteria, statement: Statement) -> dict[str, str]:
    """A condition on ``practice_version v`` for each filter that is set, by the facet's name."""
    conditions = {
        scheme: _concept_condition(statement, scheme, notations)
        for scheme, notations in criteria.facets.items()
        if notations
    }
    if criteria.countries:
        codes = statement.arg(list(criteria.countries))
        conditions[COUNTRY] = (
            f"EXISTS (SELECT FROM version_place p WHERE p.version = v.id AND p.country = ANY({codes}::text[]))"
        )
    if criteria.evaluated is not None:
        conditions[EVALUATED] = _EVALUATED if criteria.evaluated else f"NOT {_EVALUATED}"
    return conditions


def where(criteria: Criteria, statement: Statement) -> str:
    """All conditions together."""
    return " AND ".join([text_condition(criteria, statement), *filter_conditions(criteria, statement).values()])


def _concept_condition(statement: Statement, scheme: str, notations: tuple[str, ...]) -> str:
    ids = statement.arg([concept_id(scheme, notation) for notation in notations])
    return f"EXISTS (SELECT FROM version_facet f WHERE f.version = v.id AND f.concept = ANY({ids}::uuid[]))"
