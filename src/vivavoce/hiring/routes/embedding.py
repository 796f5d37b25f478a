"""The route with which a customer's server asks for a token to embed the candidate's room."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from vivavoce.contracts.embedding import EmbedAddress
from vivavoce.hiring.usecases.embed_interview import EmbedInterview
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router


class EmbedTokenRequest(StrictRequestModel):
    """Which pages will embed the room."""

    origin: str = Field(
        max_length=300,
        description="The origin of the page that will embed the room, as your organization registered it.",
        examples=["https://careers.example.com"],
    )


class EmbedTokenResponse(CamelModel):
    """A token that opens the room of one interview, once, in a page of one origin."""

    token: str
    """Give it to `Vivavoce.embed` in your page. It is not stored and cannot be shown again."""
    url: str
    """The page for an `<iframe>` of your own, without the script."""
    origin: str = Field(examples=["https://careers.example.com"])
    """The origin whose pages can embed the room with it, and hear its events."""
    otp_replaced: bool
    """Whether the candidate enters without a one-time code, because you vouch for them."""
    expires_at: datetime
    """Until when the room can be opened with it. The session that it opens goes on."""


def build_embedding_router(embed: EmbedInterview) -> APIRouter:
    """Return the route of ``/interviews/{key}/embed-token``."""
    router = make_strict_router("Interviews")

    @router.post("/interviews/{key}/embed-token", status_code=201)
    @shows_secret_once
    async def create_embed_token(
        caller: CurrentCaller, key: str, body: EmbedTokenRequest
    ) -> EmbedTokenResponse:
        """Create a token with which a page of one registered origin embeds the candidate's room.

        It works once and for five minutes, so ask for one for each load of the page. If your organization
        allows it, a token for an API key replaces the candidate's one-time code: ask for it only after
        your own system has identified the candidate.
        """
        return _to_response(await embed(caller, key, body.origin))

    return router


def _to_response(address: EmbedAddress) -> EmbedTokenResponse:
    return EmbedTokenResponse(
        token=address.token,
        url=address.url,
        origin=address.origin,
        otp_replaced=address.replaces_code,
        expires_at=address.expires_at,
    )
