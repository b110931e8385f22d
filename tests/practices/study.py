"""A study of a made-up practice, with figures in one finding and none in the other."""

from __future__ import annotations

from decimal import Decimal

from commons.practices.content import Citation, EvaluationContent, FindingContent

FINDING = FindingContent(
    outcome="Burglaries",
    direction="favourable",
    statement="Burglaries fell.",
    problem="violence",
    unit="percent",
    before=Decimal("40.0"),
    before_when="2000",
    after=Decimal("18.5"),
    after_when="2009",
    follow_up_months=108,
)
STUDY = EvaluationContent(
    title="A survey",
    design="Two surveys nine years apart.",
    citation=Citation("A/CONF.222/9", "¶50"),
    findings=[FINDING, FindingContent("Fear", "none", "Fear stayed.")],
    maryland=2,
    independence="independent",
    sample="One town",
)
