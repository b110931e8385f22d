"""Cost points by client and hour, shared by all processes of an installation.

A process takes points from PostgreSQL in leases and spends them from memory, so that most requests
write nothing. What a process has leased and not spent is lost at the end of the hour, to the client's cost
by at most one lease a process.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from commons.kit.database import DATABASE

_KEPT = 10_000  # clients remembered in memory; the longest idle is forgotten first
_LEASES = 50  # an hour's points are leased in about so many pieces

# A lease is granted whole or not at all, so that the row never passes the limit ($4).
_TAKE = """
INSERT INTO quota AS q (client, hour, points) SELECT $1, $2, $3::bigint WHERE $3::bigint <= $4::bigint
ON CONFLICT (client, hour) DO UPDATE SET points = q.points + excluded.points
WHERE q.points + excluded.points <= $4::bigint
RETURNING points
"""
_TAKEN = "SELECT points FROM quota WHERE client = $1 AND hour = $2"


@dataclass(slots=True)
class _Account:
    hour: datetime
    free: int = 0  # leased and not spent
    taken: int = 0  # leased by all processes, as last seen


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client may still spend: points an hour, points left, when the hour ends, whether this one was paid."""

    limit: int
    remaining: int
    reset_at: datetime
    paid: bool


class Quota:
    """Points an hour for each client."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lease = max(limit // _LEASES, 1)
        self._accounts: OrderedDict[bytes, _Account] = OrderedDict()

    async def spend(self, client: bytes, points: int, now: datetime) -> Allowance:
        """Pay ``points`` if the client has them; ``paid`` says whether it had."""
        account = self._account(client, now)
        # While one request waits for its lease, another may spend it: ask again until nothing is granted.
        while account.free < points and await self._lease_more(client, account, points - account.free):
            pass
        paid = account.free >= points
        if paid:
            account.free -= points
        return self._allowance(account, paid)

    def used_up(self, client: bytes, now: datetime) -> bool:
        """Whether this process knows already that the client has nothing left; asks nobody."""
        account = self._account(client, now)
        return account.free == 0 and account.taken >= self._limit

    async def look(self, client: bytes, now: datetime) -> Allowance:
        """What is left, without spending."""
        account = self._account(client, now)
        await self._see(client, account)
        return self._allowance(account, paid=True)

    def _account(self, client: bytes, now: datetime) -> _Account:
        hour = now.replace(minute=0, second=0, microsecond=0)
        account = self._accounts.pop(client, None)
        if account is None or account.hour != hour:
            account = _Account(hour)
        self._accounts[client] = account
        if len(self._accounts) > _KEPT:
            self._accounts.popitem(last=False)
        return account

    async def _lease_more(self, client: bytes, account: _Account, missing: int) -> bool:
        """Whether points were granted: a whole lease or, where the limit is near, just what is missing."""
        for wanted in sorted({max(missing, self._lease), missing}, reverse=True):
            if account.taken + wanted > self._limit:
                continue  # others only ever add to what was taken: the database would say no
            taken = await DATABASE.value(_TAKE, client, account.hour, wanted, self._limit)
            if taken is not None:
                account.taken = max(account.taken, taken)
                account.free += wanted
                return True
            await self._see(client, account)
        return False

    async def _see(self, client: bytes, account: _Account) -> None:
        account.taken = max(account.taken, await DATABASE.value(_TAKEN, client, account.hour) or 0)

    def _allowance(self, account: _Account, paid: bool) -> Allowance:
        remaining = max(self._limit - account.taken, 0) + account.free
        return Allowance(self._limit, remaining, account.hour + timedelta(hours=1), paid)


def client_key(secret: bytes, address: str) -> bytes:
    """A keyed hash of a client's address: the address itself is kept nowhere. A home's IPv6 network counts as one."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        known = None
    if isinstance(known, ipaddress.IPv6Address):
        mapped = known.ipv4_mapped
        address = str(mapped or ipaddress.ip_network(f"{known}/64", strict=False))
    return hmac.new(secret, f"quota:{address}".encode(), hashlib.sha256).digest()[:16]


async def forget_old_quotas(now: datetime) -> None:
    """Delete the accounts of hours that are over."""
    await DATABASE.rows("DELETE FROM quota WHERE hour < $1", now - timedelta(hours=2))
