"""Who may change a vocabulary, and what keeps it sound."""

from __future__ import annotations

from collections.abc import Collection

from commons.people.actor import Actor, Role
from commons.vocabulary.content import SchemeContent

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
REQUIRED_LANGUAGES = ("en", "fr", "es")


def why_not_keep(actor: Actor) -> str | None:
    """Why the actor can't change vocabularies, or None."""
    if actor.has(Role.ADMINISTRATOR):
        return None
    return "Only an administrator may change vocabularies."


def why_not_scheme(scheme: SchemeContent, kept: Collection[str]) -> str | None:
    """Why a scheme can't stand as given, or None. ``kept`` are the notations that were published before."""
    notations = [concept.notation for concept in scheme.concepts]
    lost = sorted(set(kept) - set(notations))
    if lost:
        return f"{scheme.notation}/{lost[0]} was published; its URI must stay. Keep the concept."
    return _why_not_order(scheme) or _why_not_labels(scheme)


def _why_not_order(scheme: SchemeContent) -> str | None:
    seen: set[str] = set()
    for concept in scheme.concepts:
        if concept.notation in seen:
            return f"{scheme.notation}/{concept.notation} stands twice."
        if concept.broader is not None and concept.broader not in seen:
            return f"{scheme.notation}/{concept.notation}: its broader concept {concept.broader} must stand before it."
        seen.add(concept.notation)
    return None


def _why_not_labels(scheme: SchemeContent) -> str | None:
    for concept in scheme.concepts:
        for language in REQUIRED_LANGUAGES:
            if not concept.labels.get(language):
                return f"{scheme.notation}/{concept.notation} has no label in {language}."
    return None
