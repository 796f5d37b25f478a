"""The route that says a text aloud, with the real keyless voice."""

from __future__ import annotations

import io
import wave

import pytest
from tests.integration.api.gateway import Gateway

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATH = "/api/v1/tts/synthesize"


async def test_an_authenticated_caller_gets_a_wav_file(gateway: Gateway) -> None:
    answer = await gateway.http.post(
        PATH, json={"text": "Good morning, and welcome."}, headers=gateway.callers["seeker"]
    )

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["x-voice"] == "espeak espeak-ng"
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert 1.0 < sound.getnframes() / sound.getframerate() < 4.0


async def test_an_unauthenticated_caller_gets_no_speech(gateway: Gateway) -> None:
    answer = await gateway.http.post(PATH, json={"text": "Good morning."})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": " … "},
        {"text": "a" * 1_001},
        {"text": "hi", "language": "../../etc"},
        {"text": "hi", "speed": 9},
        {},
    ],
)
async def test_a_text_that_cannot_be_spoken_is_refused(
    gateway: Gateway, body: dict[str, object]
) -> None:
    answer = await gateway.http.post(PATH, json=body, headers=gateway.callers["admin"])

    assert answer.status_code == 422
