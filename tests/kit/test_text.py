"""Text that PostgreSQL and UTF-8 can hold, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kit.database import DATABASE
from commons.kit.errors import Refused
from commons.kit.text import sound_text, why_not_text

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates and NUL included


@pytest.mark.parametrize("text", ["", "Belém", "语言", "🚨 two\nlines\tand \x01 control", "\ufffe\uffff"])
def test_whatever_utf_8_holds_is_sound(text: str) -> None:
    assert why_not_text(text) is None
    assert sound_text(text) is text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a\0b", "The text holds a NUL character (U+0000), which can't be stored. Remove it."),
        ("\ud83d", "The text holds half a character (a lone surrogate) at position 1. Remove it."),
        ("abc\udc00", "The text holds half a character (a lone surrogate) at position 4. Remove it."),
    ],
)
def test_what_can_not_be_stored_is_refused_with_its_reason(text: str, sentence: str) -> None:
    assert why_not_text(text) == sentence
    with pytest.raises(Refused) as caught:
        sound_text(text)
    assert caught.value.sentence == sentence


@pytest.mark.usefixtures("empty")
@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT)
async def test_sound_text_comes_back_from_postgresql_as_it_was(text: str) -> None:
    if why_not_text(text) is None:
        assert await DATABASE.value("SELECT $1::text", text) == text
    else:
        with pytest.raises(Exception, match=r"surrogate|invalid byte sequence"):
            await DATABASE.value("SELECT $1::text", text)
