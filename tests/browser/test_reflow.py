"""Pages bend to the reader: large text, wide spacing, small screens, thick fingers, paper."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.browser.site import PAGES

KINDS = [kind for kind, (_, status) in PAGES.items() if status != 500]
# WCAG 1.4.12; adopted sheets are not subject to the content security policy.
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }" + (
    " p { margin-block-end: 2em !important }"
)
DOUBLED = ":root { font-size: 200% !important }"
ADOPT = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Text cut off by its box. An excerpt is cut on purpose, and what only screen readers read has no box.
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => !one.closest(".excerpt, .visually-hidden, svg, .explorer-app"))
  .filter((one) => getComputedStyle(one).overflow.includes("hidden") || getComputedStyle(one).overflow.includes("clip"))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
# The spacing exception of WCAG 2.5.8 is not used: each is large enough by itself.
PRESSED = "nav a, button, .button, summary, label.option, .chip, .pages a, select, input"
SMALL = f"""() => [...document.querySelectorAll("{PRESSED}")]
  .filter((one) => one.type !== "hidden" && one.checkVisibility({{ visibilityProperty: true }}))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, {{ width, height }}]) => width < 24 || height < 24)
  .map(([one, {{ width, height }}]) => `${{width}}×${{height}} ${{one.outerHTML.slice(0, 120)}}`)"""


@pytest.mark.parametrize("kind", KINDS)
async def test_page_bears_wide_spacing_and_double_text(page: Page, kind: str) -> None:
    await page.goto(PAGES[kind][0])
    problems: list[str] = []
    # 640 pixels are a window of 1280 at a zoom of 200 %.
    for width, css in ((320, SPACED), (1280, SPACED), (640, ""), (1280, DOUBLED)):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.evaluate(ADOPT, css)
        over = await page.evaluate(OVERFLOW)
        problems += [f"{width} {css[:20]}: {over} pixels too wide"] if over > 0 else []
        problems += [f"{width} {css[:20]}: cut off: {one}" for one in await page.evaluate(CLIPPED)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_is_pressed_has_24_pixels_each_way(page: Page, kind: str) -> None:
    await page.goto(PAGES[kind][0], wait_until="networkidle")
    problems: list[str] = []
    for width in (320, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
        problems += [f"{width}: {one}" for one in await page.evaluate(SMALL)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("kind", ["home", "results", "practice with findings", "vocabulary"])
async def test_paper_shows_the_content_without_navigation(page: Page, kind: str) -> None:
    await page.goto(PAGES[kind][0])
    heading = page.get_by_role("heading", level=1)
    assert await page.locator("nav:visible").count() > 1
    await page.emulate_media(media="print")
    assert await page.locator("nav:visible, form:visible, .skip:visible").count() == 0
    assert await heading.is_visible()
    assert await page.evaluate("() => getComputedStyle(document.body).backgroundColor") in {
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    }
