"""The browser's files, bundled by ``build.py`` into ``dist/`` with their hash in the name."""

import json
from functools import cache
from pathlib import Path
from typing import cast

DIST: Path = Path(__file__).resolve().parent / "dist"


@cache
def _manifest() -> dict[str, str]:
    try:
        text = (DIST / "manifest.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        message = "The browser's assets are not built: run `python backend/commons_web/assets/build.py`"
        raise RuntimeError(message) from None
    return cast(dict[str, str], json.loads(text))


def asset_url(name: str) -> str:
    """The address of a bundled file under its plain name (``site.css``), such as ``/static/site-0123456789ab.css``.

    Raises RuntimeError where the assets are not built, and KeyError for a name that is not in the manifest.
    """
    return f"/static/{_manifest()[name]}"
