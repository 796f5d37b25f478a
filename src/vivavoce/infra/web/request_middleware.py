"""Middleware for every request: an id, limits, security headers, one log line, one measurement."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vivavoce.infra import metrics
from vivavoce.infra.rate_limiter import RateLimitStatus
from vivavoce.infra.web.callers import RATE_LIMITS_KEY
from vivavoce.infra.web.console_session import SET_COOKIE_KEY
from vivavoce.infra.web.languages import get_request_language
from vivavoce.infra.web.problems import ProblemResponse, make_problem_response
from vivavoce.infra.web.strict_json import MAX_JSON_VALUES, MAX_JSON_VALUES_KEY
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.translation import translatable

MAX_BODY_BYTES = 1 << 20
_BODY_TIMEOUT_S = 20.0
_MIN_BYTES_PER_S = 16 << 10
"""A body has ``_BODY_TIMEOUT_S`` in total, plus the time that its size takes at this rate."""
_VALID_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_log = structlog.get_logger("http")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_NO_FRAMES = (b"x-frame-options", b"DENY")
"""For every response whose own policy does not allow an origin to show it in a frame."""
_ALLOWED_FRAME = re.compile(rb"frame-ancestors https?://")
_HTTPS_ONLY = [(b"strict-transport-security", b"max-age=31536000")]
_NO_STORE = (b"cache-control", b"no-store")
"""Default for responses without this header, because most contain personal data."""
API_VERSION = "1"
"""The version of the API, as in ``/api/v1``. It changes only with the path."""
_API_PATH = "/api/"


class UnsupportedApiVersionError(InvalidRequestError):
    """The header 'API-Version' names a version that this API does not have."""

    code = "unsupported_api_version"


_CLOSING_STATUSES = (408,)
"""The connection closes right after these. Not 413: its client may keep sending and then read it."""


class RequestMiddleware:
    """ASGI middleware; sockets only get an id."""

    def __init__(
        self,
        app: ASGIApp,
        clock: Clock,
        ids: IdGenerator,
        body_limits: Mapping[str, int] | None = None,
        *,
        is_https: bool = False,
    ) -> None:
        self._app = app
        self._headers = [*_HEADERS, *_HTTPS_ONLY] if is_https else _HEADERS
        """With ``is_https`` they tell browsers to use https only (HSTS)."""
        self._clock = clock
        self._ids = ids
        self._body_limits = body_limits or {}
        """Path prefixes with a larger body limit, in bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id = _client_request_id(scope) or f"req_{self._ids.random_token(72)}"
        scope["vivavoce.request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=request_id)
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            limit = self._limit(scope["path"])
            scope[MAX_JSON_VALUES_KEY] = MAX_JSON_VALUES * max(1, limit // MAX_BODY_BYTES)
            exchange = _HttpExchange(
                scope, receive, send, request_id, self._clock, limit, self._headers
            )
            await exchange.serve(self._app)

    def _limit(self, path: str) -> int:
        limits = (most for start, most in self._body_limits.items() if path.startswith(start))
        return next(limits, MAX_BODY_BYTES)


class _HttpExchange:
    """One HTTP request and its response."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        request_id: str,
        clock: Clock,
        max_bytes: int,
        headers: list[tuple[bytes, bytes]],
    ) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._request_id = request_id
        self._clock = clock
        self._max_bytes = max_bytes
        self._headers = headers
        self._bytes_read = 0
        self._waited_s = 0.0
        self._is_read = False
        self._refusal: ProblemResponse | None = None
        self._status = 0

    async def serve(self, app: ASGIApp) -> None:
        began = self._clock.monotonic()
        refused = self._check_request()
        if refused is not None:
            await refused(self._scope, self._receive, self._send_with_headers)
        else:
            await self._call_app(app)
        self._record(self._clock.monotonic() - began)

    async def _call_app(self, app: ASGIApp) -> None:
        try:
            await app(self._scope, self._receive_limited, self._send_unless_refused)
        except ClientDisconnect:
            if self._refusal is not None and self._status == 0:
                await self._refusal(self._scope, self._receive, self._send_with_headers)

    def _check_request(self) -> ProblemResponse | None:
        raw = self._scope.get("raw_path", b"") + b"?" + self._scope.get("query_string", b"")
        if b"%00" in raw or b"\x00" in raw:
            return self._problem(
                400, "malformed", translatable("The URL contains a NUL character.")
            )
        wanted = _header(self._scope, b"api-version")
        if self._is_api and wanted not in ("", API_VERSION):
            return self._unknown_version(wanted)
        length = _header(self._scope, b"content-length")
        if length and (not length.isdigit() or int(length) > self._max_bytes):
            return self._too_large()
        return None

    async def _receive_limited(self) -> Message:
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(self._time_left_s()):
                message = await self._receive()
        except TimeoutError:
            metrics.CONNECTIONS_TIMED_OUT.labels("body").inc()
            self._refusal = self._problem(
                408, "too_slow", translatable("The request body took too long to arrive.")
            )
            return {"type": "http.disconnect"}
        self._waited_s += self._clock.monotonic() - began
        self._is_read = not message.get("more_body", False)
        self._bytes_read += len(message.get("body", b""))
        if self._bytes_read > self._max_bytes:
            self._refusal = self._too_large()
            return {"type": "http.disconnect"}
        return message

    def _time_left_s(self) -> float | None:
        """Return the seconds left for the rest of the body, or None if it is no longer limited."""
        if self._is_read or self._status != 0:
            return None
        return max(0.0, _BODY_TIMEOUT_S + self._bytes_read / _MIN_BYTES_PER_S - self._waited_s)

    async def _send_unless_refused(self, message: Message) -> None:
        if self._refusal is not None and self._status == 0:
            refusal, self._refusal = self._refusal, None
            await refusal(self._scope, self._receive, self._send_with_headers)
            self._refusal = refusal
        elif self._refusal is None:
            await self._send_with_headers(message)

    async def _send_with_headers(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            request_id_header = (b"x-request-id", self._request_id.encode())
            headers = [*message.get("headers", ()), *self._headers, request_id_header]
            if not _allows_a_frame(headers):
                headers.append(_NO_FRAMES)
            if self._is_api:
                headers.append((b"api-version", API_VERSION.encode()))
            headers += _rate_limit_headers(self._scope.get(RATE_LIMITS_KEY) or ())
            if SET_COOKIE_KEY in self._scope:
                headers.append((b"set-cookie", self._scope[SET_COOKIE_KEY].encode()))
            if all(name.lower() != _NO_STORE[0] for name, _ in headers):
                headers.append(_NO_STORE)
            if self._status in _CLOSING_STATUSES:
                headers.append((b"connection", b"close"))
            message["headers"] = headers
        await self._send(message)

    def _record(self, seconds: float) -> None:
        route = getattr(self._scope.get("route"), "path", "-")
        method = self._scope["method"]
        metrics.HTTP_REQUESTS.labels(method, route, str(self._status)).inc()
        metrics.HTTP_SECONDS.labels(route).observe(seconds)
        _log.info(
            "http.request",
            method=method,
            route=route,
            status=self._status,
            latency_ms=round(seconds * 1000, 1),
        )

    @property
    def _is_api(self) -> bool:
        return str(self._scope["path"]).startswith(_API_PATH)

    def _unknown_version(self, wanted: str) -> ProblemResponse:
        return self._problem(
            UnsupportedApiVersionError.status,
            UnsupportedApiVersionError.code,
            translatable(
                "The API has no version '{wanted}'. Send 'API-Version: {version}', or leave the header out.",
                wanted=wanted[:40],
                version=API_VERSION,
            ),
        )

    def _too_large(self) -> ProblemResponse:
        return self._problem(
            413,
            "too_large",
            translatable(
                "The body is larger than the limit of {limit} MiB.", limit=self._max_bytes >> 20
            ),
        )

    def _problem(self, status: int, code: str, detail: str) -> ProblemResponse:
        return make_problem_response(
            status,
            code,
            detail,
            request_id=self._request_id,
            language=get_request_language(self._scope),
        )


def _rate_limit_headers(statuses: Sequence[RateLimitStatus]) -> list[tuple[bytes, bytes]]:
    """Return ``RateLimit-Policy`` and ``RateLimit`` (draft-ietf-httpapi-ratelimit-headers), or nothing.

    If a request counts for several limits, each has an entry; the last attempt of a limit decides.
    """
    newest = {status.name: status for status in statuses}.values()
    if not newest:
        return []
    policies = ", ".join(f'"{one.name}";q={one.limit};w={one.window_s}' for one in newest)
    left = ", ".join(f'"{one.name}";r={one.remaining};t={one.resets_in_s}' for one in newest)
    return [(b"ratelimit-policy", policies.encode()), (b"ratelimit", left.encode())]


def _allows_a_frame(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    return any(
        name.lower() == b"content-security-policy" and _ALLOWED_FRAME.search(value)
        for name, value in headers
    )


def _header(scope: Scope, name: bytes) -> str:
    values: list[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in values if key == name), "")


def _client_request_id(scope: Scope) -> str:
    request_id = _header(scope, b"x-request-id")
    return request_id if _VALID_REQUEST_ID.fullmatch(request_id) else ""
