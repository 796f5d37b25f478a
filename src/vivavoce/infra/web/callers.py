"""Who sends this request: the dependency that routes declare."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

import structlog
from fastapi import Depends, Request

from vivavoce.kernel.caller import Caller


class Authenticate(Protocol):
    """Finds the caller behind a request's credentials."""

    async def __call__(self, *, authorization: str, api_key: str, tenant: str) -> Caller:
        """Return the caller, or raise ``Unauthenticated`` or ``Forbidden``. Missing headers are ''."""


async def current_caller(request: Request) -> Caller:
    """Return who calls, by ``Authorization``, ``X-API-Key`` and ``X-Tenant-ID``."""
    authenticate = cast("Authenticate", request.app.state.authenticate)  # set by the role
    headers = request.headers
    caller = await authenticate(
        authorization=headers.get("authorization", ""),
        api_key=headers.get("x-api-key", ""),
        tenant=headers.get("x-tenant-id", ""),
    )
    structlog.contextvars.bind_contextvars(tenant_id=str(caller.tenant_id))
    return caller


CallerOf = Annotated[Caller, Depends(current_caller)]
