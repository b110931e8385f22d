"""One operation from text to answer: check, measure, pay, run."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    execute,
)
from graphql.execution import get_variable_values

from commons.kit.quota import Allowance, Quota
from commons.kit.text import why_not_text
from commons_graphql.context import Context
from commons_graphql.documents import Documents, operations
from commons_graphql.errors import published_error
from commons_graphql.limits import MAX_VARIABLES, cost_error, measure
from commons_graphql.schema import SCHEMA

# Strawberry keeps the executable schema in a private attribute; its own ``execute`` parses and validates each time
# and can't tell a request error from a field error, which HTTP needs.
CORE = SCHEMA._schema  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks: a document, which of its operations, and variables."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: the request's id, a keyed hash of the address, and the address of this installation."""

    request_id: str
    key: bytes
    base_url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A response's body, whether anything was run, and what the client has left."""

    body: dict[str, Any]
    ran: bool
    allowance: Allowance | None = None

    @property
    def unpaid(self) -> bool:
        """Whether it was refused because the client's points are used up."""
        return self.allowance is not None and not self.allowance.paid


class Executor:
    """Runs operations of the public schema."""

    def __init__(self, quota: Quota) -> None:
        self._documents = Documents(CORE)
        self._quota = quota

    async def run(self, request: Request, client: Client, now: datetime) -> Answer:
        """The answer to a request; never raises for what a client sends."""
        checked = self._documents.check(request.query)
        if checked.document is None:
            return _refused(list(checked.errors), client)
        prepared = _prepare(checked.document, request)
        if isinstance(prepared, list):
            return _refused(prepared, client)
        operation, variables = prepared
        cost = measure(CORE, checked.document, operation, variables)
        error = cost_error(cost)
        if error is not None:
            return _refused([error], client)
        allowance = await self._quota.spend(client.key, cost.points, now)
        if not allowance.paid:
            return _refused([_used_up(cost.points, allowance)], client, allowance)
        context = Context(client.request_id, client.base_url, cost.points, allowance)
        return _answer(await _execute(checked.document, request, context), client, allowance)


async def _execute(document: DocumentNode, request: Request, context: Context) -> ExecutionResult:
    result = execute(
        CORE,
        document,
        context_value=context,
        variable_values=request.variables,
        operation_name=request.operation_name,
        executor_class=SCHEMA.execution_context_class,
    )
    return await result if inspect.isawaitable(result) else result


def _prepare(
    document: DocumentNode, request: Request
) -> tuple[OperationDefinitionNode, dict[str, Any]] | list[GraphQLError]:
    """The operation that is meant with its coerced variables, or why there is none."""
    operation = _operation(document, request.operation_name)
    if isinstance(operation, GraphQLError):
        return [operation]
    reason = _why_not_variables(request.variables)
    if reason is not None:
        return [_bad(reason)]
    coerced = get_variable_values(CORE, operation.variable_definitions or (), request.variables, max_errors=10)
    if isinstance(coerced, list):
        for error in coerced:
            error.extensions = {"code": "BAD_VARIABLES", **(error.extensions or {})}
        return coerced
    return operation, dict(coerced.coerced)


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | GraphQLError:
    found = operations(document)
    if name is None and len(found) == 1:
        return found[0]
    if name is None:
        return _bad("The document has several operations. Say which one in operationName.")
    named = next((node for node in found if node.name and node.name.value == name), None)
    return named or _bad("The document has no operation of the name given in operationName.")


def _why_not_variables(variables: dict[str, Any]) -> str | None:
    """Why the variables can't be used, or None. They are walked without recursion: they may be deep."""
    waiting: list[Any] = [variables]
    seen = 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > MAX_VARIABLES:
            return f"The variables hold more than {MAX_VARIABLES:,} values."
        if isinstance(value, str):
            reason = why_not_text(value)
            if reason is not None:
                return reason
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
    return None


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})


def _used_up(points: int, allowance: Allowance) -> GraphQLError:
    message = (
        f"This costs {points:,} points and {allowance.remaining:,} of {allowance.limit:,} are left in this hour. "
        f"They are full again at {allowance.reset_at:%H:%M} UTC."
    )
    return GraphQLError(message, extensions={"code": "RATE_LIMITED"})


def _refused(errors: list[GraphQLError], client: Client, allowance: Allowance | None = None) -> Answer:
    return Answer({"errors": [published_error(error, client.request_id) for error in errors]}, False, allowance)


def _answer(result: ExecutionResult, client: Client, allowance: Allowance) -> Answer:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [published_error(error, client.request_id) for error in result.errors]
    return Answer(body, True, allowance)
