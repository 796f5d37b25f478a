"""The keyless TTS engine: real espeak-ng in a process of its own, which tests kill."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from tests.fakes.espeak_audio import children, environment_of, is_running

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.ports.engines import SpeechEngineError, SynthesizedAudio
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

QUESTION = "Tell me about a time, when you moved a service to PostgreSQL - what did you measure?"


@pytest.fixture
async def voice() -> AsyncIterator[EspeakTtsEngine]:
    before = children()
    engine = EspeakTtsEngine()
    yield engine
    await engine.close()
    assert children() <= before


async def _say(
    engine: EspeakTtsEngine, text: str, **synthesis: object
) -> tuple[bytes, list[SynthesizedAudio]]:
    sounds = [sound async for sound in engine.synthesize(text, **{"language": "en", **synthesis})]
    return b"".join(sound.pcm for sound in sounds), sounds


async def test_a_sentence_is_synthesized_with_the_time_of_every_word(
    voice: EspeakTtsEngine,
) -> None:
    pcm, sounds = await _say(voice, QUESTION)

    words = [word for sound in sounds for word in sound.words]
    length_ms = len(pcm) * 1000 // (2 * voice.rate)
    assert 4_000 < length_ms < 9_000
    assert len(sounds) > 10  # it streams
    assert [word.text for word in words] == QUESTION.split()
    assert all(a.end_ms == b.start_ms for a, b in pairwise(words))
    assert words[-1].end_ms == length_ms


async def test_words_are_reported_with_the_audio_in_which_they_end(voice: EspeakTtsEngine) -> None:
    _, sounds = await _say(voice, QUESTION)

    at_ms = 0.0
    for sound in sounds:
        at_ms += len(sound.pcm) / 2 * 1000 / voice.rate
        assert all(word.end_ms <= at_ms + 61 for word in sound.words)


async def test_sessions_share_one_worker_and_get_their_own_sentences(
    voice: EspeakTtsEngine,
) -> None:
    alone = {text: (await _say(voice, text))[0] for text in ("One.", "Two and two.", QUESTION)}
    pid = voice.pid

    together = await asyncio.gather(*(_say(voice, text) for text in [*alone] * 5))

    for (pcm, sounds), text in zip(together, [*alone] * 5, strict=True):
        assert [word.text for sound in sounds for word in sound.words] == text.split()
        assert len(pcm) == pytest.approx(len(alone[text]), abs=2_000)
    assert voice.pid == pid


async def test_a_killed_worker_is_replaced_and_the_sentence_spoken_exactly_once(
    voice: EspeakTtsEngine,
) -> None:
    whole, _ = await _say(voice, QUESTION)
    assert voice.pid is not None
    os.kill(voice.pid, signal.SIGSTOP)  # it holds still, so that the kill comes in the middle
    first_pid = voice.pid
    saying = asyncio.ensure_future(_say(voice, QUESTION))
    await asyncio.sleep(0.05)

    os.kill(first_pid, signal.SIGKILL)
    pcm, sounds = await saying

    assert len(pcm) == pytest.approx(len(whole), rel=0.02)
    assert [word.text for sound in sounds for word in sound.words] == QUESTION.split()
    assert voice.pid != first_pid
    assert not is_running(first_pid)


async def test_audio_already_delivered_is_skipped_when_another_worker_continues(
    voice: EspeakTtsEngine,
) -> None:
    whole, _ = await _say(voice, QUESTION)
    sentence = _interrupted(voice, after=5)

    pcm, sounds = await sentence

    assert len(pcm) == pytest.approx(len(whole), rel=0.02)
    assert [word.text for sound in sounds for word in sound.words] == QUESTION.split()


async def _interrupted(
    voice: EspeakTtsEngine, *, after: int
) -> tuple[bytes, list[SynthesizedAudio]]:
    """Say it with a worker that dies when it has sent ``after`` pieces: its pipe is cut there."""
    worker = voice._worker
    assert worker is not None
    read = worker.stdout.readexactly
    frames = 0

    async def cut(count: int) -> bytes:
        nonlocal frames
        frames += count == 9
        if frames > after:
            os.kill(worker.pid, signal.SIGKILL)
            raise asyncio.IncompleteReadError(b"", count)
        return await read(count)

    worker.stdout.readexactly = cut
    sounds = [sound async for sound in voice.synthesize(QUESTION, language="en")]
    return b"".join(sound.pcm for sound in sounds), sounds


async def test_other_languages_and_speaking_rates_work_and_unknown_ones_are_refused(
    voice: EspeakTtsEngine,
) -> None:
    slow, _ = await _say(voice, "Good morning.", speed=0.6)
    fast, _ = await _say(voice, "Good morning.", speed=1.6)
    german, _ = await _say(voice, "Guten Morgen.", language="de")
    swiss, _ = await _say(voice, "Guten Morgen.", language="de-CH")
    british, _ = await _say(voice, "Good morning.", language="en-GB")
    english, _ = await _say(voice, "Guten Morgen.", language="en")

    assert len(slow) > 1.4 * len(fast)
    assert len(swiss) == pytest.approx(len(german), rel=0.01), "it is German"
    assert len(swiss) != pytest.approx(len(english), rel=0.01), "and not English"
    assert british
    with pytest.raises(SpeechEngineError) as failed:
        await _say(voice, "Good morning.", language="xx-nowhere")
    assert failed.value.kind == "refused"
    assert (await _say(voice, "Good morning."))[0]


async def test_an_abandoned_synthesis_blocks_no_other(voice: EspeakTtsEngine) -> None:
    sounds = voice.synthesize(QUESTION * 5, language="en")
    await anext(sounds)
    await sounds.aclose()

    assert (await _say(voice, "Next."))[0]


async def test_the_worker_gets_no_secret(voice: EspeakTtsEngine) -> None:
    os.environ["VIVAVOCE_NOT_FOR_CHILDREN"] = "not-for-children"

    await _say(voice, "One.")
    del os.environ["VIVAVOCE_NOT_FOR_CHILDREN"]

    assert b"not-for-children" not in environment_of(voice.pid)


async def test_a_stopped_engine_starts_again_when_needed(voice: EspeakTtsEngine) -> None:
    first, _ = await _say(voice, "One.")
    pid = voice.pid
    await voice.close()
    assert not is_running(pid or 0)

    again, _ = await _say(voice, "One.")
    assert len(again) == pytest.approx(len(first), rel=0.02)


async def test_it_works_within_the_failover_chain(voice: EspeakTtsEngine) -> None:
    tts = TtsFailover([voice], SystemClock())

    rendering = tts.stream(QUESTION, language="en")
    pcm = b"".join([sound.pcm async for sound in rendering.chunks()])

    assert (rendering.engine, rendering.rate) == ("espeak", 22_050)
    whole, _ = await _say(voice, QUESTION)
    assert len(pcm) == pytest.approx(len(whole), rel=0.02)
