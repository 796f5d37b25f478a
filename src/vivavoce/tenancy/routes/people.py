"""Users and invitations over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from vivavoce.infra.web.bodies import CamelModel, OwnBody, SeedBody, own_router, seed_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.web.problems import request_id
from vivavoce.tenancy.domain.invitation import Invitation, PasswordGivenError, Proof
from vivavoce.tenancy.routes.auth import TokenCard, UserCard, signed_in, source_of, user_card
from vivavoce.tenancy.routes.cases import Limit, Page, TenancyUseCases


class InvitePersonRequest(SeedBody):
    """A person to be invited."""

    may_name: ClassVar[frozenset[str]] = frozenset({"role"})
    email: str = Field(max_length=320)
    name: str = Field(max_length=400)
    role: str = Field(
        max_length=40, description="ADMIN, RECRUITER, VIEWER, HIRING_MANAGER or SEEKER."
    )
    password: object = Field(
        None,
        description="Refused with 400 (password_not_accepted): people choose their own password.",
        deprecated=True,
    )


class UserPage(CamelModel):
    """A page of users."""

    data: list[UserCard]
    total: int
    page: int
    limit: int


class UserInvitationResponse(CamelModel):
    """A person who was asked to join. They get nothing until they accept."""

    id: UUID
    email: str
    name: str
    role: str
    status: Literal["pending", "expired"]
    invited_at: datetime
    expires_at: datetime


class UserInvitationPage(CamelModel):
    """A page of open invitations."""

    data: list[UserInvitationResponse]
    total: int
    page: int
    limit: int


class ReadInvitationRequest(OwnBody):
    """The token from the link: what stands behind '#' in '/accept-invitation#…'."""

    token: str = Field(max_length=200)


class InvitationOfferResponse(CamelModel):
    """What an invitation is for, and how it is accepted."""

    organization: str
    email: str
    name: str
    role: str
    expires_at: datetime
    proof: Proof = Field(
        description="'new_password': choose a first password. 'own_password': give the password that "
        "the account has. 'reset_first': set a new password through the mailbox, then accept."
    )


class AcceptInvitationRequest(OwnBody):
    """The token from the link, and the password: a first one, or the one that the account has."""

    token: str = Field(max_length=200)
    password: str = Field(max_length=1024)
    name: str | None = Field(None, max_length=400, description="Your name, as colleagues see it.")


def user_routes(cases: TenancyUseCases) -> APIRouter:
    """Return the routes of users and invitations, below ``/api/v1``."""
    routes = seed_router("users")

    @routes.get("/users")
    async def list_users(caller: CallerOf, page: Page = 1, limit: Limit = 20) -> UserPage:
        """List the people of the organisation; who has not accepted yet is under /invitations."""
        users, total = await cases.users.page(caller, offset=(page - 1) * limit, limit=limit)
        data = [user_card(user) for user in users]
        return UserPage(data=data, total=total, page=page, limit=limit)

    @routes.post("/users", status_code=201)
    async def add_user(
        body: InvitePersonRequest, caller: CallerOf, request: Request
    ) -> UserInvitationResponse:
        """Invite a person: the same as POST /api/v1/invitations. A 'password' is refused (400)."""
        return await _invited(cases, body, caller, request)

    @routes.delete("/users/{user_id}", status_code=204)
    async def remove_user(user_id: UUID, caller: CallerOf, request: Request) -> None:
        """Remove a person: their tokens, keys and the invitations they sent end at once."""
        await cases.users.remove(caller, user_id, request_id=request_id(request))

    @routes.get("/invitations")
    async def list_invitations(
        caller: CallerOf, page: Page = 1, limit: Limit = 20
    ) -> UserInvitationPage:
        """List the invitations that nobody accepted yet, newest first."""
        found, total = await cases.invite_person.page(
            caller, offset=(page - 1) * limit, limit=limit
        )
        data = [_card(cases, one) for one in found]
        return UserInvitationPage(data=data, total=total, page=page, limit=limit)

    @routes.post("/invitations", status_code=201)
    async def invite_person(
        body: InvitePersonRequest, caller: CallerOf, request: Request
    ) -> UserInvitationResponse:
        """Invite a person by e-mail, with a role the caller may give.

        The link works once, for 7 days. An open invitation to the same address is replaced. Whether the
        address has an account elsewhere makes no difference to the answer.
        """
        return await _invited(cases, body, caller, request)

    @routes.post("/invitations/{invitation_id}/resend")
    async def resend_invitation(
        invitation_id: UUID, caller: CallerOf, request: Request
    ) -> UserInvitationResponse:
        """Send a new link. The older one ends."""
        sent = await cases.invite_person.resend(
            caller, invitation_id, request_id=request_id(request)
        )
        return _card(cases, sent)

    @routes.delete("/invitations/{invitation_id}", status_code=204)
    async def revoke_invitation(invitation_id: UUID, caller: CallerOf, request: Request) -> None:
        """Take an invitation back: its link ends at once."""
        await cases.invite_person.revoke(caller, invitation_id, request_id=request_id(request))

    return routes


def acceptance_routes(cases: TenancyUseCases, *, is_https: bool) -> APIRouter:
    """Return the public routes behind the link; the token travels in bodies, so that no log has it."""
    routes = own_router("users")

    @routes.post("/invitations/read")
    async def read_invitation(
        body: ReadInvitationRequest, request: Request, response: Response
    ) -> InvitationOfferResponse:
        """Say what the invitation behind a link is for. Needs no sign-in, only the link."""
        response.headers["Cache-Control"] = "no-store"
        found = await cases.accept_invitation.read(body.token, source=source_of(request))
        return InvitationOfferResponse(
            organization=found.organisation,
            email=found.email,
            name=found.name,
            role=found.role,
            expires_at=found.expires_at,
            proof=found.proof,
        )

    @routes.post("/invitations/accept")
    async def accept_invitation(
        body: AcceptInvitationRequest, request: Request, response: Response
    ) -> TokenCard:
        """Accept an invitation: the person joins and is signed in. Needs no sign-in, only the link.

        A person without an account chooses a first password; everybody else proves who they are by the
        password they have. Nothing here replaces a password.
        """
        done = await cases.accept_invitation(
            body.token,
            body.password,
            name=body.name,
            source=source_of(request),
            request_id=request_id(request),
        )
        return signed_in(done, response, is_https=is_https)

    return routes


async def _invited(
    cases: TenancyUseCases, body: InvitePersonRequest, caller: CallerOf, request: Request
) -> UserInvitationResponse:
    if "password" in body.model_fields_set:
        raise PasswordGivenError
    sent = await cases.invite_person(
        caller, body.email, body.name, role=body.role, request_id=request_id(request)
    )
    return _card(cases, sent)


def _card(cases: TenancyUseCases, invitation: Invitation) -> UserInvitationResponse:
    return UserInvitationResponse(
        id=invitation.id,
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        status=cases.invite_person.status(invitation),
        invited_at=invitation.made_at,
        expires_at=invitation.expires_at,
    )
