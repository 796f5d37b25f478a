"""The caller of a request, as a dependency for routes."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

import structlog
from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer

from vivavoce.infra.web.connections import protect_connection
from vivavoce.kernel.caller import Caller


class CallerAuthenticator(Protocol):
    """Finds the caller for a request's credentials."""

    async def __call__(self, *, authorization: str, api_key: str, tenant: str) -> Caller:
        """Return the caller.

        Raises ``UnauthenticatedError`` or ``ForbiddenError``. Missing headers are ''.
        """


async def current_caller(request: Request) -> Caller:
    """Return the caller, from ``Authorization``, ``X-API-Key`` and ``X-Tenant-ID``."""
    authenticate = cast("CallerAuthenticator", request.app.state.authenticate)  # set by the role
    headers = request.headers
    caller = await authenticate(
        authorization=headers.get("authorization", ""),
        api_key=headers.get("x-api-key", ""),
        tenant=headers.get("x-tenant-id", ""),
    )
    protect_connection(request.scope)
    structlog.contextvars.bind_contextvars(tenant_id=str(caller.tenant_id))
    return caller


_BEARER = HTTPBearer(
    scheme_name="bearer", description="The access token that a sign-in returns.", auto_error=False
)
_API_KEY = APIKeyHeader(
    name="X-API-Key",
    scheme_name="apiKey",
    description="An organization's API key.",
    auto_error=False,
)


async def _documented_caller(
    request: Request,
    _bearer: Annotated[object, Security(_BEARER)],
    _key: Annotated[object, Security(_API_KEY)],
) -> Caller:
    """Return the caller; the two security schemes only document the route."""
    return await current_caller(request)


CurrentCaller = Annotated[Caller, Depends(_documented_caller)]
SECURITY_REQUIREMENTS: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}]
"""Security requirements for routes that authenticate without the dependency."""
