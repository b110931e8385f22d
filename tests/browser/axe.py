"""axe-core in a page: every rule that is not experimental, and the target sizes of WCAG 2.2, with nothing left out."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.async_api import Page

from tests.standards import npm

_RUN = """async () => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  const { violations, passes } = await axe.run(document, options);
  const where = ({ html, any }) => `${html.slice(0, 200)} (${any[0]?.message ?? "see the rule"})`;
  const told = ({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(where).join(" | ")}`;
  return { violations: violations.map(told), checked: passes.length };
}"""


@cache
def _source() -> str:
    return (npm.installed() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now shown."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_source())
    found: dict[str, Any] = await page.evaluate(_RUN)
    assert found["checked"] > 10
    problems: list[str] = found["violations"]
    return problems
