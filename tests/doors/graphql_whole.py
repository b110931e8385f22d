"""A practice that has everything a practice can have, as it is written and as the API shows it."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from commons.practices.content import (
    Citation,
    ComponentContent,
    EvaluationContent,
    FindingContent,
    NarrativeContent,
    PartnerContent,
    PlaceContent,
    fingerprint,
)
from tests.support import SUMMARY, practice

DOCUMENT = "A/CONF.222/9"
DOCUMENT_TITLE = (
    "Public participation in strengthening crime prevention and criminal justice "
    "(Thirteenth UN Congress, background paper)"
)

WHOLE = practice(
    slug="whole",
    title="A whole practice",
    began="in the spring of 1999",
    place_note="and in two towns that the source does not name",
    facets={
        "approach": ["situational", "locally-based"],
        "prevention-level": ["primary"],
        "crime-problem": ["burglary"],
        "risk-factor": ["unemployment"],
        "protective-factor": ["social-cohesion"],
        "target-group": ["children"],
        "setting": ["school"],
        "government-level": ["local"],
    },
    citations=[Citation(DOCUMENT, "¶20"), Citation(DOCUMENT, "¶21")],
    places=[PlaceContent("BR", "BR-RJ", "Maré"), PlaceContent("KE")],
    partners=[PartnerContent("Ada's association", "police", "lead", "kept the minutes")],
    narrative=NarrativeContent("Why", "What", "How", "Who", "So"),
    components=[ComponentContent("Meeting", "People meet.", "core"), ComponentContent("Tea", "Tea.", "unclassified")],
)
STUDY = EvaluationContent(
    title="Before and after",
    design="Police figures of one year before and after.",
    citation=Citation(DOCUMENT, "¶22"),
    findings=[
        FindingContent(
            outcome="Burglaries",
            direction="favourable",
            statement="Burglaries fell by half.",
            problem="burglary",
            unit="count",
            before=Decimal(40),
            before_when="1998",
            after=Decimal("20.5"),
            after_when="2000",
            follow_up_months=12,
        ),
        FindingContent(outcome="Fear", direction="none", statement="Fear stayed as it was."),
    ],
    maryland=2,
    independence="not_stated",
    sample="One town",
)

QUERY = """
query Whole($slug: String!) {
  practice(slug: $slug) {
    slug uri title summary language began placeNote shelf version fingerprint publishedAt updatedAt licence
    places { country { code name } subdivision { code name } locality label }
    approaches { notation } preventionLevels { notation } crimeProblems { notation } riskFactors { notation }
    protectiveFactors { notation } targetGroups { notation } settings { notation } governmentLevels { notation }
    partners { name sector { notation } role { notation } task }
    narrative { intelligence intervention implementation involvement impact }
    components { name description kind }
    citations { document title locator label }
    evaluations {
      title maryland design independence sample citation { label }
      findings {
        outcome problem { notation } direction statement unit before beforeWhen after afterWhen followUpMonths
      }
    }
    history { number publishedAt fingerprint }
  }
}
"""


def _citation(locator: str) -> dict[str, str]:
    return {"document": DOCUMENT, "title": DOCUMENT_TITLE, "locator": locator, "label": f"{DOCUMENT} {locator}"}


def shown(published_at: str) -> dict[str, Any]:
    """What the query gives."""
    return {
        "slug": "whole",
        "uri": "http://127.0.0.1:8000/practices/whole",
        "title": "A whole practice",
        "summary": SUMMARY,
        "language": "en",
        "began": "in the spring of 1999",
        "placeNote": "and in two towns that the source does not name",
        "shelf": "REGISTERED",
        "version": 1,
        "fingerprint": hashlib.sha256((fingerprint(WHOLE) + fingerprint(STUDY)).encode()).hexdigest(),
        "publishedAt": published_at,
        "updatedAt": published_at,
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "places": [
            {
                "country": {"code": "BR", "name": "Brazil"},
                "subdivision": {"code": "BR-RJ", "name": "Rio de Janeiro"},
                "locality": "Maré",
                "label": "Maré, Rio de Janeiro, Brazil",
            },
            {"country": {"code": "KE", "name": "Kenya"}, "subdivision": None, "locality": None, "label": "Kenya"},
        ],
        "approaches": [{"notation": "situational"}, {"notation": "locally-based"}],
        "preventionLevels": [{"notation": "primary"}],
        "crimeProblems": [{"notation": "burglary"}],
        "riskFactors": [{"notation": "unemployment"}],
        "protectiveFactors": [{"notation": "social-cohesion"}],
        "targetGroups": [{"notation": "children"}],
        "settings": [{"notation": "school"}],
        "governmentLevels": [{"notation": "local"}],
        "partners": [
            {
                "name": "Ada's association",
                "sector": {"notation": "police"},
                "role": {"notation": "lead"},
                "task": "kept the minutes",
            }
        ],
        "narrative": {
            "intelligence": "Why",
            "intervention": "What",
            "implementation": "How",
            "involvement": "Who",
            "impact": "So",
        },
        "components": [
            {"name": "Meeting", "description": "People meet.", "kind": "CORE"},
            {"name": "Tea", "description": "Tea.", "kind": "UNCLASSIFIED"},
        ],
        "citations": [_citation("¶20"), _citation("¶21")],
        "evaluations": [_study()],
        "history": [{"number": 1, "publishedAt": published_at, "fingerprint": fingerprint(WHOLE)}],
    }


def _study() -> dict[str, Any]:
    figures = {"unit": "COUNT", "before": 40.0, "beforeWhen": "1998", "after": 20.5, "afterWhen": "2000"}
    return {
        "title": "Before and after",
        "maryland": 2,
        "design": "Police figures of one year before and after.",
        "independence": "NOT_STATED",
        "sample": "One town",
        "citation": {"label": f"{DOCUMENT} ¶22"},
        "findings": [
            {
                "outcome": "Burglaries",
                "problem": {"notation": "burglary"},
                "direction": "FAVOURABLE",
                "statement": "Burglaries fell by half.",
                **figures,
                "followUpMonths": 12,
            },
            {
                "outcome": "Fear",
                "problem": None,
                "direction": "NONE",
                "statement": "Fear stayed as it was.",
                **dict.fromkeys(figures),
                "followUpMonths": None,
            },
        ],
    }
