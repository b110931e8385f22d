"""What introspection costs: counted in the schema itself, which is known and does not change."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    introspection_types,
    is_list_type,
)


class _Enough(Exception):
    """The count has passed its bound."""


def count_fields(
    schema: GraphQLSchema,
    fragments: dict[str, FragmentDefinitionNode],
    node: FieldNode,
    type_name: str | None,
    most: int,
) -> int:
    """The fields in the answer of a valid ``__schema`` or ``__type(name: type_name)``; ``most + 1`` for any more.

    What @skip and @include leave out is counted too.
    """
    assert node.selection_set is not None
    source = schema if node.name.value == "__schema" else schema.type_map.get(type_name or "")
    if source is None:
        return 1
    kind = introspection_types["__Schema" if source is schema else "__Type"]
    try:
        return 1 + _Count(schema, fragments, most).selections(kind, source, node.selection_set)
    except _Enough:
        return most + 1


class _Count:
    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], most: int) -> None:
        self._info = SimpleNamespace(schema=schema)
        self._fragments = fragments
        self._most = most
        self._counted: dict[tuple[int, int], int] = {}

    def selections(self, kind: Any, source: Any, selections: SelectionSetNode) -> int:
        # Fields, arguments and enum values come in pairs with their names; the pairs are made anew each time.
        key = (id(source[1] if isinstance(source, tuple) else source), id(selections))
        if key not in self._counted:
            total = 0
            for node in selections.selections:
                total += self._selection(kind, source, node)
                # What is counted here is in the answer, so the whole has passed the bound too.
                if total > self._most:
                    raise _Enough
            self._counted[key] = total
        return self._counted[key]

    def _selection(self, kind: Any, source: Any, node: object) -> int:
        if isinstance(node, FieldNode):
            return self._field(kind, source, node)
        if isinstance(node, FragmentSpreadNode):
            return self.selections(kind, source, self._fragments[node.name.value].selection_set)
        assert isinstance(node, InlineFragmentNode)
        return self.selections(kind, source, node.selection_set)

    def _field(self, kind: GraphQLObjectType, source: Any, node: FieldNode) -> int:
        if node.selection_set is None:
            return 1
        field = kind.fields[node.name.value]
        assert field.resolve is not None
        value = field.resolve(source, self._info, **dict.fromkeys(field.args, True))
        total = 1
        for one in value if value is not None and is_list_type(get_nullable_type(field.type)) else [value]:
            if one is not None:
                total += self.selections(get_named_type(field.type), one, node.selection_set)
        return total
