"""Users and invitations over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field

from vivavoce.infra.cursors import cut_page, read_id, read_time_and_id
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.tenancy.domain.roles import get_role_name
from vivavoce.tenancy.domain.users import Invitation, InvitationProof, PasswordNotAcceptedError
from vivavoce.tenancy.routes.auth import (
    TokenResponse,
    UserResponse,
    read_source,
    to_token_response,
    to_user_response,
)
from vivavoce.tenancy.routes.use_cases import Limit, Page, TenancyUseCases


class InvitePersonRequest(StrictRequestModel):
    """A person to invite."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"role"})
    email: str = Field(max_length=320, examples=["grace@example.com"])
    """The address that the invitation is sent to."""
    name: str = Field(max_length=400, examples=["Grace Hopper"])
    """The person's name, as your colleagues will see it."""
    role: str = Field(
        max_length=40,
        description="ADMIN, RECRUITER, VIEWER, HIRING_MANAGER or SEEKER, or the id of a role of the "
        "organization.",
    )
    password: object = Field(
        None,
        description="Not accepted: returns 400 (password_not_accepted). People choose their own "
        "passwords.",
        deprecated=True,
    )


class AddUserRequest(InvitePersonRequest):
    """A person to invite, in the words of POST /users."""

    model_config = ConfigDict(extra="ignore")


class ChangeRoleRequest(StrictRequestModel):
    """The role that a user is to have."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"role"})
    role: str = Field(
        max_length=40,
        description="ADMIN, RECRUITER, VIEWER, HIRING_MANAGER or SEEKER, or the id of a role of the "
        "organization.",
    )


class UserListResponse(CamelModel):
    """A page of users."""

    data: list[UserResponse]
    """The users of this page."""
    total: int
    """How many users there are, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many users a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


class UserInvitationResponse(CamelModel):
    """An open invitation. It grants nothing until the person accepts it."""

    id: UUID
    """The invitation's id."""
    email: str = Field(examples=["grace@example.com"])
    """The address that it was sent to."""
    name: str = Field(examples=["Grace Hopper"])
    """The invited person's name."""
    role: str = Field(examples=["RECRUITER"])
    """The role that the person gets by accepting, or the id of a role of the organization."""
    role_name: str = Field(examples=["RECRUITER"])
    """The name of the role, to show to people."""
    status: Literal["pending", "expired"]
    """Whether the link still works. An expired invitation can be sent again."""
    invited_at: datetime
    """When the person was invited."""
    expires_at: datetime
    """When the link stops working: 7 days after it was sent."""


class UserInvitationListResponse(CamelModel):
    """A page of open invitations."""

    data: list[UserInvitationResponse]
    """The invitations of this page."""
    total: int
    """How many open invitations there are, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many invitations a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


class ReadInvitationRequest(StrictRequestModel):
    """The token from the link: the part after '#' in '/accept-invitation#…'."""

    token: str = Field(max_length=200)
    """The token from the link: the part after `#` in `/accept-invitation#…`."""


class InvitationOfferResponse(CamelModel):
    """What an invitation offers, and how to accept it."""

    organization: str = Field(examples=["Example Logistics"])
    """The name of the organization that invites."""
    email: str = Field(examples=["grace@example.com"])
    """The invited address."""
    name: str = Field(examples=["Grace Hopper"])
    """The invited person's name."""
    role: str = Field(examples=["RECRUITER"])
    """The role that the person gets by accepting, or the id of a role of the organization."""
    role_name: str = Field(examples=["RECRUITER"])
    """The name of the role, to show to people."""
    expires_at: datetime
    """When the link stops working."""
    proof: InvitationProof = Field(
        description="'new_password': choose a first password. 'own_password': enter the password of "
        "the account. 'reset_first': reset the password by e-mail, then accept."
    )


class AcceptInvitationRequest(StrictRequestModel):
    """The token from the link, and a password: a first one, or the account's existing one."""

    token: str = Field(max_length=200)
    """The token from the link: the part after `#` in `/accept-invitation#…`."""
    password: str = Field(max_length=1024)
    """A first password of at least 12 characters, or the password of the account, as
    `proof` says."""
    name: str | None = Field(
        None, max_length=400, description="Your name, as your colleagues see it."
    )


def build_user_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the routes of users and invitations, under ``/api/v1``."""
    routes = make_lenient_router("users")

    @routes.get("/users")
    async def list_users(
        caller: CurrentCaller, page: Page = 1, limit: Limit = 20, cursor: CursorParam = None
    ) -> UserListResponse:
        """List the organization's users. People who have not accepted yet are under /invitations."""
        found, total = await use_cases.users.page(
            caller,
            offset=0 if cursor else (page - 1) * limit,
            limit=limit + 1,
            after=read_id("users", cursor),
        )
        users, next_cursor = cut_page("users", found, limit, lambda user: (user.id,))
        data = [to_user_response(user) for user in users]
        return UserListResponse(
            data=data, total=total, page=page, limit=limit, next_cursor=next_cursor
        )

    @routes.post("/users", status_code=201)
    async def add_user(
        body: AddUserRequest, caller: CurrentCaller, request: Request
    ) -> UserInvitationResponse:
        """Invite a person; the same as POST /api/v1/invitations. A 'password' is rejected (400)."""
        return await _invite(use_cases, body, caller, request)

    @routes.patch("/users/{user_id}")
    async def change_user_role(
        user_id: UUID, body: ChangeRoleRequest, caller: CurrentCaller, request: Request
    ) -> UserResponse:
        """Give a user another role, which applies to their next request.

        Their API keys lose the permissions that the role does not have. You cannot change your own role.
        """
        changed = await use_cases.users.change_role(
            caller, user_id, body.role, request_id=get_request_id(request)
        )
        return to_user_response(changed)

    @routes.delete("/users/{user_id}", status_code=204)
    async def remove_user(user_id: UUID, caller: CurrentCaller, request: Request) -> None:
        """Remove a user: their tokens, API keys and sent invitations end at once."""
        await use_cases.users.remove(caller, user_id, request_id=get_request_id(request))

    _add_invitation_routes(routes, use_cases)
    return routes


def _add_invitation_routes(routes: APIRouter, use_cases: TenancyUseCases) -> None:
    @routes.get("/invitations")
    async def list_invitations(
        caller: CurrentCaller, page: Page = 1, limit: Limit = 20, cursor: CursorParam = None
    ) -> UserInvitationListResponse:
        """List the open invitations, newest first."""
        found, total = await use_cases.invite_person.page(
            caller,
            offset=0 if cursor else (page - 1) * limit,
            limit=limit + 1,
            after=read_time_and_id("invitations", cursor),
        )
        invitations, next_cursor = cut_page(
            "invitations", found, limit, lambda one: (one.created_at, one.id)
        )
        data = [_to_invitation_response(use_cases, invitation) for invitation in invitations]
        return UserInvitationListResponse(
            data=data, total=total, page=page, limit=limit, next_cursor=next_cursor
        )

    @routes.post("/invitations", status_code=201)
    async def invite_person(
        body: InvitePersonRequest, caller: CurrentCaller, request: Request
    ) -> UserInvitationResponse:
        """Invite a person by e-mail, with a role that the caller may grant.

        The link works once, for 7 days. It replaces an open invitation to the same address. The response
        does not depend on whether the address has an account elsewhere.
        """
        return await _invite(use_cases, body, caller, request)

    @routes.post("/invitations/{invitation_id}/resend")
    async def resend_invitation(
        invitation_id: UUID, caller: CurrentCaller, request: Request
    ) -> UserInvitationResponse:
        """Send a new link. The old one stops working."""
        sent = await use_cases.invite_person.resend(
            caller, invitation_id, request_id=get_request_id(request)
        )
        return _to_invitation_response(use_cases, sent)

    @routes.delete("/invitations/{invitation_id}", status_code=204)
    async def revoke_invitation(
        invitation_id: UUID, caller: CurrentCaller, request: Request
    ) -> None:
        """Revoke an invitation: its link stops working at once."""
        await use_cases.invite_person.revoke(
            caller, invitation_id, request_id=get_request_id(request)
        )


def build_acceptance_router(use_cases: TenancyUseCases, *, is_https: bool) -> APIRouter:
    """Return the public routes behind the link; tokens are sent in bodies, so that no log contains them."""
    routes = make_strict_router("users")

    @routes.post("/invitations/read")
    async def read_invitation(
        body: ReadInvitationRequest, request: Request, response: Response
    ) -> InvitationOfferResponse:
        """Return what the invitation behind a link offers. Needs only the link, no sign-in."""
        response.headers["Cache-Control"] = "no-store"
        invitation = await use_cases.accept_invitation.read(body.token, source=read_source(request))
        return InvitationOfferResponse(
            organization=invitation.organization,
            email=invitation.email,
            name=invitation.name,
            role=str(invitation.role),
            role_name=get_role_name(invitation.role),
            expires_at=invitation.expires_at,
            proof=invitation.proof,
        )

    @routes.post("/invitations/accept")
    async def accept_invitation(
        body: AcceptInvitationRequest, request: Request, response: Response
    ) -> TokenResponse:
        """Accept an invitation: the person joins and is signed in. Needs only the link, no sign-in.

        A person without an account chooses a first password; anyone else enters their existing one. This
        never replaces a password.
        """
        done = await use_cases.accept_invitation(
            body.token,
            body.password,
            name=body.name,
            source=read_source(request),
            request_id=get_request_id(request),
        )
        return to_token_response(done, request, response, is_https=is_https)

    return routes


async def _invite(
    use_cases: TenancyUseCases, body: InvitePersonRequest, caller: CurrentCaller, request: Request
) -> UserInvitationResponse:
    if "password" in body.model_fields_set:
        raise PasswordNotAcceptedError
    sent = await use_cases.invite_person(
        caller, body.email, body.name, role=body.role, request_id=get_request_id(request)
    )
    return _to_invitation_response(use_cases, sent)


def _to_invitation_response(
    use_cases: TenancyUseCases, invitation: Invitation
) -> UserInvitationResponse:
    return UserInvitationResponse(
        id=invitation.id,
        email=invitation.email,
        name=invitation.name,
        role=str(invitation.role),
        role_name=get_role_name(invitation.role),
        status=use_cases.invite_person.status(invitation),
        invited_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )
