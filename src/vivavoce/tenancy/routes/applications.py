"""Connected applications over HTTP: a person's decision about a request, and what is connected."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from vivavoce.infra.cursors import cut_page, read_id
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    make_strict_router,
)
from vivavoce.tenancy.domain.applications import ApplicationGrant, describe_redirect
from vivavoce.tenancy.routes.use_cases import Limit, Page, TenancyUseCases

_PERMISSIONS_EXAMPLE = ["interview:create", "interview:read"]


class ReadConsentRequest(StrictRequestModel):
    """A request of an application, as the address of the consent page carries it."""

    request: str = Field(max_length=6000)
    """The value of `request` in the page's address. It works for ten minutes."""


class ConsentOfferResponse(CamelModel):
    """What an application asks for."""

    client_name: str = Field(examples=["Desk assistant"])
    """What the application calls itself. It is not verified."""
    redirect_host: str | None = Field(examples=["assistant.example.com"])
    """Where the browser goes after the decision; null for an application on this computer."""
    organization: str = Field(examples=["Example Logistics"])
    """The organization in which the application is to act."""
    permissions: list[str] = Field(examples=[_PERMISSIONS_EXAMPLE])
    """What the application may then do in your name, in alphabetical order."""


class DecideConsentRequest(ReadConsentRequest):
    """A person's decision about a request of an application."""

    allow: bool
    """Whether the application may act in your name."""


class ConsentDecisionResponse(CamelModel):
    """Where the browser goes now."""

    redirect_url: str = Field(
        examples=["http://127.0.0.1:53122/callback?code=oac_example&state=af0ifjsldkj"]
    )
    """The application's address, with a code that works once, or with the refusal."""


class ConnectedApplicationResponse(CamelModel):
    """An application that acts in a person's name."""

    id: UUID
    """The id of this connection."""
    name: str = Field(examples=["Desk assistant"])
    """What the application calls itself. It is not verified."""
    redirect_host: str | None = Field(examples=["assistant.example.com"])
    """Where the application is; null for an application on the person's computer."""
    user_id: UUID
    """The id of the person for whom it acts."""
    user_name: str = Field(examples=["Grace Hopper"])
    """The name of the person for whom the application acts."""
    permissions: list[str] = Field(examples=[_PERMISSIONS_EXAMPLE])
    """What it may do, as far as the person's role still has it, in alphabetical order."""
    connected_at: datetime
    """When the person allowed it."""
    last_used_at: datetime | None
    """When it was last used, to the minute; null if never."""


class ConnectedApplicationListResponse(CamelModel):
    """A page of connected applications."""

    data: list[ConnectedApplicationResponse]
    """The applications of this page."""
    total: int
    """How many there are, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


def build_application_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the routes of connected applications, under ``/api/v1``."""
    routes = make_strict_router("applications")
    _add_consent_routes(routes, use_cases)

    @routes.get("/oauth/applications")
    async def list_connected_applications(
        caller: CurrentCaller,
        everyone: bool = False,
        page: Page = 1,
        limit: Limit = 20,
        cursor: CursorParam = None,
    ) -> ConnectedApplicationListResponse:
        """List the applications that act in your name; with 'everyone', those of all your colleagues.

        'everyone' needs the permission 'user:manage'.
        """
        listed, total = await use_cases.connected_applications.page(
            caller,
            everyone=everyone,
            offset=0 if cursor else (page - 1) * limit,
            limit=limit + 1,
            after=read_id("applications", cursor),
        )
        found, next_cursor = cut_page("applications", listed, limit, lambda one: (one[0].id,))
        data = [_to_application_response(grant, person) for grant, person in found]
        return ConnectedApplicationListResponse(
            data=data, total=total, page=page, limit=limit, next_cursor=next_cursor
        )

    @routes.delete("/oauth/applications/{application_id}", status_code=204)
    async def disconnect_application(
        application_id: UUID, caller: CurrentCaller, request: Request
    ) -> None:
        """Disconnect an application: its tokens end at once.

        It is one of your own, or a colleague's if you have the permission 'user:manage'.
        """
        await use_cases.connected_applications.disconnect(
            caller, application_id, request_id=get_request_id(request)
        )

    return routes


def _add_consent_routes(routes: APIRouter, use_cases: TenancyUseCases) -> None:
    @routes.post("/oauth/consents/read")
    async def read_consent(
        body: ReadConsentRequest, caller: CurrentCaller, response: Response
    ) -> ConsentOfferResponse:
        """Return what an application asks you for. An API key cannot decide about it."""
        response.headers["Cache-Control"] = "no-store"
        offer = await use_cases.connect_application.read(caller, body.request)
        return ConsentOfferResponse(
            client_name=offer.client_name,
            redirect_host=offer.redirect_host,
            organization=offer.organization,
            permissions=sorted(offer.permissions),
        )

    @routes.post("/oauth/consents")
    async def decide_consent(
        body: DecideConsentRequest, caller: CurrentCaller, request: Request, response: Response
    ) -> ConsentDecisionResponse:
        """Allow an application to act in your name, or refuse.

        The application gets only permissions that you have. Its access ends when you disconnect it, sign
        out everywhere, change your password, or leave the organization.
        """
        response.headers["Cache-Control"] = "no-store"
        connect = use_cases.connect_application
        if body.allow:
            url = await connect.allow(caller, body.request, request_id=get_request_id(request))
        else:
            url = connect.deny(caller, body.request)
        return ConsentDecisionResponse(redirect_url=url)


def _to_application_response(grant: ApplicationGrant, person: str) -> ConnectedApplicationResponse:
    return ConnectedApplicationResponse(
        id=grant.id,
        name=grant.client_name,
        redirect_host=describe_redirect(grant.redirect_uri),
        user_id=grant.user_id,
        user_name=person,
        permissions=sorted(grant.permissions),
        connected_at=grant.created_at,
        last_used_at=grant.last_used_at,
    )
