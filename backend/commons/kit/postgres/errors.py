"""What goes wrong with the embedded server, in words for the person who started the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PostgresError(Exception):
    """The embedded server can't be used: one clear sentence, and the server's own last words if it had any."""


@contextmanager
def plainly(data: Path) -> Iterator[None]:
    """Turns what the operating system refuses into a PostgresError that names ``data``."""
    try:
        yield
    except OSError as error:
        raise PostgresError(f"The embedded PostgreSQL of {data} can't be used: {error}") from error


def last_words(text: str, lines: int = 12) -> str:
    """The last ``lines`` lines of a program's output, indented under the sentence that they explain."""
    tail = [line for line in text.splitlines() if line.strip()][-lines:]
    return "".join(f"\n    {line.rstrip()}" for line in tail)
