"""Hiring behind the real HTTP edge, in this process: callers are known by a word in a header."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from tests.fakes.hiring import HiringWorld, partner, person

from vivavoce.hiring.routes import router
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId


@dataclass(frozen=True)
class HiringAuthenticator:
    """Lets in by badge: ``partner``, or a role's name."""

    tenant: TenantId

    async def __call__(
        self, *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key == "partner":
            return partner(self.tenant)
        if api_key in Role.__members__:
            return person(self.tenant, Role(api_key))
        raise UnauthenticatedError


class Edge:
    """A client that speaks JSON as one badge."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        badge: str = "partner",
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        return await self._client.request(
            method,
            f"/api/v1{path}",
            json=body,
            headers={"X-API-Key": badge, **(headers or {})},
        )

    async def rpc(self, said: Any, *, badge: str = "partner") -> Any:
        answer = await self.ask("POST", "/a2a/task", said, badge=badge)
        assert answer.status_code in (200, 204)
        return answer.json() if answer.content else None

    async def call(self, method: str, params: Any, *, badge: str = "partner") -> Any:
        return await self.rpc(
            {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}, badge=badge
        )

    async def raw(self, path: str, content: bytes) -> httpx.Response:
        headers = {"X-API-Key": "partner", "content-type": "application/json"}
        return await self._client.post(f"/api/v1{path}", content=content, headers=headers)

    async def page(self, url: str) -> httpx.Response:
        """Open a page without any badge."""
        return await self._client.get(url)

    async def openapi(self) -> Any:
        return (await self._client.get("/api/docs-json")).json()


@asynccontextmanager
async def open_edge(world: HiringWorld, tenant: TenantId) -> AsyncIterator[Edge]:
    app = make_application(
        "test",
        [router(world.cases)],
        authenticate=HiringAuthenticator(tenant),
        clock=world.ground.clock,
        ids=world.ground.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
        yield Edge(client)
