"""Words that come after their answer was taken belong to it all the same."""

from __future__ import annotations

from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine
from tests.fakes.voice_pipeline import asked, spoken
from tests.simulated_clock import SimulatedClock


async def test_words_that_arrive_after_the_commit_belong_to_the_committed_answer() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, final_ms=380)
    async with spoken(clock, stt_engine=stt_engine) as world:
        await world.ask(turn=1)
        await world.answer("I built a payment service there.", pause_s=0.45)
        stt_engine.final_ms = 3_000
        await world.answer("It was fast.", pause_s=6.0)

    first, late = world.session.heard_all
    assert first.text == "I built a payment service there."
    assert (late.text, late.is_late, late.after_turn) == ("It was fast.", True, 1)


async def test_late_words_after_a_drop_belong_to_the_question_that_was_open_before_it() -> None:
    clock = SimulatedClock()
    stt_engine, speaker = ScriptedSttEngine(clock), ScriptedTtsEngine(clock, first_ms=2_000)
    async with spoken(clock, stt_engine=stt_engine, speaker=speaker) as world:
        await world.pipeline.say(asked(turn=7, is_repeat=True))
        await world.answer("I built a payment service there.", pause_s=0.45)
        stt_engine.final_ms = 3_000
        await world.answer("It was fast.", pause_s=6.0)

    assert [(utterance.after_turn, utterance.is_late) for utterance in world.session.heard_all] == [
        (7, False),
        (7, True),
    ]
