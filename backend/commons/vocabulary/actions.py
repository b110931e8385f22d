"""What changes the vocabularies."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from commons.kit.database import DATABASE
from commons.kit.errors import Code, refuse
from commons.people.actor import Actor
from commons.vocabulary.content import ConceptContent, DocumentContent, SchemeContent, fingerprint
from commons.vocabulary.rules import why_not_keep, why_not_scheme
from commons.vocabulary.tables import Concept, Document, Scheme

# Ids follow from notations, so that every installation gives a concept the same one.
_NAMESPACE = UUID("5d1f8a4e-7f0b-5c36-9d53-0f3a8d1c2b77")


def concept_id(scheme: str, notation: str) -> UUID:
    """The id of a concept, in every installation."""
    return uuid5(_NAMESPACE, f"{scheme}/{notation}")


async def keep_scheme(actor: Actor, scheme: SchemeContent, *, position: int) -> bool:
    """Write a scheme and its concepts over what was there; False where it was so already.

    Refused where a published notation would vanish. Practices are found by the words of their concepts: after a
    change the library is indexed anew (``commons.practices.actions.follow_vocabularies``).
    """
    refuse(why_not_keep(actor), Code.FORBIDDEN)
    mark = fingerprint(scheme, position)
    async with DATABASE.transaction():
        if await Scheme.exists().where((Scheme.notation == scheme.notation) & (Scheme.fingerprint == mark)):
            return False
        rows = await Concept.select(Concept.notation).where(Concept.scheme == scheme.notation)
        refuse(why_not_scheme(scheme, [row["notation"] for row in rows]))
        await _write_scheme(scheme, position, mark)
        for place, concept in enumerate(scheme.concepts):
            await _write_concept(scheme.notation, place, concept)
    return True


async def keep_documents(actor: Actor, documents: Sequence[DocumentContent]) -> None:
    """Write the documents that may be cited."""
    refuse(why_not_keep(actor), Code.FORBIDDEN)
    async with DATABASE.transaction():
        for place, document in enumerate(documents):
            row = Document(code=document.code, title=document.title, issued=document.issued, position=place)
            changing = [Document.title, Document.issued, Document.position]
            await Document.insert(row).on_conflict(Document.code, action="DO UPDATE", values=changing)


async def _write_scheme(scheme: SchemeContent, position: int, mark: str) -> None:
    row = Scheme(
        id=uuid5(_NAMESPACE, scheme.notation),
        notation=scheme.notation,
        position=position,
        titles=scheme.titles,
        descriptions=scheme.descriptions,
        source=scheme.source,
        fingerprint=mark,
    )
    changing = [Scheme.position, Scheme.titles, Scheme.descriptions, Scheme.source, Scheme.fingerprint]
    await Scheme.insert(row).on_conflict(Scheme.notation, action="DO UPDATE", values=changing)


async def _write_concept(scheme: str, position: int, concept: ConceptContent) -> None:
    row = Concept(
        id=concept_id(scheme, concept.notation),
        scheme=scheme,
        notation=concept.notation,
        position=position,
        broader=None if concept.broader is None else concept_id(scheme, concept.broader),
        labels=concept.labels,
        alternatives=concept.alternatives,
        definitions=concept.definitions,
        source=concept.source,
    )
    changing = [
        Concept.position,
        Concept.broader,
        Concept.labels,
        Concept.alternatives,
        Concept.definitions,
        Concept.source,
    ]
    await Concept.insert(row).on_conflict(Concept.id, action="DO UPDATE", values=changing)
