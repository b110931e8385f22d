"""Every kind of page, narrow, middling and wide, light and dark: accessible, quiet, and nobody else's business."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Literal

import pytest
from playwright.async_api import Page

from tests.browser.axe import violations
from tests.browser.site import PAGES, Site, Watch

WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def opened(page: Page, site: Site, kind: str) -> None:
    address, status = PAGES[kind]
    async with AsyncExitStack() as stack:
        if status == 500:
            await stack.enter_async_context(site.broken())
        response = await page.goto(address, wait_until="networkidle")
    assert response is not None
    assert response.status == status
    if kind == "second page of results":
        await page.get_by_role("link", name="Next").click()
        await page.wait_for_url("**after=**")


@pytest.mark.parametrize("kind", PAGES)
async def test_page_is_accessible_at_every_width_and_in_both_schemes(page: Page, site: Site, kind: str) -> None:
    watch = Watch.over(page)
    await opened(page, site, kind)
    problems: list[str] = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        over = await page.evaluate(OVERFLOW)
        problems += [f"{width}: {over} pixels too wide"] if over > 0 else []
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            problems += [f"{width} {scheme}: {one}" for one in await violations(page)]
    assert not problems, "\n".join(problems)
    assert not watch.said
    assert not watch.elsewhere(site)
