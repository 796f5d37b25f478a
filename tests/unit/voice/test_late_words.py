"""Words that come after their answer was taken belong to it all the same."""

from __future__ import annotations

from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker
from tests.fakes.voice_world import asked, spoken
from tests.leap import LeapClock


async def test_words_that_come_after_their_answer_was_taken_are_bound_to_it() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, final_ms=380)
    async with spoken(clock, recogniser=recogniser) as world:
        await world.ask(turn=1)
        await world.answer("I built a payment service there.", pause_s=0.45)
        recogniser.final_ms = 3_000
        await world.answer("It was fast.", pause_s=6.0)

    first, late = world.talk.heard_all
    assert first.text == "I built a payment service there."
    assert (late.text, late.is_late, late.after_turn) == ("It was fast.", True, 1)


async def test_late_words_after_a_drop_belong_to_the_question_that_stood_open_before_it() -> None:
    clock = LeapClock()
    recogniser, speaker = ScriptedRecogniser(clock), ScriptedSpeaker(clock, first_ms=2_000)
    async with spoken(clock, recogniser=recogniser, speaker=speaker) as world:
        await world.voiced.say(asked(turn=7, is_repeat=True))
        await world.answer("I built a payment service there.", pause_s=0.45)
        recogniser.final_ms = 3_000
        await world.answer("It was fast.", pause_s=6.0)

    assert [(utterance.after_turn, utterance.is_late) for utterance in world.talk.heard_all] == [
        (7, False),
        (7, True),
    ]
