"""One suite for every engine, the scripted ones included: what the chains and the talk lean on."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from tests.fakes.engine_pcm import spoken
from tests.fakes.engine_servers import Asked, listen_server, speech_server, wav_words
from tests.fakes.engine_sound import frames, speech
from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines import azure, deepgram, openai
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.adapters.engines.http import create_http_client
from vivavoce.voice.adapters.engines.sphinx import PocketsphinxSttEngine
from vivavoce.voice.ports.engines import (
    SpeechEngineError,
    SttEngine,
    SttResult,
    SttStream,
    TtsEngine,
)
from vivavoce.voice.usecases.engines.stt_failover import SttFailover

CLOCK = SystemClock()
TEXT = "yes we can do that in the morning"


def _heard(asked: Asked) -> tuple[int, str, list[bytes | None]]:
    wav = asked.body if asked.body.startswith(b"RIFF") else asked.form["file"]
    text = wav_words(wav)
    said = {"text": text, "RecognitionStatus": "Success", "DisplayText": text}
    return 200, "application/json", [json.dumps(said).encode()]


def _said(_: Asked) -> tuple[int, str, list[bytes | None]]:
    return 200, "audio/pcm", [speech(TEXT, 24_000)]


@asynccontextmanager
async def scripted_ear() -> AsyncIterator[SttEngine]:
    yield ScriptedRecogniser(CLOCK, final_ms=20)


@asynccontextmanager
async def chained_ears() -> AsyncIterator[SttEngine]:
    yield SttFailover([ScriptedRecogniser(CLOCK, final_ms=20)], CLOCK)


@asynccontextmanager
async def pocketsphinx() -> AsyncIterator[SttEngine]:
    engine = PocketsphinxSttEngine(CLOCK, result_timeout_s=30)
    yield engine
    await engine.close()


@asynccontextmanager
async def live_deepgram() -> AsyncIterator[SttEngine]:
    async with listen_server() as server:
        yield deepgram.DeepgramSttEngine(CLOCK, url=server.url, key="k")


@asynccontextmanager
async def openai_ear() -> AsyncIterator[SttEngine]:
    async with create_http_client() as client, speech_server(_heard) as server:
        yield openai.create_stt_engine(client, CLOCK, url=server.url, key="k", model="m")


@asynccontextmanager
async def azure_ear() -> AsyncIterator[SttEngine]:
    async with create_http_client() as client, speech_server(_heard) as server:
        yield azure.create_stt_engine(client, CLOCK, url=server.url, key="k")


EARS = (scripted_ear, chained_ears, pocketsphinx, live_deepgram, openai_ear, azure_ear)
MakeEar = Callable[[], AbstractAsyncContextManager[SttEngine]]


@asynccontextmanager
async def scripted_mouth() -> AsyncIterator[TtsEngine]:
    yield ScriptedSpeaker(CLOCK, first_ms=0, ms_per_char=5)


@asynccontextmanager
async def espeak() -> AsyncIterator[TtsEngine]:
    engine = EspeakTtsEngine()
    yield engine
    await engine.close()


@asynccontextmanager
async def http_mouth() -> AsyncIterator[TtsEngine]:
    async with create_http_client() as client, speech_server(_said) as server:
        yield openai.create_tts_engine(client, url=server.url, key="k", model="m", voice="v")


async def _sound(ear: SttEngine) -> bytes:
    return await spoken(TEXT) if isinstance(ear, PocketsphinxSttEngine) else speech(TEXT)


async def _final(results: AsyncIterator[SttResult]) -> SttResult:
    async with asyncio.timeout(20):
        async for words in results:
            if words.is_final:
                return words
    raise AssertionError("it ended without a final")


async def _stretch(recognition: SttStream, pcm: bytes) -> None:
    for frame in frames(pcm):
        await recognition.push(frame)
    await recognition.flush()


@pytest.mark.parametrize("make", EARS)
async def test_each_stretch_gets_a_final_that_ends_where_it_was_flushed(make: MakeEar) -> None:
    async with make() as ear:
        recognition = await ear.open(language="en")
        pcm = await _sound(ear)
        results = recognition.results()

        ends = []
        for _ in range(2):
            await _stretch(recognition, pcm)
            final = await _final(results)
            assert final.text
            assert final.engine == ear.name
            ends.append(final.end_ms)

        await recognition.close()
        assert ends == [pytest.approx(len(pcm) // 32 * n, abs=1) for n in (1, 2)]


@pytest.mark.parametrize("make", EARS)
async def test_closing_ends_the_results_and_may_happen_twice(make: MakeEar) -> None:
    async with make() as ear:
        recognition = await ear.open(language="en")
        reading = asyncio.ensure_future(_all(recognition))
        await recognition.push(bytes(640))

        await recognition.close()
        await recognition.close()

        async with asyncio.timeout(60):
            assert await reading == []


@pytest.mark.parametrize("make", EARS)
async def test_two_recognitions_of_one_engine_do_not_mix(make: MakeEar) -> None:
    async with make() as ear:
        quiet, talking = [await ear.open(language="en") for _ in range(2)]
        reading = asyncio.ensure_future(_all(quiet))

        await _stretch(talking, await _sound(ear))
        assert (await _final(talking.results())).text
        await quiet.close()
        await talking.close()

        assert await reading == []


@pytest.mark.parametrize("make", [scripted_mouth, espeak, http_mouth])
async def test_a_voice_gives_whole_samples_and_its_words_in_order(
    make: Callable[[], AbstractAsyncContextManager[TtsEngine]],
) -> None:
    async with make() as mouth:
        sounds = [sound async for sound in mouth.synthesize(TEXT, language="en")]

    words = [word for sound in sounds for word in sound.words]
    length_ms = sum(len(sound.pcm) for sound in sounds) / 2 * 1000 / mouth.rate
    assert all(len(sound.pcm) % 2 == 0 for sound in sounds)
    assert length_ms > 100
    assert [word.text for word in words] in ([], TEXT.split())
    assert all(0 <= word.start_ms <= word.end_ms <= length_ms + 1 for word in words)


async def _all(recognition: SttStream) -> list[str]:
    with contextlib.suppress(SpeechEngineError):
        return [words.text async for words in recognition.results() if words.text]
    return ["failed"]
