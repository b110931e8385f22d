"""Without JavaScript every page does what it is for; only the explorer needs it, and says so."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.site import MEASURED


async def test_a_reader_searches_filters_turns_the_page_and_opens_a_practice(plain_page: Page) -> None:
    page = plain_page
    await page.goto("/")
    await page.get_by_label("Search the library").fill("community")
    await page.get_by_role("button", name="Search").click()
    found = page.locator("#found")
    await expect(found).to_have_text(re.compile(r"\d+ practices for “community”"))
    everything = await found.inner_text()
    await page.locator("input[name=evaluated][value=no]").check()
    await page.get_by_role("button", name="Show results").click()
    await expect(page.locator(".chips")).to_contain_text("Not yet evaluated")
    assert await found.inner_text() != everything
    await expect(page.get_by_label("Search", exact=True)).to_have_value("community")


async def test_next_and_previous_lead_there_and_back(plain_page: Page) -> None:
    page = plain_page
    await page.goto("/practices?size=10&order=title")
    first = await page.locator(".hit h3").all_inner_texts()
    await page.get_by_role("link", name="Next").click()
    second = await page.locator(".hit h3").all_inner_texts()
    assert len(first) == len(second) == 10
    assert not set(first) & set(second)
    await expect(page.locator(".pages")).to_contain_text("11–20 of")
    await page.get_by_role("link", name="Previous").click()
    assert await page.locator(".hit h3").all_inner_texts() == first
    await expect(page.locator(".pages")).to_contain_text("1–10 of")


async def test_a_result_leads_to_its_practice(plain_page: Page) -> None:
    page = plain_page
    await page.goto("/practices?evaluated=yes")
    link = page.locator(".hit h3 a").first
    title = await link.inner_text()
    await link.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.get_by_role("heading", level=2, name="Evidence")).to_be_visible()


async def test_figures_stand_in_a_table_beside_their_picture(plain_page: Page) -> None:
    await plain_page.goto(f"/practices/{MEASURED}")
    plot = plain_page.locator("svg.plot").first
    await expect(plot).to_be_visible()
    table = plain_page.locator(".measured table").first
    for cell in await table.locator("td").all_inner_texts():
        await expect(plot).to_contain_text(cell)


async def test_the_page_for_other_cities_has_queries_to_copy(plain_page: Page) -> None:
    await plain_page.goto("/api")
    await expect(plain_page.locator(".endpoint code")).to_have_text(re.compile(r"/graphql$"))
    assert await plain_page.locator("pre.code").count() > 5


async def test_the_explorer_says_that_it_needs_scripts(plain_page: Page) -> None:
    await plain_page.goto("/api/explorer")
    notice = plain_page.locator("noscript p")
    await expect(notice).to_contain_text("The explorer needs scripts")
    await notice.get_by_role("link").click()
    await expect(plain_page.get_by_role("heading", level=1)).to_have_text("For other cities")
