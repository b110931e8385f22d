"""Valid documents, generated from the schema: aliases, fragments, pages, variables, directives, introspection."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
)
from graphql.type import SchemaMetaFieldDef, TypeMetaFieldDef
from hypothesis import strategies as st

DEPTH = 6
BREADTH = 3
ROOT_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """A document with its variables."""

    query: str
    variables: dict[str, Any]


@dataclass(slots=True)
class _Document:
    """A document in the making."""

    draw: Draw
    schema: GraphQLSchema
    values: dict[str, list[str]]  # what an argument of this name may be, as JSON-like text
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict)  # name: (type, text)
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)  # name: (type, value)
    names: int = 0

    def name(self, start: str) -> str:
        self.names += 1
        return f"{start}{self.names}"

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def selections(self, kind: GraphQLNamedType, depth: int) -> str:
        number = self.draw(st.integers(1, BREADTH))
        return "{ " + " ".join(self.selection(kind, depth) for _ in range(number)) + " }"

    def selection(self, kind: GraphQLNamedType, depth: int) -> str:
        if depth > 1 and self.chance(8):
            return f"... on {kind.name} {self.selections(kind, depth - 1)}"
        if depth > 1 and self.chance(6):
            return f"...{self.fragment(kind, depth - 1)}"
        if isinstance(kind, GraphQLInterfaceType) and depth > 1:
            concrete = self.draw(st.sampled_from(sorted(self.schema.get_possible_types(kind), key=str)))
            return f"... on {concrete.name} {self.selections(concrete, depth - 1)}"
        return self.field(kind, depth)

    def fragment(self, kind: GraphQLNamedType, depth: int) -> str:
        made = [name for name, (on, _) in self.fragments.items() if on == kind.name]
        if made and self.chance(2):
            return str(self.draw(st.sampled_from(made)))
        # A name is given when the text is whole: a fragment spreads only fragments that were whole before.
        text = self.selections(kind, depth)
        name = self.name("F")
        self.fragments[name] = (kind.name, f"fragment {name} on {kind.name} {text}")
        return name

    def field(self, kind: GraphQLNamedType, depth: int) -> str:
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        fields: dict[str, GraphQLField] = dict(kind.fields)
        if kind is self.schema.query_type:
            fields |= ROOT_FIELDS
        usable = [name for name, one in fields.items() if depth > 1 or not is_composite_type(get_named_type(one.type))]
        if not usable or self.chance(12):
            return f"{self.name('t')}: __typename"
        name = str(self.draw(st.sampled_from(usable)))
        return (
            f"{self.name('a')}: {name}{self.arguments(fields[name])}{self.directive()}{self.below(fields[name], depth)}"
        )

    def below(self, chosen: GraphQLField, depth: int) -> str:
        named = get_named_type(chosen.type)
        return f" {self.selections(named, depth - 1)}" if is_composite_type(named) else ""

    def arguments(self, chosen: GraphQLField) -> str:
        names = [name for name in chosen.args if name in self.values]
        if "first" in names:
            sizes = [["first"], ["first"], ["last"], []]
            names = [*self.draw(st.sampled_from(sizes)), *self.draw(st.sampled_from([["orderBy"], []]))]
        given = [self.argument(name, chosen.args[name]) for name in names]
        return f"({', '.join(given)})" if given else ""

    def argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self.draw(st.sampled_from(self.values[name]))
        if not self.chance(3):
            return f"{name}: {value}"
        variable = self.name("v")
        self.variables[variable] = (str(argument.type), value)
        return f"{name}: ${variable}"

    def directive(self) -> str:
        if not self.chance(10):
            return ""
        return str(self.draw(st.sampled_from([" @include(if: true)", " @skip(if: true)", " @skip(if: false)"])))


@st.composite
def operations(draw: Draw, schema: GraphQLSchema, values: dict[str, list[str]]) -> Operation:
    """A valid operation; ``values`` has literals for arguments by name, and arguments it has none for are left out."""
    assert schema.query_type is not None
    document = _Document(draw, schema, values)
    body = document.selections(schema.query_type, DEPTH)
    defined = ", ".join(f"${name}: {kind}" for name, (kind, _) in document.variables.items())
    fragments = "\n".join(text for _, text in document.fragments.values())
    query = f"query Q{f'({defined})' if defined else ''} {body}\n{fragments}"
    return Operation(query, {name: _read(value) for name, (_, value) in document.variables.items()})


def _read(literal: str) -> Any:
    """A literal as JSON would have it: enum values are words."""
    try:
        return json.loads(literal)
    except ValueError:
        return literal
