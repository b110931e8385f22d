"""Refusals and failures as pages in the site's own look, and as problem details for programs."""

from __future__ import annotations

import json
from http import HTTPStatus

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from commons.kit.database import DatabaseError
from commons.kit.errors import Code, Refused
from commons.kit.text import why_not_text
from commons_web.conditional import AnyRequest
from commons_web.spending import pay
from commons_web.templating import page, request_id

_LOG = structlog.get_logger("commons.web")

_STATUS = {Code.INVALID: 400, Code.NOT_FOUND: 404, Code.FORBIDDEN: 403, Code.CONFLICT: 409, Code.GONE: 410}
_TITLES = {
    400: "That address can’t be read",
    404: "There is nothing here",
    405: "That can’t be done here",
    429: "You have read very much",
    410: "This was withdrawn",
    500: "Something went wrong here",
    503: "The library is away for a moment",
}
_NEXT = {
    429: "They are full again at the next full hour. To copy the library, one export or the API costs far less.",
    404: "The address may have a typing error, or the page may have moved. Search for it, or start from a list.",
    503: "It is not your doing, and it has been logged. Try again in a few seconds.",
    500: "It is not your doing, and it has been logged. Try again in a minute.",
}
_SENTENCES = {
    404: "No page has this address.",
    405: "This address can be read, but takes nothing.",
    429: "The points that one address may spend in an hour are used up.",
    500: "The page could not be made.",
    503: "Its database does not answer.",
}


async def before_request(request: AnyRequest) -> None:
    """What every page asks of a request before it answers."""
    _refuse_unsound_address(request)
    await pay(request)


def _refuse_unsound_address(request: AnyRequest) -> None:
    """PostgreSQL can't even be asked for a name with a NUL in it, so nothing has one."""
    if why_not_text(request.scope["path"]) is not None:
        raise Refused(_SENTENCES[404], Code.NOT_FOUND)


def on_refused(request: AnyRequest, refusal: Refused) -> Response[bytes]:
    """A room's no, in its own words."""
    return _response(request, _STATUS.get(refusal.code, 400), refusal.sentence)


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """The framework's no: an unknown address or a wrong method."""
    if error.status_code >= 500:
        return on_failure(request, error)
    sentence = _SENTENCES.get(error.status_code, "The request can’t be answered as it is.")
    return _response(request, error.status_code, sentence, dict(error.headers or {}))


def on_unavailable(request: AnyRequest, error: DatabaseError) -> Response[bytes]:
    """The database is away or busy: logged, and worth another try soon."""
    _LOG.error("no database", request_id=request_id(request), path=request.url.path, reason=str(error))
    return _response(request, 503, _SENTENCES[503], {"retry-after": "5"})


def on_failure(request: AnyRequest, error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its trace, shown without it."""
    _LOG.error("request failed", request_id=request_id(request), path=request.url.path, exc_info=error)
    return _response(request, 500, _SENTENCES[500])


def _response(
    request: AnyRequest, status: int, sentence: str, headers: dict[str, str] | None = None
) -> Response[bytes]:
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    made = (
        _page(request, status, title, sentence) if _wants_page(request) else _problem(request, status, title, sentence)
    )
    for name, value in (headers or {}).items():
        made.headers[name.lower()] = value
    return made


def _wants_page(request: AnyRequest) -> bool:
    """Programs get JSON: at addresses of data, and where they ask for it and not for a page."""
    accept = request.headers.get("accept", "")
    data = request.url.path.endswith((".json", ".csv")) or request.url.path.startswith(
        ("/graphql", "/healthz", "/readyz")
    )
    return not data and ("json" not in accept or "html" in accept)


def _page(request: AnyRequest, status: int, title: str, sentence: str) -> Response[bytes]:
    shown = request_id(request) if status >= 500 else None
    context = {"code": status, "title": title, "sentence": sentence, "what_next": _NEXT.get(status)}
    return page(request, "public/error.html", status=status, request_id=shown, **context)


def _problem(request: AnyRequest, status: int, title: str, sentence: str) -> Response[bytes]:
    """RFC 9457."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": sentence,
        "requestId": request_id(request),
    }
    return Response(json.dumps(body).encode(), status_code=status, media_type="application/problem+json")
