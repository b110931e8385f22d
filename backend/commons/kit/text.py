"""Text that PostgreSQL and UTF-8 can hold."""

from __future__ import annotations

from commons.kit.errors import Refused


def why_not_text(value: str) -> str | None:
    """Why ``value`` can't be stored as text, or None. NUL and lone surrogates can't be."""
    if "\0" in value:
        return "The text holds a NUL character (U+0000), which can't be stored. Remove it."
    try:
        value.encode()
    except UnicodeEncodeError as error:
        return f"The text holds half a character (a lone surrogate) at position {error.start + 1}. Remove it."
    return None


def sound_text(value: str) -> str:
    """``value`` itself; Refused with the reason where it can't be stored."""
    reason = why_not_text(value)
    if reason is not None:
        raise Refused(reason)
    return value
