"""Who may use the runs API: all callers of the gateway, and agents with the platform's key."""

from __future__ import annotations

import hmac
from typing import Annotated, cast
from uuid import UUID

import structlog
from fastapi import Depends, Request

from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.callers import current_caller
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import TenantId

_AGENT_ID = UUID("00000000-0000-7000-8000-0000000a6e27")
"""All agents with the platform's key share this id; the label of a result tells them apart."""


class TenantMissingError(InvalidRequestError):
    """Send the organization that the agent works for in 'X-Tenant-ID'."""

    code = "tenant_missing"


class AgentAuthenticator:
    """Authenticates agents with ``A2A_API_KEY``, which is valid for the runs API only."""

    def __init__(self, settings: Settings, keys: InstallationKeys) -> None:
        given = settings.a2a_api_key
        self._key = given.get_secret_value() if given else keys.derive("a2a-api-key").hex()

    async def authenticate(self, request: Request) -> None:
        """Find the caller and store it on the request, or raise ``UnauthenticatedError``."""
        headers = request.headers
        token, key = headers.get("authorization", ""), headers.get("x-api-key", "")
        scheme, _, bearer = token.partition(" ")
        offered = bearer.strip() if scheme.lower() == "bearer" and not key else key
        if (token and key) or not self._is_platform_key(offered):
            request.state.run_caller = await current_caller(request)
            return
        caller = _agent_caller(headers.get("x-tenant-id", ""))
        structlog.contextvars.bind_contextvars(tenant_id=str(caller.tenant_id))
        request.state.run_caller = caller

    def _is_platform_key(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self._key.encode())


def _agent_caller(tenant: str) -> Caller:
    try:
        tenant_id = TenantId(UUID(tenant.strip()))
    except ValueError:
        error = FieldError("X-Tenant-ID", "missing", str(TenantMissingError()))
        raise TenantMissingError(errors=[error]) from None
    return Caller(
        tenant_id=tenant_id,
        kind="agent",
        id=_AGENT_ID,
        name="outside agent",
        permissions=frozenset({Permission.INTERVIEW_READ}),
    )


async def _run_caller(request: Request) -> Caller:
    return cast("Caller", request.state.run_caller)  # set by the authenticator


CurrentRunCaller = Annotated[Caller, Depends(_run_caller)]
