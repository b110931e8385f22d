"""From an HTTP request to a GraphQL request: what can't be meant is refused with a status and a sentence."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commons.kit.text import why_not_text
from commons_graphql.execution import Request
from commons_graphql.limits import MAX_ACCEPT, MAX_BODY
from commons_graphql.negotiation import GRAPHQL_JSON, JSON, best_media_type


class Unreadable(Exception):
    """A request that is no GraphQL request; ``status`` is the HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Body(BaseModel):
    """A request's body (GraphQL over HTTP, “Request parameters”); other keys are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore")

    query: str
    operation_name: str | None = Field(None, alias="operationName")
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


def media_type(accept: str | None) -> str:
    """The media type of the answer; Unreadable (406, 431) where the client takes none that there is."""
    if not accept or not accept.strip():
        return JSON
    if len(accept) > MAX_ACCEPT:
        raise Unreadable(431, f"An Accept header has at most {MAX_ACCEPT:,} characters.")
    best = best_media_type(accept)
    if best is None:
        raise Unreadable(406, f"Answers come as {JSON} or {GRAPHQL_JSON}; the Accept header takes neither.")
    return best


def from_query_string(raw: bytes) -> Request:
    """The request of a GET; Unreadable where a parameter can't be meant."""
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise Unreadable(400, "The address holds something that is not UTF-8, or too many parameters.") from None
    given = dict(pairs)
    body: dict[str, Any] = {key: given[key] for key in ("query", "operationName") if key in given}
    for key in ("variables", "extensions"):
        if given.get(key):
            body[key] = _json(given[key].encode(errors="surrogatepass"), key)
    return _request(body)


def from_body(content_type: str, raw: bytes) -> Request:
    """The request of a POST; Unreadable where the body can't be meant."""
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() != JSON:
        raise Unreadable(415, f"Send the request as {JSON}.")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"') if parameters.strip() else "utf-8"
    if charset not in ("utf-8", "utf8"):
        raise Unreadable(415, "Send the request in UTF-8.")
    body = _json(raw, "The body")
    if isinstance(body, list):
        raise Unreadable(400, "Send one operation a request, as a JSON object; batches are not taken.")
    if not isinstance(body, dict):
        raise Unreadable(400, "The body must be a JSON object with the key query.")
    return _request(body)


def check_length(length: int) -> None:
    """Unreadable (413) where a body is longer than one may be."""
    if length > MAX_BODY:
        raise Unreadable(413, f"A request has at most {MAX_BODY:,} bytes.")


def _request(body: dict[str, Any]) -> Request:
    try:
        read = Body.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Unreadable(400, f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}.") from None
    for name, text in (("query", read.query), ("operationName", read.operation_name or "")):
        reason = why_not_text(text)
        if reason is not None:
            raise Unreadable(400, f"{name}: {reason}")
    if not read.query.strip():
        raise Unreadable(400, "query: it is empty. Send a GraphQL document.")
    return Request(read.query, read.operation_name or None, read.variables or {})


def _json(raw: bytes, what: str) -> Any:
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Unreadable(400, f"{what} is not UTF-8 (byte {error.start + 1}).") from None
    except RecursionError:
        raise Unreadable(400, f"{what} is nested too deep.") from None
    except ValueError as error:
        raise Unreadable(400, f"{what} is not JSON: {error}.") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
