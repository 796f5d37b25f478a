"""A spoken talk: what was said reaches the log, what is said reaches the ear, and each as it happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from tests.fakes.engine_sound import speech, words_in
from tests.fakes.engines import FaultPlan, ScriptedRecogniser, ScriptedSpeaker
from tests.fakes.voice_floor import SimpleFloor
from tests.fakes.voice_world import QUESTION, SpokenWorld, asked, spoken
from tests.leap import LeapClock

from vivavoce.contracts.sound import FellBack, Wish
from vivavoce.voice.domain.phrases.around import PHRASES
from vivavoce.voice.ports.floor import Clip, Cue, Uttered
from vivavoce.voice.usecases.engines.ears import Ears

ANSWER = "I built a payment service for a bank."


async def test_an_answer_reaches_the_log_with_its_pieces_and_times() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=3)
        await world.answer(ANSWER)

    [heard] = world.talk.heard_all
    assert heard.text == ANSWER
    assert [piece.text for piece in heard.pieces] == [ANSWER]
    assert heard.after_turn == 3
    assert (heard.goes_on, heard.is_draft, heard.is_late) == (False, False, False)
    length = len(speech(ANSWER)) // 32
    assert abs(heard.ended_ms - heard.began_ms - length) <= 40
    [piece] = heard.pieces
    assert piece.latency_ms == 380
    assert heard.began_ms - 40 <= piece.start_ms <= piece.end_ms <= heard.ended_ms + 300


async def test_two_sentences_with_a_thinking_pause_are_one_answer() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer("I have worked with Python and", pause_s=1.5)
        await world.answer("with Go for about nine years.")

    [heard] = world.talk.heard_all
    assert heard.text == "I have worked with Python and with Go for about nine years."
    assert len(heard.pieces) == 2


async def test_what_is_said_is_heard_whole_and_noted_so() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1)

    [noted] = world.talk.spoken_all
    assert (noted.turn, noted.chars, noted.chars_heard) == (1, len(QUESTION), len(QUESTION))
    assert not noted.is_interrupted
    assert not noted.is_estimated
    assert noted.ms == len(speech(QUESTION)) // 32
    assert (noted.engine, noted.model, noted.voice) == ("scripted", "scripted-mouth", "plain")
    assert words_in(world.listener.generations[0].heard) == QUESTION


async def test_utterances_are_said_in_order_one_after_the_other() -> None:
    async with spoken(LeapClock()) as world:
        for turn, text in enumerate(
            ("Good morning to you.", "I am the interviewer.", "Shall we begin?"), 1
        ):
            await world.voiced.say(asked(text, turn=turn))
        await asyncio.sleep(10)

    assert [noted.turn for noted in world.talk.spoken_all] == [1, 2, 3]
    assert world.listener.texts == [
        "Good morning to you.",
        "I am the interviewer.",
        "Shall we begin?",
    ]


async def test_the_wait_counts_from_the_end_of_speech_to_the_first_sound() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask(turn=2)

    [noted] = world.talk.spoken_all
    assert noted.first_chunk_ms == 220
    assert noted.waited_ms is not None
    assert 1_200 <= noted.waited_ms <= 1_300


@pytest.mark.parametrize("after_s", [1.0, 1.7, 2.4, 3.1])
async def test_speech_over_a_question_stops_it_and_the_log_has_exactly_what_was_heard(
    after_s: float,
) -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(after_s)
        await world.answer(ANSWER)

    [noted] = world.talk.spoken_all
    truly = words_in(world.listener.generations[0].heard)
    kept = QUESTION[: noted.chars_heard]
    assert noted.is_interrupted
    assert not noted.is_estimated
    assert noted.ms == len(world.listener.generations[0].heard) // 32
    assert kept.startswith(truly)
    assert len(kept.split()) - len(truly.split()) in (0, 1), (
        "at most the word whose middle was heard"
    )
    assert [heard.text for heard in world.talk.heard_all] == [ANSWER]
    assert isinstance(world.talk.log[0][1], type(noted)), (
        "what was heard is noted before the answer"
    )


async def test_without_word_times_the_place_is_an_estimate_and_says_so() -> None:
    clock = LeapClock()
    async with spoken(clock, speaker=ScriptedSpeaker(clock, has_words=False)) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(2)
        await world.answer(ANSWER)

    [noted] = world.talk.spoken_all
    assert noted.is_interrupted
    assert noted.is_estimated
    truly = words_in(world.listener.generations[0].heard)
    assert abs(noted.chars_heard - len(truly)) <= 8


@pytest.mark.parametrize(("heard_s", "joins"), [(0.5, True), (1.6, False)])
async def test_who_goes_on_over_the_first_second_of_a_reply_goes_on_with_the_answer(
    heard_s: float, joins: bool
) -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.voiced.say(asked("Thank you. And how large was the team that you led?", turn=2))
        while not world.listener.generations[1:]:  # noqa: ASYNC110 - a listener has no bell
            await asyncio.sleep(0.02)
        await asyncio.sleep(max(0.0, heard_s - 0.36))
        await world.answer("And I also led the team there.")

    first, second = world.talk.heard_all
    assert not first.goes_on
    assert second.goes_on is joins
    assert second.text == "And I also led the team there."


async def test_who_goes_on_before_the_reply_began_goes_on_with_the_answer() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.answer("And I also led the team there.")

    first, second = world.talk.heard_all
    assert not first.goes_on
    assert second.goes_on
    assert second.after_turn == 1


async def test_a_short_thanks_before_the_next_question_does_not_end_the_reply() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask("Ok.", turn=2)
        await world.voiced.say(asked(turn=3))
        await asyncio.sleep(0.3)
        await world.answer("And I also led the team there.")

    assert [heard.goes_on for heard in world.talk.heard_all] == [False, True]


async def test_after_a_reply_that_was_heard_whole_an_answer_is_a_new_one_however_short_the_reply() -> (
    None
):
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask("Why?", turn=2)
        await world.answer("Because the old one was slow.")

    assert [(heard.goes_on, heard.after_turn) for heard in world.talk.heard_all] == [
        (False, 1),
        (False, 2),
    ]


@pytest.mark.parametrize("nod", ["mm-hm", "yes", "okay yes"])
async def test_a_nod_over_a_question_is_no_answer_and_does_not_stop_it_for_good(nod: str) -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer(nod, pause_s=8.0)

    assert world.talk.heard_all == []
    [noted] = world.talk.spoken_all
    assert not noted.is_interrupted
    assert noted.chars_heard == len(QUESTION)
    assert world.listener.texts[0] == QUESTION


async def test_a_noise_without_words_stops_a_question_only_for_a_while() -> None:
    async with spoken(LeapClock(), texts=[None]) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer("crash", pause_s=10.0)

    assert world.talk.heard_all == []
    assert [noted.is_interrupted for noted in world.talk.spoken_all] == [False]
    assert len(world.listener.generations) == 2


async def test_yes_to_a_question_that_was_heard_is_the_answer() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask("Do you speak German?", turn=1)
        await world.answer("yes")

    assert [heard.text for heard in world.talk.heard_all] == ["yes"]


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


async def test_the_pace_is_switched_in_the_middle_of_an_answer() -> None:
    taken = []
    for pace in ("normal", "thinking"):
        clock = LeapClock()
        async with spoken(clock) as world:
            start = clock.monotonic()
            world.microphone.put(speech(ANSWER))
            await asyncio.sleep(1.0)
            await world.voiced.set_pace(pace)
            await asyncio.sleep(6.0)
            [(at, heard)] = world.talk.log
            taken.append(at - start - heard.ended_ms / 1000)

    assert taken[0] == pytest.approx(0.8, abs=0.1)
    assert taken[1] == pytest.approx(2.0, abs=0.1)


async def test_with_the_manual_pace_only_done_takes_the_answer() -> None:
    async with spoken(LeapClock(), wish=Wish(leg_id="l", answers="spoken", pace="manual")) as world:
        await world.answer(ANSWER, pause_s=20.0)
        before = list(world.talk.heard_all)
        await world.voiced.done()
        await asyncio.sleep(1)

    assert before == []
    assert [heard.text for heard in world.talk.heard_all] == [ANSWER]


async def test_done_in_the_middle_of_a_word_waits_for_the_words_on_their_way() -> None:
    async with spoken(LeapClock()) as world:
        await asyncio.sleep(world.microphone.put(speech(ANSWER)) + 0.05)
        await world.voiced.done()
        await asyncio.sleep(0.5)
        heard = list(world.talk.heard_all)

    assert [said.text for said in heard] == [ANSWER]


@pytest.mark.parametrize("way", ["done", "close"])
async def test_after_a_cough_nobody_waits_for_words_that_were_never_said(way: str) -> None:
    clock = LeapClock()
    first = ScriptedRecogniser(clock, ["", "", ""], interim_ms=60_000)
    async with spoken(clock, recogniser=Ears([first], clock)) as world:
        for _ in range(3):
            await world.answer("ahem", pause_s=6)
        before = clock.monotonic()
        if way == "close":
            await world.voiced.close(is_graceful=False)
        else:
            said = len(world.listener.texts)
            await world.voiced.done()
            while len(world.listener.texts) == said:  # noqa: ASYNC110 - a listener has no bell
                await asyncio.sleep(0.05)

        assert clock.monotonic() - before < 0.8


async def test_after_deaf_ears_are_better_nobody_waits_for_what_they_missed() -> None:
    clock = LeapClock()
    plan = FaultPlan({("stt", 1): "refused"})
    async with spoken(clock, recogniser=ScriptedRecogniser(clock, faults=plan)) as world:
        await asyncio.sleep(5)
        await world.answer(ANSWER, pause_s=15)
        before = clock.monotonic()
        await world.voiced.close(is_graceful=False)

        assert clock.monotonic() - before < 0.5


async def test_what_is_expected_next_is_listened_for_at_once_after_done_in_mid_word() -> None:
    clock = LeapClock()
    first = ScriptedRecogniser(clock)
    async with spoken(clock, recogniser=Ears([first], clock)) as world:
        await asyncio.sleep(world.microphone.put(speech(ANSWER)) + 0.02)
        world.microphone.stop()
        await world.voiced.done()
        await asyncio.sleep(2)
        before = clock.monotonic()
        await world.voiced.listen(is_allowed=True, expects="yes_or_no")
        while len(first.opened) == 1:  # noqa: ASYNC110 - an engine has no bell
            await asyncio.sleep(0.05)

        assert clock.monotonic() - before < 0.5


async def test_done_without_a_word_is_answered_once_however_often_it_is_said() -> None:
    async with spoken(LeapClock()) as world:
        for _ in range(5):
            await world.voiced.done()
            await asyncio.sleep(0.1)
        await asyncio.sleep(20)
        once = list(world.listener.texts)
        await world.voiced.done()
        await asyncio.sleep(20)

    assert once == [PHRASES["say_again"]]
    assert world.listener.texts == [PHRASES["say_again"]] * 2


async def test_done_is_not_answered_anew_while_the_answer_to_it_still_waits() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(0.5)
        for _ in range(5):
            await world.voiced.done()
            await asyncio.sleep(0.1)
        await asyncio.sleep(20)

    assert world.listener.texts == [QUESTION, PHRASES["say_again"]]


async def test_while_one_done_waits_for_words_another_begins_nothing() -> None:
    clock = LeapClock()
    async with spoken(clock, recogniser=ScriptedRecogniser(clock, [None])) as world:
        world.microphone.put(speech(ANSWER))
        await asyncio.sleep(0.5)
        before = len(asyncio.all_tasks())
        for _ in range(50):
            await world.voiced.done()
        await asyncio.sleep(0.05)

        assert len(asyncio.all_tasks()) <= before + 1


async def test_poor_ears_write_into_the_box_and_not_into_the_log() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, is_draft=True)
    async with spoken(clock, recogniser=recogniser, wish=Wish(leg_id="leg")) as world:
        await world.answer(ANSWER)

    assert world.voiced.answers == "draft"
    assert world.listener.told_of("draft") == [ANSWER]
    assert world.talk.heard_all == []


async def test_words_of_poor_ears_that_are_taken_all_the_same_are_marked() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, is_draft=True)
    drafts = frozenset({"scripted"})
    async with spoken(clock, recogniser=recogniser, drafts=drafts) as world:
        await world.answer(ANSWER)

    assert [heard.is_draft for heard in world.talk.heard_all] == [True]


@pytest.mark.parametrize("closed", ["wish", "listen", "mute"])
async def test_closed_ears_give_nothing_to_an_engine(closed: str) -> None:
    wish = Wish(leg_id="leg", answers="typed" if closed == "wish" else "spoken")
    async with spoken(LeapClock(), wish=wish) as world:
        if closed == "listen":
            await world.voiced.listen(is_allowed=False)
        if closed == "mute":
            await world.voiced.mute(True)
        await world.answer(ANSWER)
        given = [bytes(begun.given) for begun in world.recogniser.opened]

    assert world.talk.heard_all == []
    assert not any(any(pcm) for pcm in given)
    assert "silent" in [what for what, _ in world.listener.told]


async def test_nobody_is_listened_to_before_the_talk_says_so() -> None:
    world = SpokenWorld(LeapClock())
    await world.voiced.start()
    await world.answer(ANSWER)
    given = [bytes(begun.given) for begun in world.recogniser.opened]
    await world.voiced.close(is_graceful=False)

    assert world.talk.heard_all == []
    assert not any(any(pcm) for pcm in given)


async def test_ears_that_are_opened_again_hear() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.listen(is_allowed=False)
        await world.answer("Nobody hears this one now.")
        await world.voiced.listen(is_allowed=True)
        await world.answer(ANSWER)

    assert [heard.text for heard in world.talk.heard_all] == [ANSWER]


async def test_engines_for_speech_only_are_given_no_silence_and_their_times_are_the_connections() -> (
    None
):
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, needs_speech_only=True)
    async with spoken(clock, recogniser=recogniser) as world:
        await asyncio.sleep(5)
        await world.answer(ANSWER)
        await world.answer("And I led the whole team.")

    first, second = world.talk.heard_all
    [begun] = recogniser.opened
    given_ms = len(begun.given) // 32
    assert given_ms < 2 * 400 + 2 * 300 + sum(
        heard.ended_ms - heard.began_ms for heard in (first, second)
    )
    for heard in (first, second):
        [piece] = heard.pieces
        assert heard.began_ms - 450 <= piece.start_ms <= heard.began_ms
        assert heard.ended_ms <= piece.end_ms <= heard.ended_ms + 300


async def test_hush_stops_what_is_said_and_what_was_to_follow_and_notes_both() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await world.voiced.say(asked("And another one.", turn=2))
        await asyncio.sleep(1.5)
        await world.voiced.hush()
        await asyncio.sleep(5)

    first, second = sorted(world.talk.spoken_all, key=lambda noted: noted.turn)
    assert first.is_interrupted
    assert 0 < first.chars_heard < first.chars
    assert (second.turn, second.ms, second.chars_heard, second.is_interrupted) == (2, 0, 0, True)


@pytest.mark.parametrize("after_s", [0.6, 1.4, 2.6])
async def test_who_silences_a_question_has_it_noted_so_far_and_hears_what_follows(
    after_s: float,
) -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await world.voiced.say(asked("And another one.", turn=2))
        await asyncio.sleep(after_s)
        world.listener.silence()
        await world.voiced.hushed()
        await asyncio.sleep(10)

    first, second = world.talk.spoken_all
    truly = words_in(world.listener.generations[0].heard)
    assert (first.turn, first.is_interrupted, first.is_estimated) == (1, True, False)
    assert first.ms == len(world.listener.generations[0].heard) // 32
    assert QUESTION[: first.chars_heard].startswith(truly)
    assert first.chars_heard < first.chars
    assert (second.turn, second.is_interrupted) == (2, False)
    assert len(world.listener.generations) == 2, "and is not said again"


async def test_what_is_said_again_begins_with_a_short_bridge() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1, is_again=True)

    assert world.speaker.asked[0] == PHRASES["once_more"]
    [noted] = world.talk.spoken_all
    assert noted.chars_heard == len(QUESTION)


async def test_a_slow_reply_is_announced_once() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=6.0)

    assert world.listener.texts == [PHRASES["one_moment"]]
    assert world.talk.spoken_all == []


async def test_a_reply_in_time_is_not_announced() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask("Thank you.", turn=2)
        await asyncio.sleep(4)

    assert world.listener.texts == ["Thank you."]


async def test_speech_of_which_no_word_is_understood_is_asked_for_again() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, [None, ANSWER], interim_ms=60_000)
    async with spoken(clock, recogniser=recogniser) as world:
        await world.answer("mumble mumble", pause_s=6.0)
        said_then = list(world.listener.texts)
        await world.answer("clearly this time")

    assert said_then == [PHRASES["say_again"]]
    assert [heard.text for heard in world.talk.heard_all] == [ANSWER]


async def test_a_room_that_talks_on_and_on_is_listened_to_more_closely() -> None:
    async with spoken(LeapClock(), texts=[None]) as world:
        world.microphone.put(speech("babble " * 40))
        await asyncio.sleep(9.5)
        early = world.simple.is_noisy
        await asyncio.sleep(2)
        late = world.simple.is_noisy
        await asyncio.sleep(20)

    assert (early, late, world.simple.is_noisy) == (False, True, False)


@pytest.mark.parametrize("fault", ["refused", "failed", "mute", "hung"])
async def test_a_mouth_that_fails_leaves_the_words_on_the_screen_and_the_talk_goes_on(
    fault: str,
) -> None:
    clock = LeapClock()
    speaker = ScriptedSpeaker(clock, faults=FaultPlan(always={"tts": fault}))
    async with spoken(clock, speaker=speaker) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER)

    [silent] = world.talk.silent_all
    assert silent.turn == 1
    assert world.talk.spoken_all == []
    [heard] = world.talk.heard_all
    assert (heard.text, heard.after_turn) == (ANSWER, 1)


async def test_without_a_mouth_everything_is_silent_and_heard() -> None:
    async with spoken(LeapClock(), is_dumb=True) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER)
        await world.ask("How large was the team?", turn=2)
        await world.answer("We were seven people.")

    assert [silent.turn for silent in world.talk.silent_all] == [1, 2]
    assert [(heard.after_turn, heard.goes_on) for heard in world.talk.heard_all] == [
        (1, False),
        (2, False),
    ]


async def test_ears_that_fail_wholly_are_told_of_once_and_come_back() -> None:
    clock = LeapClock()
    plan = FaultPlan(planned={("stt", 1): "refused", ("stt", 2): "refused"})
    async with spoken(clock, recogniser=ScriptedRecogniser(clock, faults=plan)) as world:
        await asyncio.sleep(40)
        await world.answer(ANSWER)

    fell = [news for news in world.talk.news if isinstance(news, FellBack)]
    assert [(news.stage, news.engine, news.instead_of, news.reason) for news in fell] == [
        ("stt", "", "scripted", "refused")
    ]
    assert world.listener.texts == [PHRASES["cannot_hear"], PHRASES["one_moment"]]
    assert [heard.text for heard in world.talk.heard_all] == [ANSWER]


async def test_a_graceful_end_lets_the_goodbye_be_heard() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked("Thank you for the talk. Goodbye.", turn=9, is_last=True))
        await world.voiced.close(is_graceful=True)

    [noted] = world.talk.spoken_all
    assert (noted.chars_heard, noted.is_interrupted) == (noted.chars, False)
    assert world.closed == 1


async def test_speech_over_the_goodbye_does_not_take_it_away() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(
            asked("Thank you for the talk and for your time. Goodbye.", turn=9, is_last=True)
        )
        await asyncio.sleep(1.0)
        world.microphone.put(speech("It was a pleasure to meet you."))
        await world.voiced.close(is_graceful=True)

    assert [noted.chars_heard == noted.chars for noted in world.talk.spoken_all] == [True]
    assert [heard.text for heard in world.talk.heard_all] == ["It was a pleasure to meet you."]


async def test_a_goodbye_that_was_taken_back_is_not_said_when_the_candidate_has_ended() -> None:
    async with spoken(LeapClock()) as world:
        world.microphone.put(speech("I also wrote the tests for it, and all of the documents."))
        await asyncio.sleep(0.5)
        await world.voiced.say(asked("Thank you for the talk. Goodbye.", turn=3, is_last=True))
        await world.voiced.hush()
        await asyncio.sleep(8)
        await world.voiced.say(asked("What did you build there?", turn=4))
        await asyncio.sleep(6)
        heard_of = {noted.turn: noted.chars_heard for noted in world.talk.spoken_all}

    assert heard_of[3] == 0
    assert heard_of[4] > 0


async def test_yes_over_the_very_last_words_of_a_question_is_the_answer() -> None:
    question = "You said that you have led a team before. Is that so?"
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(question, turn=1))
        while not world.listener.texts:  # noqa: ASYNC110 - a listener has no bell
            await asyncio.sleep(0.02)
        await asyncio.sleep(len(question) * 0.06 - 0.55)
        await world.answer("yes of course", pause_s=6)

    assert world.talk.spoken_all[0].is_interrupted
    assert [heard.text for heard in world.talk.heard_all] == ["yes of course"]


async def test_late_words_after_a_drop_belong_to_the_question_that_stood_open_before_it() -> None:
    clock = LeapClock()
    recogniser, speaker = ScriptedRecogniser(clock), ScriptedSpeaker(clock, first_ms=2_000)
    async with spoken(clock, recogniser=recogniser, speaker=speaker) as world:
        await world.voiced.say(asked(turn=7, is_again=True))
        await world.answer("I built a payment service there.", pause_s=0.45)
        recogniser.final_ms = 3_000
        await world.answer("It was fast.", pause_s=6.0)

    assert [(said.after_turn, said.is_late) for said in world.talk.heard_all] == [
        (7, False),
        (7, True),
    ]


async def test_a_goodbye_that_never_ends_is_cut_after_twenty_seconds() -> None:
    clock = LeapClock()
    async with spoken(clock) as world:
        await world.voiced.say(asked("On and on. " * 60, turn=9, is_last=True))
        before = clock.monotonic()
        await world.voiced.close(is_graceful=True)

        assert 20 <= clock.monotonic() - before <= 24


@pytest.mark.parametrize("graceful", [True, False])
async def test_words_that_nobody_had_taken_yet_are_not_lost_at_the_end(graceful: bool) -> None:
    async with spoken(LeapClock()) as world:
        await world.answer("I built a service and", pause_s=0.8)
        await world.voiced.close(is_graceful=graceful)

    assert [heard.text for heard in world.talk.heard_all] == ["I built a service and"]


async def test_who_is_cut_off_in_the_middle_of_a_word_has_said_what_they_said() -> None:
    async with spoken(LeapClock()) as world:
        world.microphone.put(speech("I built a payment service for a bank and then we moved on."))
        await asyncio.sleep(1.5)
        await world.voiced.close(is_graceful=False)

    [heard] = world.talk.heard_all
    assert heard.text.startswith("I built a")


async def test_a_final_result_in_flight_arrives_before_a_graceful_end() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=0.3)
        await world.voiced.close(is_graceful=True)

    assert [heard.text for heard in world.talk.heard_all] == [ANSWER]


@pytest.mark.parametrize("moment", ["idle", "speaking", "heard", "cut", "queued", "hung"])
@pytest.mark.parametrize("graceful", [True, False])
async def test_it_ends_in_every_state_and_leaves_no_task_behind(
    moment: str, graceful: bool
) -> None:
    clock = LeapClock()
    plan = FaultPlan(always={"tts": "hung"}) if moment == "hung" else FaultPlan()
    before = asyncio.all_tasks()
    async with spoken(clock, speaker=ScriptedSpeaker(clock, faults=plan)) as world:
        if moment != "idle":
            await world.voiced.say(asked(turn=1))
            await asyncio.sleep(1.5)
        if moment in ("heard", "cut"):
            world.microphone.put(speech(ANSWER))
            await asyncio.sleep(0.1 if moment == "heard" else 0.7)
        if moment == "queued":
            await world.voiced.say(asked("More.", turn=2))
        await world.voiced.close(is_graceful=graceful)
        await world.voiced.close(is_graceful=graceful)

    assert asyncio.all_tasks() == before
    assert world.simple.is_closed
    assert world.closed == 1
    noted = {news.turn for news in (*world.talk.spoken_all, *world.talk.silent_all)}
    expected = {"idle": set(), "queued": {1, 2}}.get(moment, {1})
    assert noted == expected, "nothing that was to be said goes unmentioned"


async def test_a_graceful_end_that_is_called_off_ends_all_the_same() -> None:
    before = asyncio.all_tasks()
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked("On and on. " * 30, turn=9, is_last=True))
        ending = asyncio.ensure_future(world.voiced.close(is_graceful=True))
        await asyncio.sleep(3)
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)

        assert ending.cancelled()
        assert world.closed == 1
        assert asyncio.all_tasks() == before
        [noted] = world.talk.spoken_all
        assert noted.is_interrupted


async def test_an_end_at_once_overtakes_a_graceful_one() -> None:
    clock = LeapClock()
    async with spoken(clock) as world:
        await world.voiced.say(asked("On and on. " * 30, turn=9, is_last=True))
        graceful = asyncio.ensure_future(world.voiced.close(is_graceful=True))
        await asyncio.sleep(3)
        before = clock.monotonic()
        await world.voiced.close(is_graceful=False)
        await graceful

        assert clock.monotonic() - before < 2
        assert world.closed == 1


async def test_speech_before_the_first_sound_of_a_question_leaves_no_gap_in_the_numbers() -> None:
    clock = LeapClock()
    async with spoken(clock, speaker=ScriptedSpeaker(clock, first_ms=900)) as world:
        await world.voiced.say(asked(turn=1))
        await world.answer("and another thing is here")
        await world.ask("What is it?", turn=2)

    first, second = world.talk.spoken_all
    assert (first.turn, first.ms, first.chars_heard, first.is_interrupted) == (1, 0, 0, True)
    assert (second.turn, second.is_interrupted) == (2, False)
    assert [begun.generation for begun in world.listener.generations] == list(
        range(1, len(world.listener.generations) + 1)
    )


class BrokenFloor(SimpleFloor):
    """Fails to say the first utterance, in a way that nobody foresaw."""

    async def speak(self, clips: AsyncGenerator[Clip], cue: Cue) -> Uttered:
        if cue.turn == 1:
            await clips.aclose()
            raise ZeroDivisionError
        return await super().speak(clips, cue)


async def test_a_floor_that_breaks_at_one_utterance_says_the_next() -> None:
    clock = LeapClock()
    async with spoken(clock, floor=BrokenFloor(clock)) as world:
        await world.voiced.say(asked("One of them.", turn=1))
        await world.voiced.say(asked("Two of them.", turn=2))
        await asyncio.sleep(5)

    assert [(silent.turn, silent.reason) for silent in world.talk.silent_all] == [(1, "failed")]
    assert [noted.turn for noted in world.talk.spoken_all] == [2]


async def test_each_answer_is_listened_to_for_what_is_expected_and_no_word_is_lost() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.listen(is_allowed=True, expects="yes_or_no")
        await world.answer("Yes, you may.")
        await world.voiced.listen(is_allowed=True, expects="anything")
        await world.answer(ANSWER)

    kinds = [begun.expects for begun in world.recogniser.opened]
    assert kinds == ["anything", "yes_or_no", "anything"]
    assert all(begun.is_closed for begun in world.recogniser.opened)
    given = [bool(words_in(bytes(begun.given))) for begun in world.recogniser.opened]
    assert given == [False, True, True]
    assert [heard.text for heard in world.talk.heard_all] == ["Yes, you may.", ANSWER]
    first, second = world.talk.heard_all
    assert first.ended_ms < second.began_ms  # the connection's own times, whoever recognised


async def test_what_is_being_said_is_heard_to_its_end_when_something_else_is_expected() -> None:
    async with spoken(LeapClock()) as world:
        length_s = world.microphone.put(speech(ANSWER))
        await asyncio.sleep(length_s / 2)
        await world.voiced.listen(is_allowed=True, expects="yes_or_no")
        await asyncio.sleep(length_s / 2 + 3)
        await world.answer("Yes, you may.")

    assert [heard.text for heard in world.talk.heard_all] == [ANSWER, "Yes, you may."]


async def test_ears_that_were_deaf_listen_for_what_is_expected_by_then() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, faults=FaultPlan({("stt", 1): "refused"}))
    async with spoken(clock, recogniser=recogniser) as world:
        await asyncio.sleep(5)
        await world.voiced.listen(is_allowed=True, expects="yes_or_no")
        await asyncio.sleep(20)
        await world.answer("Yes, you may.")

    assert [begun.expects for begun in recogniser.opened] == ["yes_or_no"]
    assert [heard.text for heard in world.talk.heard_all] == ["Yes, you may."]


async def test_words_are_told_while_the_answer_is_still_being_given() -> None:
    wish = Wish(leg_id="l", answers="spoken", pace="manual")
    async with spoken(LeapClock(), wish=wish) as world:
        await world.answer(ANSWER, pause_s=20.0)
        [told] = world.talk.kept
        before = list(world.talk.heard_all)
        await world.voiced.done()
        await asyncio.sleep(1)
        [heard] = world.talk.heard_all

    assert before == []
    assert told.piece.text == ANSWER
    assert heard.pieces == (told.piece,)
    assert (told.after_turn, told.is_draft) == (heard.after_turn, heard.is_draft)


async def test_words_for_the_answer_box_are_nobodys_answer_and_are_not_told() -> None:
    async with spoken(LeapClock(), wish=Wish(leg_id="l", answers="draft")) as world:
        await world.answer(ANSWER)

        assert world.talk.kept == []
