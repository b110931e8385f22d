"""The connection ``practices``: Relay's four arguments, cursors, and what stands on either side of a page."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from commons.kit.paging import PageRequest
from commons.practices.queries.criteria import Criteria, Order
from commons.practices.queries.search import find_practices
from tests.doors.graphql_answers import CONNECTION, page, refusal, slugs

SEARCH = "youth"
ORDERS = pytest.mark.parametrize("order", list(Order), ids=str)


def arguments(order: Order) -> dict[str, Any]:
    return {"orderBy": order.name, "search": SEARCH if order is Order.RELEVANCE else None}


async def in_the_room(order: Order) -> list[str]:
    """All practices in an order, as the room gives them."""
    criteria = Criteria(search=arguments(order)["search"])
    found = await find_practices(criteria, order, PageRequest(size=100))
    assert not found.has_next
    return [row.slug for row in found.rows]


@ORDERS
async def test_pages_read_forwards_are_the_whole_list_once(client: httpx.AsyncClient, order: Order) -> None:
    expected = await in_the_room(order)
    seen: list[str] = []
    after = None
    while True:
        part = await page(client, first=7, after=after, **arguments(order))
        seen += slugs(part)
        assert part["totalCount"] == len(expected)
        assert part["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert part["pageInfo"]["hasNextPage"] is (len(seen) < len(expected))
        if not part["pageInfo"]["hasNextPage"]:
            break
        after = part["pageInfo"]["endCursor"]
    assert seen == expected
    assert len(seen) > 7


@ORDERS
async def test_pages_read_backwards_are_the_whole_list_once(client: httpx.AsyncClient, order: Order) -> None:
    expected = await in_the_room(order)
    seen: list[str] = []
    before = None
    while True:
        part = await page(client, last=7, before=before, **arguments(order))
        seen = slugs(part) + seen
        assert part["pageInfo"]["hasNextPage"] is (before is not None)
        assert part["pageInfo"]["hasPreviousPage"] is (len(seen) < len(expected))
        if not part["pageInfo"]["hasPreviousPage"]:
            break
        before = part["pageInfo"]["startCursor"]
    assert seen == expected


async def test_edges_and_nodes_are_the_same_practices_and_the_page_names_its_outer_cursors(
    client: httpx.AsyncClient,
) -> None:
    part = await page(client, first=5)
    assert [edge["node"] for edge in part["edges"]] == part["nodes"]
    assert part["pageInfo"]["startCursor"] == part["edges"][0]["cursor"]
    assert part["pageInfo"]["endCursor"] == part["edges"][-1]["cursor"]
    assert len({edge["cursor"] for edge in part["edges"]}) == 5


@pytest.mark.parametrize(
    ("first", "last", "expected", "has_next", "has_previous"),
    [
        (3, None, slice(3, 6), True, True),
        (100, None, slice(3, 9), False, True),
        (None, 3, slice(6, 9), True, True),
        (None, 100, slice(3, 9), True, False),
    ],
)
async def test_between_two_cursors_only_what_lies_between_is_read(
    client: httpx.AsyncClient, first: int | None, last: int | None, expected: slice, has_next: bool, has_previous: bool
) -> None:
    edges = (await page(client, first=12, orderBy="TITLE"))["edges"]
    between = {"after": edges[2]["cursor"], "before": edges[9]["cursor"]}
    part = await page(client, first=first, last=last, orderBy="TITLE", **between)
    assert slugs(part) == [edge["node"]["slug"] for edge in edges[expected]]
    assert part["pageInfo"]["hasNextPage"] is has_next
    assert part["pageInfo"]["hasPreviousPage"] is has_previous


async def test_a_page_without_a_size_has_twenty(client: httpx.AsyncClient) -> None:
    expected = await in_the_room(Order.NEWEST)
    assert len(expected) > 20
    assert slugs(await page(client)) == expected[:20]


async def test_after_without_a_size_goes_on_with_twenty(client: httpx.AsyncClient) -> None:
    expected = await in_the_room(Order.NEWEST)
    first = await page(client, first=4)
    assert slugs(await page(client, after=first["pageInfo"]["endCursor"])) == expected[4:24]


async def test_a_page_of_nothing_has_no_cursors_and_nothing_beside_it(client: httpx.AsyncClient) -> None:
    assert await page(client, search="zzzyzx") == {
        "totalCount": 0,
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


@pytest.mark.parametrize("size", [1, 100])
async def test_the_smallest_and_the_largest_page_are_given(client: httpx.AsyncClient, size: int) -> None:
    expected = await in_the_room(Order.NEWEST)
    assert slugs(await page(client, first=size)) == expected[:size]
    assert slugs(await page(client, last=size)) == expected[-size:]


@pytest.mark.parametrize("name", ["first", "last"])
@pytest.mark.parametrize("size", [0, 101, -1, -(2**31), 2**31 - 1])
async def test_a_page_of_another_size_is_refused_with_its_bounds(
    client: httpx.AsyncClient, name: str, size: int
) -> None:
    error = await refusal(client, CONNECTION, **{name: size})
    assert error["message"] == f"A page has 1 to 100 rows; {name} was {size}."
    assert error["extensions"]["code"] == "INVALID"
    assert error["extensions"]["field"] == name
    assert error["path"] == ["practices"]


async def test_first_and_last_together_are_refused(client: httpx.AsyncClient) -> None:
    error = await refusal(client, CONNECTION, first=5, last=5)
    assert error["message"] == "Ask for the first or for the last rows, not for both."
    assert error["extensions"]["code"] == "INVALID"


@pytest.mark.parametrize("side", ["after", "before"])
async def test_a_cursor_of_another_order_is_refused(client: httpx.AsyncClient, side: str) -> None:
    cursor = (await page(client, first=1, orderBy="TITLE"))["pageInfo"]["endCursor"]
    error = await refusal(client, CONNECTION, **{side: cursor, "orderBy": "NEWEST"})
    assert error["message"] == "This cursor belongs to the order TITLE, not to NEWEST. Start again without a cursor."
    assert error["extensions"]["code"] == "INVALID"


@pytest.mark.parametrize("cursor", ["", "x", "bm9uc2Vuc2U", "🦆", "W10", "e30", "A" * 1_001])
async def test_what_is_no_cursor_is_refused(client: httpx.AsyncClient, cursor: str) -> None:
    error = await refusal(client, CONNECTION, after=cursor)
    assert error["message"].startswith("This cursor was not made by this registry.")
    assert error["extensions"]["code"] == "INVALID"


async def test_relevance_without_a_search_is_refused(client: httpx.AsyncClient) -> None:
    for search in (None, "", "  "):
        error = await refusal(client, CONNECTION, orderBy="RELEVANCE", search=search)
        assert error["message"].startswith("Sorting by relevance needs a search.")
        assert error["extensions"]["code"] == "INVALID"


async def test_without_an_order_a_search_sorts_by_relevance_and_a_list_by_age(client: httpx.AsyncClient) -> None:
    assert slugs(await page(client, first=100, search=SEARCH)) == await in_the_room(Order.RELEVANCE)
    assert slugs(await page(client, first=100)) == await in_the_room(Order.NEWEST)
    orders = {order: await in_the_room(order) for order in Order}
    assert len({tuple(found) for found in orders.values()}) == len(orders)
