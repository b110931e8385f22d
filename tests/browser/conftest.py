"""A browser, and the whole application with the library on a real port; without a browser the run says so loudly."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.chromium import FLAGS, found_or_installed
from tests.browser.site import WITHDRAWN, Site
from tests.standards.serving import served
from tests.support import with_database

SKIPPED = pytest.StashKey[bool]()
_LOUD = "NO BROWSER: THE TESTS IN tests/browser DID NOT RUN. INSTALL CHROMIUM, OR NAME ONE IN CHROMIUM."


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if terminalreporter.config.stash.get(SKIPPED, False):
        terminalreporter.write_sep("=", _LOUD, red=True, bold=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.stash.get(SKIPPED, False) and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    """The path of Chromium."""
    path = found_or_installed()
    if path is None:
        request.config.stash[SKIPPED] = True
        pytest.skip(_LOUD)
    return path


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def site(
    chromium: str, server: str, library_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The application with the library, of which one practice is withdrawn."""
    name = f"test_{uuid4().hex[:12]}"
    root = await asyncpg.connect(server)
    await root.execute(f'CREATE DATABASE "{name}" TEMPLATE "{library_template}" STRATEGY wal_log')
    dsn = with_database(server, name)
    await _withdraw(dsn)
    folder: Path = tmp_path_factory.mktemp("browser")
    with served(folder, DATABASE_URL=dsn) as running:
        yield Site(running.url, dsn)
    await root.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await root.close()


async def _withdraw(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    withdrawn = await connection.execute(
        """UPDATE practice_version v SET state = 'withdrawn', withdrawn_at = now(),
        withdrawn_reason = 'The body that reported it took its report back.'
        FROM practice p WHERE p.id = v.practice AND p.slug = $1""",
        WITHDRAWN,
    )
    await connection.close()
    assert withdrawn == "UPDATE 1"


@pytest.fixture
async def page(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """A page of a profile of its own, at the site."""
    context = await browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def plain_page(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """The same without JavaScript."""
    context = await browser.new_context(
        base_url=site.url, viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    yield await context.new_page()
    await context.close()
