"""Which web pages of other origins may call the API from a browser (CORS)."""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_REQUEST_HEADERS = (
    "Authorization",
    "X-API-Key",
    "X-Tenant-ID",
    "Content-Type",
    "Idempotency-Key",
    "API-Version",
    "X-Request-Id",
    "X-Session-Token",
    "Last-Event-ID",
    "Mcp-Method",
    "Mcp-Name",
    "Mcp-Protocol-Version",
    "Mcp-Session-Id",
)
_RESPONSE_HEADERS = (
    "API-Version",
    "Content-Disposition",
    "Idempotency-Replayed",
    "Mcp-Session-Id",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Warning",
    "WWW-Authenticate",
    "X-Request-Id",
)
_PREFLIGHT_MAX_AGE_S = 600


def parse_origins(setting: str | None) -> tuple[str, ...]:
    """Return the origins of ``VIVAVOCE_CORS_ORIGINS``; raise ``InvalidSettingError`` for what is none."""
    origins = tuple(origin.strip() for origin in (setting or "").split(",") if origin.strip())
    is_list = all(_ORIGIN.fullmatch(origin) for origin in origins)
    if not is_list and origins != ("*",):
        raise InvalidSettingError(
            translatable(
                "VIVAVOCE_CORS_ORIGINS must be *, or origins separated by commas, such as "
                "https://careers.example.com: in lower case and without a path. It is '{setting}'.",
                setting=setting or "",
            )
        )
    return origins


def allow_cross_origin(app: FastAPI, origins: tuple[str, ...]) -> None:
    """Let pages of ``origins`` call ``app``; without any, browsers refuse every other origin.

    Browsers never send cookies with such calls: a page needs an API key or a token, whatever its origin is.
    """
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_credentials=False,
            allow_methods=_METHODS,
            allow_headers=_REQUEST_HEADERS,
            expose_headers=_RESPONSE_HEADERS,
            max_age=_PREFLIGHT_MAX_AGE_S,
        )
