"""Serves the built files of the screens: cached forever by browsers, precompressed by the build."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_IMMUTABLE_CACHE = "public, max-age=31536000, immutable"
"""Each file name contains the hash of the file's content."""
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""In order of preference; the build writes such a file next to each one that compression makes smaller."""


class AssetFiles(StaticFiles):
    """Serves a folder of files whose names change with their content."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return the file in the best encoding that the browser accepts."""
        path, encoding = select_encoded_file(Path(full_path), Headers(scope=scope))
        stat_result = stat_result if encoding is None else path.stat()
        answer = super().file_response(path, stat_result, scope, status_code)
        answer.headers.update(
            {"Cache-Control": _IMMUTABLE_CACHE, **_content_headers(Path(full_path), encoding)}
        )
        return answer


def make_file_response(
    path: Path, request_headers: Headers, headers: dict[str, str]
) -> FileResponse:
    """Return one file in the best encoding that the browser accepts, with these headers."""
    best, encoding = select_encoded_file(path, request_headers)
    return FileResponse(best, headers={**headers, **_content_headers(path, encoding)})


def select_encoded_file(path: Path, headers: Headers) -> tuple[Path, str | None]:
    """Return the file to send for ``path`` and its content encoding, or None for none."""
    taken = _accepted_encodings(headers.get("accept-encoding", ""))
    for encoding, ending in _ENCODINGS:
        beside = path.with_name(path.name + ending)
        if encoding in taken and beside.is_file():
            return beside, encoding
    return path, None


def _content_headers(path: Path, encoding: str | None) -> dict[str, str]:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    headers = {"Content-Type": kind, "Vary": "Accept-Encoding"}
    return headers if encoding is None else {**headers, "Content-Encoding": encoding}


def _accepted_encodings(header: str) -> set[str]:
    """Return the encodings that an ``Accept-Encoding`` header accepts."""
    taken = set()
    for one in header.lower().split(","):
        name, _, quality = one.strip().partition(";")
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            taken.add(name.strip())
    return taken
