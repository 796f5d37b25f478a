"""API keys over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, LenientRequestModel, make_lenient_router
from vivavoce.tenancy.domain.api_keys import ApiKey
from vivavoce.tenancy.routes.use_cases import Limit, Page, TenancyUseCases


class IssueApiKeyRequest(LenientRequestModel):
    """A request for a new API key."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"permissions"})
    name: str = Field(max_length=400)
    permissions: list[str] = Field(max_length=50)
    expires_at: datetime | None = None


class ApiKeyResponse(CamelModel):
    """An API key without its secret."""

    id: UUID
    name: str
    prefix: str
    permissions: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class IssuedApiKeyResponse(ApiKeyResponse):
    """A new API key with its secret, which is shown only once."""

    key: str


class ApiKeyListResponse(CamelModel):
    """A page of API keys."""

    data: list[ApiKeyResponse]
    total: int
    page: int
    limit: int


def build_key_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the API key routes, under ``/api/v1``."""
    routes = make_lenient_router("api-keys")

    @routes.get("/api-keys")
    async def list_api_keys(
        caller: CurrentCaller, page: Page = 1, limit: Limit = 20
    ) -> ApiKeyListResponse:
        """List the organization's API keys, newest first, without their secrets."""
        keys, total = await use_cases.api_keys.page(caller, offset=(page - 1) * limit, limit=limit)
        data = [_to_api_key_response(key) for key in keys]
        return ApiKeyListResponse(data=data, total=total, page=page, limit=limit)

    @routes.post("/api-keys", status_code=201)
    async def issue_api_key(
        body: IssueApiKeyRequest, caller: CurrentCaller, request: Request
    ) -> IssuedApiKeyResponse:
        """Create an API key with some of the caller's own permissions. Its secret is shown only once."""
        issued = await use_cases.issue_api_key(
            caller,
            body.name,
            body.permissions,
            expires_at=body.expires_at,
            request_id=get_request_id(request),
        )
        card = _to_api_key_response(issued.key)
        return IssuedApiKeyResponse(**card.model_dump(), key=issued.secret)

    @routes.get("/api-keys/{key_id}")
    async def show_api_key(key_id: UUID, caller: CurrentCaller) -> ApiKeyResponse:
        """Return an API key without its secret."""
        return _to_api_key_response(await use_cases.api_keys.find(caller, key_id))

    @routes.delete("/api-keys/{key_id}", status_code=204)
    async def revoke_api_key(key_id: UUID, caller: CurrentCaller, request: Request) -> None:
        """Revoke an API key: the next request with it is refused."""
        await use_cases.api_keys.revoke(caller, key_id, request_id=get_request_id(request))

    return routes


def _to_api_key_response(key: ApiKey) -> ApiKeyResponse:
    return ApiKeyResponse(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        permissions=sorted(key.permissions),
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )
