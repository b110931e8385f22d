"""What changes the library. Each action is one transaction; ``now`` is passed in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from piccolo.columns import Column

from commons.kit.database import DATABASE
from commons.kit.errors import Code, Refused, refuse
from commons.people.actor import Actor
from commons.practices.content import EvaluationContent, PracticeContent, fingerprint
from commons.practices.indexing import chosen_concepts, index
from commons.practices.rules import why_not_content, why_not_curate, why_not_evaluation, why_not_withdraw
from commons.practices.states import State, refuse_move
from commons.practices.tables import Evaluation, PracticeVersion
from commons.practices.writing import refuse_unknown_documents, write_findings, write_parts
from commons.vocabulary.places import why_not_place

_WITHDRAWN = "This practice was withdrawn; its name is not used again."


class Outcome(StrEnum):
    """What an idempotent action did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


async def propose(actor: Actor, content: PracticeContent, *, now: datetime) -> UUID:
    """A new draft version of the practice with this slug, which is made if it is new. Returns the version's id."""
    refuse(why_not_curate(actor), Code.FORBIDDEN)
    refuse(why_not_content(content))
    for place in content.places:
        refuse(why_not_place(place.country, place.subdivision))
    async with DATABASE.transaction():
        practice = await _practice(content.slug, now)
        version = await _new_version(practice, content, now)
        await write_parts(version, content)
    return version


async def submit(actor: Actor, version: UUID) -> None:
    """Put a draft in review."""
    await _move(actor, version, State.IN_REVIEW, {})


async def send_back(actor: Actor, version: UUID) -> None:
    """Return a version in review to its author."""
    await _move(actor, version, State.DRAFT, {})


async def publish(actor: Actor, version: UUID, *, now: datetime) -> None:
    """Publish a version that is in review; the version that was public before it is superseded."""
    refuse(why_not_curate(actor), Code.FORBIDDEN)
    async with DATABASE.transaction():
        row = await _locked(version)
        refuse_move(State(row["state"]), State.PUBLISHED)
        refuse(await _why_not_public(row["practice"]), Code.CONFLICT)
        await PracticeVersion.update({PracticeVersion.state: State.SUPERSEDED.value}).where(
            (PracticeVersion.practice == row["practice"]) & (PracticeVersion.state == State.PUBLISHED.value)
        )
        await PracticeVersion.update(
            {PracticeVersion.state: State.PUBLISHED.value, PracticeVersion.published_at: now}
        ).where(PracticeVersion.id == version)


async def withdraw(actor: Actor, version: UUID, *, reason: str, now: datetime) -> None:
    """Take a published version out of the library; a tombstone with the reason stays."""
    refuse(why_not_withdraw(reason))
    changes: dict[Column | str, object] = {
        PracticeVersion.withdrawn_at: now,
        PracticeVersion.withdrawn_reason: reason.strip(),
    }
    await _move(actor, version, State.WITHDRAWN, changes)


async def record_evaluation(
    actor: Actor, practice: UUID, content: EvaluationContent, *, position: int, now: datetime
) -> Outcome:
    """Record a study of a practice; one of the same title with other words takes the place of the old."""
    refuse(why_not_curate(actor), Code.FORBIDDEN)
    refuse(why_not_evaluation(content))
    mark = fingerprint(content)
    async with DATABASE.transaction():
        if await DATABASE.row("SELECT FROM practice WHERE id = $1 FOR UPDATE", practice) is None:
            raise Refused("There is no such practice.", Code.NOT_FOUND)
        current = await _current_evaluation(practice, content.title)
        if current is not None and current["fingerprint"] == mark:
            return await _keep_in_place(current, position)
        if current is not None:
            await retire_evaluation(actor, current["id"], now=now)
        await _write_evaluation(practice, content, mark, position, now)
    return Outcome.ADDED if current is None else Outcome.CHANGED


async def retire_evaluation(actor: Actor, evaluation: UUID, *, now: datetime) -> None:
    """A study that is no longer held to be right, or was replaced: it stays in the history."""
    refuse(why_not_curate(actor), Code.FORBIDDEN)
    sql = "UPDATE evaluation SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL RETURNING id"
    if await DATABASE.row(sql, evaluation, now) is None:
        raise Refused("There is no such evaluation, or it was retired before.", Code.NOT_FOUND)


async def follow_vocabularies(actor: Actor) -> None:
    """Index every version that is or may become public: the words of concepts, or what is broader, changed."""
    refuse(why_not_curate(actor), Code.FORBIDDEN)
    states = [State.DRAFT.value, State.IN_REVIEW.value, State.PUBLISHED.value]
    async with DATABASE.transaction():
        sql = "SELECT id FROM practice_version WHERE state = ANY($1) ORDER BY id FOR UPDATE"
        for row in await DATABASE.rows(sql, states):
            await index(row["id"], await chosen_concepts(row["id"]))


async def _practice(slug: str, now: datetime) -> UUID:
    # Two first proposals at once meet at the UNIQUE constraint and use the same practice.
    sql = "INSERT INTO practice (id, slug, created_at) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING"
    await DATABASE.rows(sql, uuid4(), slug, now)
    row = await DATABASE.row("SELECT id FROM practice WHERE slug = $1 FOR UPDATE", slug)
    assert row is not None
    return UUID(str(row["id"]))


async def _new_version(practice: UUID, content: PracticeContent, now: datetime) -> UUID:
    sql = """
    SELECT coalesce(max(number), 0) AS last, bool_or(state IN ('draft', 'in_review')) AS open,
           bool_or(state = 'withdrawn') AS withdrawn
    FROM practice_version WHERE practice = $1
    """
    row = await DATABASE.row(sql, practice)
    assert row is not None
    if row["open"]:
        raise Refused("A new version of this practice is being prepared already. Finish that one first.", Code.CONFLICT)
    if row["withdrawn"]:
        raise Refused(_WITHDRAWN, Code.CONFLICT)
    version = uuid4()
    await PracticeVersion.insert(_version_row(version, practice, int(row["last"]) + 1, content, now))
    return version


def _version_row(
    version: UUID, practice: UUID, number: int, content: PracticeContent, now: datetime
) -> PracticeVersion:
    narrative = content.narrative
    return PracticeVersion(
        id=version,
        practice=practice,
        number=number,
        state=State.DRAFT.value,
        shelf="registered",
        title=content.title,
        summary=content.summary,
        language=content.language,
        began=content.began,
        place_note=content.place_note,
        intelligence=narrative.intelligence,
        intervention=narrative.intervention,
        implementation=narrative.implementation,
        involvement=narrative.involvement,
        impact=narrative.impact,
        fingerprint=fingerprint(content),
        created_at=now,
    )


async def _write_evaluation(
    practice: UUID, content: EvaluationContent, mark: str, position: int, now: datetime
) -> None:
    await refuse_unknown_documents([content.citation])
    evaluation = uuid4()
    await Evaluation.insert(
        Evaluation(
            id=evaluation,
            practice=practice,
            position=position,
            title=content.title,
            maryland=content.maryland,
            design=content.design,
            independence=content.independence,
            sample=content.sample,
            document=content.citation.document,
            locator=content.citation.locator,
            fingerprint=mark,
            recorded_at=now,
        )
    )
    await write_findings(evaluation, content.findings)


async def _keep_in_place(current: dict[str, Any], position: int) -> Outcome:
    if current["position"] == position:
        return Outcome.UNCHANGED
    await Evaluation.update({Evaluation.position: position}).where(Evaluation.id == current["id"])
    return Outcome.CHANGED


async def _current_evaluation(practice: UUID, title: str) -> dict[str, Any] | None:
    sql = """SELECT id, fingerprint, position FROM evaluation
    WHERE practice = $1 AND title = $2 AND superseded_at IS NULL FOR UPDATE"""
    row = await DATABASE.row(sql, practice, title)
    return None if row is None else dict(row)


async def _move(actor: Actor, version: UUID, wanted: State, changes: dict[Column | str, object]) -> None:
    refuse(why_not_curate(actor), Code.FORBIDDEN)
    async with DATABASE.transaction():
        row = await _locked(version)
        refuse_move(State(row["state"]), wanted)
        await PracticeVersion.update({PracticeVersion.state: wanted.value, **changes}).where(
            PracticeVersion.id == version
        )


async def _why_not_public(practice: object) -> str | None:
    sql = "SELECT FROM practice_version WHERE practice = $1 AND state = 'withdrawn'"
    return None if await DATABASE.row(sql, practice) is None else _WITHDRAWN


async def _locked(version: UUID) -> dict[str, Any]:
    # The practice first: moves of two versions of it wait for each other, and never in a circle.
    practice = "SELECT FROM practice WHERE id = (SELECT practice FROM practice_version WHERE id = $1) FOR UPDATE"
    await DATABASE.rows(practice, version)
    row = await DATABASE.row("SELECT practice, state FROM practice_version WHERE id = $1 FOR UPDATE", version)
    if row is None:
        raise Refused("There is no such version.", Code.NOT_FOUND)
    return dict(row)
