"""Builds the HTTP application of a role from its routers, and compresses long responses of some routes.

If an attacker can put text into a compressed response that also contains a secret, they can guess the secret
from the response's length (BREACH). So links, codes, tokens and keys are never compressed together with
other data: only routes named here are compressed.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from vivavoce import __version__
from vivavoce.infra.metrics import render_metrics
from vivavoce.infra.web.callers import CallerAuthenticator, OperatorAccess
from vivavoce.infra.web.console_session import SessionAuthenticator, SessionCookie
from vivavoce.infra.web.cross_origin import allow_cross_origin
from vivavoce.infra.web.field_descriptions import describe_properties
from vivavoce.infra.web.idempotency import AnsweredRequests
from vivavoce.infra.web.problems import Problem, add_problem_handlers
from vivavoce.infra.web.request_middleware import RequestMiddleware
from vivavoce.infra.web.routing import include_routes
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator

_MIN_BYTES = 1400
"""A shorter response fits into one packet anyway."""
_LEVEL = 5
_STORED_LEVEL = 9
_COMPRESSED_PATHS = re.compile(
    r"/api/docs"
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


class StoredJson:
    """A large JSON document for anyone, which is built, written and compressed once, in a thread.

    Written anew for each request, it would let anyone stop all others by asking for it.
    """

    def __init__(self, build: Callable[[], Mapping[str, Any]]) -> None:  # Any: a document
        self._build = build
        self._lock = asyncio.Lock()
        self._versions: tuple[bytes, bytes] | None = None

    async def respond(self, request: Request) -> Response:
        """Return the document, compressed if the client accepts gzip."""
        async with self._lock:
            if self._versions is None:
                self._versions = await asyncio.to_thread(self._write)
        plain, packed = self._versions
        headers = {"vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(plain, media_type="application/json", headers=headers)
        headers["content-encoding"] = "gzip"
        return Response(packed, media_type="application/json", headers=headers)

    def _write(self) -> tuple[bytes, bytes]:
        plain = bytes(JSONResponse(self._build()).body)
        return plain, gzip.compress(plain, _STORED_LEVEL, mtime=0)


DocumentStep = Callable[[dict[str, Any]], None]  # Any: an OpenAPI document
"""Adds to the API document what the routes do not tell."""


_BUILDING = threading.RLock()
"""Held while a document is built: another thread must not see half of one."""


class ApiApplication(FastAPI):
    """An application whose API document describes the fields of all models."""

    complete_document: DocumentStep | None = None

    def openapi(self) -> dict[str, Any]:  # Any: an OpenAPI document
        """Return the API document, which is built once."""
        with _BUILDING:
            if self.openapi_schema is None:
                document = super().openapi()
                describe_properties(document)
                if self.complete_document is not None:
                    self.complete_document(document)
            return super().openapi()


def make_application(
    title: str,
    routers: Sequence[APIRouter],
    *,
    authenticate: CallerAuthenticator,
    authenticate_session: SessionAuthenticator | None = None,
    session_cookie: SessionCookie | None = None,
    clock: Clock,
    ids: IdGenerator,
    body_limits: Mapping[str, int] | None = None,
    exposure: OperatorAccess | None = None,
    webhooks: APIRouter | None = None,
    complete_document: DocumentStep | None = None,
    answered_requests: AnsweredRequests | None = None,
    origins: tuple[str, ...] = (),
) -> ApiApplication:
    """Return an application that serves ``routers`` with one error format, middleware and ``/metrics``.

    ``body_limits`` maps path prefixes to body limits in bytes; the default is 1 MiB. ``exposure`` decides
    who may read ``/metrics``; by default only this machine. ``webhooks`` and ``complete_document`` add to
    the API document. ``answered_requests`` serves Idempotency-Key; pages of ``origins`` may call the API.
    Without ``authenticate_session``, the console's ``session_cookie`` is not accepted.
    """
    exposure = exposure or OperatorAccess()
    app = ApiApplication(
        title=title,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        webhooks=webhooks,
        generate_unique_id_function=_operation_id,
        responses={"4XX": {"model": Problem, "content": {"application/problem+json": {}}}},
    )
    app.complete_document = complete_document
    app.state.authenticate = authenticate
    app.state.authenticate_session = authenticate_session
    app.state.session_cookie = session_cookie or SessionCookie("http://127.0.0.1")
    app.state.answered_requests = answered_requests
    app.state.exposure = exposure
    add_problem_handlers(app)
    for router in routers:
        include_routes(app.router, router)
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    document = StoredJson(app.openapi)
    for path in ("/openapi.json", "/api/docs-json"):
        app.add_api_route(path, document.respond, include_in_schema=False)
    app.add_middleware(CompressionMiddleware)
    app.add_middleware(
        RequestMiddleware, clock=clock, ids=ids, body_limits=body_limits, is_https=exposure.is_https
    )
    allow_cross_origin(app, origins)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


async def _metrics(request: Request) -> Response:
    exposure: OperatorAccess = request.app.state.exposure
    exposure.require_metrics_access(request)
    return Response(render_metrics(), media_type="text/plain; version=0.0.4")
