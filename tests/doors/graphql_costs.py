"""Costs, measured as the API door measures them, and fields, counted in an answer."""

from __future__ import annotations

from typing import Any

from graphql.execution import get_variable_values

from commons_graphql.documents import Documents, operations
from commons_graphql.execution import CORE
from commons_graphql.limits import Cost, measure


def cost_of(query: str, variables: dict[str, Any] | None = None) -> Cost:
    """The cost of a valid document's first operation."""
    checked = Documents(CORE).check(query)
    assert checked.document is not None, checked.errors
    operation = operations(checked.document)[0]
    coerced = get_variable_values(CORE, operation.variable_definitions or (), variables or {})
    assert not isinstance(coerced, list), coerced
    return measure(CORE, checked.document, operation, coerced.coerced)


def fields_in(answer: Any) -> int:
    """The fields of an answer, each as often as it is there."""
    if isinstance(answer, dict):
        return sum(1 + fields_in(value) for value in answer.values())
    return sum(fields_in(value) for value in answer) if isinstance(answer, list) else 0
