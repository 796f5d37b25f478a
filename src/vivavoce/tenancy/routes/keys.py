"""API keys over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from vivavoce.infra.web.bodies import CamelModel, SeedBody, seed_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.web.problems import request_id
from vivavoce.tenancy.domain.keys import ApiKey
from vivavoce.tenancy.routes.cases import Limit, Page, TenancyUseCases


class NewKey(SeedBody):
    """An API key that is wanted."""

    may_name: ClassVar[frozenset[str]] = frozenset({"permissions"})
    name: str = Field(max_length=400)
    permissions: list[str] = Field(max_length=50)
    expires_at: datetime | None = None


class KeyCard(CamelModel):
    """An API key without its secret."""

    id: UUID
    name: str
    prefix: str
    permissions: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class IssuedKeyCard(KeyCard):
    """A new API key with its secret, shown this once."""

    key: str


class KeyPage(CamelModel):
    """A page of API keys."""

    data: list[KeyCard]
    total: int
    page: int
    limit: int


def key_routes(cases: TenancyUseCases) -> APIRouter:
    """Return the routes, below ``/api/v1``."""
    routes = seed_router("api-keys")

    @routes.get("/api-keys")
    async def list_api_keys(caller: CallerOf, page: Page = 1, limit: Limit = 20) -> KeyPage:
        """List the organisation's keys, newest first, without their secrets."""
        keys, total = await cases.api_keys.page(caller, offset=(page - 1) * limit, limit=limit)
        data = [_key_card(key) for key in keys]
        return KeyPage(data=data, total=total, page=page, limit=limit)

    @routes.post("/api-keys", status_code=201)
    async def issue_api_key(body: NewKey, caller: CallerOf, request: Request) -> IssuedKeyCard:
        """Make a key with some of the caller's own rights. Its secret is shown this once."""
        issued = await cases.issue_api_key(
            caller,
            body.name,
            body.permissions,
            expires_at=body.expires_at,
            request_id=request_id(request),
        )
        card = _key_card(issued.key)
        return IssuedKeyCard(**card.model_dump(), key=issued.secret)

    @routes.get("/api-keys/{key_id}")
    async def show_api_key(key_id: UUID, caller: CallerOf) -> KeyCard:
        """Show a key without its secret."""
        return _key_card(await cases.api_keys.find(caller, key_id))

    @routes.delete("/api-keys/{key_id}", status_code=204)
    async def revoke_api_key(key_id: UUID, caller: CallerOf, request: Request) -> None:
        """Revoke a key: the very next request with it is refused, in every process."""
        await cases.api_keys.revoke(caller, key_id, request_id=request_id(request))

    return routes


def _key_card(key: ApiKey) -> KeyCard:
    return KeyCard(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        permissions=sorted(key.permissions),
        created_at=key.made_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )
