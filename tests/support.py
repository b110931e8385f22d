"""What several tests need: people, a whole practice, GraphQL by HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from commons.people.actor import Actor, Role
from commons.practices.content import Citation, PracticeContent

ADA = Actor("Ada")  # a member of the public
DEE = Actor("Dee", frozenset({Role.EDITOR, Role.ADMINISTRATOR}))  # staff

SUMMARY = " ".join(["People in a made-up town meet each month to say where they feel unsafe and what would help."] * 4)

PRACTICE = PracticeContent(
    slug="monthly-walks",
    title="Monthly walks",
    summary=SUMMARY,
    facets={"approach": ["locally-based"]},
    citations=[Citation("A/CONF.222/9", "¶20")],
)


def practice(**changes: Any) -> PracticeContent:
    """A sound practice with changes."""
    return replace(PRACTICE, **changes)


def with_database(dsn: str, name: str) -> str:
    """The DSN of another database on the same server."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    """The JSON answer to an operation."""
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    answer: dict[str, Any] = response.json()
    return answer


async def data(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    """The data of an operation that has no errors."""
    answer = await ask(client, query, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]
