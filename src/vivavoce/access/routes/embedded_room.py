"""The route with which the page in a customer's frame uses its token up."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import Field

from vivavoce.access.usecases.embed_room import OpenEmbeddedRoom
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router


class OpenEmbeddedRoomRequest(StrictRequestModel):
    """The token of `POST /interviews/{key}/embed-token`."""

    token: str = Field(max_length=200)
    """The token, which is used up by this request."""


class EmbeddedRoomResponse(CamelModel):
    """How the page in the frame goes on."""

    link_token: str
    """The token of the candidate's link, for the other operations of the candidate."""
    session_token: str
    """Send it as `X-Session-Token` to start the session; empty if it is not needed, or if the
    candidate still confirms their identity with a code."""
    origin: str = Field(examples=["https://careers.example.com"])
    """The only origin that may hear the page's events."""
    accent_color: str = Field(examples=["#0b6b3a"])
    """The organization's color of buttons; empty for the default."""


def build_embedded_room_router(open_room: OpenEmbeddedRoom) -> APIRouter:
    """Return the route of ``/candidate-access/embedded``."""
    routes = make_strict_router("candidate-access")

    @routes.post("/candidate-access/embedded")
    async def open_embedded_room(
        body: OpenEmbeddedRoomRequest, request: Request
    ) -> EmbeddedRoomResponse:
        """Open the candidate's room in a frame: uses the token up.

        A token that expired, was used before or was never valid returns 404, and so does one whose origin
        is no longer registered or whose link was revoked.
        """
        room = await open_room(body.token, request_id=get_request_id(request))
        return EmbeddedRoomResponse(
            link_token=room.link_token,
            session_token=room.session_token,
            origin=room.origin,
            accent_color=room.accent_color,
        )

    return routes
