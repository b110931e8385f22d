"""For balancers and monitors: does the process answer, and can it do its work."""

from __future__ import annotations

from litestar import Response, get

from commons.kit.database import DATABASE, DatabaseError

_FRESH = {"cache-control": "no-store"}


@get("/healthz")
async def healthz() -> Response[dict[str, str]]:
    """The process answers."""
    return Response({"status": "ok"}, headers=_FRESH)


@get("/readyz")
async def readyz() -> Response[dict[str, str]]:
    """The database answers too; 503 where it does not."""
    try:
        await DATABASE.value("SELECT 1")
    except (DatabaseError, OSError, Exception) as error:  # noqa: BLE001  # whatever it is, it is not ready
        return Response({"status": "not ready", "reason": type(error).__name__}, status_code=503, headers=_FRESH)
    return Response({"status": "ready"}, headers=_FRESH)
