"""A platform that is busy for a moment does not end the demo."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from vivavoce.app.demo.platform_client import PlatformClient
from vivavoce.app.serving import bind_socket, serve_app


async def test_a_status_that_is_refused_for_a_moment_is_asked_for_again() -> None:
    answers = iter([503, 200])

    async def status(_: Request) -> JSONResponse:
        return JSONResponse(
            {"state": "PENDING", "code": "database_unavailable", "detail": "Try again soon."},
            next(answers),
            {"Retry-After": "0"},
        )

    app = Starlette(routes=[Route("/api/v1/status", status)])
    bound = bind_socket("platform", "127.0.0.1", 0, "none")

    async with serve_app(app, bound), PlatformClient(f"http://127.0.0.1:{bound.port}") as client:
        found = await client.wait_for_state("/status", "PENDING")

    assert found["state"] == "PENDING"
