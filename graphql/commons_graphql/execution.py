"""One operation from text to answer: check, measure, pay, run."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass, field, replace
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

from commons.kit.database import DATABASE
from commons.kit.quota import Allowance, Quota
from commons.kit.text import why_not_text
from commons_graphql.context import Context
from commons_graphql.documents import Documents, operations
from commons_graphql.errors import published_error
from commons_graphql.limits import (
    MAX_AT_ONCE,
    MAX_SECONDS,
    MAX_VARIABLES,
    REFUSED_COST,
    Cost,
    cost_error,
    measure,
)
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
    timed_out: bool = False

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
        if self._quota.used_up(client.key, now):
            return await self._refuse_unpaid(client, 1, now)
        prepared = self._prepared(request)
        if isinstance(prepared, list):
            await self._quota.spend(client.key, REFUSED_COST, now)
            return _refused(prepared, client)
        document, cost = prepared
        allowance = await self._quota.spend(client.key, cost.points, now)
        if not allowance.paid:
            return await self._refuse_unpaid(client, cost.points, now)
        context = Context(client.request_id, client.base_url, cost.points, allowance)
        return await _executed(document, request, context, client)

    def _prepared(self, request: Request) -> tuple[DocumentNode, Cost] | list[GraphQLError]:
        """A document that may be run and what it costs, or why it may not."""
        checked = self._documents.check(request.query)
        if checked.document is None:
            return list(checked.errors)
        prepared = _prepare(checked.document, request)
        if isinstance(prepared, list):
            return prepared
        cost = measure(CORE, checked.document, *prepared)
        error = cost_error(cost)
        return (checked.document, cost) if error is None else [error]

    async def _refuse_unpaid(self, client: Client, points: int, now: datetime) -> Answer:
        allowance = replace(await self._quota.look(client.key, now), paid=False)
        return _refused([_used_up(points, allowance)], client, allowance)


async def _executed(document: DocumentNode, request: Request, context: Context, client: Client) -> Answer:
    try:
        async with asyncio.timeout(MAX_SECONDS):
            with DATABASE.at_most(MAX_AT_ONCE):
                return _answer(await _execute(document, request, context), client, context.allowance)
    except TimeoutError:
        return replace(_refused([_too_slow()], client, context.allowance), timed_out=True)


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


def _too_slow() -> GraphQLError:
    message = f"The operation took more than {MAX_SECONDS:.0f} seconds and was ended. Ask for less, or later."
    return GraphQLError(message, extensions={"code": "TIMED_OUT"})


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
