"""What a client reads of an error: a sentence, a code, and for our own faults a request id instead of the fault."""

from __future__ import annotations

from typing import Any

import structlog
from graphql import GraphQLError
from strawberry.utils.str_converters import to_camel_case

from commons.kit.errors import Refused

_MAX_MESSAGE = 500  # characters: validation repeats what the client wrote

_LOG = structlog.get_logger("commons.graphql")


def published_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """An error as the response shows it: refusals in full, the program's own failures masked and logged."""
    original = error.original_error
    shown: dict[str, Any] = {"message": _short(error.message)}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        shown["path"] = list(error.path)
    if isinstance(original, Refused):
        shown["extensions"] = _refusal(original)
    elif error.path is None and (original is None or isinstance(original, GraphQLError)):
        shown["extensions"] = {"code": "BAD_REQUEST", **(error.extensions or {})}
    else:
        _LOG.error("field failed", request_id=request_id, path=shown.get("path"), exc_info=original or error)
        shown["message"] = f"Something went wrong here, not with your query. It is logged under {request_id}."
        shown["extensions"] = {"code": "INTERNAL"}
    shown["extensions"]["requestId"] = request_id
    return shown


def _short(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else f"{message[:_MAX_MESSAGE]}…"


def _refusal(refused: Refused) -> dict[str, Any]:
    # Rooms name a facet as its vocabulary does, crime-problem; here its name is crimeProblem.
    extensions: dict[str, Any] = {"code": refused.code.value, **refused.details}
    if refused.field is not None:
        extensions["field"] = to_camel_case(refused.field.replace("-", "_"))
    return extensions


def failure(request_id: str) -> dict[str, Any]:
    """The body of an answer when the program itself failed; what failed is in the log, not here."""
    message = f"Something went wrong here, not with your request. It is logged under {request_id}."
    return {"errors": [{"message": message, "extensions": {"code": "INTERNAL", "requestId": request_id}}]}


def unavailable(request_id: str) -> dict[str, Any]:
    """The body of an answer while the database does not answer."""
    message = "The database does not answer. Try again in a few seconds."
    return {"errors": [{"message": message, "extensions": {"code": "UNAVAILABLE", "requestId": request_id}}]}
