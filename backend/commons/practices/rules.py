"""Who may do what in the library, and what a record must hold."""

from __future__ import annotations

from commons.people.actor import Actor, Role
from commons.practices.content import PracticeContent

# E/RES/2002/13 annex ¶6 with Safer Cities input II.J: what a practice can be found by.
FACETS = (
    "approach",
    "prevention-level",
    "crime-problem",
    "risk-factor",
    "protective-factor",
    "target-group",
    "setting",
    "sector",
    "government-level",
)

SUMMARY_WORDS = (60, 200)


def why_not_curate(actor: Actor) -> str | None:
    """Why the actor can't write, review, publish or withdraw practices, or None."""
    if actor.has(Role.EDITOR):
        return None
    return "Only an editor of the library may do this."


def why_not_content(content: PracticeContent) -> str | None:
    """Why a record can't be kept as it is, or None. E/RES/2002/13 annex ¶30: practices that can be transferred."""
    words = len(content.summary.split())
    if not SUMMARY_WORDS[0] <= words <= SUMMARY_WORDS[1]:
        return f"A summary has {SUMMARY_WORDS[0]} to {SUMMARY_WORDS[1]} words; this one has {words}."
    if not content.facets.get("approach"):
        return "A practice names at least one approach."
    unknown = sorted(set(content.facets) - set(FACETS))
    if unknown:
        return f"A practice has no facet named {unknown[0]}."
    if not content.citations:
        return "A practice cites at least one source."
    return None


def why_not_withdraw(reason: str) -> str | None:
    """Why a withdrawal can't be recorded, or None: the public reads its reason on the tombstone."""
    return None if reason.strip() else "Say why the practice is withdrawn; the reason is shown in its place."
