"""What an operation may cost: one rule for depth, breadth, aliases, page sizes and statements.

The cost is an upper bound of the fields in the answer: each field is one point, and what stands below a list
is multiplied by the list's length, which for a list without a page size is what ``list_length`` takes it for.
Fields that ask the database for themselves cost more. Fragments are measured once, and sums stop growing just
past the limit, so that a document is measured in time linear in its length, whatever it would expand to.
"""

from __future__ import annotations

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
    StringValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)
from graphql.type import SchemaMetaFieldDef, TypeMetaFieldDef

from commons.kit.paging import DEFAULT_PAGE, MAX_PAGE
from commons_graphql.introspection import count_fields

MAX_COST = 15_000  # points an operation
MAX_DEPTH = 16  # levels of fields; the usual introspection query has 15
MAX_TOKENS = 1_500  # words of a document
MAX_BODY = 100_000  # bytes of a request
MAX_ACCEPT = 1_000  # characters of an Accept header
MAX_CHARACTERS = 20_000  # of a document
MAX_DIGITS = 100  # of a number in a document
MAX_KEYS = 50  # of an input object in a document; a mistake in it is shown with all of it
MAX_FRAGMENTS = 50  # fragments and operations of a document, together
# Validation compares fields of one name in pairs, and fragments multiply the pairs. Honest documents need some dozens.
MAX_COMPARISONS = 6_000
REFUSED_COST = 100  # points of a document that is refused: reading it took time too
MAX_SECONDS = 20.0  # in which an operation must have ended
MAX_AT_ONCE = 3  # statements that one operation may have running
MAX_VARIABLES = 10_000  # strings, numbers, lists and objects in the variables together

# How long lists are taken to be that have no page size: (type, field) or the default. A test holds the library to it.
_LIST = 10
_LENGTHS = {
    ("Query", "vocabularies"): 12,
    ("Vocabulary", "concepts"): 60,
    ("Vocabulary", "titles"): 6,
    ("Concept", "labels"): 6,
    ("Concept", "alternativeLabels"): 20,
    ("Concept", "narrower"): 20,
    ("PracticeFacets", "concepts"): 320,
    ("PracticeFacets", "countries"): 250,
    ("Practice", "evaluations"): 4,
    ("Evaluation", "findings"): 6,
    ("Practice", "history"): 6,
}
# Fields that send statements of their own each time they are asked for, which aliases multiply: what these
# cost in points, a point being about the time that a field takes.
_STATEMENTS = {
    ("Query", "practices"): 200,
    ("Query", "practice"): 50,
    ("PracticeConnection", "totalCount"): 100,
    ("PracticeConnection", "facets"): 200,
}
# Fields that send one statement for a whole operation, however often they are asked for.
_ONCE = {("Concept", "practiceCount"): 200}
_ROWS = {("PracticeConnection", "nodes"), ("PracticeConnection", "edges")}


@dataclass(frozen=True, slots=True)
class Cost:
    """Points, points for each row of the page that it is asked in, and depth; all stop just past their limits."""

    points: int = 0
    rows: int = 0
    depth: int = 0


def list_length(type_name: str, field: str) -> int:
    """How long a list without a page size is taken to be."""
    return _LENGTHS.get((type_name, field), _LIST)


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
        self._once: set[tuple[str, str]] = set()

    def operation(self, operation: OperationDefinitionNode) -> Cost:
        root = self._schema.get_root_type(operation.operation)
        cost = Cost() if root is None else self._selections(root, operation.selection_set)
        return _capped(cost.points + sum(_ONCE[place] for place in self._once), cost.rows, cost.depth)

    def _selections(self, parent: GraphQLCompositeType, selections: SelectionSetNode) -> Cost:
        points, rows, depth = 0, 0, 0
        for node in selections.selections:
            cost = self._selection(parent, node)
            points, rows, depth = points + cost.points, rows + cost.rows, max(depth, cost.depth)
        return _capped(points, rows, depth)

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
        place = (parent.name, node.name.value)
        own = 1 + _STATEMENTS.get(place, 0)
        self._once |= {place} & _ONCE.keys()
        field = _definition(parent, node.name.value)
        if node.selection_set is None or field is None:
            return Cost(own, 0, 1)
        below = get_named_type(field.type)
        inner = self._selections(below, node.selection_set) if is_composite_type(below) else Cost()
        depth = 1 + inner.depth
        if field in (SchemaMetaFieldDef, TypeMetaFieldDef):
            return _capped(self._introspection(node), 0, depth)
        if place in _ROWS:
            return _capped(own, inner.points, depth)
        if "first" in field.args:
            return _capped(own + inner.points + self._page(node) * inner.rows, 0, depth)
        return _capped(own + self._length(place, field, node) * inner.points, 0, depth)

    def _introspection(self, node: FieldNode) -> int:
        name = next((self._text(argument.value) for argument in node.arguments or ()), None)
        return count_fields(self._schema, self._fragments, node, name, MAX_COST)

    def _length(self, place: tuple[str, str], field: GraphQLField, node: FieldNode) -> int:
        if not _is_list(field.type):
            return 1
        return self._number_of_ids(node) if "ids" in field.args else list_length(*place)

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

    def _text(self, value: object) -> str | None:
        if isinstance(value, StringValueNode):
            return value.value
        found = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return found if isinstance(found, str) else None

    def _number_of_ids(self, node: FieldNode) -> int:
        value = next((argument.value for argument in node.arguments or () if argument.name.value == "ids"), None)
        if isinstance(value, ListValueNode):
            return len(value.values)
        found = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return len(found) if isinstance(found, list) else 1


def _capped(points: int, rows: int, depth: int) -> Cost:
    return Cost(min(points, MAX_COST + 1), min(rows, MAX_COST + 1), min(depth, MAX_DEPTH + 1))


def why_not_validate(document: DocumentNode) -> str | None:
    """Why a document is too much even to validate, or None."""
    number = len(document.definitions)
    if number > MAX_FRAGMENTS:
        return f"A document has at most {MAX_FRAGMENTS} fragments and operations; this one has {number}."
    return None


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
