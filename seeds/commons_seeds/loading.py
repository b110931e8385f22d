"""Records to actions: what a file says becomes what an action takes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commons.people.actor import LOADER
from commons.practices import actions
from commons.practices.actions import Outcome
from commons.practices.content import (
    Citation,
    ComponentContent,
    EvaluationContent,
    FindingContent,
    NarrativeContent,
    PartnerContent,
    PlaceContent,
    PracticeContent,
    fingerprint,
)
from commons.practices.queries.parts import evaluations_of
from commons.practices.queries.published import published_practice, withdrawn_practice
from commons.vocabulary.actions import keep_documents, keep_scheme
from commons.vocabulary.content import ConceptContent, DocumentContent, SchemeContent
from commons_seeds.concepts import ConceptEntry, DocumentEntry, SchemeEntry
from commons_seeds.records import Evaluation, Practice


async def load_documents(documents: list[DocumentEntry]) -> None:
    """Write the documents that may be cited; what is there already is written over."""
    await keep_documents(LOADER, [DocumentContent(**entry.model_dump()) for entry in documents])


async def load_scheme(scheme: SchemeEntry, position: int) -> bool:
    """Write a concept scheme over what is there; False where it was so already."""
    return await keep_scheme(LOADER, _scheme(scheme), position=position)


async def load_practice(record: Practice, *, now: datetime) -> Outcome:
    """Publish a record and its studies unless exactly this is public already, or was withdrawn here."""
    if await withdrawn_practice(record.slug) is not None:
        return Outcome.UNCHANGED
    content = practice_content(record)
    current = await published_practice(record.slug)
    outcome = Outcome.ADDED if current is None else Outcome.UNCHANGED
    if current is None or current.fingerprint != fingerprint(content):
        version = await actions.propose(LOADER, content, now=now)
        await actions.submit(LOADER, version)
        await actions.publish(LOADER, version, now=now)
        outcome = Outcome.ADDED if current is None else Outcome.CHANGED
    public = await published_practice(record.slug)
    assert public is not None
    changed = await _load_evaluations(public.id, record.evaluations, now)
    return Outcome.CHANGED if changed and outcome is Outcome.UNCHANGED else outcome


async def _load_evaluations(practice: UUID, evaluations: list[Evaluation], now: datetime) -> bool:
    outcomes = [
        await actions.record_evaluation(LOADER, practice, evaluation_content(entry), position=position, now=now)
        for position, entry in enumerate(evaluations)
    ]
    wanted = {entry.title for entry in evaluations}
    gone = [row for row in (await evaluations_of([practice])).get(practice, []) if row.title not in wanted]
    for row in gone:
        await actions.retire_evaluation(LOADER, row.id, now=now)
    return bool(gone) or any(outcome is not Outcome.UNCHANGED for outcome in outcomes)


def practice_content(record: Practice) -> PracticeContent:
    """A record as the actions take it, without its studies."""
    facets = {key.replace("_", "-"): list(values) for key, values in record.facets if values}
    return PracticeContent(
        slug=record.slug,
        title=record.title,
        summary=record.summary,
        facets=facets,
        citations=[Citation(**entry.model_dump()) for entry in record.citations],
        language=record.language,
        began=record.began,
        place_note=record.place_note,
        places=[PlaceContent(**entry.model_dump()) for entry in record.places],
        partners=[PartnerContent(**entry.model_dump()) for entry in record.partners],
        narrative=NarrativeContent(**record.narrative.model_dump()),
        components=[ComponentContent(**entry.model_dump()) for entry in record.components],
    )


def evaluation_content(entry: Evaluation) -> EvaluationContent:
    """A study as the actions take it."""
    return EvaluationContent(
        title=entry.title,
        design=entry.design,
        citation=Citation(**entry.citation.model_dump()),
        findings=[FindingContent(**finding.model_dump()) for finding in entry.findings],
        maryland=entry.maryland,
        independence=entry.independence.replace("-", "_"),
        sample=entry.sample,
    )


def _scheme(entry: SchemeEntry) -> SchemeContent:
    return SchemeContent(
        notation=entry.notation,
        titles=entry.title,
        descriptions=entry.description,
        concepts=[_concept(concept) for concept in entry.concepts],
        source=entry.source,
    )


def _concept(entry: ConceptEntry) -> ConceptContent:
    return ConceptContent(
        notation=entry.notation,
        labels=entry.label,
        alternatives={language: list(words) for language, words in entry.alt.items()},
        definitions=entry.definition,
        broader=entry.broader,
        source=entry.source,
    )
