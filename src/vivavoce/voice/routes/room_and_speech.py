"""Routes for LiveKit room tokens and webhooks, and for text to speech for signed-in users."""

from __future__ import annotations

import io
import wave
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field, field_validator

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.problems import Problem
from vivavoce.infra.web.request_models import (
    CamelModel,
    SnakeCaseRequestModel,
    make_compatibility_router,
    make_strict_router,
)
from vivavoce.kernel.translation import phrase
from vivavoce.voice.ports.rooms import RoomCredentials
from vivavoce.voice.usecases.room_access import HandleLiveKitWebhook, IssueRoomCredentials
from vivavoce.voice.usecases.synthesize_speech import (
    MAX_TEXT_CHARS,
    SynthesizedSpeech,
    SynthesizeSpeech,
)

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
    """Credentials for one participant of one room."""

    url: str = Field(examples=["wss://livekit.example.com"])
    """The address of the LiveKit server; pass it to a LiveKit client."""
    room: str
    """The name of the room."""
    token: str
    """The LiveKit access token; pass it to a LiveKit client."""
    expires_at: datetime
    """When the token stops working."""


def build_livekit_router(
    issue_credentials: IssueRoomCredentials, handle_webhook: HandleLiveKitWebhook
) -> APIRouter:
    """Return the LiveKit routes."""
    router, callbacks = make_strict_router("sessions"), make_compatibility_router("sessions")

    @router.post(
        "/api/v1/practice/sessions/{practice_id:practice}/livekit",
        status_code=201,
        responses=_UPSTREAM_ERROR_RESPONSES,
    )
    # Registered before the other route, whose path matches any value.
    @router.post(
        "/api/v1/sessions/{practice_id:practice}/livekit", status_code=201, include_in_schema=False
    )
    @shows_secret_once
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

    @callbacks.post("/api/v1/telephony/livekit/events", status_code=204)
    async def livekit_event(request: Request) -> Response:
        """Receive LiveKit's webhooks. Returns 403 unless signed with the LiveKit secret."""
        await handle_webhook(await request.body(), request.headers.get("authorization", ""))
        return Response(status_code=204)

    router.include_router(callbacks)
    return router


def _to_response(credentials: RoomCredentials) -> RoomCredentialsResponse:
    return RoomCredentialsResponse(
        url=credentials.url,
        room=credentials.room_name,
        token=credentials.token,
        expires_at=credentials.expires_at,
    )


WAV = "audio/wav"


class SynthesizeSpeechRequest(SnakeCaseRequestModel):
    """The text to synthesize."""

    text: str = Field(
        min_length=1, max_length=MAX_TEXT_CHARS, examples=["Tell me about a recent change of mind."]
    )
    """What to say; it needs at least one word."""
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")] = Field(
        "en", examples=["en"]
    )
    """The language of the text, as a language tag."""
    speed: float = Field(1.0, ge=0.5, le=2.0, description="1 is the normal speed.")

    @field_validator("text")
    @classmethod
    def _require_words(cls, text: str) -> str:
        if not any(character.isalnum() for character in text):
            raise ValueError(phrase("must contain at least one word"))
        return text


def build_speech_router(synthesize: SynthesizeSpeech) -> APIRouter:
    """Return the speech synthesis route."""
    routes = make_strict_router("voice")

    @routes.post(
        "/api/v1/tts/synthesize",
        response_class=Response,
        responses={
            200: {
                "description": "The speech: a mono 16-bit WAV file.",
                "content": {WAV: {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    async def synthesize_speech(caller: CurrentCaller, body: SynthesizeSpeechRequest) -> Response:
        """Synthesize a text; returns a mono 16-bit WAV file.

        Limited to 30 requests a minute. ``X-Voice`` names the engine and the voice.
        """
        speech = await synthesize(caller, body.text, language=body.language, speed=body.speed)
        who = f"{speech.engine} {speech.voice}"
        return Response(
            _encode_wav(speech),
            media_type=WAV,
            headers={"X-Voice": who, "Cache-Control": "no-store"},
        )

    return routes


def _encode_wav(speech: SynthesizedSpeech) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(speech.rate)
        out.writeframes(speech.pcm)
    return buffer.getvalue()
