"""Serves the built screens: their assets, one HTML shell for all pages, and the API page.

Assets are precompressed by the build, and browsers cache them forever.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from vivavoce.app.embedding import (
    SCRIPT,
    SCRIPT_HEADERS,
    SCRIPT_PATH,
    FindEmbedOrigin,
    find_frame_ancestors,
)
from vivavoce.infra.installation import is_checkout

_IMMUTABLE_CACHE = "public, max-age=31536000, immutable"
"""Each file name contains the hash of the file's content."""
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""In order of preference; the build writes such a file next to each one that compression makes smaller."""


class AssetFiles(StaticFiles):
    """Serves a folder of files whose names change with their content.

    A file can be there only as ``.gz``: a client that accepts no encoding gets it unpacked.
    """

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return the file of a path, or its ``.gz`` if there is only that."""
        full_path, found = super().lookup_path(path)
        return (full_path, found) if found else super().lookup_path(f"{path}.gz")

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return the file in the best encoding that the browser accepts."""
        named = _plain_path(Path(full_path), scope)
        path, encoding = select_encoded_file(named, Headers(scope=scope))
        headers = {"Cache-Control": _IMMUTABLE_CACHE, **_content_headers(named, encoding)}
        if encoding is None and not named.is_file():
            return Response(_unpack(f"{named}.gz"), status_code, headers)
        stat_result = stat_result if encoding is None else path.stat()
        response = super().file_response(path, stat_result, scope, status_code)
        response.headers.update(headers)
        return response


def _plain_path(found: Path, scope: Scope) -> Path:
    """Return the path of the file that was asked for, also if only its ``.gz`` was found."""
    is_asked_packed = str(scope["path"]).endswith(".gz")
    return found.with_suffix("") if found.suffix == ".gz" and not is_asked_packed else found


@lru_cache(maxsize=16)
def _unpack(path: str) -> bytes:
    return gzip.decompress(Path(path).read_bytes())


def make_file_response(
    path: Path, request_headers: Headers, headers: dict[str, str]
) -> FileResponse:
    """Return one file in the best encoding that the browser accepts, with these headers."""
    best, encoding = select_encoded_file(path, request_headers)
    return FileResponse(best, headers={**headers, **_content_headers(path, encoding)})


def select_encoded_file(path: Path, headers: Headers) -> tuple[Path, str | None]:
    """Return the file to send for ``path`` and its content encoding, or None for none."""
    accepted = _accepted_encodings(headers.get("accept-encoding", ""))
    for encoding, ending in _ENCODINGS:
        encoded_path = path.with_name(path.name + ending)
        if encoding in accepted and encoded_path.is_file():
            return encoded_path, encoding
    return path, None


def _content_headers(path: Path, encoding: str | None) -> dict[str, str]:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    headers = {"Content-Type": kind, "Vary": "Accept-Encoding"}
    return headers if encoding is None else {**headers, "Content-Encoding": encoding}


def _accepted_encodings(header: str) -> set[str]:
    """Return the encodings that an ``Accept-Encoding`` header accepts."""
    accepted = set()
    for item in header.lower().split(","):
        name, _, quality = item.strip().partition(";")
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(name.strip())
    return accepted


BUILT_SCREENS = Path(__file__).parents[1] / "_web"
_NON_PAGE_PREFIXES = (
    "api/",
    "candidate-access/",
    "oauth/",
    "scim/",
    "a2a/",
    "ws",
    ".well-known/",
    "health",
    "metrics",
    "assets/",
)
_BASE_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
_CONTENT_SECURITY_POLICY = _BASE_POLICY + "'none'"
_STYLE = (Path(__file__).parent / "reference.css").read_text(encoding="utf-8")


def build_asset_mounts() -> list[Mount]:
    """Return the mount of the built assets, if there are any."""
    folder = BUILT_SCREENS / "assets"
    return [Mount("/assets", AssetFiles(directory=folder))] if folder.is_dir() else []


def build_screen_router(find_embed_origin: FindEmbedOrigin | None = None) -> APIRouter:
    """Return the page routes; include them last, because they match all remaining paths.

    Without ``find_embed_origin``, no page can be embedded.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/api/docs")
    async def docs(request: Request) -> Response:
        """Show all API operations, to read and to try; without the built screens, only to read."""
        headers = {"Content-Security-Policy": _CONTENT_SECURITY_POLICY, "Cache-Control": "no-cache"}
        built = BUILT_SCREENS / "api-docs.html"
        if built.is_file():
            return make_file_response(built, request.headers, headers)
        return HTMLResponse(render_api_page(request.app.openapi()), headers=headers)

    @routes.get("/docs")
    @routes.get("/redoc")
    async def usual_docs_address() -> Response:
        """Lead from the addresses where other APIs have their documentation."""
        return RedirectResponse("/api/docs", status_code=308)

    @routes.get(SCRIPT_PATH)
    async def embed_script() -> Response:
        """Return the script with which pages of customers embed the candidate's room."""
        return Response(SCRIPT, headers=SCRIPT_HEADERS)

    @routes.get("/{path:path}")
    async def page(request: Request, path: str) -> Response:
        """Return the HTML shell that renders the page of that path: the candidate's, or the console's."""
        if path.startswith(_NON_PAGE_PREFIXES):
            raise HTTPException(404)
        ancestors = await find_frame_ancestors(path, find_embed_origin)
        headers = {"Content-Security-Policy": _BASE_POLICY + ancestors, "Cache-Control": "no-cache"}
        shell = BUILT_SCREENS / (
            "interview.html" if path.startswith("interview/") else "index.html"
        )
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


def render_api_page(document: dict[str, object]) -> str:
    """Return a plain page of all operations, without scripts or external resources."""
    paths = document["paths"]
    assert isinstance(paths, dict)  # noqa: S101 - FastAPI's own document
    tags: dict[str, list[str]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            tag = str(next(iter(operation.get("tags", ())), "platform"))
            tags.setdefault(tag, []).append(_render_operation(method, path, operation))
    index = "".join(f'<a href="#{_escape_html(tag)}">{_escape_html(tag)}</a>' for tag in tags)
    body = "".join(
        f'<h2 id="{_escape_html(tag)}">{_escape_html(tag)}</h2>{"".join(rows)}'
        for tag, rows in tags.items()
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
    description = str(operation.get("description") or operation.get("summary") or "")
    first = _escape_html(description.strip().partition("\n")[0])
    detail = _escape_html(json.dumps(operation, indent=2))
    return (
        f"<details><summary><b>{method.upper()}</b><code>{_escape_html(path)}</code>"
        f"<span>{first}</span></summary><pre>{detail}</pre></details>"
    )


def _escape_html(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
