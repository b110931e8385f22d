"""Templates, and a page out of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response

from commons_web.assets import asset_url
from commons_web.conditional import AnyRequest, answer

TEMPLATES = Path(__file__).parent / "templates"
HTML = "text/html"  # Litestar adds the charset to every text type


def _environment() -> Environment:
    # A name that is missing is a mistake of ours and must be seen in a test, not shown as nothing.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset_url
    return environment


_ENVIRONMENT = _environment()


def page(request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> Response[bytes]:
    """A page in the site's look; 304 where the reader has it already."""
    text = _ENVIRONMENT.get_template(template).render(base_url=base_url(request), **context)
    return answer(request, text.encode(), HTML, status=status)


def base_url(request: AnyRequest) -> str:
    """The installation's public address."""
    return str(request.app.state.base_url)


def request_id(request: AnyRequest) -> str:
    """The id under which this request is logged."""
    return str(request.scope["state"].get("request_id", "-"))
