"""Evidence in the API: studies of practices, their findings, and where documents speak of either."""

from __future__ import annotations

from enum import Enum

import strawberry

from commons.practices.queries.rows import CitationRow, EvaluationRow, FindingRow
from commons_graphql.context import Info
from commons_graphql.vocabulary import Concept, known_concept


@strawberry.enum(description="Which way a finding points.")
class Direction(Enum):
    """Directions of findings."""

    FAVOURABLE = strawberry.enum_value("favourable", description="In the direction that the practice wants.")
    NONE = strawberry.enum_value("none", description="No difference was found.")
    ADVERSE = strawberry.enum_value("adverse", description="In the direction that the practice does not want.")


@strawberry.enum(description="Who evaluated.")
class Independence(Enum):
    """Independence of evaluators."""

    INDEPENDENT = strawberry.enum_value("independent", description="Somebody who did not run the practice.")
    INTERNAL = strawberry.enum_value("internal", description="Those who ran the practice.")
    NOT_STATED = strawberry.enum_value("not_stated", description="The source does not say.")


@strawberry.enum(description="Unit of a finding's figures.")
class Unit(Enum):
    """Units."""

    PERCENT = strawberry.enum_value("percent", description="Per cent, 0 to 100.")
    RATIO = strawberry.enum_value("ratio", description="A ratio.")
    COUNT = strawberry.enum_value("count", description="A number of people, events or things.")


@strawberry.type(description="Where a document speaks of a practice.")
class Citation:
    """A citation."""

    document: str = strawberry.field(description="Code of the document, such as A/CONF.222/9.")
    title: str = strawberry.field(description="Title of the document.")
    locator: str = strawberry.field(description="Where in it: a paragraph (¶24), footnote (fn 27) or section (II.C.2).")
    label: str = strawberry.field(description="Code and locator together.")


@strawberry.type(description="One outcome of an evaluation at one follow-up.")
class Finding:
    """A finding."""

    row: strawberry.Private[FindingRow]

    @strawberry.field(description="What was measured.")
    def outcome(self) -> str:
        return self.row.outcome

    @strawberry.field(description="The crime problem that it bears on, if one (vocabulary `crime-problem`).")
    async def problem(self, info: Info) -> Concept | None:
        return None if self.row.problem is None else await known_concept(info, self.row.problem)

    @strawberry.field(description="Which way it points.")
    def direction(self) -> Direction:
        return Direction(self.row.direction)

    @strawberry.field(description="The finding in a sentence.")
    def statement(self) -> str:
        return self.row.statement

    @strawberry.field(description="Unit of before and after; null where the source gives no figures.")
    def unit(self) -> Unit | None:
        return None if self.row.unit is None else Unit(self.row.unit)

    @strawberry.field(description="Figure before, in `unit`.")
    def before(self) -> float | None:
        return None if self.row.before is None else float(self.row.before)

    @strawberry.field(description="When the figure before was taken, in words.")
    def before_when(self) -> str | None:
        return self.row.before_when

    @strawberry.field(description="Figure after, in `unit`.")
    def after(self) -> float | None:
        return None if self.row.after is None else float(self.row.after)

    @strawberry.field(description="When the figure after was taken, in words.")
    def after_when(self) -> str | None:
        return self.row.after_when

    @strawberry.field(description="Months from the end of the practice to the figure after; null: not said.")
    def follow_up_months(self) -> int | None:
        return self.row.follow_up_months


@strawberry.type(description="One study of a practice.")
class Evaluation:
    """A study."""

    row: strawberry.Private[EvaluationRow]

    @strawberry.field(description="Title of the study, or what it looked at.")
    def title(self) -> str:
        return self.row.title

    @strawberry.field(
        description="Level of its design on the Maryland Scientific Methods Scale, 1 (weakest) to 5 (random "
        "assignment); null where the source does not describe the design."
    )
    def maryland(self) -> int | None:
        return self.row.maryland

    @strawberry.field(description="How the figures came about, and what they can't show.")
    def design(self) -> str:
        return self.row.design

    @strawberry.field(description="Who evaluated.")
    def independence(self) -> Independence:
        return Independence(self.row.independence)

    @strawberry.field(description="Who or what was studied, where the source says.")
    def sample(self) -> str | None:
        return self.row.sample

    @strawberry.field(description="Where the study is reported.")
    def citation(self) -> Citation:
        return citation_type(self.row.citation)

    @strawberry.field(description="What it found; one or more.")
    async def findings(self, info: Info) -> list[Finding]:
        return [Finding(row=row) for row in await info.context.loaders.findings.load(self.row.id)]


def citation_type(row: CitationRow) -> Citation:
    """A citation for the API."""
    return Citation(document=row.document, title=row.title, locator=row.locator, label=f"{row.document} {row.locator}")
