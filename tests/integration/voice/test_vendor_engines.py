"""Engines of others, against servers on loopback that speak their protocols."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.fakes.scripted_audio import frames, speech, words_in
from tests.fakes.speech_servers import listen_server, speech_server, wav_words

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines import azure, deepgram, openai
from vivavoce.voice.adapters.engines.http import create_http_client
from vivavoce.voice.ports.engines import SpeechEngineError, SttEngine, SttResult, TtsEngine
from vivavoce.voice.usecases.engines.stt_failover import SttFailover

ANSWER = "I led the move to PostgreSQL"
KEY = "a-key-that-nobody-sees"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with create_http_client() as client:
        yield client


async def _hear(stt_engine: SttEngine, *texts: str) -> list[SttResult]:
    recognition = await stt_engine.open(language="en")
    said: list[SttResult] = []
    try:
        for text in texts:
            for frame in frames(speech(text)):
                await recognition.push(frame)
            await recognition.flush()
        async with asyncio.timeout(10):
            async for words in recognition.results():
                said.append(words)
                if sum(each.is_final for each in said) == len(texts):
                    break
    finally:
        await recognition.close()
    return said


async def _speak(speaker: TtsEngine, text: str = ANSWER, **settings_of: object) -> str:
    sounds = speaker.synthesize(text, **{"language": "en", **settings_of})
    return words_in(b"".join([sound.pcm async for sound in sounds]), speaker.rate)


def _transcribed(asked: object) -> tuple[int, str, list[bytes | None]]:
    text = wav_words(asked.form["file"])
    return 200, "application/json", [json.dumps({"text": f" {text}"}).encode()]


def _sound(text: str = ANSWER) -> list[bytes | None]:
    pcm = speech(text, 24_000)
    return [pcm[at : at + 5_001] for at in range(0, len(pcm), 5_001)]


async def test_openai_receives_each_stretch_of_speech_as_a_file(client: httpx.AsyncClient) -> None:
    async with speech_server(_transcribed) as server:
        engine = openai.create_stt_engine(
            client, SystemClock(), url=f"{server.url}/v1", key=KEY, model="whisper-1"
        )

        first, second = await _hear(engine, ANSWER, "and measured it")

    assert (first.text, second.text) == (ANSWER, "and measured it")
    assert (second.start_ms, second.end_ms) == (
        first.end_ms,
        first.end_ms + len(speech("and measured it")) // 32,
    )
    assert first.is_final
    asked = server.asked[0]
    assert asked.path == "/v1/audio/transcriptions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert (asked.form["model"], asked.form["language"]) == (b"whisper-1", b"en")
    assert (first.engine, first.model, engine.is_draft) == ("openai", "whisper-1", False)


async def test_openai_streams_raw_audio(client: httpx.AsyncClient) -> None:
    async with speech_server(lambda _: (200, "audio/pcm", _sound())) as server:
        engine = openai.create_tts_engine(
            client, url=f"{server.url}/v1", key=KEY, model="tts-1", voice="alloy"
        )
        assert await _speak(engine, speed=1.2) == ANSWER

    asked = server.asked[0]
    assert asked.path == "/v1/audio/speech"
    assert asked.json == {
        "model": "tts-1",
        "voice": "alloy",
        "input": ANSWER,
        "response_format": "pcm",
        "speed": 1.2,
    }


async def test_a_self_hosted_server_needs_no_key(client: httpx.AsyncClient) -> None:
    async with speech_server(_transcribed) as server:
        engine = openai.create_stt_engine(
            client, SystemClock(), url=server.url, key=None, model="m"
        )
        await _hear(engine, ANSWER)

    assert "authorization" not in server.asked[0].headers


async def test_azure_receives_short_audio_and_returns_a_confidence(
    client: httpx.AsyncClient,
) -> None:
    def answer(asked: object) -> tuple[int, str, list[bytes | None]]:
        best = {"Display": wav_words(asked.body), "Confidence": 0.91}
        said = {"RecognitionStatus": "Success", "NBest": [best]}
        return 200, "application/json", [json.dumps(said).encode()]

    async with speech_server(answer) as server:
        engine = azure.create_stt_engine(client, SystemClock(), url=f"{server.url}/stt", key=KEY)
        [final] = await _hear(engine, ANSWER)

    assert (final.text, final.confidence) == (ANSWER, 0.91)
    asked = server.asked[0]
    assert asked.params["language"] == "en-US"
    assert asked.headers["ocp-apim-subscription-key"] == KEY
    assert "samplerate=16000" in asked.headers["content-type"]


async def test_a_no_match_response_of_azure_is_an_empty_result(client: httpx.AsyncClient) -> None:
    said = json.dumps({"RecognitionStatus": "NoMatch", "DisplayText": ""}).encode()
    async with speech_server(lambda _: (200, "application/json", [said])) as server:
        [final] = await _hear(
            azure.create_stt_engine(client, SystemClock(), url=server.url, key=KEY), ANSWER
        )

    assert (final.text, final.is_final) == ("", True)


async def test_azure_speaks_text_that_looks_like_markup(client: httpx.AsyncClient) -> None:
    async with speech_server(lambda _: (200, "audio/x-wav", _sound())) as server:
        engine = azure.create_tts_engine(client, url=f"{server.url}/tts", key=KEY)
        assert await _speak(engine, "Is a < b && c?", speed=0.9) == ANSWER
        with pytest.raises(SpeechEngineError) as failed:
            await _speak(engine, "qapla", language="tlh")

    assert failed.value.kind == "refused"
    body = server.asked[0].body.decode()
    assert "Is a &lt; b &amp;&amp; c?" in body
    assert 'rate="-10%"' in body
    assert server.asked[0].headers["x-microsoft-outputformat"] == "raw-24khz-16bit-mono-pcm"
    assert len(server.asked) == 1


def test_azure_is_addressed_by_its_region() -> None:
    assert azure.build_stt_url("westeurope").startswith(
        "https://westeurope.stt.speech.microsoft.com/"
    )
    assert azure.build_tts_url("westeurope").startswith(
        "https://westeurope.tts.speech.microsoft.com/"
    )


async def test_deepgram_transcribes_during_speech_and_finalizes_on_request() -> None:
    async with listen_server() as server:
        engine = deepgram.DeepgramSttEngine(SystemClock(), url=server.url, key=KEY)
        said = await _hear(engine, ANSWER, "and measured it")

    finals = [words for words in said if words.is_final]
    assert [words.text for words in finals] == [ANSWER, "and measured it"]
    assert any(not words.is_final for words in said)
    assert finals[0].end_ms == len(speech(ANSWER)) // 32
    assert finals[1].start_ms == finals[0].end_ms
    assert finals[0].confidence == 0.98
    assert server.keys == [f"Token {KEY}"]
    assert "/v1/listen?model=nova-3" in server.addresses[0]
    for settings_of in (
        "encoding=linear16",
        "sample_rate=16000",
        "interim_results=true",
        "mip_opt_out=true",
    ):
        assert settings_of in server.addresses[0]
    assert server.messages == ["Finalize", "Finalize", "CloseStream"]
    assert KEY not in server.addresses[0]


async def test_deepgram_speaks_english() -> None:
    async with (
        create_http_client() as client,
        speech_server(lambda _: (200, "audio/l16", _sound())) as server,
    ):
        engine = deepgram.create_tts_engine(client, url=server.url, key=KEY)
        assert await _speak(engine) == ANSWER
        with pytest.raises(SpeechEngineError):
            await _speak(engine, language="fr")

    asked = server.asked[0]
    assert (asked.path, asked.json) == ("/v1/speak", {"text": ANSWER})
    assert asked.params["encoding"] == "linear16"
    assert asked.params["container"] == "none"


@pytest.mark.parametrize(("status", "kind"), [(401, "refused"), (429, "refused"), (503, "failed")])
async def test_an_invalid_response_is_a_failure_without_retry(
    client: httpx.AsyncClient, status: int, kind: str
) -> None:
    async with (
        speech_server(lambda _: (status, "text/plain", [KEY.encode()])) as server,
        listen_server(status) as listen,
    ):
        url, clock = server.url, SystemClock()
        failures = [
            await _failure(
                _speak(openai.create_tts_engine(client, url=url, key=KEY, model="m", voice="v"))
            ),
            await _failure(_speak(azure.create_tts_engine(client, url=url, key=KEY))),
            await _failure(_speak(deepgram.create_tts_engine(client, url=url, key=KEY))),
            await _failure(
                _hear(openai.create_stt_engine(client, clock, url=url, key=KEY, model="m"), ANSWER)
            ),
            await _failure(_hear(azure.create_stt_engine(client, clock, url=url, key=KEY), ANSWER)),
            await _failure(
                _hear(deepgram.DeepgramSttEngine(clock, url=listen.url, key=KEY), ANSWER)
            ),
        ]

    assert [failure.kind for failure in failures] == [kind] * 6
    assert all(KEY not in str(failure) and "127.0.0.1" not in str(failure) for failure in failures)
    assert (len(server.asked), len(listen.addresses)) == (5, 1)  # nothing is tried twice in here


async def test_an_unreachable_server_is_a_failure(
    client: httpx.AsyncClient, unused_tcp_port: int
) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}"

    spoken = await _failure(_speak(deepgram.create_tts_engine(client, url=nowhere, key=KEY)))
    stt_error = await _failure(
        _hear(deepgram.DeepgramSttEngine(SystemClock(), url=nowhere, key=KEY), ANSWER)
    )

    assert (spoken.kind, stt_error.kind) == ("refused", "refused")


async def test_a_response_that_is_no_audio_is_a_failure(client: httpx.AsyncClient) -> None:
    async with speech_server(lambda _: (200, "audio/wav", [b"RIFF" + bytes(100)])) as server:
        failure = await _failure(
            _speak(openai.create_tts_engine(client, url=server.url, key=None, model="m", voice="v"))
        )

    assert failure.kind == "failed"


@pytest.mark.parametrize(("mood", "kind"), [("dies", "cut"), ("error", "failed")])
async def test_a_dropped_live_transcription_is_reported(mood: str, kind: str) -> None:
    async with listen_server(mood) as server:
        failure = await _failure(
            _hear(deepgram.DeepgramSttEngine(SystemClock(), url=server.url, key=KEY), ANSWER)
        )

    assert failure.kind == kind


@pytest.mark.parametrize("mood", ["dies", "mute", "error", 401])
async def test_audio_lost_by_deepgram_is_transcribed_by_the_next_engine(
    client: httpx.AsyncClient, mood: str | int
) -> None:
    clock = SystemClock()
    async with listen_server(mood) as listen, speech_server(_transcribed) as server:
        first = deepgram.DeepgramSttEngine(clock, url=listen.url, key=KEY)
        second = openai.create_stt_engine(client, clock, url=server.url, key=KEY, model="whisper-1")
        [*_, final] = await _hear(SttFailover([first, second], clock), ANSWER)

    assert (final.text, final.engine) == (ANSWER, "openai")


async def _failure(call: object) -> SpeechEngineError:
    with pytest.raises(SpeechEngineError) as failed:
        await call
    return failed.value
