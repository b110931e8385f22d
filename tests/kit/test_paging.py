"""Cursors come back as they were given, nothing else passes for one, and a page knows its neighbours."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.kit.errors import Code, Refused
from commons.kit.paging import Cursor, Page, PageRequest, decode_cursor, page_request, trim

NOT_OURS = "This cursor was not made by this registry. Use an endCursor or startCursor as it was given."

KEYS = st.text(max_size=300) | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False)
CURSORS = st.builds(Cursor, order=st.from_regex(r"[A-Z_]{1,40}", fullmatch=True), key=KEYS, id=st.uuids().map(str))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=4)
)


def packed(value: object) -> str:
    """A value packed as cursors are."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(cursor=CURSORS)
def test_any_cursor_comes_back_as_it_was_made(cursor: Cursor) -> None:
    assert decode_cursor(cursor.encode(), cursor.order) == cursor


@given(cursor=CURSORS)
def test_a_cursor_is_plain_text_for_addresses(cursor: Cursor) -> None:
    assert cursor.encode().isascii()
    assert cursor.encode().replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("sign", ["x", "é", "语", "🚨", '"', "\x01"])
def test_the_longest_title_still_makes_a_cursor(sign: str) -> None:
    cursor = Cursor("TITLE", sign * 300, "5d1f8a4e-7f0b-5c36-9d53-0f3a8d1c2b77")
    assert decode_cursor(cursor.encode(), "TITLE") == cursor


def test_a_cursor_of_another_order_is_refused_by_both_names() -> None:
    with pytest.raises(Refused) as caught:
        decode_cursor(Cursor("TITLE", "a", "b").encode(), "NEWEST")
    assert caught.value.sentence == (
        "This cursor belongs to the order TITLE, not to NEWEST. Start again without a cursor."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64!",
        "abc",
        packed(None),
        packed("TITLE"),
        packed(["TITLE", "a"]),
        packed(["TITLE", "a", "b", "c"]),
        packed({"TITLE": ["a", "b"]}),
        packed(["TITLE", None, "b"]),
        packed(["TITLE", True, "b"]),
        packed(["TITLE", ["a"], "b"]),
        packed(["TITLE", "a", 7]),
        packed([7, "a", "b"]),
        packed(["title", "a", "b"]),
        packed(["TITLE\0", "a", "b"]),
        packed(["\ud800", "a", "b"]),
        packed(["TITLE", "a", "b"]) + " ",
        packed(["TITLE", "a", "b" * 4_000]),
        "W" * 100_000,
        base64.urlsafe_b64encode(b"[" * 2_900).decode(),
        base64.urlsafe_b64encode(b'["TITLE", "\xff", "b"]').decode(),
        "\ud800",
    ],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_cursor(text, "TITLE")
    assert caught.value.sentence == NOT_OURS
    assert caught.value.code is Code.INVALID


@given(text=st.text(st.characters(exclude_categories=())) | JSON.map(packed))
def test_garbage_is_refused_in_words_that_can_be_sent(text: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_cursor(text, "TITLE")
    assert caught.value.sentence.encode().isascii()


@given(cursor=CURSORS, place=st.integers(0, 200), sign=st.characters())
def test_a_cursor_with_another_sign_in_it_is_refused_or_another_place(cursor: Cursor, place: int, sign: str) -> None:
    text = cursor.encode()
    place %= len(text)
    tampered = text[:place] + sign + text[place + 1 :]
    try:
        decoded = decode_cursor(tampered, cursor.order)
    except Refused:
        return
    assert decoded.order == cursor.order
    assert not isinstance(decoded.key, bool)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, PageRequest(20)),
        ({"first": 1}, PageRequest(1)),
        ({"first": 100, "after": "x"}, PageRequest(100, after="x")),
        ({"last": 1}, PageRequest(1, backwards=True)),
        ({"last": 100, "before": "x"}, PageRequest(100, backwards=True, before="x")),
        ({"after": "x"}, PageRequest(20, after="x")),
        ({"before": "x"}, PageRequest(20, before="x")),
        ({"first": 5, "after": "x", "before": "y"}, PageRequest(5, after="x", before="y")),
    ],
)
def test_relay_arguments_make_a_page(arguments: dict[str, Any], expected: PageRequest) -> None:
    assert page_request(**arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "sentence", "field"),
    [
        ({"first": 1, "last": 1}, "Ask for the first or for the last rows, not for both.", "first"),
        ({"first": 0, "last": 0}, "Ask for the first or for the last rows, not for both.", "first"),
        ({"first": 0}, "A page has 1 to 100 rows; first was 0.", "first"),
        ({"first": -1}, "A page has 1 to 100 rows; first was -1.", "first"),
        ({"first": 101}, "A page has 1 to 100 rows; first was 101.", "first"),
        ({"last": 0}, "A page has 1 to 100 rows; last was 0.", "last"),
        ({"last": 101}, "A page has 1 to 100 rows; last was 101.", "last"),
    ],
)
def test_pages_that_can_not_be_are_refused(arguments: dict[str, Any], sentence: str, field: str) -> None:
    with pytest.raises(Refused) as caught:
        page_request(**arguments)
    assert (caught.value.sentence, caught.value.field) == (sentence, field)


@pytest.mark.parametrize(
    ("found", "request_", "rows", "has_next", "has_previous"),
    [
        ("", PageRequest(2), "", False, False),
        ("ab", PageRequest(2), "ab", False, False),
        ("abc", PageRequest(2), "ab", True, False),
        ("abc", PageRequest(2, after="x"), "ab", True, True),
        ("a", PageRequest(2, after="x"), "a", False, True),
        ("", PageRequest(2, backwards=True), "", False, False),
        ("cb", PageRequest(2, backwards=True), "bc", False, False),
        ("cba", PageRequest(2, backwards=True), "bc", False, True),
        ("cba", PageRequest(2, backwards=True, before="x"), "bc", True, True),
        ("a", PageRequest(2, backwards=True, before="x"), "a", True, False),
    ],
)
def test_a_page_is_in_reading_order_and_knows_its_neighbours(
    found: str, request_: PageRequest, rows: str, has_next: bool, has_previous: bool
) -> None:
    page = trim([(row, f"to {row}") for row in found], request_)
    assert page == Page(list(rows), [f"to {row}" for row in rows], has_next, has_previous)
