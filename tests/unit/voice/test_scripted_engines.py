"""The scripted engines keep their word: other tests lean on their times."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import frames, silence, speech, words_in
from tests.fakes.speech_engines import FAULTS, FaultPlan, ScriptedSttEngine, ScriptedTtsEngine
from tests.simulated_clock import SimulatedClock

from vivavoce.voice.ports.engines import SpeechEngineError, SttResult, SttStream

ANSWER = "I led the move to PostgreSQL"


async def _one_final(recognition: SttStream) -> SttResult:
    async for words in recognition.results():
        if words.is_final:
            return words
    raise AssertionError("no final came")


def test_audio_is_recognized_as_far_as_it_was_received() -> None:
    pcm = speech(ANSWER)

    assert words_in(pcm) == ANSWER
    assert words_in(silence(60) + pcm + silence(60)) == ANSWER
    assert words_in(pcm + pcm) == f"{ANSWER} {ANSWER}"
    assert words_in(pcm[6400 : len(pcm) - 640]) == "the move to"


async def test_a_final_result_comes_exactly_when_scripted() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, ["yes, please", None, "the end"], final_ms=380)
    recognition = await stt_engine.open(language="en")

    for frame in frames(silence(1_000)):
        await recognition.push(frame)
    await recognition.flush()
    first = await _one_final(recognition)
    at = clock.monotonic()
    for _ in range(2):
        await recognition.push(silence(500))
        await recognition.flush()
    second = await _one_final(recognition)

    assert (first.text, first.latency_ms, first.start_ms, first.end_ms) == (
        "yes, please",
        380,
        0,
        1_000,
    )
    assert at == pytest.approx(0.38)
    assert (second.text, second.start_ms, second.end_ms) == ("the end", 1_500, 2_000)


async def test_an_stt_engine_without_texts_recognizes_only_the_audio_it_got() -> None:
    recognition = await ScriptedSttEngine(SimulatedClock()).open(language="en")

    await recognition.push(speech("the second half"))
    await recognition.flush()

    assert (await _one_final(recognition)).text == "the second half"


async def test_a_tts_engine_speaks_all_words_at_their_times() -> None:
    clock = SimulatedClock()
    speaker = ScriptedTtsEngine(clock, first_ms=220, pacing="real")

    pieces, began = [], 0.0
    async for piece in speaker.synthesize(ANSWER, language="en"):
        began = began or clock.monotonic()
        pieces.append(piece)

    pcm = b"".join(piece.pcm for piece in pieces)
    words = [word for piece in pieces for word in piece.words]
    assert began == pytest.approx(0.22)
    assert words_in(pcm, speaker.rate) == ANSWER
    assert [word.text for word in words] == ANSWER.split()
    assert words[-1].end_ms == len(pcm) * 1000 // (speaker.rate * 2)
    assert clock.monotonic() == pytest.approx(0.22 + 0.1 * len(pieces))


@pytest.mark.parametrize("kind", FAULTS)
async def test_each_fault_of_a_tts_engine_is_as_planned(kind: str) -> None:
    clock = SimulatedClock()
    plan = FaultPlan({("tts", 2): kind})
    speaker = ScriptedTtsEngine(clock, faults=plan)
    chunks, failed = [], None

    for _ in range(2):
        chunks.append(b"")
        try:
            async with asyncio.timeout(3):
                async for piece in speaker.synthesize(ANSWER, language="en"):
                    chunks[-1] += piece.pcm
        except (SpeechEngineError, TimeoutError) as error:
            failed = error

    assert words_in(chunks[0]) == ANSWER
    assert plan.happened == [("tts", 2, kind)]
    assert words_in(chunks[1]) == {"cut": "I led the move"}.get(kind, "")
    expected = {"hung": "TimeoutError", "slow": "TimeoutError", "mute": "NoneType"}
    assert type(failed).__name__ == expected.get(kind, "SpeechEngineError")


async def test_a_fifth_of_all_calls_fails_when_planned() -> None:
    plan = FaultPlan(share=0.2, seed=7)

    drawn = [plan.next("stt") for _ in range(1_000)]

    assert 150 < sum(kind is not None for kind in drawn) < 250
    assert set(drawn) == {None, *FAULTS}
