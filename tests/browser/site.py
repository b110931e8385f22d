"""The kinds of page that the site has, each with an address, and what goes on in a page while it is looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import asyncpg
from playwright.async_api import ConsoleMessage, Page, Request

WITHDRAWN = "bullyinguk"
MEASURED = "families-television-series-australia"
UNMEASURED = "koban-policing-japan"

PAGES = {
    "home": ("/", 200),
    "practices": ("/practices", 200),
    "results": ("/practices?q=prison&approach=reintegration&evaluated=no&country=UG&order=title&size=10", 200),
    "second page of results": ("/practices?size=10", 200),
    "no results": ("/practices?q=xyzzy&approach=situational", 200),
    "wrong address": ("/practices?order=sideways&approach=nonsense", 400),
    "practice with findings": (f"/practices/{MEASURED}", 200),
    "practice without findings": (f"/practices/{UNMEASURED}", 200),
    "withdrawn practice": (f"/practices/{WITHDRAWN}", 410),
    "vocabularies": ("/vocabulary", 200),
    "vocabulary": ("/vocabulary/crime-problem", 200),
    "concept": ("/vocabulary/crime-problem/bullying", 200),
    "concept with Arabic labels": ("/vocabulary/approach/locally-based", 200),
    "for other cities": ("/api", 200),
    "explorer": ("/api/explorer", 200),
    "explorer with an example": ("/api/explorer?example=one-practice", 200),
    "unknown address": ("/nowhere", 404),
    "failure": ("/practices/koban-policing-japan?failure", 500),
}


@dataclass(frozen=True, slots=True)
class Site:
    """The running application and its database."""

    url: str
    dsn: str

    @asynccontextmanager
    async def broken(self) -> AsyncIterator[None]:
        """While this lasts, the application can't read the history of practices."""
        connection = await asyncpg.connect(self.dsn)
        await connection.execute("ALTER TABLE evaluation RENAME TO evaluation_elsewhere")
        try:
            yield
        finally:
            await connection.execute("ALTER TABLE evaluation_elsewhere RENAME TO evaluation")
            await connection.close()


@dataclass
class Watch:
    """What a page wrote to its console, and what it asked for."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, page: Page) -> Watch:
        watch = cls()
        page.on("console", watch._hear)
        page.on("pageerror", lambda error: watch.said.append(f"exception: {error}"))
        page.on("request", watch._see)
        return watch

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium itself remarks on a page whose status is 400 or more.
        own = message.text.startswith("Failed to load resource") and message.location["url"] in self.asked[:1]
        if message.type in ("error", "warning") and not own:
            self.said.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        self.asked.append(request.url)

    def elsewhere(self, site: Site) -> list[str]:
        """Requests to other hosts."""
        own = ("data", "blob", "about")
        return [url for url in self.asked if not url.startswith(f"{site.url}/") and urlsplit(url).scheme not in own]
