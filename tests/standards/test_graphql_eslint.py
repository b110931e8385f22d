"""The published schema and the examples under the rules of graphql-eslint, Relay's among them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema

from tests.standards import npm

SUFFIXES = ("Connection", "Edge", "Payload", "Error")

# Appended to the schema, each breaks one rule.
PLANTED = '''
"""Reached by nobody."""
type Orphan { id: ID! }
extend type Query { "Named badly." getBad_name: Int  undescribed: Int }
extend type Practice { slugOld: String @deprecated(reason: "Use slug.") }
extend type PracticeEdge { parts: [Int!]  others: Strays }
"""A part without an id, and no reason given."""
type Strays { number: Int! }
"""No edges in it."""
type StrayConnection { number: Int! }
'''
RULES = {
    "naming-convention",
    "no-unreachable-types",
    "relay-connection-types",
    "require-deprecation-date",
    "require-description",
    "strict-id-in-types",
}


@pytest.fixture(scope="module")
def linted(checkout: Path) -> dict[str, Any]:
    found: dict[str, Any] = npm.run_json("lint.mjs", checkout / "graphql/public.graphql", checkout / "graphql/examples")
    return found


def test_the_schema_and_the_examples_break_no_rule(linted: dict[str, Any], checkout: Path) -> None:
    told = [f"{one['file']}:{one['line']} {one['rule']}: {one['message']}" for one in linted["problems"]]
    assert not told, "\n".join(told)
    examples = sorted(path.name for path in (checkout / "graphql/examples").glob("*.graphql"))
    assert sorted(linted["files"]) == sorted(["public.graphql", *examples])


def test_every_type_that_is_excused_from_an_id_exists_and_has_none(linted: dict[str, Any], checkout: Path) -> None:
    schema = build_schema((checkout / "graphql/public.graphql").read_text(encoding="utf-8"))
    without = {
        name
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and "id" not in kind.fields and not name.startswith("__")
    }
    roots = {"Query"}
    assert set(linted["parts"]) == {name for name in without - roots if not name.endswith(SUFFIXES)}


def test_a_schema_that_breaks_rules_is_found_out(checkout: Path, tmp_path: Path) -> None:
    shutil.copytree(checkout / "graphql/examples", tmp_path / "examples")
    (tmp_path / "examples/08-bad.graphql").write_text("{ rateLimit { cost cost } }")
    schema = tmp_path / "public.graphql"
    schema.write_text((checkout / "graphql/public.graphql").read_text(encoding="utf-8") + PLANTED, encoding="utf-8")
    problems = npm.run_json("lint.mjs", schema, tmp_path / "examples")["problems"]
    broken = {one["rule"].removeprefix("@graphql-eslint/") for one in problems if one["file"] == "public.graphql"}
    assert broken >= RULES
    assert {one["rule"] for one in problems if one["file"] == "08-bad.graphql"} == {
        "@graphql-eslint/no-anonymous-operations",
        "@graphql-eslint/no-duplicate-fields",
    }
