"""Serves the built screens: their assets, one HTML shell for all pages, and the API page."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.routing import Mount

from vivavoce.app.assets import AssetFiles, make_file_response
from vivavoce.infra.installation import is_checkout
from vivavoce.kernel.errors import NotFoundError

BUILT_SCREENS = Path(__file__).parents[1] / "_web"
_NON_PAGE_PREFIXES = (
    "api/",
    "candidate-access/",
    "oauth/",
    "a2a/",
    "ws",
    ".well-known/",
    "health",
    "metrics",
    "assets/",
)
_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_STYLE = (Path(__file__).parent / "reference.css").read_text(encoding="utf-8")


def build_asset_mounts() -> list[Mount]:
    """Return the mount of the built assets, if there are any."""
    folder = BUILT_SCREENS / "assets"
    return [Mount("/assets", AssetFiles(directory=folder))] if folder.is_dir() else []


def build_screen_router() -> APIRouter:
    """Return the page routes; include them last, because they match all remaining paths."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/api/docs")
    async def docs(request: Request) -> HTMLResponse:
        """Show all API operations with their parameters, with our own assets only."""
        document = request.app.openapi()
        return HTMLResponse(
            _render_api_page(document),
            headers={"Content-Security-Policy": _CONTENT_SECURITY_POLICY},
        )

    @routes.get("/{path:path}")
    async def page(request: Request, path: str) -> Response:
        """Return the HTML shell, which renders the page of that path."""
        if path.startswith(_NON_PAGE_PREFIXES):
            raise NotFoundError
        headers = {"Content-Security-Policy": _CONTENT_SECURITY_POLICY, "Cache-Control": "no-cache"}
        shell = BUILT_SCREENS / "index.html"
        if not shell.is_file():
            return HTMLResponse(render_missing_screens(in_checkout=is_checkout()), 503, headers)
        return make_file_response(shell, request.headers, headers)

    return routes


def render_missing_screens(*, in_checkout: bool) -> str:
    """Return the page that is shown instead of the screens where they are not built."""
    how = (
        "To build them, run <code>make run</code> with access to the npm registry."
        if in_checkout
        else "This package was built without them: install one that has them."
    )
    return (
        '<!doctype html><meta charset="utf-8"><title>Vivavoce</title>\n'
        "<h1>The screens are not built</h1>\n"
        f"<p>The platform is running, but its pages are missing. {how}\n"
        'For the API, see <a href="/api/docs">/api/docs</a>.</p>'
    )


def _render_api_page(document: dict[str, object]) -> str:
    """Return a plain page of all operations, without scripts or external resources."""
    paths = document["paths"]
    assert isinstance(paths, dict)  # noqa: S101 - FastAPI's own document
    rooms: dict[str, list[str]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            tag = str(next(iter(operation.get("tags", ())), "platform"))
            rooms.setdefault(tag, []).append(_render_operation(method, path, operation))
    index = "".join(f'<a href="#{_escape_html(tag)}">{_escape_html(tag)}</a>' for tag in rooms)
    body = "".join(
        f'<h2 id="{_escape_html(tag)}">{_escape_html(tag)}</h2>{"".join(rows)}'
        for tag, rows in rooms.items()
    )
    schemas = _escape_html(json.dumps(document.get("components", {}), indent=2))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>Vivavoce API</title><style>{_STYLE}'
        "</style><main><h1>Vivavoce API</h1><p>Send <code>X-API-Key</code> or "
        "<code>Authorization: Bearer</code>. For other tools, use <a "
        f'href="/api/docs-json">the OpenAPI document</a>.</p><nav>{index}</nav>{body}<h2 '
        'id="schemas">Schemas</h2><details><summary><span>All of '
        f"them</span></summary><pre>{schemas}</pre></details></main></html>"
    )


def _render_operation(method: str, path: str, operation: dict[str, object]) -> str:
    said = str(operation.get("description") or operation.get("summary") or "")
    first = _escape_html(said.strip().partition("\n")[0])
    detail = _escape_html(json.dumps(operation, indent=2))
    return (
        f"<details><summary><b>{method.upper()}</b><code>{_escape_html(path)}</code>"
        f"<span>{first}</span></summary><pre>{detail}</pre></details>"
    )


def _escape_html(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
