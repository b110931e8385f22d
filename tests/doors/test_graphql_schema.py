"""The published schema is a promise: described word for word, in git, and its examples run."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from graphql import build_schema

from commons_graphql.examples import Example, all_examples, examples_folder
from commons_graphql.execution import CORE
from commons_graphql.sdl import breaking_changes, print_sdl, sdl_path
from tests.doors.graphql_schema import descriptions, own_types, undescribed
from tests.support import data

EXAMPLES = pytest.mark.parametrize("example", all_examples(), ids=lambda example: example.name)


def test_everything_in_the_schema_is_described() -> None:
    assert undescribed(CORE) == []


def test_the_walk_reaches_every_kind_of_thing_that_can_be_described() -> None:
    bare = build_schema("""
        type Query implements Thing { id(of: Filter): ID }
        interface Thing { id(of: Filter): ID }
        input Filter { wanted: Colour }
        enum Colour { RED }
        scalar Day
    """)
    assert undescribed(bare) == [
        "Query",
        "Query.id",
        "Query.id(of:)",
        "Thing",
        "Thing.id",
        "Thing.id(of:)",
        "Filter",
        "Filter.wanted",
        "Colour",
        "Colour.RED",
        "Day",
    ]


def test_a_description_is_a_sentence_of_its_own() -> None:
    unfinished = [coordinate for coordinate, text in descriptions(CORE) if not str(text).rstrip().endswith((".", ")"))]
    assert unfinished == []


def test_the_published_schema_is_the_one_that_is_served() -> None:
    assert sdl_path().read_text(encoding="utf-8") == print_sdl()


def test_the_published_schema_can_be_built_and_has_the_same_types() -> None:
    published = build_schema(sdl_path().read_text(encoding="utf-8"))
    assert {kind.name for kind in own_types(published)} == {kind.name for kind in own_types(CORE)}


def test_the_schema_reads_only() -> None:
    assert CORE.query_type is not None
    assert CORE.mutation_type is None
    assert CORE.subscription_type is None


OLD = 'type Query { "A." a: Int, b(c: Int): Int, d(e: Kind): [Int!]! } enum Kind { X, Y } input In { f: Int }'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"A." a: Int,', "", "Field Query.a was removed"),
        ("a: Int,", "a: String,", "Field Query.a changed type from Int to String"),
        ("[Int!]!", "[Int!]", "Field Query.d changed type from [Int!]! to [Int!]"),
        ("b(c: Int)", "b(c: Int!)", "Argument Query.b(c:) has changed type from Int to Int!"),
        ("b(c: Int)", "b(c: Int, g: Int!)", "A required argument Query.b(g:) was added"),
        ("b(c: Int)", "b", "Argument Query.b(c:) was removed"),
        ("enum Kind { X, Y }", "enum Kind { X }", "Enum value Kind.Y was removed"),
        ("input In { f: Int }", "input In { f: Int, g: Int! }", "A required field In.g was added"),
        (" input In { f: Int }", "", "In was removed"),
    ],
)
def test_a_change_that_breaks_a_client_is_named(old: str, new: str, sentence: str) -> None:
    assert old in OLD
    assert [change.rstrip(".") for change in breaking_changes(OLD, OLD.replace(old, new))] == [sentence]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: Int,", "a: Int!,"),
        ('"A." a: Int', '"B." a: Int, h: Int'),
        ("b(c: Int)", "b(c: Int, g: Int)"),
        ("b(c: Int)", "b(c: Int, g: Int! = 1)"),
        ("enum Kind { X, Y }", "enum Kind { X, Y, Z }"),
    ],
)
def test_a_change_that_breaks_nobody_is_not_named(old: str, new: str) -> None:
    assert old in OLD
    assert breaking_changes(OLD, OLD.replace(old, new)) == []


def test_every_file_of_examples_is_an_example() -> None:
    names = {path.stem.split("-", 1)[1] for path in examples_folder().iterdir()}
    assert {example.name for example in all_examples()} == names
    assert len(all_examples()) >= 7


@EXAMPLES
def test_an_example_has_a_title_a_description_and_a_named_operation(example: Example) -> None:
    assert example.title
    assert not example.title.endswith(".")
    assert example.description.endswith(".")
    assert example.query.startswith("query ")
    assert "#" not in example.query


@EXAMPLES
async def test_an_example_runs_and_finds_something(example: Example, client: httpx.AsyncClient) -> None:
    answer = await data(client, example.query, **json.loads(example.variables or "{}"))
    assert answer
    assert empty_places(answer) == []


def empty_places(value: Any, path: str = "") -> list[str]:
    """Where an answer shows nothing: a root that is null, or a list right below it that is empty."""
    level = path.count(".")
    if level < 2 and isinstance(value, dict):
        return [place for key, below in value.items() for place in empty_places(below, f"{path}.{key}")]
    return [path] if value == [] or (value is None and level == 1) else []


def test_an_answer_with_nothing_in_it_is_noticed() -> None:
    assert empty_places({"practice": None, "practices": {"nodes": [], "began": None, "totalCount": 0}}) == [
        ".practice",
        ".practices.nodes",
    ]
