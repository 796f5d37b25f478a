"""Whole conversations on leaping time, one kind of candidate each."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from tests.fakes.live_session import a_plan
from tests.fakes.simulated_session import a_room, consented

from vivavoce.contracts.events import InterviewCompleted, InterviewNotCompleted
from vivavoce.live.domain import events

EXPERT = {
    "q1": (
        "Last year at my company a release broke the checkout when we switched suppliers. "
        "I traced the fault and rolled the change back because the queue kept growing. "
        "In the end orders recovered, and errors fell from 12 % to under 1 % in two hours."
    ),
    "q2": (
        "I forgot to renew a certificate and it was my mistake. I told my manager and replaced "
        "it the same morning. Since then I keep a calendar with every expiry date."
    ),
    "q3": "Every insert and update gets slower writes, and the index takes disk space.",
}


def planned(frame: dict[str, Any]) -> str:
    return EXPERT[frame["questionId"]]


async def test_an_expert_is_asked_each_question_once_and_never_probed() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.interview(planned)
        state = await room.ended()
        log = await room.log()

    assert state.status == "completed"
    assert [t.kind for t in state.turns if t.role == "agent"] == [
        "greeting",
        "question",
        "question",
        "question",
        "closing",
    ]
    weighed = [e for e in log if isinstance(e, events.FollowupChosen)]
    assert [(e.reason, e.is_asked) for e in weighed] == [("COMPLETE", False)] * 3
    assert call.line.closed == (1000, "ended")
    assert call.line.of("ENDED")[0]["reason"] == "all_asked"


async def test_completion_is_published_once_with_the_time_used_and_the_questions_reached() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.interview(planned)
        await room.ended()

    (outcome,) = room.store.published
    assert outcome.payload == InterviewCompleted(
        session_id=str(room.opened.session_id),
        duration_seconds=60,
        reason="all_asked",
        transcript_ref=f"/api/v1/sessions/{room.opened.session_id}/transcript",
        channel="text",
        questions_reached=3,
    )


async def test_a_vague_candidate_is_probed_within_the_limit_and_then_left_in_peace() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: "Well, things were difficult, but it was okay somehow.")
        state = await room.ended()

    for thread in state.asked_questions:
        assert thread.probes <= state.created.max_follow_ups
    assert state.asked_questions[0].probes == 2
    assert state.status == "completed"


async def test_a_candidate_who_says_we_only_is_asked_for_their_own_part() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(
            lambda _: "When our team moved the shop, we fixed it in two days because it was urgent."
        )
        state = await room.ended()

    probes = [turn.reason for turn in state.turns if turn.kind == "follow_up"]
    assert probes[0] == "OWNERSHIP"


async def test_who_says_nothing_is_asked_in_two_other_ways_and_later_in_one() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: "Yes.", think_s=3)
        state = await room.ended()

    asked = [turn for turn in state.turns if turn.kind == "follow_up"]
    assert [(turn.question_id, turn.reason) for turn in asked] == [
        ("q1", "NO_ANSWER"),
        ("q1", "NO_ANSWER"),
        ("q2", "NO_ANSWER"),
        ("q2", "NO_ANSWER"),
        ("q3", "NO_ANSWER"),
    ]
    again, simpler = asked[0].text, asked[1].text
    first = room.plan.questions[0].text
    assert first in again
    assert first not in simpler
    assert state.status == "abandoned"
    assert isinstance(room.store.published[0].payload, InterviewNotCompleted)


async def test_silence_after_an_answer_is_met_once_with_what_was_asked() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        answers = iter(["We had a delivery that went wrong.", "Hm."])
        await call.interview(lambda _: next(answers, "Hm."))
        state = await room.ended()

    of_first = [t.reason for t in state.turns if t.kind == "follow_up" and t.question_id == "q1"]
    assert of_first == ["OWNERSHIP", "NO_ANSWER"]


async def test_another_topic_is_brought_back_once_only() -> None:
    elsewhere = (
        "My cousin paints boats near Hamburg and sells postcards with lighthouses, whales, gulls."
    )
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: elsewhere)
        state = await room.ended()

    assert [t.reason for t in state.turns if t.kind == "follow_up"] == ["OFF_TOPIC"] * 3


async def test_who_does_not_know_is_given_time_once_and_then_the_talk_goes_on() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: "I don't know, sorry.")
        state = await room.ended()

    followed_up = [turn for turn in state.turns if turn.kind == "follow_up"]
    assert [turn.question_id for turn in followed_up] == ["q1", "q2", "q3"]
    assert {turn.reason for turn in followed_up} == {"NO_ANSWER"}
    assert {turn.intent for turn in state.turns if turn.role == "candidate"} == {"does_not_know"}
    assert state.status == "completed"


async def test_a_request_to_repeat_is_granted_marked_and_costs_no_probe() -> None:
    asked: set[str] = set()

    def once(frame: dict[str, Any]) -> str:
        if frame["questionId"] in asked:
            return planned(frame)
        asked.add(frame["questionId"])
        return "Could you repeat the question, please?"

    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(once)
        state = await room.ended()

    assert [turn.kind for turn in state.turns].count("repeat") == 3
    assert all(thread.probes == 0 and thread.repeats == 1 for thread in state.asked_questions)
    repeats = [turn for turn in state.turns if turn.kind == "repeat"]
    assert room.plan.questions[0].text in repeats[0].text


async def test_skipping_moves_on_and_the_end_says_so() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(
            lambda frame: {"type": "SKIP"} if frame["questionId"] == "q1" else planned(frame)
        )
        state = await room.ended()
        log = await room.log()

    assert [e.skipped_by for e in log if isinstance(e, events.QuestionSkipped)] == ["candidate"]
    (done,) = [e for e in log if isinstance(e, events.SessionCompleted)]
    assert (done.asked, done.answered, done.is_partial) == (3, 2, True)
    assert state.status == "completed"


async def test_a_typed_skip_is_understood_like_the_button() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say("Can we skip this one?")
        asked = await call.until_asked()

    assert asked["questionId"] == "q2"


async def test_silence_is_warned_at_five_minutes_and_at_one_and_ended_kindly_at_the_limit() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: None)
        state = await room.ended()

    warnings = [(notice["text"], notice["severity"]) for notice in call.line.of("NOTIFICATION")]
    assert warnings == [("About 5 minutes left.", "info"), ("About one minute left.", "warning")]
    closing = call.line.of("TRANSCRIPT")[-1]
    assert closing["kind"] == "closing"
    assert closing["text"].startswith("Our time is up")
    assert state.status == "abandoned"
    assert state.accumulated_time.total_seconds() == 30 * 60


async def test_time_runs_out_on_someone_who_answered_and_the_session_counts() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda frame: planned(frame) if frame["questionId"] == "q1" else None)
        state = await room.ended()
        log = await room.log()

    (done,) = [e for e in log if isinstance(e, events.SessionCompleted)]
    assert (done.reason, done.duration_s, done.is_partial) == ("time", 1800, True)
    assert any(isinstance(e, events.TimerExpired) for e in log)
    assert state.status == "completed"


async def test_a_short_interview_leaves_the_probe_out_for_lack_of_time() -> None:
    async with a_room(plan=a_plan(minutes=3), **consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: "We did this and that as it came.", think_s=40)
        log = await room.log()

    weighed = [e for e in log if isinstance(e, events.FollowupChosen)]
    assert weighed[0].reason == "BUDGET"
    assert not weighed[0].is_asked
    assert weighed[0].alternatives


async def test_shrinking_time_is_told_kindly_in_advance() -> None:
    async with a_room(plan=a_plan(minutes=3), **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(100)
        await call.say(EXPERT["q1"])
        asked = await call.until_asked()

    assert asked["suggestedSeconds"] == 64
    assert "We have about 64 seconds for this one." in asked["text"]


async def test_how_long_an_answer_may_take_is_said_once_and_again_when_it_shrinks() -> None:
    async with a_room(plan=a_plan(minutes=5), **consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: "I wrote it down and told them on Monday.", think_s=30)
        said = [turn.text for turn in (await room.ended()).turns if turn.role == "agent"]

    limits = [int(found[1]) for text in said if (found := re.search(r"about (\d+) seconds", text))]
    assert limits
    assert all(later <= earlier - 20 for earlier, later in pairwise(limits))


async def test_the_same_answers_give_the_same_interview_word_for_word() -> None:
    texts = []
    for _ in range(2):
        async with a_room(**consented()) as room:
            call = await room.connect()
            await call.interview(lambda _: "It was difficult, but we managed somehow in time.")
            texts.append([turn.text for turn in (await room.ended()).turns])

    assert texts[0] == texts[1]


async def test_ending_early_keeps_what_was_said() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        await call.send({"type": "END"})
        await call.until("ENDED", reason="candidate_ended")
        state = await room.ended()

    assert state.status == "completed"
    assert state.answered_question_ids == {"q1"}
