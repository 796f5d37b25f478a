"""The contract of speech engines, the scripted ones included."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from tests.fakes.espeak_audio import spoken
from tests.fakes.scripted_audio import frames, speech
from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine
from tests.fakes.speech_servers import Asked, listen_server, speech_server, wav_words

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines import azure, deepgram, openai
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.adapters.engines.http import create_http_client
from vivavoce.voice.adapters.engines.sphinx import PocketsphinxSttEngine
from vivavoce.voice.ports.engines import (
    LanguageNotSupportedError,
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
async def scripted_stt() -> AsyncIterator[SttEngine]:
    yield ScriptedSttEngine(CLOCK, final_ms=20)


@asynccontextmanager
async def stt_failover_chain() -> AsyncIterator[SttEngine]:
    yield SttFailover([ScriptedSttEngine(CLOCK, final_ms=20)], CLOCK)


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
async def openai_stt() -> AsyncIterator[SttEngine]:
    async with create_http_client() as client, speech_server(_heard) as server:
        yield openai.create_stt_engine(client, CLOCK, url=server.url, key="k", model="m")


@asynccontextmanager
async def azure_stt() -> AsyncIterator[SttEngine]:
    async with create_http_client() as client, speech_server(_heard) as server:
        yield azure.create_stt_engine(client, CLOCK, url=server.url, key="k")


STT_ENGINES = (scripted_stt, stt_failover_chain, pocketsphinx, live_deepgram, openai_stt, azure_stt)
MakeSttEngine = Callable[[], AbstractAsyncContextManager[SttEngine]]


@asynccontextmanager
async def scripted_tts() -> AsyncIterator[TtsEngine]:
    yield ScriptedTtsEngine(CLOCK, first_ms=0, ms_per_char=5)


@asynccontextmanager
async def espeak() -> AsyncIterator[TtsEngine]:
    engine = EspeakTtsEngine()
    yield engine
    await engine.close()


@asynccontextmanager
async def http_tts() -> AsyncIterator[TtsEngine]:
    async with create_http_client() as client, speech_server(_said) as server:
        yield openai.create_tts_engine(client, url=server.url, key="k", model="m", voice="v")


@asynccontextmanager
async def azure_tts() -> AsyncIterator[TtsEngine]:
    async with create_http_client() as client, speech_server(_said) as server:
        yield azure.create_tts_engine(client, url=server.url, key="k")


@asynccontextmanager
async def deepgram_tts() -> AsyncIterator[TtsEngine]:
    async with create_http_client() as client, speech_server(_said) as server:
        yield deepgram.create_tts_engine(client, url=server.url, key="k")


async def _sound(stt: SttEngine) -> bytes:
    return await spoken(TEXT) if isinstance(stt, PocketsphinxSttEngine) else speech(TEXT)


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


@pytest.mark.parametrize("make", STT_ENGINES)
async def test_each_stretch_of_speech_gets_a_final_result_that_ends_at_its_flush(
    make: MakeSttEngine,
) -> None:
    async with make() as stt:
        recognition = await stt.open(language="en")
        pcm = await _sound(stt)
        results = recognition.results()

        ends = []
        for _ in range(2):
            await _stretch(recognition, pcm)
            final = await _final(results)
            assert final.text
            assert final.engine == stt.name
            ends.append(final.end_ms)

        await recognition.close()
        assert ends == [pytest.approx(len(pcm) // 32 * n, abs=1) for n in (1, 2)]


@pytest.mark.parametrize("make", STT_ENGINES)
async def test_closing_ends_the_results_and_may_be_repeated(make: MakeSttEngine) -> None:
    async with make() as stt:
        recognition = await stt.open(language="en")
        reading = asyncio.ensure_future(_all(recognition))
        await recognition.push(bytes(640))

        await recognition.close()
        await recognition.close()

        async with asyncio.timeout(60):
            assert await reading == []


@pytest.mark.parametrize("make", STT_ENGINES)
async def test_two_streams_of_one_engine_do_not_mix(make: MakeSttEngine) -> None:
    async with make() as stt:
        quiet, talking = [await stt.open(language="en") for _ in range(2)]
        reading = asyncio.ensure_future(_all(quiet))

        await _stretch(talking, await _sound(stt))
        assert (await _final(talking.results())).text
        await quiet.close()
        await talking.close()

        assert await reading == []


@pytest.mark.parametrize("make", [scripted_tts, espeak, http_tts])
async def test_a_tts_engine_returns_complete_samples_and_its_words_in_order(
    make: Callable[[], AbstractAsyncContextManager[TtsEngine]],
) -> None:
    async with make() as tts:
        sounds = [sound async for sound in tts.synthesize(TEXT, language="en")]

    words = [word for sound in sounds for word in sound.words]
    length_ms = sum(len(sound.pcm) for sound in sounds) / 2 * 1000 / tts.rate
    assert all(len(sound.pcm) % 2 == 0 for sound in sounds)
    assert length_ms > 100
    assert [word.text for word in words] in ([], TEXT.split())
    assert all(0 <= word.start_ms <= word.end_ms <= length_ms + 1 for word in words)


@pytest.mark.parametrize("make", [espeak, azure_tts, deepgram_tts])
async def test_a_language_without_a_voice_is_no_failure_of_the_engine(
    make: Callable[[], AbstractAsyncContextManager[TtsEngine]],
) -> None:
    async with make() as tts:
        with pytest.raises(LanguageNotSupportedError):
            _ = [sound async for sound in tts.synthesize(TEXT, language="zzz")]
        sounds = [sound async for sound in tts.synthesize(TEXT, language="en")]

    assert sum(len(sound.pcm) for sound in sounds) > 0


async def _all(recognition: SttStream) -> list[str]:
    with contextlib.suppress(SpeechEngineError):
        return [words.text async for words in recognition.results() if words.text]
    return ["failed"]
