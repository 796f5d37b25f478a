"""Signing in, the caller's own card, API keys, users and the organisation's own rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field, StrictBool

from vivavoce.infra.web.bodies import CamelModel, OwnBody, SeedBody, own_router, seed_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.web.problems import request_id
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.keys import ApiKey
from vivavoce.tenancy.domain.people import User
from vivavoce.tenancy.usecases.add_user import AddUser, Users
from vivavoce.tenancy.usecases.issue_api_key import ApiKeys, IssueApiKey
from vivavoce.tenancy.usecases.rules import OrganisationRules
from vivavoce.tenancy.usecases.sign_in import SignIn

Page = Annotated[int, Query(ge=1, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyUseCases:
    """What the routes call."""

    sign_in: SignIn
    issue_api_key: IssueApiKey
    api_keys: ApiKeys
    add_user: AddUser
    users: Users
    rules: OrganisationRules


class Credentials(SeedBody):
    """An address and a password, and the organisation when there are several."""

    may_name: ClassVar[frozenset[str]] = frozenset({"tenantid"})
    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)
    tenant_id: UUID | None = None


class UserCard(CamelModel):
    """A user as the organisation sees them."""

    id: UUID
    email: str
    name: str
    role: str
    tenant_id: UUID


class TokenCard(CamelModel):
    """A fresh sign-in token."""

    access_token: str
    expires_in: int
    user: UserCard


class CallerCard(CamelModel):
    """Who the platform takes the caller for."""

    id: UUID
    kind: str
    name: str
    email: str
    role: str | None
    tenant_id: UUID
    permissions: list[str]


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


class NewUser(SeedBody):
    """A person to be added."""

    may_name: ClassVar[frozenset[str]] = frozenset({"role"})
    email: str = Field(max_length=320)
    name: str = Field(max_length=400)
    role: str = Field(max_length=40)
    password: str = Field(max_length=1024)


class UserPage(CamelModel):
    """A page of users."""

    data: list[UserCard]
    total: int
    page: int
    limit: int


class RulesChange(OwnBody):
    """Which gates a person keeps; what is left out stays."""

    auto_approve_plans: StrictBool | None = Field(
        None, description="Plans need no person's approval. Assessments always do."
    )
    otp_required: StrictBool | None = Field(
        None, description="Candidates with a known address confirm it with a code."
    )
    retry_rejected_plans: StrictBool | None = Field(
        None, description="A plan that is rejected with a reason is written anew by that reason."
    )
    video_allowed: StrictBool | None = Field(
        None,
        description="Candidates may be asked for a film of themselves, where the request wants one.",
    )
    leaderboard: Literal["on", "opt_in", "off"] | None = Field(
        None,
        description="Who stands on the practice leaderboard: everybody, who asked for it, or nobody.",
    )


class RulesCard(CamelModel):
    """Which gates a person keeps."""

    auto_approve_plans: bool
    otp_required: bool
    retry_rejected_plans: bool
    video_allowed: bool
    leaderboard: Literal["on", "opt_in", "off"]


def router(cases: TenancyUseCases) -> APIRouter:
    """Return the routes of tenancy, below ``/api/v1``."""
    whole = APIRouter(prefix="/api/v1")
    whole.include_router(_auth(cases))
    whole.include_router(_keys(cases))
    whole.include_router(_users(cases))
    whole.include_router(_rules(cases))
    return whole


def _auth(cases: TenancyUseCases) -> APIRouter:
    routes = seed_router("auth")

    @routes.post("/auth/login")
    async def login(body: Credentials, request: Request) -> TokenCard:
        """Sign in with an address and a password."""
        wanted = TenantId(body.tenant_id) if body.tenant_id else None
        done = await cases.sign_in(
            body.email, body.password, wanted, request_id=request_id(request)
        )
        return TokenCard(
            access_token=done.access_token,
            expires_in=done.expires_in,
            user=_user_card(done.user),
        )

    @routes.get("/auth/me")
    async def who_am_i(caller: CallerOf) -> CallerCard:
        """Say who the caller is and what they may do."""
        return CallerCard(
            id=caller.id,
            kind=caller.kind,
            name=caller.name,
            email=await cases.users.address(caller),
            role=caller.role,
            tenant_id=caller.tenant_id,
            permissions=sorted(caller.permissions),
        )

    return routes


def _keys(cases: TenancyUseCases) -> APIRouter:
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
        """Revoke a key: it stops working within seconds."""
        await cases.api_keys.revoke(caller, key_id, request_id=request_id(request))

    return routes


def _users(cases: TenancyUseCases) -> APIRouter:
    routes = seed_router("users")

    @routes.get("/users")
    async def list_users(caller: CallerOf, page: Page = 1, limit: Limit = 20) -> UserPage:
        """List the people of the organisation."""
        users, total = await cases.users.page(caller, offset=(page - 1) * limit, limit=limit)
        data = [_user_card(user) for user in users]
        return UserPage(data=data, total=total, page=page, limit=limit)

    @routes.post("/users", status_code=201)
    async def add_user(body: NewUser, caller: CallerOf, request: Request) -> UserCard:
        """Add a person to the organisation, with a role the caller may give."""
        user = await cases.add_user(
            caller,
            body.email,
            body.name,
            role=body.role,
            password=body.password,
            request_id=request_id(request),
        )
        return _user_card(user)

    @routes.delete("/users/{user_id}", status_code=204)
    async def remove_user(user_id: UUID, caller: CallerOf, request: Request) -> None:
        """Remove a person from the organisation."""
        await cases.users.remove(caller, user_id, request_id=request_id(request))

    return routes


def _rules(cases: TenancyUseCases) -> APIRouter:
    routes = own_router("tenants")

    @routes.get("/tenants/me/settings")
    async def get_settings(caller: CallerOf) -> RulesCard:
        """Show which gates a person keeps in this organisation."""
        return RulesCard.model_validate(await cases.rules.read(caller))

    @routes.patch("/tenants/me/settings")
    async def change_settings(body: RulesChange, caller: CallerOf, request: Request) -> RulesCard:
        """Open or close gates; those that are not named stay as they are."""
        changes = body.model_dump(by_alias=True, exclude_none=True)
        changed = await cases.rules.change(caller, changes, request_id=request_id(request))
        return RulesCard.model_validate(changed)

    return routes


def _user_card(user: User) -> UserCard:
    return UserCard(
        id=user.id, email=user.email, name=user.name, role=user.role, tenant_id=user.tenant_id
    )


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
