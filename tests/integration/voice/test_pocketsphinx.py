"""The keyless STT engine: real pocketsphinx in processes of its own, which tests kill."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest
from tests.fakes.espeak_audio import children, cpu_seconds, is_running, pieces, spoken

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines.sphinx import PocketsphinxSttEngine
from vivavoce.voice.ports.engines import SpeechEngineError, SttResult, SttStream
from vivavoce.voice.usecases.engines.stt_attempt import SttTimeouts
from vivavoce.voice.usecases.engines.stt_failover import SttFailover

pytestmark = pytest.mark.soak

ANSWER = "yes we can do that in the morning"


@pytest.fixture
async def stt() -> AsyncIterator[PocketsphinxSttEngine]:
    before = children()
    engine = PocketsphinxSttEngine(SystemClock(), max_streams=2, result_timeout_s=30)
    yield engine
    await engine.close()
    assert children() <= before


async def _final(recognition: SttStream) -> tuple[list[SttResult], SttResult]:
    interim = []
    async with asyncio.timeout(20):
        async for words in recognition.results():
            if words.is_final:
                return interim, words
            if words.text:
                interim.append(words)
    raise AssertionError("it ended without a final")


async def _give(recognition: SttStream, pcm: bytes) -> None:
    for piece in pieces(pcm):
        await recognition.push(piece)
    await recognition.flush()


async def test_speech_gives_interim_results_and_a_final_one(stt: PocketsphinxSttEngine) -> None:
    pcm = await spoken(ANSWER)
    recognition = await stt.open(language="en-GB")

    await _give(recognition, pcm)
    interim, final = await _final(recognition)

    assert interim
    assert {"the", "morning"} & set(final.text.split())
    assert (final.start_ms, final.end_ms) == (0, len(pcm) // 32)
    assert final.latency_ms > 0
    assert final.confidence is None
    await recognition.close()


async def test_a_stream_closed_before_it_began_leaves_nothing_for_the_next(
    stt: PocketsphinxSttEngine,
) -> None:
    await (await stt.open(language="en")).close()
    recognition = await stt.open(language="en")

    await _give(recognition, await spoken(ANSWER))
    _, final = await _final(recognition)

    assert final.text
    await recognition.close()


async def test_loading_and_recognition_take_no_time_of_this_process(
    stt: PocketsphinxSttEngine,
) -> None:
    pcm = await spoken(ANSWER)
    before = time.process_time()

    recognition = await stt.open(language="en")
    await _give(recognition, pcm)
    await _final(recognition)

    [pid] = stt.pids
    ours, its = time.process_time() - before, cpu_seconds(pid)
    assert ours < its / 2  # in this process every other talk would have waited for it
    await recognition.close()


async def test_silence_gives_no_result_and_ends_nothing(
    stt: PocketsphinxSttEngine,
) -> None:
    recognition = await stt.open(language="en")

    await _give(recognition, bytes(16_000))
    _, first = await _final(recognition)
    await _give(recognition, await spoken(ANSWER))
    _, second = await _final(recognition)

    assert first.text == ""
    assert second.text
    assert second.start_ms == 500
    await recognition.close()


async def test_streams_over_the_capacity_of_the_machine_are_refused_with_a_reason(
    stt: PocketsphinxSttEngine,
) -> None:
    held = [await stt.open(language="en") for _ in range(2)]

    with pytest.raises(SpeechEngineError) as failed:
        await stt.open(language="en")

    assert failed.value.kind == "refused"
    assert "2" in str(failed.value)
    await held[0].close()
    await (await stt.open(language="en")).close()
    await held[1].close()


async def test_other_languages_are_refused(stt: PocketsphinxSttEngine) -> None:
    with pytest.raises(SpeechEngineError) as failed:
        await stt.open(language="de")
    assert failed.value.kind == "refused"


async def test_a_worker_is_reused_without_a_trace_of_the_previous_stream(
    stt: PocketsphinxSttEngine,
) -> None:
    pcm = await spoken(ANSWER)
    first = await stt.open(language="en")
    [pid] = stt.pids
    await _give(first, pcm)
    _, alone = await _final(first)
    await first.push(pcm[: len(pcm) // 4])
    await asyncio.sleep(0.3)
    await first.close()

    second = await stt.open(language="en")
    assert stt.pids == (pid,)
    await _give(second, pcm)
    _, again = await _final(second)
    await second.close()

    assert (again.text, again.start_ms) == (alone.text, 0)


async def test_a_killed_worker_loses_no_answer(stt: PocketsphinxSttEngine) -> None:
    pcm = await spoken(ANSWER)
    ears = SttFailover([stt], SystemClock(), timeouts=SttTimeouts(result_s=30))
    recognition = await ears.open(language="en")
    half = len(pcm) // 64 * 32
    for piece in pieces(pcm[:half]):
        await recognition.push(piece)
    await asyncio.sleep(0.2)
    [pid] = stt.pids

    os.kill(pid, signal.SIGKILL)
    await _give(recognition, pcm[half:])
    _, final = await _final(recognition)
    await recognition.close()

    assert {"the", "morning"} & set(final.text.split())
    assert final.end_ms == len(pcm) // 32
    assert not is_running(pid)


async def test_a_worker_that_hangs_is_reported_as_a_timeout() -> None:
    stt = PocketsphinxSttEngine(SystemClock(), result_timeout_s=1)
    recognition = await stt.open(language="en")
    [pid] = stt.pids
    os.kill(pid, signal.SIGSTOP)

    await _give(recognition, bytes(3_200))
    with pytest.raises(SpeechEngineError) as failed:
        await _final(recognition)
    await recognition.close()
    await stt.close()

    assert failed.value.kind == "mute"
    assert not is_running(pid)  # it still owed an answer: nobody else gets it


@pytest.mark.parametrize(("said", "speed"), [("Yes, I agree.", 0.9), ("I don't agree.", 1.0)])
async def test_where_yes_or_no_is_expected_a_complete_phrase_is_recognized(
    stt: PocketsphinxSttEngine, said: str, speed: float
) -> None:
    recognition = await stt.open(language="en", expects="yes_or_no")

    await _give(recognition, bytes(9_600) + await spoken(said, speed=speed) + bytes(9_600))
    interim, final = await _final(recognition)
    await recognition.close()

    assert final.text == said.lower().replace(",", "").removesuffix(".")
    assert interim == []


NO_ANSWER = (
    "guess",
    "maybe",
    "not yet",
    "I cannot agree",
    "I do not agree to that at all",
    "I am not sure I agree",
    "yesterday",
    f"{ANSWER} and then we go on and on {ANSWER}",
)
"""Of most of these the decoder that knows the language makes an answer."""


async def test_other_words_do_not_answer_a_yes_or_no_question(
    stt: PocketsphinxSttEngine,
) -> None:
    recognition = await stt.open(language="en", expects="yes_or_no")

    texts = []
    for text in NO_ANSWER:
        await _give(recognition, bytes(9_600) + await spoken(text) + bytes(9_600))
        texts.append((await _final(recognition))[1].text)
    await _give(recognition, bytes(32_000))
    texts.append((await _final(recognition))[1].text)
    await recognition.close()

    assert set(texts) == {""}


async def test_after_the_answer_the_same_worker_recognizes_any_words(
    stt: PocketsphinxSttEngine,
) -> None:
    asked = await stt.open(language="en", expects="yes_or_no")
    [pid] = stt.pids
    await _give(asked, await spoken("yes"))
    await _final(asked)
    await asked.close()

    recognition = await stt.open(language="en")
    await _give(recognition, await spoken(ANSWER))
    _, final = await _final(recognition)
    assert stt.pids == (pid,)
    await recognition.close()

    assert {"the", "morning"} & set(final.text.split())


async def test_a_stream_abandoned_before_the_engine_loaded_leaves_nothing_for_the_next(
    stt: PocketsphinxSttEngine,
) -> None:
    pcm = await spoken(ANSWER)
    left = await stt.open(language="en")
    [pid] = stt.pids
    for piece in pieces(pcm)[:45]:  # too little for its worker to count as busy
        await left.push(piece)
    await left.close()

    recognition = await stt.open(language="en")
    await _give(recognition, bytes(6400))
    interim, final = await _final(recognition)

    assert stt.pids == (pid,), "the same worker serves both"
    assert not interim, "what somebody else said is nobody's words here"
    assert (final.text, final.end_ms) == ("", 200)
    await recognition.close()
