"""Reading seed files: everything wrong is found before anything is loaded, by file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from commons_seeds.files import SeedError
from commons_seeds.library import read_library, seeds_folder
from tests.delivered import delivered
from tests.seeds import folder

RECORD = "practices/monthly-walks.yaml"
FIGURE = "evaluations.0.findings.0.before"
SETTLED = "approach: [second]"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return folder.write(tmp_path / "seeds")


def mistakes(seeds: Path) -> list[str]:
    """Each mistake as it is shown, its file from the folder on."""
    with pytest.raises(SeedError) as caught:
        read_library(seeds)
    assert str(caught.value) == "\n".join(str(mistake) for mistake in caught.value.mistakes)
    return [str(mistake).removeprefix(f"{seeds}/") for mistake in caught.value.mistakes]


def test_every_file_that_is_delivered_is_sound() -> None:
    files = {path.name: path for path in seeds_folder().glob("practices/*.yaml")}
    assert {file.path.name for _, file in delivered().practices} == set(files)
    assert len(files) == 49
    assert {file.path.name for _, file in delivered().schemes} == {
        path.name for path in seeds_folder().glob("vocabularies/*.yaml")
    }
    assert len(delivered().schemes) == 11


def test_the_folder_of_these_tests_is_sound(seeds: Path) -> None:
    library = read_library(seeds)
    assert ([practice.slug for practice, _ in library.practices], len(library.schemes)) == (["monthly-walks"], 4)


# What stands once in the record, what takes its place, how many lines further the mistake is, and its reason.
BROKEN = [
    ("title: Monthly walks", "titel: Monthly walks", 0, "titel: Extra inputs are not permitted"),
    ("    role: lead", "    rôle: lead", 0, "partners.0.rôle: Extra inputs are not permitted"),
    ("title: Monthly walks", "title: ' '", 0, "title: String should have at least 1 character"),
    ("title: Monthly walks", f"title: {'x' * 301}", 0, "title: String should have at most 300 characters"),
    ("title: Monthly walks", 'title: "a\\0b"', 0, "title: the control character U+0000 can't stand in a text"),
    ("title: Monthly walks", 'title: "a\\x02b"', 0, "title: the control character U+0002 can't stand in a text"),
    ("title: Monthly walks", "title: [a]", 0, "title: Input should be a valid string"),
    ("title: Monthly walks", "title: Walks\ntitle: Talks", 1, "title stands twice"),
    ("    subdivision: BR-PA", "    country: JP", 0, "country stands twice"),
    (SETTLED, "approach: [Second]", 0, "facets.approach.0: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"),
    (SETTLED, "approach: [second, third]", 0, "the vocabulary approach has no concept third"),
    (SETTLED, "approach: []", 0, "facets.approach: List should have at least 1 item after validation, not 0"),
    (SETTLED, "approach: [second", 1, "expected ',' or ']', but got ':'"),
    (SETTLED, "approach: *second", 0, "found undefined alias 'second'"),
    (SETTLED, "approach: !os.system", 0, "could not determine a constructor for the tag '!os.system'"),
    ("    sector: town", "    sector: moon", 0, "the vocabulary sector has no concept moon"),
    ("    role: lead", "    role: moon", 0, "the vocabulary partner-role has no concept moon"),
    ("        problem: fear", "        problem: moon", 0, "the vocabulary crime-problem has no concept moon"),
    ("  - country: BR", "  - country: XX", 0, "XX is not a country code of ISO 3166-1."),
    ("    subdivision: BR-PA", "    subdivision: BR-ZZ", -1, "BR-ZZ is not a subdivision code of ISO 3166-2."),
    ("    subdivision: BR-PA", "    subdivision: US-NY", -1, "US-NY is not in BR."),
    (", locator: ¶25", "", 0, "citations.0.locator: Field required"),
    ("locator: ¶25", "locator: page 25", 0, "citations.0.locator: String should match pattern"),
    ("locator: ¶26", "locator: ''", 0, "evaluations.0.citation.locator: String should match pattern"),
    ("document: A/CONF.222/9, locator: ¶25", "document: A/1, locator: ¶25", 0, "there is no document A/1 to cite"),
    (
        "document: A/CONF.222/9, locator: ¶27",
        "document: E/RES/2002/13, locator: ¶27",
        0,
        "there is no document E/RES/2002/13 to cite",
    ),
    ("        unit: percent\n", "", -4, "evaluations.0.findings.0: a figure before or after has a unit"),
    (
        "        before: 40",
        "        before: many",
        0,
        f"{FIGURE}: Input should be a valid decimal",
    ),
    ("        before: 40", "        before: !!int many", 0, "many is no int"),
    (
        "        before: 40",
        "        before: .inf",
        0,
        f"{FIGURE}: Input should be a finite number",
    ),
    ("    direction: none", "    direction: up", 0, "evaluations.1.findings.0.direction: Input should be 'favourable'"),
    ("  - title: Another survey", "  - title: A survey", None, "two evaluations have the title A survey"),
    ("slug: monthly-walks", "slug: weekly-walks", 0, "the file of this record is named weekly-walks.yaml"),
    ("slug: monthly-walks", "? [a]\n: b\nslug: monthly-walks", 0, "a key is a word"),
    ("slug: monthly-walks", "slug: &a [*a]", None, "this is nested too deeply"),
    ("slug: monthly-walks", f"slug: {'[' * 5_000}", None, "this is nested too deeply"),
    ("slug: monthly-walks", "slug: a\n---\nslug: b", 1, "but found another document"),
    ("  impact: People met.", "\timpact: People met.", 0, "found character '\\t' that cannot start any token"),
    ("  impact: People met.", "  impact: People\x07 met.", 0, "the character U+0007 can't stand here"),
]


@pytest.mark.parametrize(("old", "new", "further", "reason"), BROKEN, ids=[f"{new[:50]!a}" for _, new, _, _ in BROKEN])
def test_a_broken_record_is_named_by_file_line_and_reason(
    seeds: Path, old: str, new: str, further: int | None, reason: str
) -> None:
    line = folder.change(seeds / RECORD, old, new)
    line = 1 if further is None else line + further
    found = mistakes(seeds)
    assert any(mistake.startswith(f"{RECORD}:{line}: {reason}") for mistake in found), found


@pytest.mark.parametrize(("number", "sound"), [(59, False), (60, True), (200, True), (201, False)])
def test_a_summary_has_sixty_to_two_hundred_words(seeds: Path, number: int, sound: bool) -> None:
    (seeds / RECORD).write_text(folder.record(number))
    if sound:
        assert len(read_library(seeds).practices) == 1
    else:
        reason = f"{RECORD}:3: summary: a summary has 60 to 200 words; this one has {number}"
        assert mistakes(seeds) == [reason]


@pytest.mark.parametrize(
    ("raw", "mistake"),
    [
        (folder.record().encode("latin-1"), f"{RECORD}:21: this is not UTF-8: invalid start byte"),
        (folder.record().encode("utf-16"), f"{RECORD}:1: this is not UTF-8: invalid start byte"),
        (b"", f"{RECORD}:1: the file is empty"),
        (b"# nothing but a comment\n", f"{RECORD}:1: the file is empty"),
        (b"just words", f"{RECORD}:1: Input should be a valid dictionary or instance of Practice"),
        (b"- a\n- b\n", f"{RECORD}:1: Input should be a valid dictionary or instance of Practice"),
    ],
    ids=["latin-1", "utf-16", "empty", "comment", "words", "list"],
)
def test_a_file_that_is_no_record_is_named(seeds: Path, raw: bytes, mistake: str) -> None:
    (seeds / RECORD).write_bytes(raw)
    assert mistakes(seeds) == [mistake]


def test_windows_line_ends_and_a_byte_order_mark_are_read(seeds: Path) -> None:
    plain = read_library(seeds).practices[0][0]
    (seeds / RECORD).write_bytes(b"\xef\xbb\xbf" + folder.record().replace("\n", "\r\n").encode())
    assert read_library(seeds).practices[0][0] == plain


def test_every_mistake_of_every_file_is_told_at_once(seeds: Path) -> None:
    folder.change(seeds / RECORD, "title: Monthly walks", "titel: Monthly walks")
    folder.change(seeds / "vocabularies/sector.yaml", "es: Segundo", "de: Zweiter")
    folder.change(seeds / "documents.yaml", "issued", "isued")
    found = mistakes(seeds)
    assert {mistake.split(":")[0] for mistake in found} == {RECORD, "vocabularies/sector.yaml", "documents.yaml"}
    assert sum(mistake.startswith(RECORD) for mistake in found) == 2  # title is missing, titel is unknown


VOCABULARY = "vocabularies/sector.yaml"


@pytest.mark.parametrize(
    ("old", "new", "further", "reason"),
    [
        ("  - notation: police", "  - notation: Police", 0, "concepts.1.notation: String should match pattern"),
        ("  - notation: police", "  - notation: town", None, "the notation town stands twice"),
        ("    broader: town", "    broader: moon", None, "police: its broader concept moon must stand before it"),
        (", es: Segundo", ", ru: Второй", -2, "concepts.1: a label is missing in es"),
        ("title: {en: Title, fr: Titre", "title: {en: Title, ru: Имя", None, "a label is missing in fr"),
        ("notation: sector", "notation: approach", 0, "approach stands in approach.yaml too"),
    ],
)
def test_a_broken_vocabulary_is_named_by_file_line_and_reason(
    seeds: Path, old: str, new: str, further: int | None, reason: str
) -> None:
    line = folder.change(seeds / VOCABULARY, old, new)
    line = 1 if further is None else line + further
    found = mistakes(seeds)
    assert any(mistake.startswith(f"{VOCABULARY}:{line}: {reason}") for mistake in found), found


def test_a_missing_file_is_named(seeds: Path) -> None:
    (seeds / "documents.yaml").unlink()
    assert mistakes(seeds)[0] == "documents.yaml:1: No such file or directory"
