"""Counts beside a search: how many hits each value would leave, and the grid of problems by approaches."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from commons.kit.database import DATABASE
from commons.practices.queries.criteria import (
    COUNTRY,
    EVALUATED,
    Criteria,
    Statement,
    check,
    filter_conditions,
    text_condition,
)


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Hits by value: concepts by id, countries by code, and with or without a study."""

    concepts: dict[UUID, int]
    countries: dict[str, int]
    evaluated: dict[bool, int]


async def facet_counts(criteria: Criteria) -> FacetCounts:
    """For each value of each facet, the hits it has under all filters but those of its own facet."""
    await check(criteria)
    statement = Statement()
    text = text_condition(criteria, statement)
    filters = filter_conditions(criteria, statement)
    flags = "".join(f', ({condition}) AS "{name}"' for name, condition in filters.items())
    evaluated = "EXISTS (SELECT FROM evaluation e WHERE e.practice = v.practice AND e.superseded_at IS NULL)"
    sql = f"""
    WITH base AS MATERIALIZED (SELECT v.id, {evaluated} AS has_study {flags} FROM practice_version v WHERE {text})
    SELECT 'concept' AS kind, f.concept::text AS value, count(*) AS hits
    FROM base b JOIN version_facet f ON f.version = b.id WHERE {_but_own_scheme(filters)} GROUP BY f.concept
    UNION ALL
    SELECT 'country', p.country, count(DISTINCT b.id)
    FROM base b JOIN version_place p ON p.version = b.id WHERE {_without(filters, COUNTRY)} GROUP BY p.country
    UNION ALL
    SELECT 'evaluated', b.has_study::text, count(*)
    FROM base b WHERE {_without(filters, EVALUATED)} GROUP BY b.has_study
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await DATABASE.rows(sql, *statement.args):
        found[row["kind"]][row["value"]] = row["hits"]
    return FacetCounts(
        concepts={UUID(value): hits for value, hits in found["concept"].items()},
        countries=found["country"],
        evaluated={value == "true": hits for value, hits in found["evaluated"].items()},
    )


def _but_own_scheme(filters: dict[str, str]) -> str:
    # The names are those of FACETS, COUNTRY and EVALUATED: checked before, never a reader's text.
    return " AND ".join(f"""(b."{name}" OR f.scheme = '{name}')""" for name in filters) or "true"


def _without(filters: dict[str, str], own: str) -> str:
    return " AND ".join(f'b."{name}"' for name in filters if name != own) or "true"


async def grid_counts() -> dict[tuple[UUID, UUID], int]:
    """Published practices for each pair of a crime problem and an approach."""
    sql = """
    SELECT problem.concept AS problem, approach.concept AS approach, count(*) AS hits
    FROM practice_version v
    JOIN version_facet problem ON problem.version = v.id AND problem.scheme = 'crime-problem'
    JOIN version_facet approach ON approach.version = v.id AND approach.scheme = 'approach'
    WHERE v.state = 'published' GROUP BY 1, 2
    """
    return {(row["problem"], row["approach"]): row["hits"] for row in await DATABASE.rows(sql)}


@dataclass(frozen=True, slots=True)
class LibrarySize:
    """The library in four numbers."""

    practices: int
    countries: int
    evaluated: int
    documents: int


async def library_size() -> LibrarySize:
    """How much the library holds."""
    sql = """
    SELECT count(DISTINCT v.practice) AS practices, count(DISTINCT p.country) AS countries,
           count(DISTINCT e.practice) AS evaluated, count(DISTINCT c.document) AS documents
    FROM practice_version v
    LEFT JOIN version_place p ON p.version = v.id
    LEFT JOIN version_citation c ON c.version = v.id
    LEFT JOIN evaluation e ON e.practice = v.practice AND e.superseded_at IS NULL
    WHERE v.state = 'published'
    """
    row = await DATABASE.row(sql)
    assert row is not None
    return LibrarySize(**dict(row))
