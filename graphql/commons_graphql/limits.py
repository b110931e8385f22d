"""What an operation may cost: one rule for depth, breadth, aliases and page sizes.

The cost is an upper bound of the fields in the answer: each field is one point, and what stands below a list
is multiplied by the list's length. Fragments are measured once, and sums stop growing just past the limit, so
that a document is measured in time linear in its length, whatever it would expand to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)
from graphql.type import SchemaMetaFieldDef, TypeMetaFieldDef

from commons.kit.paging import DEFAULT_PAGE, MAX_PAGE

MAX_COST = 15_000  # points an operation
MAX_DEPTH = 16  # levels of fields; the usual introspection query has 15
MAX_TOKENS = 1_500  # words of a document
MAX_BODY = 100_000  # bytes of a request
MAX_CHARACTERS = 20_000  # of a document
MAX_FRAGMENTS = 50  # fragments of a document
# Validation compares fields of one name in pairs: the sum of their numbers, squared, over a document.
MAX_PAIRS = 6_000
MAX_VARIABLES = 10_000  # strings, numbers, lists and objects in the variables together

# How long lists are taken to be that have no page size: (type, field) or the default.
_LIST = 6
_LENGTHS = {
    ("Vocabulary", "concepts"): 60,
    ("Query", "vocabularies"): 12,
    ("PracticeFacets", "concepts"): 200,
    ("PracticeFacets", "countries"): 60,
    ("Concept", "alternativeLabels"): 12,
    # Introspection: a schema's lists are short, and its depth is bounded by a rule of its own.
    ("__Schema", "types"): 50,
    ("__Type", "fields"): 8,
    ("__Field", "args"): 2,
    ("__Type", "inputFields"): 2,
    ("__Type", "enumValues"): 2,
    ("__Type", "interfaces"): 1,
    ("__Type", "possibleTypes"): 1,
    ("__Directive", "args"): 1,
}
# ``ofType`` is asked nine levels deep by every tool, and answers two or three.
_WRAPPED = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """Points and depth; both stop just past their limits."""

    points: int = 0
    depth: int = 0


def cost_error(cost: Cost) -> GraphQLError | None:
    """Why an operation is too much to run, or None."""
    if cost.depth > MAX_DEPTH:
        message = f"The operation is nested more than {MAX_DEPTH} levels deep. Ask for it in several operations."
    elif cost.points > MAX_COST:
        message = (
            f"The operation could cost more than {MAX_COST:,} points (about one a field of the answer). "
            "Ask for fewer fields or smaller pages."
        )
    else:
        return None
    return GraphQLError(message, extensions={"code": "TOO_COMPLEX"})


def measure(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> Cost:
    """The cost of a valid operation with its coerced variables; skipped and included fields count alike."""
    return _Meter(schema, document, variables).operation(operation)


class _Meter:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._measured: dict[str, Cost] = {}

    def operation(self, operation: OperationDefinitionNode) -> Cost:
        root = self._schema.get_root_type(operation.operation)
        return Cost() if root is None else self._selections(root, operation.selection_set)

    def _selections(self, parent: GraphQLCompositeType, selections: SelectionSetNode) -> Cost:
        points, depth = 0, 0
        for node in selections.selections:
            cost = self._selection(parent, node)
            points = min(points + cost.points, MAX_COST + 1)
            depth = max(depth, cost.depth)
        return Cost(points, depth)

    def _selection(self, parent: GraphQLCompositeType, node: object) -> Cost:
        if isinstance(node, FieldNode):
            return self._field(parent, node)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)
        return self._selections(self._type(node, parent), node.selection_set)

    def _fragment(self, name: str) -> Cost:
        if name not in self._measured:
            fragment = self._fragments[name]
            self._measured[name] = self._selections(self._type(fragment, None), fragment.selection_set)
        return self._measured[name]

    def _type(self, node: InlineFragmentNode | FragmentDefinitionNode, default: Any) -> Any:
        condition = node.type_condition
        return default if condition is None else self._schema.type_map[condition.name.value]

    def _field(self, parent: GraphQLCompositeType, node: FieldNode) -> Cost:
        field = _definition(parent, node.name.value)
        if node.selection_set is None or field is None:
            return Cost(1, 1)
        below = get_named_type(field.type)
        inner = self._selections(below, node.selection_set) if is_composite_type(below) else Cost()
        if node.name.value == "ofType":
            inner = Cost(min(inner.points, _WRAPPED), inner.depth)
        points = 1 + self._length(parent, field, node) * inner.points
        return Cost(min(points, MAX_COST + 1), min(1 + inner.depth, MAX_DEPTH + 1))

    def _length(self, parent: GraphQLCompositeType, field: GraphQLField, node: FieldNode) -> int:
        if "first" in field.args:
            return self._page(node)
        if not _is_list(field.type) or get_named_type(field.type).name == "PracticeEdge":
            return 1
        if (parent.name, node.name.value) == ("PracticeConnection", "nodes"):
            return 1  # its page size is counted at the connection
        if "ids" in field.args:
            return self._number_of_ids(node)
        return _LENGTHS.get((parent.name, node.name.value), _LIST)

    def _page(self, node: FieldNode) -> int:
        sizes = [
            self._integer(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in ("first", "last")
        ]
        asked = [size for size in sizes if size is not None]
        return min(max(asked, default=DEFAULT_PAGE), MAX_PAGE) if max(asked, default=1) > 0 else 1

    def _integer(self, value: object) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value)
        found = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return found if isinstance(found, int) else None

    def _number_of_ids(self, node: FieldNode) -> int:
        value = next((argument.value for argument in node.arguments or () if argument.name.value == "ids"), None)
        if isinstance(value, ListValueNode):
            return len(value.values)
        found = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return len(found) if isinstance(found, list) else 1


def why_not_validate(document: DocumentNode) -> str | None:
    """Why a document is too much even to validate, or None: some of the specification's rules are quadratic."""
    fragments = sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
    if fragments > MAX_FRAGMENTS:
        return f"A document has at most {MAX_FRAGMENTS} fragments; this one has {fragments}."
    names = Counter(_response_names(document))
    if sum(number * number for number in names.values()) > MAX_PAIRS:
        name, number = names.most_common(1)[0]
        return f"The document asks for too many fields of the same name ({name[:40]}, {number} times)."
    return None


def _response_names(document: DocumentNode) -> Iterator[str]:
    waiting = [getattr(node, "selection_set", None) for node in document.definitions]
    while waiting:
        selections = waiting.pop()
        for node in selections.selections if selections is not None else ():
            if isinstance(node, FieldNode):
                yield (node.alias or node.name).value
            waiting.append(getattr(node, "selection_set", None))


def _definition(parent: GraphQLCompositeType, name: str) -> GraphQLField | None:
    if name == "__schema":
        return SchemaMetaFieldDef
    if name == "__type":
        return TypeMetaFieldDef
    if isinstance(parent, (GraphQLObjectType, GraphQLInterfaceType)):
        field: GraphQLField | None = parent.fields.get(name)
        return field
    return None


def _is_list(kind: object) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
