"""Pages and exports spend the same hourly points as the API: no one reader holds the database from all others."""

from __future__ import annotations

from litestar.exceptions import TooManyRequestsException

from commons.kit.quota import Quota, client_key
from commons_web.clock import utc_now
from commons_web.conditional import AnyRequest

_PAGE = 100  # points: about what the page's statements would cost in the API
_EXPORT = 5_000
_FREE = ("/static/", "/healthz", "/readyz", "/favicon.ico", "/.well-known/")


async def pay(request: AnyRequest) -> None:
    """Take a page's points from its reader; TooManyRequestsException where they are used up."""
    path = request.scope["path"]
    if path.startswith(_FREE):
        return
    quota: Quota = request.app.state.quota
    address = request.client.host if request.client else "unknown"
    points = _EXPORT if path in ("/practices.csv", "/practices.json") else _PAGE
    now = utc_now()
    allowance = await quota.spend(client_key(request.app.state.secret, address), points, now)
    if not allowance.paid:
        seconds = max(int((allowance.reset_at - now).total_seconds()), 1)
        raise TooManyRequestsException(headers={"retry-after": str(seconds)})
