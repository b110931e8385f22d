"""What a resolver knows of its request, and batches of look-ups that live as long as it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from commons.kit.quota import Allowance
from commons.practices.queries import parts
from commons.practices.queries.criteria import Criteria
from commons.practices.queries.facets import facet_counts
from commons.practices.queries.published import practices_by_id
from commons.practices.queries.rows import (
    CitationRow,
    ComponentRow,
    EvaluationRow,
    FindingRow,
    PartnerRow,
    PlaceRow,
    PracticeRow,
    VersionNote,
)
from commons.vocabulary.queries import (
    ConceptRow,
    SchemeRow,
    all_schemes,
    concepts_by_id,
    concepts_of,
    narrower_of,
    schemes_by_id,
)

Key = TypeVar("Key")
Value = TypeVar("Value")


def _lists(read: Callable[[Sequence[Key]], Awaitable[dict[Key, list[Value]]]]) -> DataLoader[Key, list[Value]]:
    async def load(keys: list[Key]) -> list[list[Value]]:
        found = await read(keys)
        return [found.get(key, []) for key in keys]

    return DataLoader(load_fn=load)


def _ones(read: Callable[[Sequence[Key]], Awaitable[dict[Key, Value]]]) -> DataLoader[Key, Value | None]:
    async def load(keys: list[Key]) -> list[Value | None]:
        found = await read(keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load)


async def _schemes_by_notation(notations: Sequence[str]) -> dict[str, SchemeRow]:
    wanted = set(notations)
    return {scheme.notation: scheme for scheme in await all_schemes() if scheme.notation in wanted}


async def _every_scheme(_: Sequence[None]) -> dict[None, list[SchemeRow]]:
    return {None: await all_schemes()}


async def _practice_counts(_: Sequence[None]) -> dict[None, dict[UUID, int]]:
    return {None: (await facet_counts(Criteria())).concepts}


class Loaders:
    """One statement for all the rows of a kind that an answer needs at one level."""

    @cached_property
    def practices(self) -> DataLoader[UUID, PracticeRow | None]:
        """Published practices by id."""
        return _ones(practices_by_id)

    @cached_property
    def concepts(self) -> DataLoader[UUID, ConceptRow | None]:
        """Concepts by id."""
        return _ones(concepts_by_id)

    @cached_property
    def narrower(self) -> DataLoader[UUID, list[ConceptRow]]:
        """Concepts by the id of what is broader."""
        return _lists(narrower_of)

    @cached_property
    def concepts_of(self) -> DataLoader[str, list[ConceptRow]]:
        """Concepts by the notation of their scheme."""
        return _lists(concepts_of)

    @cached_property
    def every_scheme(self) -> DataLoader[None, list[SchemeRow]]:
        """All schemes, all at once."""
        return _lists(_every_scheme)

    @cached_property
    def schemes(self) -> DataLoader[str, SchemeRow | None]:
        """Schemes by notation."""
        return _ones(_schemes_by_notation)

    @cached_property
    def schemes_by_id(self) -> DataLoader[UUID, SchemeRow | None]:
        """Schemes by id."""
        return _ones(schemes_by_id)

    @cached_property
    def practice_counts(self) -> DataLoader[None, dict[UUID, int] | None]:
        """Published practices by concept id, all at once."""
        return _ones(_practice_counts)

    @cached_property
    def facets(self) -> DataLoader[UUID, list[tuple[str, UUID]]]:
        """(scheme, concept) pairs by version."""
        return _lists(parts.facets_of)

    @cached_property
    def places(self) -> DataLoader[UUID, list[PlaceRow]]:
        """Places by version."""
        return _lists(parts.places_of)

    @cached_property
    def partners(self) -> DataLoader[UUID, list[PartnerRow]]:
        """Partners by version."""
        return _lists(parts.partners_of)

    @cached_property
    def components(self) -> DataLoader[UUID, list[ComponentRow]]:
        """Components by version."""
        return _lists(parts.components_of)

    @cached_property
    def citations(self) -> DataLoader[UUID, list[CitationRow]]:
        """Citations by version."""
        return _lists(parts.citations_of)

    @cached_property
    def evaluations(self) -> DataLoader[UUID, list[EvaluationRow]]:
        """Studies by practice."""
        return _lists(parts.evaluations_of)

    @cached_property
    def findings(self) -> DataLoader[UUID, list[FindingRow]]:
        """Findings by study."""
        return _lists(parts.findings_of)

    @cached_property
    def history(self) -> DataLoader[UUID, list[VersionNote]]:
        """Public versions by practice, the newest first."""
        return _lists(parts.history_of)


@dataclass(slots=True)
class Context:
    """One request: its id, the installation's address, what it cost and what the client has left."""

    request_id: str
    base_url: str
    cost: int
    allowance: Allowance
    loaders: Loaders = field(default_factory=Loaders)


Info = strawberry.Info[Context, None]
