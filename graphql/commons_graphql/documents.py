"""Documents: parsed, checked and kept, so that a text is worked through once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    StringValueNode,
    Visitor,
    parse,
    validate,
    visit,
)

from commons.kit.text import why_not_text
from commons_graphql.limits import MAX_CHARACTERS, MAX_TOKENS, why_not_validate

_KEPT = 500
_MAX_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that is valid, or the errors that say why it is none."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()


class Documents:
    """The documents of one schema, the least recently used forgotten first."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Checked] = OrderedDict()

    def check(self, text: str) -> Checked:
        """The document of a text."""
        checked = self._kept.pop(text, None)
        if checked is None:
            checked = _check(self._schema, text)
        # What is not valid is not kept: it would push out what is.
        if checked.document is not None:
            self._kept[text] = checked
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return checked


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
    unsound = _unsound_strings(document)
    errors = [unsound] if unsound else []
    try:
        errors = errors or validate(schema, document, max_errors=_MAX_ERRORS)
    except RecursionError:
        return _refused("The document is nested too deep to be checked.", "TOO_COMPLEX")
    for error in errors:
        error.extensions = {"code": "GRAPHQL_VALIDATION_FAILED", **(error.extensions or {})}
    return Checked(None, tuple(errors)) if errors else Checked(document)


def _refused(sentence: str, code: str) -> Checked:
    return Checked(None, (GraphQLError(sentence, extensions={"code": code}),))


class _Strings(Visitor):
    error: GraphQLError | None = None

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        reason = why_not_text(node.value)
        if reason is not None and self.error is None:
            self.error = GraphQLError(reason, node)


def _unsound_strings(document: DocumentNode) -> GraphQLError | None:
    """Strings that can't be stored are refused at the door, not by the database."""
    strings = _Strings()
    visit(document, strings)
    return strings.error


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    """The operations of a document."""
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
