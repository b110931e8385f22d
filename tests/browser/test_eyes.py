"""What these tests look with is not blind: each fault, planted in a page, is seen."""

from __future__ import annotations

from playwright.async_api import Page

from tests.browser.axe import violations
from tests.browser.site import Site, Watch
from tests.browser.test_keyboard import FOCUSED
from tests.browser.test_pages import OVERFLOW
from tests.browser.test_reflow import CLIPPED, SMALL


async def test_axe_sees_a_missing_name_a_faint_text_and_a_small_target(page: Page) -> None:
    await page.goto("/")
    assert not await violations(page)
    await page.evaluate("""() => {
      document.querySelector("label[for=q]").remove();
      document.querySelector("h1").style.color = "#ddd";
      const tiny = "font-size:6px; min-block-size:0; min-inline-size:0";
      document.querySelectorAll("footer nav a").forEach((link) => { link.style.cssText = tiny });
      document.querySelector("footer nav ul").style.cssText = "display:block; line-height:0.6";
    }""")
    found = {one.split(":")[0] for one in await violations(page)}
    assert found >= {"label", "color-contrast", "target-size"}


async def test_a_watch_hears_the_policy_and_sees_other_hosts(page: Page, site: Site) -> None:
    watch = Watch.over(page)
    await page.goto("/")
    assert (watch.said, watch.elsewhere(site)) == ([], [])
    await page.evaluate("""() => new Promise((done) => {
      const style = document.createElement("style");
      style.textContent = "p { color: red }";
      document.head.append(style);
      const image = new Image();
      image.onerror = done;
      image.src = "http://elsewhere.invalid/pixel.png";
    })""")
    assert any("style-src" in one for one in watch.said)
    assert any("img-src" in one for one in watch.said)


async def test_a_watch_sees_a_request_to_another_host(page: Page, site: Site) -> None:
    watch = Watch.over(page)
    await page.goto("data:text/html,<img src='http://elsewhere.invalid/pixel.png'>")
    assert watch.elsewhere(site) == ["http://elsewhere.invalid/pixel.png"]


async def test_too_wide_too_small_cut_off_and_unringed_are_seen(page: Page) -> None:
    await page.goto("/practices")
    await page.evaluate("""() => {
      document.querySelector("h1").style.minInlineSize = "3000px";
      document.querySelector(".button").style.cssText = "min-block-size:0;height:10px;overflow:hidden";
      document.querySelector(".site-nav a").style.outline = "none";
    }""")
    assert await page.evaluate(OVERFLOW) > 0
    assert [one for one in await page.evaluate(SMALL) if "button" in one]
    assert [one for one in await page.evaluate(CLIPPED) if "button" in one]
    await page.locator(".site-nav a").first.focus()
    assert not (await page.evaluate(FOCUSED))["ringed"]
