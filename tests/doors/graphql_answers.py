"""What several tests ask over GraphQL, and how they read the answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from commons.practices import actions
from commons.practices.content import PracticeContent
from tests.support import DEE, ask, data

CONNECTION = """
query Page($first: Int, $after: String, $last: Int, $before: String, $search: String,
           $filter: PracticeFilter, $orderBy: PracticeOrder) {
  practices(first: $first, after: $after, last: $last, before: $before, search: $search,
            filter: $filter, orderBy: $orderBy) {
    totalCount
    nodes { slug }
    edges { cursor node { slug } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


async def page(client: httpx.AsyncClient, **variables: Any) -> Any:
    """A page of practices by the connection's arguments."""
    return (await data(client, CONNECTION, **variables))["practices"]


def slugs(connection: Any) -> list[str]:
    """The practices of a page, by name."""
    return [node["slug"] for node in connection["nodes"]]


async def refusal(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    """The one error of an operation that gives nothing."""
    answer = await ask(client, query, **variables)
    assert len(answer.get("errors", [])) == 1, answer
    return answer["errors"][0]


async def published(content: PracticeContent, now: datetime) -> UUID:
    """Publish a practice; returns the version's id."""
    version = await actions.propose(DEE, content, now=now)
    await actions.submit(DEE, version)
    await actions.publish(DEE, version, now=now)
    return version
