"""Voice sessions on LiveKit's own session: real detectors on synthetic speech, in real time.

Nothing here asks how fast it went: times are only compared with each other, and generously.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.fakes.scripted_audio import speech, words_in
from tests.fakes.speech_engines import ScriptedSttEngine
from tests.fakes.synthetic_speech import aloud
from tests.fakes.voice_pipeline import QUESTION, VoiceWorld, asked

from vivavoce.contracts.voice import VoicePreferences
from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.livekit.turn_manager import LiveKitTurnManager
from vivavoce.voice.ports.audio import PlaybackResult

pytestmark = pytest.mark.soak

ANSWER = "I built a payment service for a large bank."
MORE = "And I also led the team there for years."


@asynccontextmanager
async def on_livekit(
    *texts: str | None, **more: Any
) -> AsyncGenerator[VoiceWorld]:  # Any: the world's own
    clock = SystemClock()
    stt_engine = more.pop("stt_engine", None) or ScriptedSttEngine(
        clock, texts, final_ms=200, interim_ms=3_600_000
    )
    world = VoiceWorld(clock, turn_manager=LiveKitTurnManager(clock), stt_engine=stt_engine, **more)
    await world.pipeline.start()
    await world.pipeline.set_listening(is_allowed=True)
    try:
        yield world
    finally:
        await world.pipeline.close(is_graceful=False)


async def until(is_so: Any, at_most_s: float = 30.0) -> None:  # Any: whatever is true or false
    async with asyncio.timeout(at_most_s):
        while not is_so():  # noqa: ASYNC110 - a log has no bell
            await asyncio.sleep(0.02)


async def test_an_answer_is_recognized_and_a_question_spoken() -> None:
    async with on_livekit(ANSWER) as world:
        await world.pipeline.say(asked(turn=1))
        await until(lambda: world.session.spoken_all)
        length = world.microphone.put(aloud(ANSWER))
        await until(lambda: world.session.heard_all)
        await world.pipeline.say(asked("Thank you for that.", turn=2))
        await until(lambda: len(world.session.spoken_all) == 2)

    first, second = world.session.spoken_all
    assert (first.chars_heard, first.is_interrupted, first.is_estimated) == (
        len(QUESTION),
        False,
        False,
    )
    assert words_in(world.listener.generations[0].heard) == QUESTION
    [utterance] = world.session.heard_all
    assert (utterance.text, utterance.after_turn, utterance.is_continuation) == (ANSWER, 1, False)
    assert utterance.end_ms - utterance.start_ms == pytest.approx(length * 1000, abs=400)
    assert second.response_latency_ms is not None
    assert second.response_latency_ms >= 800, "the pause after the answer is waited out"


async def test_the_log_has_exactly_the_words_heard_before_an_interruption() -> None:
    async def barge_in(after_s: float) -> VoiceWorld:
        async with on_livekit(ANSWER) as world:
            await world.pipeline.say(asked(turn=1))
            await until(lambda: world.listener.generations)
            await asyncio.sleep(after_s)
            world.microphone.put(aloud(ANSWER))
            await until(lambda: world.session.heard_all)
        return world

    for world in await asyncio.gather(
        *(barge_in(after_s) for after_s in (0.3, 0.9, 1.7, 2.3, 2.9))
    ):
        [report] = world.session.spoken_all
        truly = words_in(world.listener.generations[0].heard)
        kept = QUESTION[: report.chars_heard]
        assert report.is_interrupted
        assert not report.is_estimated
        assert report.played_ms == len(world.listener.generations[0].heard) // 32
        assert kept.startswith(truly)
        assert len(kept.split()) - len(truly.split()) in (0, 1), (
            "at most the word whose middle was heard"
        )
        assert [type(said).__name__ for _, said in world.session.log] == [
            "PlaybackReport",
            "CandidateUtterance",
        ]


@pytest.mark.parametrize(("heard_ms", "joins"), [(200, True), (1_700, False)])
async def test_speech_over_the_first_second_of_a_reply_continues_the_answer(
    heard_ms: int, joins: bool
) -> None:
    reply = "Thank you very much. And how large was the team that you led at that time?"
    async with on_livekit(ANSWER, MORE) as world:
        world.microphone.put(aloud(ANSWER))
        await until(lambda: world.session.heard_all)
        await world.pipeline.say(asked(reply, turn=2))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(heard_ms / 1000)
        world.microphone.put(aloud(MORE))
        await until(lambda: len(world.session.heard_all) == 2)

    [report] = world.session.spoken_all
    assert (report.played_ms < 1_000) is joins, "the test itself came out as meant"
    assert [utterance.is_continuation for utterance in world.session.heard_all] == [False, joins]


@pytest.mark.parametrize("how", ["done", "muted", "unplugged"])
async def test_a_microphone_that_stops_mid_speech_does_not_silence_the_interviewer(
    how: str,
) -> None:
    async with on_livekit(ANSWER) as world:
        await asyncio.sleep(world.microphone.put(aloud(ANSWER)) - 0.3)
        world.microphone.stop()
        if how == "done":
            await world.pipeline.commit_answer()
        elif how == "muted":
            await world.pipeline.set_muted(True)
        await until(lambda: world.session.heard_all)
        await world.pipeline.say(asked("Thank you for that.", turn=2))
        await until(lambda: world.session.spoken_all)

    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]
    [report] = world.session.spoken_all
    assert (report.chars_heard, report.is_interrupted) == (report.chars, False)


@pytest.mark.parametrize("before_the_end_s", [3.0, 0.5])
async def test_a_question_stopped_by_the_candidate_is_recorded_up_to_there(
    before_the_end_s: float,
) -> None:
    length_s = len(speech(QUESTION)) / 32_000
    async with on_livekit() as world:
        await world.pipeline.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(length_s - before_the_end_s)
        world.listener.silence()
        await world.pipeline.on_playback_stopped()
        await world.pipeline.say(asked("Thank you for that.", turn=2))
        await until(lambda: len(world.session.spoken_all) == 2)

    first, second = world.session.spoken_all
    assert (first.turn, first.is_interrupted, first.is_estimated) == (1, True, False)
    assert first.played_ms == len(world.listener.generations[0].heard) // 32
    assert 0 < first.chars_heard < first.chars
    assert (second.turn, second.is_interrupted) == (2, False)


async def test_an_uninterruptible_question_is_completed_and_speech_over_it_is_an_aside() -> None:
    async with on_livekit(ANSWER, MORE) as world:
        await world.pipeline.say(asked(turn=1, is_interruptible=False))
        await until(lambda: world.listener.generations)
        world.microphone.put(aloud(ANSWER))
        await until(lambda: world.session.spoken_all)
        await asyncio.sleep(1.5)
        world.microphone.put(aloud(MORE))
        await until(lambda: len(world.session.heard_all) == 2)

    [report] = world.session.spoken_all
    assert (report.chars_heard, report.is_interrupted) == (len(QUESTION), False)
    assert [(utterance.text, utterance.is_aside) for utterance in world.session.heard_all] == [
        (ANSWER, True),
        (MORE, False),
    ]


async def test_a_backchannel_is_no_answer_and_the_question_continues() -> None:
    async with on_livekit("mm-hm") as world:
        await world.pipeline.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(1.0)
        world.microphone.put(aloud("Okay, yes."))
        await until(lambda: world.session.spoken_all)

    [report] = world.session.spoken_all
    assert (report.chars_heard, report.is_interrupted) == (len(QUESTION), False)
    assert len(world.listener.generations) == 2, "it was stopped, and gone on with"
    assert world.session.heard_all == []


async def test_late_words_belong_to_their_own_answer_and_interrupt_nothing() -> None:
    clock = SystemClock()
    stt_engine = ScriptedSttEngine(
        clock,
        ["I built a payment service there.", "It was fast."],
        final_ms=150,
        interim_ms=3_600_000,
    )
    async with on_livekit(stt_engine=stt_engine) as world:
        world.microphone.put(aloud("I built a payment service there."))
        await until(lambda: world.session.kept)
        stt_engine.final_ms = 2_500
        world.microphone.put(aloud("It was fast."))
        await until(lambda: world.session.heard_all)
        await world.pipeline.say(asked(turn=2))
        await until(lambda: world.session.spoken_all)

    first, late = world.session.heard_all
    assert (first.text, first.is_late) == ("I built a payment service there.", False)
    assert (late.text, late.is_late, late.after_turn) == ("It was fast.", True, 0)
    assert [report.is_interrupted for report in world.session.spoken_all] == [False]


async def test_the_endpointing_mode_is_switched_during_a_sentence() -> None:
    waits = {}
    texts = [ANSWER] * 4
    async with on_livekit(*texts) as world:
        start = world.clock.monotonic()
        for number, pace in enumerate(("normal", "thinking", "verbatim", "manual"), 1):
            seconds = world.microphone.put(aloud(ANSWER))
            await asyncio.sleep(seconds / 2)
            await world.pipeline.set_endpointing_mode(pace)
            if pace == "manual":
                await asyncio.sleep(seconds / 2 + 3.0)
                assert len(world.session.heard_all) == number - 1, (
                    "nobody but the candidate ends it"
                )
                await world.pipeline.commit_answer()
            await until(lambda number=number: len(world.session.heard_all) == number)
            at, utterance = world.session.log[-1]
            waits[pace] = at - start - utterance.end_ms / 1000
            await world.pipeline.interrupt()

    assert waits["normal"] >= 0.8
    assert waits["thinking"] - waits["normal"] == pytest.approx(1.2, abs=0.5)
    assert waits["verbatim"] - waits["normal"] == pytest.approx(0.7, abs=0.4)
    assert [utterance.text for utterance in world.session.heard_all] == texts


async def test_a_lost_connection_ends_at_once_and_marks_its_position_as_estimated() -> None:
    async with on_livekit() as world:
        await world.pipeline.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(1.0)
        world.microphone.is_over = True
        world.listener.is_gone = True
        await world.pipeline.close(is_graceful=False)

    [report] = world.session.spoken_all
    assert report.is_interrupted
    assert report.is_estimated
    assert 0 < report.chars_heard < len(QUESTION)


async def test_an_audio_output_that_never_answers_does_not_delay_the_end() -> None:
    async with on_livekit() as world:

        async def never() -> PlaybackResult:
            await asyncio.Event().wait()
            raise AssertionError

        world.listener.clear = never
        await world.pipeline.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(1.0)
        await world.pipeline.close(is_graceful=False)

    [report] = world.session.spoken_all
    assert (report.is_interrupted, report.is_estimated) == (True, True)
    assert report.played_ms >= 500


async def test_closing_in_every_state_leaves_no_task_and_no_thread() -> None:
    async def end(moment: str, graceful: bool) -> tuple[str, VoiceWorld]:
        async with on_livekit(ANSWER) as world:
            if moment in ("speaking", "heard", "cut"):
                await world.pipeline.say(asked(turn=1))
                await until(lambda: world.listener.generations)
            if moment in ("heard", "cut", "words"):
                seconds = world.microphone.put(aloud(ANSWER))
                await asyncio.sleep({"heard": 0.15, "cut": 0.9, "words": seconds + 0.5}[moment])
            await world.pipeline.close(is_graceful=graceful)
        return moment, world

    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    moments = ("idle", "speaking", "heard", "cut", "words")
    ended = await asyncio.gather(
        *(end(moment, graceful) for moment in moments for graceful in (True, False))
    )
    await asyncio.sleep(0.1)

    assert asyncio.all_tasks() == tasks
    assert [
        thread for thread in threading.enumerate() if not thread.daemon and thread not in threads
    ] == []
    for moment, world in ended:
        assert world.closed == 1
        if moment == "words":
            assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]
        if moment in ("speaking", "heard", "cut"):
            assert [report.turn for report in world.session.spoken_all] == [1]


async def test_closing_during_the_start_leaves_no_task() -> None:
    async def come_and_go(steps: int) -> bool:
        clock = SystemClock()
        world = VoiceWorld(clock, turn_manager=LiveKitTurnManager(clock))
        starting = asyncio.ensure_future(world.pipeline.start())
        for _ in range(steps):
            await asyncio.sleep(0)
        had_begun = starting.done()
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        ending = asyncio.ensure_future(world.pipeline.close(is_graceful=False))
        await asyncio.sleep(0)
        ending.cancel()  # who lets it end is told to stop as well
        await asyncio.gather(ending, return_exceptions=True)
        return had_begun

    tasks = asyncio.all_tasks()
    begun = [await come_and_go(steps) for steps in range(40)]
    await until(lambda: asyncio.all_tasks() == tasks, 10)

    assert {*begun} == {True, False}, "some went before it had begun, and some after"


async def test_twenty_five_sessions_in_one_process_are_recognized_and_answered() -> None:
    async def one(number: int) -> VoiceWorld:
        text = f"{ANSWER} {number}"
        async with on_livekit(
            text, preferences=VoicePreferences(connection_id=str(number), answer_mode="spoken")
        ) as world:
            await asyncio.sleep(number % 5 / 5)
            await world.pipeline.say(asked("Please begin.", turn=1))
            await until(lambda: world.session.spoken_all, 60)
            world.microphone.put(aloud(ANSWER))
            await until(lambda: world.session.heard_all, 60)
            await world.pipeline.say(asked("Thank you for that.", turn=2))
            await until(lambda: len(world.session.spoken_all) == 2, 60)
        return world

    worlds = await asyncio.gather(*(one(number) for number in range(25)))

    for number, world in enumerate(worlds):
        assert [utterance.text for utterance in world.session.heard_all] == [f"{ANSWER} {number}"]
        assert [report.chars_heard == report.chars for report in world.session.spoken_all] == [
            True,
            True,
        ]
