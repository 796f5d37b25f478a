"""Sign-in and sign-out, the caller's own profile, and passwords over HTTP."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from vivavoce.contracts.invitation import MailDelivery
from vivavoce.infra.web.callers import CurrentCaller, client_address
from vivavoce.infra.web.console_session import (
    is_from_console,
    read_session_cookie,
    set_session_cookie,
)
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.console_session import IDLE_LIMIT
from vivavoce.tenancy.domain.roles import get_role_name
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.routes.use_cases import TenancyUseCases
from vivavoce.tenancy.usecases.manage_profile import OwnProfile
from vivavoce.tenancy.usecases.sign_in import SignInResult, SignInSource

DEVICE_COOKIE = "vivavoce_device"
_DEVICE_COOKIE_MAX_AGE_S = 180 * 24 * 3600
_DEVICE_PATH = "/api/v1"


class SignInRequest(LenientRequestModel):
    """An e-mail address and a password."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"tenantid"})
    email: str = Field(max_length=320, examples=["ada@example.com"])
    """The e-mail address of the account."""
    password: str = Field(max_length=1024)
    """The password of the account."""
    tenant_id: UUID | None = None
    """The organization to sign in to; if absent, the one that the account used last."""


class UserResponse(CamelModel):
    """A user of the organization."""

    id: UUID
    """The user's id."""
    email: str = Field(examples=["ada@example.com"])
    """The user's e-mail address."""
    name: str = Field(examples=["Ada Lovelace"])
    """The name that colleagues see."""
    role: str = Field(examples=["RECRUITER"])
    """The role: `ADMIN`, `RECRUITER`, `VIEWER`, `HIRING_MANAGER` or `SEEKER`, or the id of a role of the
    organization."""
    role_name: str = Field(examples=["RECRUITER"])
    """The name of the role, to show to people."""
    tenant_id: UUID
    """The id of the user's organization."""


class TokenResponse(CamelModel):
    """A new sign-in token."""

    access_token: str
    """The token: send it as `Authorization: Bearer …`. Empty for the console, whose session is a cookie."""
    expires_in: int = Field(examples=[3600])
    """For how many seconds the token works, or the session of the console while it is not used."""
    user: UserResponse
    """The person who signed in."""
    permissions: list[str] = Field(
        examples=[["interview:approve", "interview:create", "interview:read"]]
    )
    """What the person's role allows now, in alphabetical order. Read it again with `GET /auth/me`."""


class CallerResponse(CamelModel):
    """The authenticated caller and their permissions."""

    id: UUID
    """The id of the user or of the API key."""
    kind: str = Field(examples=["account"])
    """Whose credentials they are."""
    name: str = Field(examples=["Ada Lovelace"])
    """The name of the user or of the API key."""
    email: str = Field(examples=["ada@example.com"])
    """The user's e-mail address; empty for an API key, and for a user who has none."""
    has_password: bool = Field(examples=[True])
    """Whether the user signs in with a password. If not, their organization's provider signs them in."""
    role: str | None = Field(examples=["RECRUITER"])
    """The user's role, or the id of a role of the organization; null for an API key."""
    role_name: str = Field(examples=["RECRUITER"])
    """The name of the role, to show to people; empty for an API key."""
    tenant_id: UUID
    """The organization that the credentials belong to."""
    permissions: list[str] = Field(
        examples=[["interview:approve", "interview:create", "interview:read"]]
    )
    """What the caller may do, in alphabetical order."""
    time_zone: str = Field(examples=["Europe/Berlin"])
    """The time zone that the person chose; empty to use the organization's."""
    organization_time_zone: str = Field(examples=["Europe/London"])
    """The time zone of the organization; empty if it has chosen none."""


class OwnProfileRequest(StrictRequestModel):
    """A change of the person's own profile."""

    time_zone: str = Field(
        max_length=100,
        description="The IANA name of the time zone in which you read times; '' to use the "
        "organization's.",
        examples=["Europe/Berlin"],
    )


class ChangePasswordRequest(StrictRequestModel):
    """The current password and the new one."""

    current_password: str = Field(max_length=1024)
    """The password that the account has now."""
    new_password: str = Field(
        max_length=1024, description="At least 12 characters, and not easy to guess."
    )


class ForgotPasswordRequest(StrictRequestModel):
    """The address of the account."""

    email: str = Field(max_length=320, examples=["ada@example.com"])
    """The e-mail address of the account."""


class ResetPasswordRequest(StrictRequestModel):
    """The token from the link in the e-mail, and the password to set."""

    token: str = Field(max_length=200)
    """The token from the link in the e-mail: the part after `#`."""
    password: str = Field(
        max_length=1024, description="At least 12 characters, and not easy to guess."
    )


class ForgotPasswordResponse(CamelModel):
    """The same response for every address."""

    message: str = Field(examples=["If this address has an account, we have sent a link to it."])
    """A sentence for the person; it does not tell whether the address has an account."""
    delivery: MailDelivery = Field(examples=["email"])
    """Where e-mails of this installation go: `email` to their owners, `mailbox` to the console only."""


def build_auth_router(use_cases: TenancyUseCases, *, is_https: bool) -> APIRouter:
    """Return the sign-in routes, under ``/api/v1``; ``is_https`` marks the device cookie as secure."""
    routes = make_lenient_router("auth")

    @routes.post("/auth/login")
    async def login(body: SignInRequest, request: Request, response: Response) -> TokenResponse:
        """Sign in with an address and a password.

        After ten failures from one source, the address is locked for that source only (429), for 15
        minutes. A browser in which the person signed in before has its own limit; the cookie
        'vivavoce_device' identifies it and grants no access.
        """
        tenant_id = TenantId(body.tenant_id) if body.tenant_id else None
        done = await use_cases.sign_in(
            body.email,
            body.password,
            tenant_id,
            source=read_source(request),
            request_id=get_request_id(request),
        )
        return to_token_response(done, request, response, is_https=is_https)

    @routes.get("/auth/me")
    async def who_am_i(caller: CurrentCaller) -> CallerResponse:
        """Return who the caller is and their permissions."""
        return _to_caller_response(caller, await use_cases.profile.read(caller))

    @routes.post("/auth/logout", status_code=204)
    async def logout(caller: CurrentCaller, request: Request) -> None:
        """Sign out: the token of this request ends at once."""
        request_id = get_request_id(request)
        _, _, token = request.headers.get("authorization", "").partition(" ")
        if token or not caller.is_person:
            await use_cases.sign_out(caller, token.strip(), request_id=request_id)
            return
        session = read_session_cookie(request)
        await use_cases.sign_out.end_session(caller, session, request_id=request_id)
        set_session_cookie(request, "")

    @routes.post("/auth/logout/everywhere", status_code=204)
    async def logout_everywhere(caller: CurrentCaller, request: Request) -> None:
        """Sign out everywhere: every token of the person ends at once. API keys stay valid."""
        await use_cases.sign_out.end_all_tokens(caller, request_id=get_request_id(request))
        if is_from_console(request):
            set_session_cookie(request, "")

    return routes


def build_profile_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the route that changes the caller's own profile, under ``/api/v1``."""
    routes = make_strict_router("auth")

    @routes.patch("/auth/me")
    async def change_own_profile(
        body: OwnProfileRequest, caller: CurrentCaller, request: Request
    ) -> CallerResponse:
        """Set your own time zone. API keys have none."""
        profile = await use_cases.profile.change_time_zone(
            caller, body.time_zone, request_id=get_request_id(request)
        )
        return _to_caller_response(caller, profile)

    return routes


def _to_caller_response(caller: Caller, profile: OwnProfile) -> CallerResponse:
    return CallerResponse(
        id=caller.id,
        kind=caller.kind,
        name=caller.name,
        email=profile.email,
        has_password=profile.has_password,
        role=caller.role,
        role_name=profile.role_name,
        tenant_id=caller.tenant_id,
        permissions=sorted(caller.permissions),
        time_zone=profile.time_zone,
        organization_time_zone=profile.organization_time_zone,
    )


def build_password_router(
    use_cases: TenancyUseCases, *, is_https: bool, delivery: MailDelivery
) -> APIRouter:
    """Return the password routes, under ``/api/v1``; ``delivery`` is where e-mails go."""
    routes = make_strict_router("auth")

    @routes.post("/auth/password/change")
    async def change_password(
        body: ChangePasswordRequest, caller: CurrentCaller, request: Request, response: Response
    ) -> TokenResponse:
        """Change your password. Every other sign-in ends at once; the response has a new token."""
        done = await use_cases.change_password(
            caller, body.current_password, body.new_password, request_id=get_request_id(request)
        )
        return to_token_response(done, request, response, is_https=is_https)

    @routes.post("/auth/password/forgot", status_code=202)
    async def forgot_password(
        body: ForgotPasswordRequest, request: Request
    ) -> ForgotPasswordResponse:
        """Request a link to set a new password.

        The response and its timing are the same for every address. If the address has an account, it
        receives an e-mail with a link that works once, for 30 minutes. A newer link replaces it.
        """
        await use_cases.request_password_reset(
            body.email, source=read_source(request), request_id=get_request_id(request)
        )
        return ForgotPasswordResponse(
            message=(
                "If this address has an account, we have sent a link to it."
                if delivery == "email"
                else "If this address has an account, its link is in the local mailbox of the console."
            ),
            delivery=delivery,
        )

    @routes.post("/auth/password/reset", status_code=204)
    async def reset_password(body: ResetPasswordRequest, request: Request) -> None:
        """Set a new password with the link from the e-mail. Every sign-in of the account ends at once."""
        await use_cases.reset_password(
            body.token,
            body.password,
            source=read_source(request),
            request_id=get_request_id(request),
        )

    return routes


def read_source(request: Request) -> SignInSource:
    """Return the source of a request, for the sign-in limits."""
    return SignInSource(client_address(request), request.cookies.get(DEVICE_COOKIE, ""))


def to_token_response(
    result: SignInResult, request: Request, response: Response, *, is_https: bool
) -> TokenResponse:
    """Return the token response, and set the device cookie if there is one.

    A page of the console gets the session cookie instead of the token: no script ever holds a credential.
    """
    response.headers["Cache-Control"] = "no-store"
    if result.device:
        response.set_cookie(
            DEVICE_COOKIE,
            result.device,
            max_age=_DEVICE_COOKIE_MAX_AGE_S,
            path=_DEVICE_PATH,
            secure=is_https,
            httponly=True,
            samesite="strict",
        )
    has_session = is_from_console(request)
    if has_session:
        set_session_cookie(request, result.session)
    return TokenResponse(
        access_token="" if has_session else result.access_token,
        expires_in=int(IDLE_LIMIT.total_seconds()) if has_session else result.expires_in,
        user=to_user_response(result.user),
        permissions=sorted(result.user.to_caller().permissions),
    )


def to_user_response(user: User) -> UserResponse:
    """Return the API response for a user."""
    return UserResponse(
        id=user.id,
        email=user.email,
        name=user.name,
        role=str(user.role),
        role_name=get_role_name(user.role),
        tenant_id=user.tenant_id,
    )
