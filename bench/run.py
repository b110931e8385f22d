"""Public reads beside the statement that they can't beat: ratios in one run (1.00 is the hand-written statement).

Both run in this process on the same data, one after the other in turn; medians are compared. Usage: make bench
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from commons.kit.database import DATABASE
from commons.kit.migrations import migrate
from commons.kit.postgres import Cluster
from commons.kit.quota import Quota
from commons_graphql.execution import Client, Executor, Request
from commons_seeds.library import load_library, read_library, seeds_folder

ROUNDS = 200
Work = Callable[[], Awaitable[object]]

Q1 = """{ practices(filter: {approach: ["reintegration"]}, first: 20) { totalCount pageInfo { hasNextPage endCursor }
  nodes { slug title summary partners { name } evaluations { title findings { statement direction } } } } }"""
Q1_SQL = """
SELECT json_build_object(
  'totalCount', (SELECT count(*) FROM version_facet f JOIN practice_version v ON v.id = f.version
                 WHERE v.state = 'published' AND f.concept = c.id),
  'nodes', (SELECT json_agg(json_build_object('slug', p.slug, 'title', v.title, 'summary', v.summary,
    'partners', (SELECT json_agg(json_build_object('name', t.name) ORDER BY t.position)
                 FROM version_partner t WHERE t.version = v.id),
    'evaluations', (SELECT json_agg(json_build_object('title', e.title, 'findings',
        (SELECT json_agg(json_build_object('statement', i.statement, 'direction', i.direction) ORDER BY i.position)
         FROM finding i WHERE i.evaluation = e.id)) ORDER BY e.position)
      FROM evaluation e WHERE e.practice = p.id AND e.superseded_at IS NULL)))
    FROM (SELECT v.* FROM practice_version v JOIN version_facet f ON f.version = v.id
          WHERE v.state = 'published' AND f.concept = c.id ORDER BY v.published_at DESC, v.id DESC LIMIT 20) v
    JOIN practice p ON p.id = v.practice))::text
FROM concept c WHERE c.scheme = 'approach' AND c.notation = 'reintegration'
"""
Q2 = """{ practice(slug: "families-television-series-australia") { title summary narrative { intervention impact }
  components { name description } citations { label } } }"""
Q2_SQL = """
SELECT json_build_object('title', v.title, 'summary', v.summary, 'intervention', v.intervention, 'impact', v.impact,
  'components', (SELECT json_agg(json_build_object('name', c.name, 'description', c.description) ORDER BY c.position)
                 FROM version_component c WHERE c.version = v.id),
  'citations', (SELECT json_agg(c.document || ' ' || c.locator ORDER BY c.position)
                FROM version_citation c WHERE c.version = v.id))::text
FROM practice p JOIN practice_version v ON v.practice = p.id AND v.state = 'published' WHERE p.slug = $1
"""
Q3 = """{ practices(search: "youth violence", first: 20) { nodes { slug title }
  facets { countries { count } concepts { count } } } }"""
Q3_SQL = """
WITH q AS (SELECT websearch_to_tsquery('commons_english', $1) AS query),
hits AS MATERIALIZED (SELECT v.* FROM practice_version v, q WHERE v.state = 'published' AND v.search_all @@ q.query)
SELECT json_build_object(
  'nodes', (SELECT json_agg(json_build_object('slug', p.slug, 'title', h.title)) FROM
    (SELECT h.* FROM hits h, q ORDER BY ts_rank(h.search_rank, q.query, 1) DESC, h.id LIMIT 20) h
    JOIN practice p ON p.id = h.practice),
  'concepts', (SELECT json_object_agg(concept, n) FROM
    (SELECT f.concept, count(*) AS n FROM hits h JOIN version_facet f ON f.version = h.id GROUP BY 1) c),
  'countries', (SELECT json_object_agg(country, n) FROM
    (SELECT p.country, count(*) AS n FROM hits h JOIN version_place p ON p.version = h.id GROUP BY 1) c))::text
"""


async def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder)) as cluster:
        await migrate(cluster.url())
        await DATABASE.open(cluster.url(), size=10)
        try:
            library = read_library(seeds_folder())
            await load_library(library, clock=lambda: datetime.now(UTC), report=lambda *_: None)
            await _table(len(library.practices))
        finally:
            await DATABASE.close()


async def _table(practices: int) -> None:
    executor = Executor(Quota(10**12))
    print(f"{practices} practices, medians of {ROUNDS} interleaved rounds\n")
    print(f"{'':4} {'statement':>10} {'GraphQL':>10} {'ratio':>7}")
    for name, query, sql, args in (
        ("Q1", Q1, Q1_SQL, ()),
        ("Q2", Q2, Q2_SQL, ("families-television-series-australia",)),
        ("Q3", Q3, Q3_SQL, ("youth violence",)),
    ):
        limit, ours = await _interleaved(_statement(sql, args), _operation(executor, query))
        print(f"{name:4} {limit * 1000:7.2f} ms {ours * 1000:7.2f} ms {limit / ours:7.2f}")


def _statement(sql: str, args: tuple[str, ...]) -> Work:
    async def run() -> bytes:
        return str(await DATABASE.value(sql, *args)).encode()

    return run


def _operation(executor: Executor, query: str) -> Work:
    client = Client("bench", b"bench", "http://127.0.0.1:8000")

    async def run() -> bytes:
        answer = await executor.run(Request(query), client, datetime.now(UTC))
        assert "errors" not in answer.body, answer.body
        return msgspec.json.encode(answer.body)

    return run


async def _interleaved(first: Work, second: Work) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, seconds in zip((first, second), times, strict=True):
            started = time.perf_counter()
            await work()
            seconds.append(time.perf_counter() - started)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    asyncio.run(main())
