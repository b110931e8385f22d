"""The explorer: it opens with an example, runs it, and knows the schema, all from this server."""

from __future__ import annotations

import json

import httpx
from playwright.async_api import Page, expect

from tests.browser.site import Site, Watch


async def _response(page: Page) -> dict[str, object]:
    """What the response pane holds, once it holds an answer."""
    await expect(page.locator(".result-window")).to_contain_text('"data"')
    text = await page.evaluate("() => document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()")
    answer: dict[str, object] = json.loads(text)
    return answer


async def _query(page: Page) -> str:
    text: str = await page.evaluate(
        "() => document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()"
    )
    return text


async def test_the_first_example_is_there_and_runs(page: Page, site: Site) -> None:
    watch = Watch.over(page)
    await page.goto("/api/explorer")
    await page.get_by_role("button", name="Execute query").click()
    shown = await _response(page)
    async with httpx.AsyncClient() as client:
        asked = await client.post(f"{site.url}/graphql", json={"query": await _query(page)})
    assert shown == asked.json()
    assert shown["data"]
    assert not watch.said
    assert not watch.elsewhere(site)


async def test_an_example_with_variables_runs_by_keyboard(page: Page) -> None:
    await page.goto("/api/explorer?example=one-practice")
    await page.locator(".graphiql-query-editor .CodeMirror").click()
    await page.keyboard.press("Control+Enter")
    shown = await _response(page)
    assert "errors" not in shown
    assert "findings" in json.dumps(shown)


async def test_another_example_opens_in_a_tab_without_losing_the_first(page: Page) -> None:
    await page.goto("/api/explorer")
    first = await _opened(page)
    await page.get_by_label("Example").select_option("filter-by-facets")
    await page.get_by_role("button", name="Open in a tab").click()
    await expect(page.get_by_role("status").filter(has_text="Opened")).to_be_visible()
    assert "FilterByFacets" in await _query(page)
    assert page.url.endswith("?example=filter-by-facets")
    await page.locator(".graphiql-tab button").first.click()
    assert await _query(page) == first


async def _opened(page: Page) -> str:
    await expect(page.locator(".graphiql-query-editor .CodeMirror-code")).to_contain_text("query")
    return await _query(page)


async def test_the_schema_can_be_read_in_it(page: Page) -> None:
    await page.goto("/api/explorer")
    await page.get_by_role("button", name="Show Documentation Explorer").click()
    panel = page.locator(".graphiql-plugin")
    await panel.get_by_role("link", name="Query", exact=True).click()
    await expect(panel).to_contain_text("practices")
    await expect(panel).to_contain_text("Nothing here changes anything.")


async def test_an_example_that_does_not_exist_is_named_as_such(page: Page) -> None:
    await page.goto("/api/explorer?example=nonsense")
    await expect(page.get_by_role("status").filter(has_text="No example has that name.")).to_be_visible()
