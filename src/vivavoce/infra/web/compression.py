"""Packs long answers of some routes: those that hold no secret.

Whoever can put words into a packed answer that also holds a secret can guess the secret by its length
(BREACH). So links, codes, tokens and keys never share a packed answer with anything: a route is packed
only if it is named here.
"""

from __future__ import annotations

import re

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_MIN_BYTES = 1400
"""Below it an answer fits into one packet anyway."""
_LEVEL = 5
_COMPRESSED_PATHS = re.compile(
    r"/api/docs(-json)?"
    r"|/api/v1/interviews/[^/]+/(plan|assessment)"
    r"|/api/v1/sessions/[^/]+/(transcript|events|replay)"
    r"|/api/v1/(insight/[a-z]+|question-bank|rubrics|personas)"
)


class CompressionMiddleware:
    """ASGI middleware: gzip for the named routes, nothing for all others."""

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
