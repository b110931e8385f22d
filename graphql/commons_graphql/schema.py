"""The public schema: read-only, and a promise (``graphql/public.graphql``)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.schema.config import StrawberryConfig

from commons.practices.queries.published import published_practice
from commons_graphql.context import Info
from commons_graphql.nodes import Node, fetch_node, refuse_too_many
from commons_graphql.practices import Practice, practice_type
from commons_graphql.search import PracticeConnection, practices
from commons_graphql.vocabulary import Concept, Vocabulary, vocabulary_type


@strawberry.type(
    description="What this client may still ask for in this hour. One point is about one field of an answer."
)
class RateLimit:
    """The client's allowance."""

    cost: int = strawberry.field(description="Points that this operation cost, reckoned before it ran.")
    limit: int = strawberry.field(description="Points an hour for one client address.")
    remaining: int = strawberry.field(description="Points left, this operation paid; a lower bound.")
    reset_at: datetime = strawberry.field(description="When the points are full again (UTC).")


@strawberry.type(description="Reads of the public registry. Nothing here changes anything.")
class Query:
    """The root."""

    practices: PracticeConnection = strawberry.field(
        resolver=practices, description="Published practices: searched, filtered, sorted and paged."
    )

    @strawberry.field(
        description="The published practice of this slug; null where there is none. A withdrawn one is an error with "
        "the code GONE that says when and why."
    )
    async def practice(
        self, slug: Annotated[str, strawberry.argument(description="Lasting name, as in the practice's address.")]
    ) -> Practice | None:
        row = await published_practice(slug)
        return None if row is None else practice_type(row)

    @strawberry.field(description="Anything by its id; null where nothing public has it.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="An id of this registry.")],  # noqa: A002  # Relay's name
    ) -> Node | None:
        return await fetch_node(info, id)

    @strawberry.field(description="Several things by their ids, in the order asked; null for each that is not public.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 ids of this registry.")],
    ) -> list[Node | None]:
        refuse_too_many(ids)
        return await asyncio.gather(*(fetch_node(info, one) for one in ids))

    @strawberry.field(description="All vocabularies, in reading order.")
    async def vocabularies(self, info: Info) -> list[Vocabulary]:
        return [vocabulary_type(row) for row in await info.context.loaders.every_scheme.load(None)]

    @strawberry.field(description="One vocabulary; null where there is none of this notation.")
    async def vocabulary(
        self,
        info: Info,
        scheme: Annotated[str, strawberry.argument(description="Notation of the vocabulary, such as approach.")],
    ) -> Vocabulary | None:
        row = await info.context.loaders.schemes.load(scheme)
        return None if row is None else vocabulary_type(row)

    @strawberry.field(description="What this client has left, and what this operation cost.")
    def rate_limit(self, info: Info) -> RateLimit:
        allowance = info.context.allowance
        return RateLimit(
            cost=info.context.cost,
            limit=allowance.limit,
            remaining=allowance.remaining,
            reset_at=allowance.reset_at,
        )


SCHEMA = strawberry.Schema(
    query=Query,
    types=[Practice, Concept, Vocabulary],
    config=StrawberryConfig(auto_camel_case=True),
)
