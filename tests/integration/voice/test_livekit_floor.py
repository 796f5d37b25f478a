"""Spoken talks on LiveKit's own session: real detectors on real (synthetic) speech, in real time.

Nothing here asks how fast it went: times are only compared with each other, and generously.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.fakes.engine_sound import speech, words_in
from tests.fakes.engines import ScriptedRecogniser
from tests.fakes.voice_aloud import aloud
from tests.fakes.voice_world import QUESTION, SpokenWorld, asked

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
) -> AsyncGenerator[SpokenWorld]:  # Any: the world's own
    clock = SystemClock()
    recogniser = more.pop("recogniser", None) or ScriptedRecogniser(
        clock, texts, final_ms=200, interim_ms=3_600_000
    )
    world = SpokenWorld(clock, floor=LiveKitTurnManager(clock), recogniser=recogniser, **more)
    await world.voiced.start()
    await world.voiced.set_listening(is_allowed=True)
    try:
        yield world
    finally:
        await world.voiced.close(is_graceful=False)


async def until(is_so: Any, at_most_s: float = 30.0) -> None:  # Any: whatever is true or false
    async with asyncio.timeout(at_most_s):
        while not is_so():  # noqa: ASYNC110 - a log has no bell
            await asyncio.sleep(0.02)


async def test_an_answer_is_heard_and_a_question_is_said() -> None:
    async with on_livekit(ANSWER) as world:
        await world.voiced.say(asked(turn=1))
        await until(lambda: world.talk.spoken_all)
        length = world.microphone.put(aloud(ANSWER))
        await until(lambda: world.talk.heard_all)
        await world.voiced.say(asked("Thank you for that.", turn=2))
        await until(lambda: len(world.talk.spoken_all) == 2)

    first, second = world.talk.spoken_all
    assert (first.chars_heard, first.is_interrupted, first.is_estimated) == (
        len(QUESTION),
        False,
        False,
    )
    assert words_in(world.listener.generations[0].heard) == QUESTION
    [heard] = world.talk.heard_all
    assert (heard.text, heard.after_turn, heard.is_continuation) == (ANSWER, 1, False)
    assert heard.end_ms - heard.start_ms == pytest.approx(length * 1000, abs=400)
    assert second.response_latency_ms is not None
    assert second.response_latency_ms >= 800, "the pause after the answer is waited out"


async def test_the_log_has_exactly_the_words_that_were_heard_before_a_barge_in() -> None:
    async def barge_in(after_s: float) -> SpokenWorld:
        async with on_livekit(ANSWER) as world:
            await world.voiced.say(asked(turn=1))
            await until(lambda: world.listener.generations)
            await asyncio.sleep(after_s)
            world.microphone.put(aloud(ANSWER))
            await until(lambda: world.talk.heard_all)
        return world

    for world in await asyncio.gather(
        *(barge_in(after_s) for after_s in (0.3, 0.9, 1.7, 2.3, 2.9))
    ):
        [noted] = world.talk.spoken_all
        truly = words_in(world.listener.generations[0].heard)
        kept = QUESTION[: noted.chars_heard]
        assert noted.is_interrupted
        assert not noted.is_estimated
        assert noted.played_ms == len(world.listener.generations[0].heard) // 32
        assert kept.startswith(truly)
        assert len(kept.split()) - len(truly.split()) in (0, 1), (
            "at most the word whose middle was heard"
        )
        assert [type(said).__name__ for _, said in world.talk.log] == [
            "PlaybackReport",
            "CandidateUtterance",
        ]


@pytest.mark.parametrize(("heard_ms", "joins"), [(200, True), (1_700, False)])
async def test_speech_over_the_first_second_of_a_reply_goes_on_with_the_answer(
    heard_ms: int, joins: bool
) -> None:
    reply = "Thank you very much. And how large was the team that you led at that time?"
    async with on_livekit(ANSWER, MORE) as world:
        world.microphone.put(aloud(ANSWER))
        await until(lambda: world.talk.heard_all)
        await world.voiced.say(asked(reply, turn=2))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(heard_ms / 1000)
        world.microphone.put(aloud(MORE))
        await until(lambda: len(world.talk.heard_all) == 2)

    [noted] = world.talk.spoken_all
    assert (noted.played_ms < 1_000) is joins, "the test itself came out as meant"
    assert [heard.is_continuation for heard in world.talk.heard_all] == [False, joins]


@pytest.mark.parametrize("how", ["done", "muted", "unplugged"])
async def test_a_microphone_that_stops_in_the_middle_of_speech_does_not_silence_the_interviewer(
    how: str,
) -> None:
    async with on_livekit(ANSWER) as world:
        await asyncio.sleep(world.microphone.put(aloud(ANSWER)) - 0.3)
        world.microphone.stop()
        if how == "done":
            await world.voiced.commit_answer()
        elif how == "muted":
            await world.voiced.set_muted(True)
        await until(lambda: world.talk.heard_all)
        await world.voiced.say(asked("Thank you for that.", turn=2))
        await until(lambda: world.talk.spoken_all)

    assert [heard.text for heard in world.talk.heard_all] == [ANSWER]
    [noted] = world.talk.spoken_all
    assert (noted.chars_heard, noted.is_interrupted) == (noted.chars, False)


@pytest.mark.parametrize("before_the_end_s", [3.0, 0.5])
async def test_who_silences_a_question_at_their_own_end_has_it_noted_so_far(
    before_the_end_s: float,
) -> None:
    length_s = len(speech(QUESTION)) / 32_000
    async with on_livekit() as world:
        await world.voiced.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(length_s - before_the_end_s)
        world.listener.silence()
        await world.voiced.on_playback_stopped()
        await world.voiced.say(asked("Thank you for that.", turn=2))
        await until(lambda: len(world.talk.spoken_all) == 2)

    first, second = world.talk.spoken_all
    assert (first.turn, first.is_interrupted, first.is_estimated) == (1, True, False)
    assert first.played_ms == len(world.listener.generations[0].heard) // 32
    assert 0 < first.chars_heard < first.chars
    assert (second.turn, second.is_interrupted) == (2, False)


async def test_a_question_that_speech_does_not_stop_is_heard_whole_and_the_words_are_aside() -> (
    None
):
    async with on_livekit(ANSWER, MORE) as world:
        await world.voiced.say(asked(turn=1, is_interruptible=False))
        await until(lambda: world.listener.generations)
        world.microphone.put(aloud(ANSWER))
        await until(lambda: world.talk.spoken_all)
        await asyncio.sleep(1.5)
        world.microphone.put(aloud(MORE))
        await until(lambda: len(world.talk.heard_all) == 2)

    [noted] = world.talk.spoken_all
    assert (noted.chars_heard, noted.is_interrupted) == (len(QUESTION), False)
    assert [(heard.text, heard.is_aside) for heard in world.talk.heard_all] == [
        (ANSWER, True),
        (MORE, False),
    ]


async def test_a_nod_is_no_answer_and_the_question_goes_on() -> None:
    async with on_livekit("mm-hm") as world:
        await world.voiced.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(1.0)
        world.microphone.put(aloud("Okay, yes."))
        await until(lambda: world.talk.spoken_all)

    [noted] = world.talk.spoken_all
    assert (noted.chars_heard, noted.is_interrupted) == (len(QUESTION), False)
    assert len(world.listener.generations) == 2, "it was stopped, and gone on with"
    assert world.talk.heard_all == []


async def test_late_words_are_bound_to_their_own_answer_and_stop_nobody() -> None:
    clock = SystemClock()
    recogniser = ScriptedRecogniser(
        clock,
        ["I built a payment service there.", "It was fast."],
        final_ms=150,
        interim_ms=3_600_000,
    )
    async with on_livekit(recogniser=recogniser) as world:
        world.microphone.put(aloud("I built a payment service there."))
        await until(lambda: world.talk.kept)
        recogniser.final_ms = 2_500
        world.microphone.put(aloud("It was fast."))
        await until(lambda: world.talk.heard_all)
        await world.voiced.say(asked(turn=2))
        await until(lambda: world.talk.spoken_all)

    first, late = world.talk.heard_all
    assert (first.text, first.is_late) == ("I built a payment service there.", False)
    assert (late.text, late.is_late, late.after_turn) == ("It was fast.", True, 0)
    assert [noted.is_interrupted for noted in world.talk.spoken_all] == [False]


async def test_the_pace_is_switched_live_also_in_the_middle_of_a_sentence() -> None:
    waits = {}
    texts = [ANSWER] * 4
    async with on_livekit(*texts) as world:
        start = world.clock.monotonic()
        for number, pace in enumerate(("normal", "thinking", "verbatim", "manual"), 1):
            seconds = world.microphone.put(aloud(ANSWER))
            await asyncio.sleep(seconds / 2)
            await world.voiced.set_endpointing_mode(pace)
            if pace == "manual":
                await asyncio.sleep(seconds / 2 + 3.0)
                assert len(world.talk.heard_all) == number - 1, "nobody but the candidate ends it"
                await world.voiced.commit_answer()
            await until(lambda number=number: len(world.talk.heard_all) == number)
            at, heard = world.talk.log[-1]
            waits[pace] = at - start - heard.end_ms / 1000
            await world.voiced.interrupt()

    assert waits["normal"] >= 0.8
    assert waits["thinking"] - waits["normal"] == pytest.approx(1.2, abs=0.5)
    assert waits["verbatim"] - waits["normal"] == pytest.approx(0.7, abs=0.4)
    assert [heard.text for heard in world.talk.heard_all] == texts


async def test_a_line_that_is_lost_ends_at_once_and_says_that_it_guesses() -> None:
    async with on_livekit() as world:
        await world.voiced.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(1.0)
        world.microphone.is_over = True
        world.listener.is_gone = True
        await world.voiced.close(is_graceful=False)

    [noted] = world.talk.spoken_all
    assert noted.is_interrupted
    assert noted.is_estimated
    assert 0 < noted.chars_heard < len(QUESTION)


async def test_a_loudspeaker_that_never_answers_does_not_hold_the_end_up() -> None:
    async with on_livekit() as world:

        async def never() -> PlaybackResult:
            await asyncio.Event().wait()
            raise AssertionError

        world.listener.clear = never
        await world.voiced.say(asked(turn=1))
        await until(lambda: world.listener.generations)
        await asyncio.sleep(1.0)
        await world.voiced.close(is_graceful=False)

    [noted] = world.talk.spoken_all
    assert (noted.is_interrupted, noted.is_estimated) == (True, True)
    assert noted.played_ms >= 500


async def test_it_ends_in_every_state_and_leaves_neither_task_nor_thread() -> None:
    async def end(moment: str, graceful: bool) -> tuple[str, SpokenWorld]:
        async with on_livekit(ANSWER) as world:
            if moment in ("speaking", "heard", "cut"):
                await world.voiced.say(asked(turn=1))
                await until(lambda: world.listener.generations)
            if moment in ("heard", "cut", "words"):
                seconds = world.microphone.put(aloud(ANSWER))
                await asyncio.sleep({"heard": 0.15, "cut": 0.9, "words": seconds + 0.5}[moment])
            await world.voiced.close(is_graceful=graceful)
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
            assert [heard.text for heard in world.talk.heard_all] == [ANSWER]
        if moment in ("speaking", "heard", "cut"):
            assert [noted.turn for noted in world.talk.spoken_all] == [1]


async def test_who_goes_while_it_still_begins_leaves_no_task_behind() -> None:
    async def come_and_go(steps: int) -> bool:
        clock = SystemClock()
        world = SpokenWorld(clock, floor=LiveKitTurnManager(clock))
        starting = asyncio.ensure_future(world.voiced.start())
        for _ in range(steps):
            await asyncio.sleep(0)
        had_begun = starting.done()
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        ending = asyncio.ensure_future(world.voiced.close(is_graceful=False))
        await asyncio.sleep(0)
        ending.cancel()  # who lets it end is told to stop as well
        await asyncio.gather(ending, return_exceptions=True)
        return had_begun

    tasks = asyncio.all_tasks()
    begun = [await come_and_go(steps) for steps in range(40)]
    await until(lambda: asyncio.all_tasks() == tasks, 10)

    assert {*begun} == {True, False}, "some went before it had begun, and some after"


async def test_twenty_five_talks_in_one_process_are_all_heard_and_answered() -> None:
    async def one(number: int) -> SpokenWorld:
        text = f"{ANSWER} {number}"
        async with on_livekit(
            text, wish=VoicePreferences(connection_id=str(number), answer_mode="spoken")
        ) as world:
            await asyncio.sleep(number % 5 / 5)
            await world.voiced.say(asked("Please begin.", turn=1))
            await until(lambda: world.talk.spoken_all, 60)
            world.microphone.put(aloud(ANSWER))
            await until(lambda: world.talk.heard_all, 60)
            await world.voiced.say(asked("Thank you for that.", turn=2))
            await until(lambda: len(world.talk.spoken_all) == 2, 60)
        return world

    worlds = await asyncio.gather(*(one(number) for number in range(25)))

    for number, world in enumerate(worlds):
        assert [heard.text for heard in world.talk.heard_all] == [f"{ANSWER} {number}"]
        assert [noted.chars_heard == noted.chars for noted in world.talk.spoken_all] == [True, True]
