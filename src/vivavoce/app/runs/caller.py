"""Who may speak to the runs API: everybody the gateway knows, and agents with the platform's key."""

from __future__ import annotations

import hmac
from typing import Annotated, cast
from uuid import UUID

import structlog
from fastapi import Depends, Request

from vivavoce.infra.keys import Keys
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.callers import current_caller
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.kernel.ids import TenantId

_AGENT = UUID("00000000-0000-7000-8000-0000000a6e27")
"""Every agent that comes with the platform's key is this one; the label of a result tells them apart."""


class TenantMissing(Malformed):
    """An agent names the organisation it works for in 'X-Tenant-ID'."""

    code = "tenant_missing"


class AgentDoor:
    """Lets agents in by ``A2A_API_KEY``, here and nowhere else in the product."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        given = settings.a2a_api_key
        self._key = given.get_secret_value() if given else keys.derive("a2a-api-key").hex()

    async def let_in(self, request: Request) -> None:
        """Find the caller and note it on the request, or raise ``Unauthenticated``."""
        headers = request.headers
        token, key = headers.get("authorization", ""), headers.get("x-api-key", "")
        scheme, _, bearer = token.partition(" ")
        offered = bearer.strip() if scheme.lower() == "bearer" and not key else key
        if (token and key) or not self._fits(offered):
            request.state.run_caller = await current_caller(request)
            return
        caller = _agent(headers.get("x-tenant-id", ""))
        structlog.contextvars.bind_contextvars(tenant_id=str(caller.tenant_id))
        request.state.run_caller = caller

    def _fits(self, offered: str) -> bool:
        return hmac.compare_digest(offered.encode(), self._key.encode())


def _agent(tenant: str) -> Caller:
    try:
        tenant_id = TenantId(UUID(tenant.strip()))
    except ValueError:
        error = FieldError("X-Tenant-ID", "missing", str(TenantMissing()))
        raise TenantMissing(errors=[error]) from None
    return Caller(
        tenant_id=tenant_id,
        kind="agent",
        id=_AGENT,
        name="outside agent",
        permissions=frozenset({Permission.INTERVIEW_READ}),
    )


async def _let_in(request: Request) -> Caller:
    return cast("Caller", request.state.run_caller)  # set by the door before


RunCallerOf = Annotated[Caller, Depends(_let_in)]
