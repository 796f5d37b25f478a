"""Compresses long responses of selected routes that contain no secrets.

If an attacker can put text into a compressed response that also contains a secret, they can guess the
secret from the response's length (BREACH). So links, codes, tokens and keys are never compressed together
with other data: only routes named here are compressed.
"""

from __future__ import annotations

import re

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_MIN_BYTES = 1400
"""A shorter response fits into one packet anyway."""
_LEVEL = 5
_COMPRESSED_PATHS = re.compile(
    r"/api/docs(-json)?"
    r"|/api/v1/interviews/[^/]+/(plan|assessment)"
    r"|/api/v1/sessions/[^/]+/(transcript|events|replay)"
    r"|/api/v1/(analytics/[a-z]+|question-bank|rubrics|personas)"
)


class CompressionMiddleware:
    """ASGI middleware: gzip for the selected routes only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._gzip = GZipMiddleware(app, minimum_size=_MIN_BYTES, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_packed = (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and _COMPRESSED_PATHS.fullmatch(scope["path"]) is not None
        )
        await (self._gzip if is_packed else self._app)(scope, receive, send)
