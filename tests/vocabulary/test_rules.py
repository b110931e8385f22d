"""Who may change a vocabulary, and which scheme can stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commons.people.actor import LOADER, PUBLIC, Actor, Role
from commons.vocabulary.content import ConceptContent, SchemeContent
from commons.vocabulary.rules import why_not_keep, why_not_scheme
from tests.support import ADA, DEE

LABELS = {"en": "Town", "fr": "Ville", "es": "Ciudad"}


def concept(notation: str, broader: str | None = None, **labels: str) -> ConceptContent:
    return ConceptContent(notation, {**LABELS, **labels}, broader=broader)


def scheme(*concepts: ConceptContent) -> SchemeContent:
    return SchemeContent("setting", LABELS, {"en": "Where it happens."}, list(concepts))


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (DEE, True),
        (LOADER, True),
        (Actor("Dee", frozenset({Role.ADMINISTRATOR})), True),
        (Actor("Bo", frozenset({Role.EDITOR})), False),
        (Actor("Ada", frozenset({Role.MEMBER})), False),
        (ADA, False),
        (PUBLIC, False),
    ],
    ids=lambda value: f"{value.name}-{'-'.join(sorted(value.roles))}" if isinstance(value, Actor) else None,
)
def test_only_an_administrator_may_change_vocabularies(actor: Actor, may: bool) -> None:
    assert why_not_keep(actor) == (None if may else "Only an administrator may change vocabularies.")


@pytest.mark.parametrize(
    ("given", "kept", "reason"),
    [
        (scheme(concept("town")), (), None),
        (scheme(concept("town"), concept("street", "town")), ("town",), None),
        (scheme(), (), None),
        (
            scheme(concept("town")),
            ("town", "village"),
            "setting/village was published; its URI must stay. Keep the concept.",
        ),
        (scheme(), ("b", "a"), "setting/a was published; its URI must stay. Keep the concept."),
        (scheme(concept("town"), concept("town")), (), "setting/town stands twice."),
        (
            scheme(concept("street", "town"), concept("town")),
            (),
            "setting/street: its broader concept town must stand before it.",
        ),
        (
            scheme(concept("street", "approach")),
            (),
            "setting/street: its broader concept approach must stand before it.",
        ),
        (scheme(concept("town", "town")), (), "setting/town: its broader concept town must stand before it."),
        (scheme(concept("town", fr="")), (), "setting/town has no label in fr."),
        (
            scheme(concept("town"), replace(concept("street"), labels={"en": "Street", "fr": "Rue"})),
            (),
            "setting/street has no label in es.",
        ),
    ],
)
def test_a_scheme_stands_or_is_refused_with_its_reason(
    given: SchemeContent, kept: tuple[str, ...], reason: str | None
) -> None:
    assert why_not_scheme(given, kept) == reason
