"""Routes for LiveKit: room tokens and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.problems import Problem
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.voice.ports.rooms import RoomCredentials
from vivavoce.voice.usecases.livekit_access import HandleLiveKitWebhook, IssueRoomCredentials

_UPSTREAM_ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {  # Any: as the framework takes it
    "5XX": {
        "model": Problem,
        "content": {"application/problem+json": {}},
        "description": (
            "LiveKit refused to create the room (502), is unavailable, or is not configured "
            "here (503)."
        ),
    }
}


class RoomCredentialsResponse(CamelModel):
    """Credentials for one participant of one room: pass ``url`` and ``token`` to a LiveKit client."""

    url: str
    room: str
    token: str
    expires_at: datetime


def build_livekit_router(
    issue_credentials: IssueRoomCredentials, handle_webhook: HandleLiveKitWebhook
) -> APIRouter:
    """Return the LiveKit routes."""
    router = make_strict_router("sessions")

    # Registered before the other route, whose path matches any value.
    @router.post(
        "/api/v1/sessions/{practice_id:practice}/livekit",
        status_code=201,
        responses=_UPSTREAM_ERROR_RESPONSES,
    )
    async def practice_livekit(practice_id: str, caller: CurrentCaller) -> RoomCredentialsResponse:
        """Create a token for a LiveKit room of your own practice session, and open the session."""
        return _to_response(await issue_credentials.issue_for_caller(caller, practice_id))

    @router.post(
        "/api/v1/sessions/{handle}/livekit", status_code=201, responses=_UPSTREAM_ERROR_RESPONSES
    )
    async def session_livekit(handle: str) -> RoomCredentialsResponse:
        """Create a token for a LiveKit room of the session that the handle belongs to.

        Each call creates a new room and closes the previous one. Returns 503 ``livekit_not_configured`` where
        no LiveKit server is configured.
        """
        return _to_response(await issue_credentials.issue_for_handle(handle))

    @router.post("/api/v1/telephony/livekit/events", status_code=204)
    async def livekit_event(request: Request) -> Response:
        """Receive LiveKit's webhooks. Returns 403 unless signed with the LiveKit secret."""
        await handle_webhook(await request.body(), request.headers.get("authorization", ""))
        return Response(status_code=204)

    return router


def _to_response(credentials: RoomCredentials) -> RoomCredentialsResponse:
    return RoomCredentialsResponse(
        url=credentials.url,
        room=credentials.room_name,
        token=credentials.token,
        expires_at=credentials.expires_at,
    )
