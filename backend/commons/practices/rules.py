"""Who may do what in the library, and what a record must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

from commons.kit.text import why_not_text
from commons.people.actor import Actor, Role
from commons.practices.content import EvaluationContent, FindingContent, PracticeContent

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
TITLE_MAX = 300  # characters; a cursor carries the title
TEXT_MAX = 6_000  # characters of any one text
LIST_MAX = 100  # partners, components, citations, findings …
FIGURE_MAX = 10**15
MONTHS_MAX = 1_200
KINDS = ("core", "adaptable", "unclassified")
INDEPENDENCE = ("independent", "internal", "not_stated")
DIRECTIONS = ("favourable", "none", "adverse")
UNITS = ("percent", "ratio", "count")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def why_not_curate(actor: Actor) -> str | None:
    """Why the actor can't write, review, publish or withdraw practices, or None."""
    if actor.has(Role.EDITOR):
        return None
    return "Only an editor of the library may do this."


def why_not_content(content: PracticeContent) -> str | None:
    """Why a record can't be kept as it is, or None. E/RES/2002/13 annex ¶30: practices that can be transferred."""
    reason = _why_not_name(content) or _why_not_texts(content) or _why_not_parts(content)
    if reason is not None:
        return reason
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


def _why_not_name(content: PracticeContent) -> str | None:
    if _SLUG.fullmatch(content.slug) is None:
        return "The name of a practice in its address has small letters and digits, with single hyphens between them."
    if not content.title.strip() or len(content.title) > TITLE_MAX:
        return f"A title has 1 to {TITLE_MAX} characters."
    return None


def why_not_evaluation(content: EvaluationContent) -> str | None:
    """Why a study can't be recorded as it is, or None. E/RES/2002/13 annex ¶23."""
    reason = _why_not_texts(content)
    if reason is not None:
        return reason
    if not content.title.strip() or not content.design.strip():
        return "A study has a title, and a sentence on its design."
    if content.maryland is not None and not 1 <= content.maryland <= 5:
        return f"The Maryland scale has levels 1 to 5; this is {content.maryland}."
    if content.independence not in INDEPENDENCE:
        return f"Who evaluated is one of {', '.join(INDEPENDENCE)}."
    if not content.findings:
        return "A study has at least one finding."
    return next((reason for reason in map(_why_not_finding, content.findings) if reason is not None), None)


def _why_not_finding(finding: FindingContent) -> str | None:
    figures = [figure for figure in (finding.before, finding.after) if figure is not None]
    if not finding.outcome.strip() or not finding.statement.strip():
        return "A finding has an outcome and a statement."
    if finding.direction not in DIRECTIONS:
        return f"A finding's direction is one of {', '.join(DIRECTIONS)}."
    if finding.unit is not None and finding.unit not in UNITS:
        return f"A figure's unit is one of {', '.join(UNITS)}."
    if figures and finding.unit is None:
        return "A figure has a unit."
    if any(not figure.is_finite() or abs(figure) >= FIGURE_MAX for figure in figures):
        return f"A figure is a number between -{FIGURE_MAX:,} and {FIGURE_MAX:,}."
    if finding.follow_up_months is not None and not 0 <= finding.follow_up_months <= MONTHS_MAX:
        return f"A follow-up takes 0 to {MONTHS_MAX:,} months."
    return None


def _why_not_parts(content: PracticeContent) -> str | None:
    if _LANGUAGE.fullmatch(content.language) is None:
        return "A language is an ISO 639 code, such as en."
    if any(not partner.name.strip() for partner in content.partners):
        return "A partner has a name."
    if any(not part.name.strip() or part.kind not in KINDS for part in content.components):
        return f"A component has a name, and is one of {', '.join(KINDS)}."
    if any(not citation.locator.strip() for citation in content.citations):
        return "A citation says where in the document, such as ¶24."
    return None


def _why_not_texts(content: PracticeContent | EvaluationContent) -> str | None:
    values = asdict(content)
    if any(len(part) > LIST_MAX for part in values.values() if isinstance(part, list)):
        return f"A list in a record has at most {LIST_MAX} entries."
    for text in _texts(values):
        if len(text) > TEXT_MAX:
            return f"A text in a record has at most {TEXT_MAX:,} characters; this one has {len(text):,}."
        reason = why_not_text(text)
        if reason is not None:
            return reason
    return None


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in [*value, *value.values()]:
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)


def why_not_withdraw(reason: str) -> str | None:
    """Why a withdrawal can't be recorded, or None: the public reads its reason on the tombstone."""
    if not reason.strip():
        return "Say why the practice is withdrawn; the reason is shown in its place."
    return why_not_text(reason)
