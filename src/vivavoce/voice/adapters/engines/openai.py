"""OpenAI-compatible speech servers: ``/audio/transcriptions`` and ``/audio/speech``."""

from __future__ import annotations

import httpx

from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.engines.http import (
    STT_BOUNDS,
    HttpSttEngine,
    HttpTtsEngine,
    TtsHttpRequest,
    parse_json_response,
)

NAME = "openai"
PUBLIC_URL = "https://api.openai.com/v1"
_RATE = 24_000
_MIN_SPEED, _MAX_SPEED = 0.25, 4.0


def create_stt_engine(
    client: httpx.AsyncClient, clock: Clock, *, url: str, key: str | None, model: str
) -> HttpSttEngine:
    """Return an STT engine for the server at ``url``."""

    async def ask(client: httpx.AsyncClient, wav: bytes, language: str) -> tuple[str, float | None]:
        response = await client.post(
            f"{url}/audio/transcriptions",
            headers=_auth_headers(key),
            data={
                "model": model,
                "language": language.split("-")[0].lower(),
                "response_format": "json",
            },
            files={"file": ("speech.wav", wav, "audio/wav")},
            extensions=STT_BOUNDS.extensions,
        )
        return str(parse_json_response(NAME, response).get("text", "")), None

    return HttpSttEngine(name=NAME, model=model, client=client, clock=clock, transcribe=ask)


def create_tts_engine(
    client: httpx.AsyncClient, *, url: str, key: str | None, model: str, voice: str
) -> HttpTtsEngine:
    """Return a TTS engine for the server at ``url``."""

    def ask(text: str, _: str, speed: float) -> TtsHttpRequest:
        return TtsHttpRequest(
            url=f"{url}/audio/speech",
            headers=_auth_headers(key),
            json={
                "model": model,
                "voice": voice,
                "input": text,
                "response_format": "pcm",
                "speed": min(_MAX_SPEED, max(_MIN_SPEED, speed)),
            },
        )

    return HttpTtsEngine(
        name=NAME, model=model, voice=voice, rate=_RATE, client=client, build_request=ask
    )


def _auth_headers(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}
