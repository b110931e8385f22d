"""The browser's files, from memory, compressed beforehand. Their names carry their hash: they may be kept for good."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from commons.kit.errors import Code, Refused
from commons_web.assets import DIST
from commons_web.conditional import AnyRequest
from commons_web.encodings import accepted_encodings

# The machine's own table may call a script plain text, which browsers then refuse to run.
_MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
_SUFFIXES = {"br": ".br", "gzip": ".gz"}
_KEPT = "public, max-age=31536000, immutable"
_HASHED = re.compile(r".+-[0-9a-f]{12}\.\w+")


@get("/static/{name:str}")
async def static(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """One file in the best encoding that the client takes."""
    files = _files()
    if name not in files or name.endswith((".br", ".gz")):
        raise Refused("There is no such file.", Code.NOT_FOUND)
    kept = _KEPT if _HASHED.fullmatch(name) else "no-cache"
    headers = {"cache-control": kept, "vary": "accept-encoding", "access-control-allow-origin": "*"}
    body = files[name]
    for encoding in accepted_encodings(request.headers.get("accept-encoding", "")):
        if name + _SUFFIXES[encoding] in files:
            headers["content-encoding"] = encoding
            body = files[name + _SUFFIXES[encoding]]
            break
    return Response(body, media_type=_media_type(name), headers=headers)


@cache
def _files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in DIST.iterdir() if path.is_file() and not path.name.startswith(".")}


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
