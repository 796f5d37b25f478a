"""Text to speech over HTTP, for signed-in users."""

from __future__ import annotations

import io
import wave
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, field_validator

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import SnakeCaseRequestModel, make_strict_router
from vivavoce.voice.usecases.synthesize_speech import (
    MAX_TEXT_CHARS,
    SynthesizedSpeech,
    SynthesizeSpeech,
)

WAV = "audio/wav"


class SynthesizeSpeechRequest(SnakeCaseRequestModel):
    """The text to synthesize."""

    text: str = Field(
        min_length=1, max_length=MAX_TEXT_CHARS, examples=["Tell me about a recent change of mind."]
    )
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")] = "en"
    speed: float = Field(1.0, ge=0.5, le=2.0, description="1 is the normal speed.")

    @field_validator("text")
    @classmethod
    def _require_words(cls, text: str) -> str:
        if not any(character.isalnum() for character in text):
            raise ValueError("must contain at least one word")
        return text


def build_speech_router(synthesize: SynthesizeSpeech) -> APIRouter:
    """Return the speech synthesis route."""
    routes = make_strict_router("voice")

    @routes.post(
        "/api/v1/tts/synthesize",
        response_class=Response,
        responses={200: {"content": {WAV: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def synthesize_speech(caller: CurrentCaller, body: SynthesizeSpeechRequest) -> Response:
        """Synthesize a text; returns a mono 16-bit WAV file.

        Limited to 30 requests a minute. ``X-Voice`` names the engine and the voice.
        """
        said = await synthesize(caller, body.text, language=body.language, speed=body.speed)
        who = f"{said.engine} {said.voice}"
        return Response(
            _encode_wav(said), media_type=WAV, headers={"X-Voice": who, "Cache-Control": "no-store"}
        )

    return routes


def _encode_wav(speech: SynthesizedSpeech) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(speech.rate)
        out.writeframes(speech.pcm)
    return made.getvalue()
