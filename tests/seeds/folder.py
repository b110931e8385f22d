"""A folder of seed files that a test may break: two small vocabularies, the documents and one record."""

from __future__ import annotations

from pathlib import Path

DOCUMENTS = """\
- code: A/CONF.222/9
  title: Background paper
  issued: "2015"
"""

SCHEME = """\
notation: {notation}
title: {{en: Title, fr: Titre, es: Título}}
description: {{en: What it is.}}
concepts:
  - notation: {first}
    label: {{en: First, fr: Premier, es: Primero}}
  - notation: {second}
    broader: {first}
    label: {{en: Second, fr: Second, es: Segundo}}
"""

RECORD = """\
slug: monthly-walks
title: Monthly walks
summary: >-
  {summary}
places:
  - country: BR
    subdivision: BR-PA
facets:
  approach: [second]
  crime_problem: [fear]
partners:
  - name: The town
    sector: town
    role: lead
narrative:
  impact: People met.
components:
  - name: Walk
    description: People walk.
citations:
  - {{document: A/CONF.222/9, locator: ¶25}}
evaluations:
  - title: A survey
    design: Asked twice.
    citation: {{document: A/CONF.222/9, locator: ¶26}}
    findings:
      - outcome: Fear
        problem: fear
        direction: favourable
        statement: Fear fell.
        unit: percent
        before: 40
        after: 18
  - title: Another survey
    design: Asked once.
    citation: {{document: A/CONF.222/9, locator: ¶27}}
    findings:
      - outcome: Trust
        direction: none
        statement: Trust stayed.
"""

SCHEMES = {
    "approach": ("first", "second"),
    "crime-problem": ("fear", "theft"),
    "sector": ("town", "police"),
    "partner-role": ("lead", "funder"),
}


def words(number: int) -> str:
    """A summary of so many words."""
    return " ".join(["word"] * number)


def record(summary: int = 60) -> str:
    """The record, its summary so many words long."""
    return RECORD.format(summary=words(summary))


def write(folder: Path) -> Path:
    """A sound folder."""
    (folder / "vocabularies").mkdir(parents=True)
    (folder / "practices").mkdir()
    (folder / "documents.yaml").write_text(DOCUMENTS)
    for notation, (first, second) in SCHEMES.items():
        text = SCHEME.format(notation=notation, first=first, second=second)
        (folder / f"vocabularies/{notation}.yaml").write_text(text)
    (folder / "practices/monthly-walks.yaml").write_text(record())
    return folder


def change(file: Path, old: str, new: str) -> int:
    """Replace what stands once in a file; the line where it stood."""
    text = file.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    file.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1
