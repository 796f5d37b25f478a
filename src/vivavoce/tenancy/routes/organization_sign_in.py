"""Sign-in with an organization's own OpenID provider over HTTP, and its settings."""

from __future__ import annotations

from typing import ClassVar

from fastapi import APIRouter, Request, Response
from pydantic import Field, SecretStr, StrictBool

from vivavoce.infra.web.callers import CurrentCaller, client_address
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    make_strict_router,
)
from vivavoce.tenancy.routes.auth import TokenResponse, to_token_response
from vivavoce.tenancy.routes.use_cases import TenancyUseCases
from vivavoce.tenancy.usecases.identity_provider import (
    IdentityProviderChange,
    IdentityProviderSettings,
)
from vivavoce.tenancy.usecases.organization_sign_in import ProviderReply

SIGN_IN_COOKIE = "vivavoce_organization_sign_in"
_COOKIE_PATH = "/api/v1/auth/oidc"
_COOKIE_MAX_AGE_S = 600
_PROVIDER_PATH = "/tenants/me/identity-provider"


class StartOrganizationSignInRequest(StrictRequestModel):
    """The organization with which a person wants to sign in."""

    organization: str = Field(min_length=1, max_length=200, examples=["example-logistics"])
    """The organization's short name, as in the link that its administrator gives; or its name."""


class OrganizationSignInStartResponse(CamelModel):
    """Where to send the browser."""

    redirect_url: str = Field(
        examples=["https://login.example.com/authorize?response_type=code&client_id=vivavoce"]
    )
    """The page of the organization's provider, with what belongs to this sign-in."""


class FinishOrganizationSignInRequest(StrictRequestModel):
    """What the provider sent the browser back with, from the query of its address."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"state"})
    state: str = Field(max_length=300, examples=["af0ifjsldkj"])
    """The value of `state`."""
    code: str = Field("", max_length=4000, examples=["SplxlOBeZQQYbYS6WxSbIA"])
    """The value of `code`; absent if the provider refused the sign-in."""
    issuer: str = Field("", max_length=1000, examples=["https://login.example.com"])
    """The value of `iss`, if there was one."""
    error: str = Field("", max_length=300, examples=["access_denied"])
    """The value of `error`, if the provider refused the sign-in."""


class IdentityProviderResponse(CamelModel):
    """The organization's OpenID provider, and the addresses to enter there."""

    is_set_up: bool = Field(examples=[True])
    """Whether people can sign in with a provider. If not, the fields about it are empty."""
    issuer: str = Field(examples=["https://login.example.com"])
    """The provider's issuer, exactly as it names itself."""
    client_id: str = Field(examples=["vivavoce"])
    """The id under which the provider knows this installation."""
    default_role: str = Field(examples=["SEEKER"])
    """The role of people who are added at a sign-in or through SCIM."""
    admits_unknown: bool = Field(examples=[False])
    """Whether a person who has not been added becomes a member at their first sign-in."""
    redirect_url: str = Field(
        examples=["https://interviews.example.com/sign-in/organization/callback"]
    )
    """The redirect address to register with the provider."""
    sign_in_url: str = Field(
        examples=["https://interviews.example.com/sign-in/organization?name=example-logistics"]
    )
    """The link that people of the organization use to sign in."""
    scim_url: str = Field(examples=["https://interviews.example.com/scim/v2"])
    """The address for SCIM, with an API key that has `user:provision` as its token."""


class IdentityProviderRequest(StrictRequestModel):
    """The OpenID provider to set."""

    issuer: str = Field(max_length=1000, examples=["https://login.example.com"])
    """The provider's issuer, exactly as it names itself, without `/.well-known/openid-configuration`."""
    client_id: str = Field(max_length=300, examples=["vivavoce"])
    """The id under which the provider knows this installation."""
    client_secret: SecretStr | None = Field(
        None, max_length=1000, examples=["a-secret-of-the-client"]
    )
    """The client's secret. It is stored encrypted and never shown. If absent, the current one stays, as
    long as `issuer` and `clientId` stay."""
    default_role: str = Field("SEEKER", max_length=40, examples=["SEEKER"])
    """The role of people who are added at a sign-in or through SCIM: `SEEKER`, `VIEWER`, `HIRING_MANAGER` or
    `RECRUITER`."""
    admits_unknown: StrictBool = Field(False, examples=[False])
    """Whether a person who has not been added becomes a member at their first sign-in."""


def build_organization_sign_in_router(use_cases: TenancyUseCases, *, is_https: bool) -> APIRouter:
    """Return the routes by which a browser signs in, under ``/api/v1``."""
    routes = make_strict_router("auth")

    @routes.post("/auth/oidc/start")
    async def start_organization_sign_in(
        body: StartOrganizationSignInRequest, request: Request, response: Response
    ) -> OrganizationSignInStartResponse:
        """Start a sign-in with the organization's own OpenID provider.

        Send the browser to 'redirectUrl' within ten minutes. The cookie 'vivavoce_organization_sign_in'
        belongs to this sign-in: only this browser can finish it.
        """
        started = await use_cases.organization_sign_in.start(
            body.organization, source=client_address(request)
        )
        response.headers["Cache-Control"] = "no-store"
        response.set_cookie(
            SIGN_IN_COOKIE,
            started.cookie,
            max_age=_COOKIE_MAX_AGE_S,
            path=_COOKIE_PATH,
            secure=is_https,
            httponly=True,
            samesite="strict",
        )
        return OrganizationSignInStartResponse(redirect_url=started.redirect_url)

    @routes.post("/auth/oidc/finish")
    async def finish_organization_sign_in(
        body: FinishOrganizationSignInRequest, request: Request, response: Response
    ) -> TokenResponse:
        """Finish a sign-in with the organization's provider, from what the browser brought back.

        A person is known by the provider's issuer and subject, never by an e-mail address.
        """
        response.delete_cookie(SIGN_IN_COOKIE, path=_COOKIE_PATH)
        done = await use_cases.organization_sign_in.finish(
            request.cookies.get(SIGN_IN_COOKIE, ""),
            ProviderReply(state=body.state, code=body.code, issuer=body.issuer, error=body.error),
            source=client_address(request),
            request_id=get_request_id(request),
        )
        return to_token_response(done, request, response, is_https=is_https)

    return routes


def build_identity_provider_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the routes of the provider's settings, under ``/api/v1``."""
    routes = make_strict_router("tenants")

    @routes.get(_PROVIDER_PATH)
    async def get_identity_provider(caller: CurrentCaller) -> IdentityProviderResponse:
        """Return the organization's OpenID provider, and the addresses to enter there."""
        return _to_response(await use_cases.identity_provider.read(caller))

    @routes.put(_PROVIDER_PATH)
    async def put_identity_provider(
        body: IdentityProviderRequest, caller: CurrentCaller, request: Request
    ) -> IdentityProviderResponse:
        """Set the organization's OpenID provider, once it has answered correctly. API keys cannot do this."""
        secret = body.client_secret
        change = IdentityProviderChange(
            issuer=body.issuer,
            client_id=body.client_id,
            client_secret=None if secret is None else secret.get_secret_value(),
            default_role=body.default_role,
            admits_unknown=body.admits_unknown,
        )
        saved = await use_cases.identity_provider.save(
            caller, change, request_id=get_request_id(request)
        )
        return _to_response(saved)

    @routes.delete(_PROVIDER_PATH, status_code=204)
    async def delete_identity_provider(caller: CurrentCaller, request: Request) -> None:
        """Remove the organization's OpenID provider. People can no longer sign in with it.

        Its people stay members. To end their access at once, also remove them as users.
        """
        await use_cases.identity_provider.delete(caller, request_id=get_request_id(request))

    return routes


def _to_response(settings: IdentityProviderSettings) -> IdentityProviderResponse:
    provider = settings.provider
    return IdentityProviderResponse(
        is_set_up=provider is not None,
        issuer=provider.issuer if provider else "",
        client_id=provider.client_id if provider else "",
        default_role=provider.default_role if provider else "",
        admits_unknown=provider.admits_unknown if provider else False,
        redirect_url=settings.redirect_url,
        sign_in_url=settings.sign_in_url,
        scim_url=settings.scim_url,
    )
