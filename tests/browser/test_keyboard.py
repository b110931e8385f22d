"""Everything can be reached, seen and done with a keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.site import PAGES

# What has the focus: its text, whether a ring is drawn around it, and whether it can be seen where it lies.
# An editor of the explorer keeps its field out of sight and shows a caret.
FOCUSED = """() => {
  if (document.activeElement === document.body) return null;
  const editor = document.activeElement.closest(".CodeMirror-focused");
  const element = editor ?? document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { x, y, width, height } = element.getBoundingClientRect();
  const middle = document.elementFromPoint(
    Math.min(Math.max(x + width / 2, 0), innerWidth - 1), Math.min(Math.max(y + height / 2, 0), innerHeight - 1));
  return {
    name: `${element.tagName} ${(element.textContent || element.name || "").trim().slice(0, 60)}`,
    ringed: (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || editor?.querySelector(".CodeMirror-cursor"),
    seen: element.contains(middle) || (element.labels ?? [])[0]?.contains(middle),
  };
}"""


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what matches has the focus."""
    for _ in range(200):
        await page.keyboard.press("Tab")
        if await page.evaluate(f"() => document.activeElement?.matches({selector!r}) ?? false"):
            return
    pytest.fail(f"The Tab key does not reach {selector}")


@pytest.mark.parametrize("kind", ["home", "results", "practice with findings", "concept", "unknown address"])
async def test_first_tab_shows_a_link_that_skips_to_the_content(page: Page, kind: str) -> None:
    await page.goto(PAGES[kind][0])
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_search_is_done_by_keyboard_alone(page: Page) -> None:
    await page.goto("/")
    await tab_to(page, "input[type=search]")
    await page.keyboard.type("mediation")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/practices?q=mediation")
    await expect(page.get_by_role("heading", level=2).first).to_have_text(re.compile(r"\d+ practices? for “mediation”"))


@pytest.mark.parametrize("width", [320, 1280])
async def test_facet_is_chosen_and_applied_by_keyboard_alone(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("/practices")
    if width == 320:
        await tab_to(page, "details.filters > summary")
        await page.keyboard.press("Enter")
    await tab_to(page, "input[name=crime-problem]")
    await page.keyboard.press("Space")
    label = page.locator("label.option", has=page.locator("input:checked"))
    name = await label.locator(".name").inner_text()
    count = re.match(r"\D*(\d+)", await label.locator(".count").inner_text())
    await tab_to(page, ".filters-form button[type=submit]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**crime-problem=**")
    assert count is not None
    await expect(page.locator("#found")).to_have_text(f"{count[1]} practices")
    await expect(page.locator(".chips")).to_contain_text(name)


@pytest.mark.parametrize("size", [(320, 640), (1280, 800)], ids=["narrow", "wide"])
@pytest.mark.parametrize(
    "kind", ["home", "results", "practice with findings", "vocabulary", "for other cities", "explorer with an example"]
)
async def test_focus_is_seen_on_every_stop_and_caught_by_none(page: Page, kind: str, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(PAGES[kind][0], wait_until="networkidle")
    stops = await _stops(page)
    assert len(stops) > 8
    assert not [stop["name"] for stop in stops if not stop["ringed"]]
    assert not [stop["name"] for stop in stops if not stop["seen"]]


async def _stops(page: Page) -> list[dict[str, Any]]:
    """What the Tab key reaches, from the start of the page until it leaves it."""
    stops: list[dict[str, Any]] = []
    for _ in range(600):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(FOCUSED)
        if stop is None:
            return stops
        stops.append(stop)
    pytest.fail(f"The Tab key does not leave the page; it ended with {stops[-3:]}")
