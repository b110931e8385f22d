"""The browser's files, from memory, compressed beforehand. Their names carry their hash: they may be kept for good."""

from __future__ import annotations

import mimetypes
from functools import cache

from litestar import Response, get
from litestar.params import FromPath

from commons.kit.errors import Code, Refused
from commons_web.assets import DIST
from commons_web.conditional import AnyRequest

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_KEPT = "public, max-age=31536000, immutable"


@get("/static/{name:str}")
async def static(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """One file in the best encoding that the client takes."""
    files = _files()
    if name not in files or name.endswith((".br", ".gz")):
        raise Refused("There is no such file.", Code.NOT_FOUND)
    headers = {"cache-control": _KEPT, "vary": "accept-encoding", "access-control-allow-origin": "*"}
    accepted = _accepted(request.headers.get("accept-encoding", ""))
    body = files[name]
    for encoding, suffix in _ENCODINGS:
        if encoding in accepted and name + suffix in files:
            headers["content-encoding"] = encoding
            body = files[name + suffix]
            break
    return Response(body, media_type=_media_type(name), headers=headers)


@cache
def _files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in DIST.iterdir() if path.is_file() and not path.name.startswith(".")}


def _media_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _accepted(header: str) -> set[str]:
    """Encodings that the client takes; one with q=0 is one it refuses."""
    names = set()
    for part in header.split(","):
        name, _, weight = part.strip().partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            names.add(name.strip().lower())
    return names
