"""The Piccolo engine, repaired: it connects when asked, and its transactions nest and always give back.

What is repaired, each with a test in ``tests/kit/test_database.py``: Piccolo's engine opens a connection
when constructed; its nested ``transaction()`` is a no-op, so that a caught inner failure is committed;
a COMMIT that fails keeps its connection for ever.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

Isolation = Literal["read_committed", "repeatable_read", "serializable"]
Row = Any  # asyncpg.Record: a mapping by column name, without static types

OLDEST = 15
_WAIT_SECONDS = 10.0  # for a connection of the pool

_AT_ONCE: ContextVar[asyncio.Semaphore | None] = ContextVar("at_once", default=None)


class DatabaseError(Exception):
    """The database can't be used. Its text is one line for the person who started the program."""


def in_one_line(error: BaseException) -> str:
    """What the driver says, its details and hints included; its kind where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__


class Transaction(PostgresTransaction):
    """One transaction; inside another, a savepoint. The connection goes back whatever happens."""

    __slots__ = ("_isolation", "_readonly", "_release")

    def __init__(self, engine: Database, isolation: Isolation, readonly: bool) -> None:
        super().__init__(engine)
        self._isolation = isolation
        self._readonly = readonly
        self._release: AbstractAsyncContextManager[Any] | None = None

    async def __aenter__(self) -> Self:
        if self._parent is not None:
            self.connection = self._parent.connection
            self.transaction = self.connection.transaction()
        else:
            self._release = Database.of(self.engine).acquire()
            self.connection = await self._release.__aenter__()
            self.transaction = self.connection.transaction(isolation=self._isolation, readonly=self._readonly)
        try:
            await self.transaction.start()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> Literal[False]:
        try:
            self.engine.current_transaction.reset(self.context)
            if error is None:
                await self.transaction.commit()
            else:
                await self.transaction.rollback()
        finally:
            await self._give_back()
        return False

    async def _give_back(self) -> None:
        if self._release is not None:
            await self._release.__aexit__(None, None, None)


class Database(PostgresEngine):
    """The one database of an installation. Made at import without a connection; ``open`` connects it."""

    def __init__(self) -> None:
        super().__init__(config={})

    @staticmethod
    def of(engine: PostgresEngine) -> Database:
        assert isinstance(engine, Database)
        return engine

    async def check_version(self) -> None:
        """Piccolo asks at import; we ask in ``open``."""

    async def prep_database(self) -> None:
        """Extensions are made by migrations."""

    async def open(self, dsn: str, *, size: int = 10) -> None:
        """Connect a pool of up to ``size``; DatabaseError with one line where it can't be."""
        try:
            self.pool = await asyncpg.create_pool(
                dsn,
                # A new connection costs tens of milliseconds; an answer asks for several things at once.
                min_size=max(size // 2, 1),
                max_size=size,
                init=_speak_json,
                server_settings={"application_name": "commons", "timezone": "UTC", "statement_timeout": "30000"},
            )
        except (OSError, OverflowError, asyncpg.PostgresError, ValueError) as error:
            raise DatabaseError(f"The database can't be reached: {in_one_line(error)}") from error
        await self._refuse_old()

    async def _refuse_old(self) -> None:
        number = int(await self.value("SHOW server_version_num"))
        if number < OLDEST * 10_000:
            await self.close()
            raise DatabaseError(f"PostgreSQL {OLDEST} or later is needed; this server is {number // 10_000}.")

    async def close(self) -> None:
        """Close the pool, if there is one."""
        pool, self.pool = self.pool, None
        if pool is not None:
            await pool.close()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """A connection of the pool, given back at the end."""
        pool = self.pool  # kept: close() forgets it while it waits for who is at work
        if pool is None:
            raise DatabaseError("The database is not open.")
        waiting = pool.acquire(timeout=_WAIT_SECONDS)
        try:
            connection = await waiting
        except TimeoutError:
            raise DatabaseError(f"No connection was free for {_WAIT_SECONDS:.0f} seconds.") from None
        except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError) as error:
            raise DatabaseError(f"The database can't be reached: {in_one_line(error)}") from error
        try:
            yield connection
        finally:
            await pool.release(connection)

    def transaction(  # type: ignore[override]  # Piccolo's own option allow_nested is what is repaired here
        self, *, isolation: Isolation = "read_committed", readonly: bool = False
    ) -> Transaction:
        """A transaction as a context manager; inside another, a savepoint that rolls back alone."""
        return Transaction(self, isolation, readonly)

    @contextmanager
    def at_most(self, number: int) -> Iterator[None]:
        """Inside, this task and those it starts run at most so many statements at once: others want connections too."""
        before = _AT_ONCE.set(asyncio.Semaphore(number))
        try:
            yield
        finally:
            _AT_ONCE.reset(before)

    async def rows(self, sql: str, *args: object) -> list[Row]:
        """The rows of a statement, on the current transaction's connection if there is one.

        DatabaseError where no connection is free for a long time.
        """
        current = self.current_transaction.get()
        if current is not None:
            return list(await current.connection.fetch(sql, *args))
        async with _AT_ONCE.get() or nullcontext(), self.acquire() as connection:
            return list(await connection.fetch(sql, *args))

    async def row(self, sql: str, *args: object) -> Row | None:
        """The first row, or None."""
        found = await self.rows(sql, *args)
        return found[0] if found else None

    async def value(self, sql: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        found = await self.row(sql, *args)
        return None if found is None else found[0]

    async def many(self, sql: str, parameters: Sequence[Sequence[object]]) -> None:
        """One statement for many parameter rows; inside a transaction only, so that all or none happen."""
        current = self.current_transaction.get()
        if current is None:
            raise DatabaseError("Many rows are written inside a transaction.")
        await current.connection.executemany(sql, parameters)


def _to_json(value: object) -> str:
    # Piccolo hands over text that is JSON already.
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def _speak_json(connection: Any) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=_to_json, decoder=json.loads)


DATABASE = Database()
