"""Documents: parsed, checked and kept, so that a text is worked through once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FloatValueNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    IntValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    SelectionSetNode,
    StringValueNode,
    ValidationContext,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.validation.validate import ValidationAbortedError

from commons.kit.text import why_not_text
from commons_graphql.limits import MAX_CHARACTERS, MAX_COMPARISONS, MAX_DIGITS, MAX_KEYS, MAX_TOKENS, why_not_validate

_KEPT = 500  # documents
_KEPT_WORDS = 60_000  # of all of them together: a word takes about 300 bytes,
_WORD = 75  # and so do as many characters of a comment, at up to four bytes each
_MAX_ERRORS = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that is valid, or the errors that say why it is none."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    words: int = 0


class Documents:
    """The documents of one schema, the least recently used forgotten first."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Checked] = OrderedDict()
        self._words = 0

    def check(self, text: str) -> Checked:
        """The document of a text."""
        checked = self._kept.get(text)
        if checked is not None:
            self._kept.move_to_end(text)
            return checked
        checked = _check(self._schema, text)
        # What is not valid is not kept: it would push out what is.
        if checked.document is not None:
            self._keep(text, checked)
        return checked

    def _keep(self, text: str, checked: Checked) -> None:
        self._kept[text] = checked
        self._words += checked.words
        while len(self._kept) > _KEPT or self._words > _KEPT_WORDS:
            _, forgotten = self._kept.popitem(last=False)
            self._words -= forgotten.words


def _check(schema: GraphQLSchema, text: str) -> Checked:
    if len(text) > MAX_CHARACTERS:
        return _refused(
            f"A document has at most {MAX_CHARACTERS:,} characters; this one has {len(text):,}.", "TOO_LARGE"
        )
    try:
        document = parse(text, max_tokens=MAX_TOKENS, no_location=False)
    except GraphQLSyntaxError as error:
        error.extensions = {"code": "GRAPHQL_PARSE_FAILED"}
        return Checked(None, (error,))
    except RecursionError:
        return _refused("The document is nested too deep to be read.", "TOO_COMPLEX")
    reason = why_not_validate(document)
    return _refused(reason, "TOO_COMPLEX") if reason is not None else _validated(schema, document)


def _validated(schema: GraphQLSchema, document: DocumentNode) -> Checked:
    unsound = _unsound_value(document)
    errors = [unsound] if unsound else []
    try:
        errors = errors or validate(schema, document, _RULES, max_errors=_MAX_ERRORS)
    except RecursionError:
        return _refused("The document is nested too deep to be checked.", "TOO_COMPLEX")
    for error in errors:
        error.extensions = {"code": "GRAPHQL_VALIDATION_FAILED", **(error.extensions or {})}
    return Checked(None, tuple(errors)) if errors else Checked(document, words=_words(document))


def _words(document: DocumentNode) -> int:
    token, number = document.loc.start_token if document.loc else None, 0
    while token is not None:
        token, number = token.next, number + 1
    return number + (len(document.loc.source.body) // _WORD if document.loc else 0)


class _Overlaps(OverlappingFieldsCanBeMergedRule):
    """The specification's rule with a budget of our own."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MAX_COMPARISONS

    def enter_selection_set(self, selection_set: SelectionSetNode, _key: Any, parent: Any, *_args: Any) -> None:
        try:
            super().enter_selection_set(selection_set, _key, parent)
        except ValidationAbortedError:
            if self.rule_context.remaining_complexity_budget >= 0:
                raise
            raise ValidationAbortedError(
                "The document asks for fields of the same name too often to compare them all.",
                extensions={"code": "TOO_COMPLEX"},
            ) from None


_RULES = [_Overlaps if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules]


def _refused(sentence: str, code: str) -> Checked:
    return Checked(None, (GraphQLError(sentence, extensions={"code": code}),))


class _Values(Visitor):
    error: GraphQLError | None = None

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        self._refuse(why_not_text(node.value), node)

    def enter_int_value(self, node: IntValueNode, *_: Any) -> None:
        self._refuse(_why_not_number(node.value), node)

    def enter_float_value(self, node: FloatValueNode, *_: Any) -> None:
        self._refuse(_why_not_number(node.value), node)

    def enter_object_value(self, node: ObjectValueNode, *_: Any) -> None:
        self._refuse(_why_not_object(len(node.fields)), node)

    def _refuse(self, reason: str | None, node: Node) -> None:
        if reason is not None and self.error is None:
            self.error = GraphQLError(reason, node)


def _why_not_number(text: str) -> str | None:
    return f"A number has at most {MAX_DIGITS} digits; this one has {len(text):,}." if len(text) > MAX_DIGITS else None


def _why_not_object(keys: int) -> str | None:
    return f"An object has at most {MAX_KEYS} keys; this one has {keys}." if keys > MAX_KEYS else None


def _unsound_value(document: DocumentNode) -> GraphQLError | None:
    """Strings that can't be stored are refused at the door, not by the database, and what nothing can hold."""
    values = _Values()
    visit(document, values)
    return values.error


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    """The operations of a document."""
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
