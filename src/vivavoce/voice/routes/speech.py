"""Text to speech over HTTP, for whoever is signed in."""

from __future__ import annotations

import io
import wave
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, field_validator

from vivavoce.infra.web.bodies import SnakeBody, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.voice.usecases.synthesize import LONGEST_TEXT, Speech, Synthesize

WAV = "audio/wav"


class TextBody(SnakeBody):
    """What is to be said."""

    text: str = Field(
        min_length=1, max_length=LONGEST_TEXT, examples=["Tell me about a recent change of mind."]
    )
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")] = "en"
    speed: float = Field(1.0, ge=0.5, le=2.0, description="1 is an ordinary tempo.")

    @field_validator("text")
    @classmethod
    def _something_to_say(cls, text: str) -> str:
        if not any(character.isalnum() for character in text):
            raise ValueError("there is no word in it")
        return text


def speech_router(synthesize: Synthesize) -> APIRouter:
    """Return the route."""
    routes = own_router("voice")

    @routes.post(
        "/api/v1/tts/synthesize",
        response_class=Response,
        responses={200: {"content": {WAV: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def synthesize_speech(caller: CallerOf, body: TextBody) -> Response:
        """Say a text aloud: the answer is a WAV file, 16 bits, mono.

        At most 30 a minute. ``X-Voice`` says which engine and voice spoke.
        """
        said = await synthesize(caller, body.text, language=body.language, speed=body.speed)
        who = f"{said.engine} {said.voice}"
        return Response(
            _wav(said), media_type=WAV, headers={"X-Voice": who, "Cache-Control": "no-store"}
        )

    return routes


def _wav(said: Speech) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(said.rate)
        out.writeframes(said.pcm)
    return made.getvalue()
