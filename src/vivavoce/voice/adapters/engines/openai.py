"""Speech servers of OpenAI's kind: ``/audio/transcriptions`` and ``/audio/speech``, also your own."""

from __future__ import annotations

import httpx

from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.engines.http import (
    WORDS,
    Asked,
    HttpRecogniser,
    HttpSpeaker,
    read_answer,
)

NAME = "openai"
PUBLIC = "https://api.openai.com/v1"
_RATE = 24_000
_SLOWEST, _FASTEST = 0.25, 4.0


def recogniser(
    client: httpx.AsyncClient, clock: Clock, *, url: str, key: str | None, model: str
) -> HttpRecogniser:
    """Return the recogniser of the server at ``url``."""

    async def ask(client: httpx.AsyncClient, wav: bytes, language: str) -> tuple[str, float | None]:
        response = await client.post(
            f"{url}/audio/transcriptions",
            headers=_signed(key),
            data={
                "model": model,
                "language": language.split("-")[0].lower(),
                "response_format": "json",
            },
            files={"file": ("speech.wav", wav, "audio/wav")},
            extensions=WORDS.extensions,
        )
        return str(read_answer(NAME, response).get("text", "")), None

    return HttpRecogniser(name=NAME, model=model, client=client, clock=clock, ask=ask)


def speaker(
    client: httpx.AsyncClient, *, url: str, key: str | None, model: str, voice: str
) -> HttpSpeaker:
    """Return the voice of the server at ``url``."""

    def ask(text: str, _: str, speed: float) -> Asked:
        return Asked(
            url=f"{url}/audio/speech",
            headers=_signed(key),
            json={
                "model": model,
                "voice": voice,
                "input": text,
                "response_format": "pcm",
                "speed": min(_FASTEST, max(_SLOWEST, speed)),
            },
        )

    return HttpSpeaker(name=NAME, model=model, voice=voice, rate=_RATE, client=client, ask=ask)


def _signed(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}
