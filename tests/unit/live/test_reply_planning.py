"""The reply to each act is true for this interview, and says so where a fact is not known."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from vivavoce.contracts.plan import PlanQuestion, QuestionOrigin
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding import reply_wordings
from vivavoce.live.domain.interviewer.understanding.acts import (
    REQUESTS,
    UTTERANCE_ACTS,
    ActSpan,
    UnderstoodUtterance,
)
from vivavoce.live.domain.interviewer.understanding.rephrasing import rephrase_question
from vivavoce.live.domain.interviewer.understanding.reply_facts import ReplyCounters, ReplyFacts
from vivavoce.live.domain.interviewer.understanding.reply_planning import (
    plan_reply,
    reply_before_start,
)

QUESTION = "Tell me about one delivery that was late."
UNKNOWN = ReplyFacts(open_question=QUESTION)
HIRING = ReplyFacts(
    open_question=QUESTION,
    plainer_question="Think of one delivery that was late.",
    organization="Acme Freight",
    minutes_left=12,
    questions_left=3,
    decided_by="staff",
    read_by="staff",
    retention_days=90,
    can_request_person=True,
    pauses_left=2,
    pause_minutes=5,
    has_answers=True,
    way_back="none",
    is_spoken=True,
)
NONE_BEFORE = ReplyCounters()
OTHERS: tuple[UtteranceAct, ...] = tuple(act for act in UTTERANCE_ACTS if act != "answer")


def said(*acts: UtteranceAct, text: str = "words") -> UnderstoodUtterance:
    size = max(1, len(text) // len(acts))
    return UnderstoodUtterance(
        text, tuple(ActSpan(act, at * size, (at + 1) * size) for at, act in enumerate(acts))
    )


def times(act: UtteranceAct, count: int) -> ReplyCounters:
    return ReplyCounters(in_interview={act: count}, at_question={act: count})


@pytest.mark.parametrize("facts", [UNKNOWN, HIRING], ids=["unknown", "hiring"])
def test_every_act_gets_words_or_moves_the_interview_on(facts: ReplyFacts) -> None:
    for act, count in product(OTHERS, range(5)):
        reply = plan_reply(said(act), facts, times(act, count))

        assert reply.say or reply.ask or reply.next in ("repeat", "move_on", "continue"), act
        assert bool(reply.ask) == (reply.next in ("ask", "probe")), act
        assert not re.search(r"[{}]|None", reply.say + reply.ask), act


def test_a_reply_that_comes_twice_comes_in_other_words() -> None:
    for act in OTHERS:
        replies = [plan_reply(said(act), HIRING, times(act, count)) for count in range(3)]

        worded = [reply.say + reply.ask for reply in replies if reply.say + reply.ask]
        assert act.startswith("wants_re") or len(set(worded)) == len(worded), act


def test_there_are_three_wordings_of_what_can_come_twice() -> None:
    assert all(len(set(options)) >= 3 for options in reply_wordings.ALL_WORDINGS.values())


def test_an_answer_needs_no_words() -> None:
    reply = plan_reply(said("answer"), HIRING, NONE_BEFORE)

    assert (reply.say, reply.next) == ("", "continue")


def test_a_pause_behind_an_answer_comes_before_its_reply() -> None:
    reply = plan_reply(said("answer", "wants_pause", text="I called them."), HIRING, NONE_BEFORE)

    assert reply.next == "pause"


def test_a_question_behind_an_answer_does_not_bring_the_open_question_back() -> None:
    reply = plan_reply(said("answer", "asks_time", text="I called them."), HIRING, NONE_BEFORE)

    assert reply.next == "continue"
    assert reply.say == "We have about 12 more minutes."


@pytest.mark.parametrize("act", ["abuse", "joke", "noise", "wants_repeat", "wants_simpler"])
def test_an_answered_question_is_put_again_only_on_request(act: UtteranceAct) -> None:
    reply = plan_reply(said("answer", act, text="I called them."), HIRING, NONE_BEFORE)

    assert reply.next == ("repeat" if act == "wants_repeat" else "continue")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("asks_machine", "computer program"),
        ("asks_time", "12 more minutes"),
        ("asks_count", "up to 3 questions after this one"),
        ("asks_data", "deleted after 90 days"),
        ("asks_who_decides", "A person at Acme Freight reads the result and decides"),
        ("asks_next", "I don't know when you will hear from them"),
        ("asks_other_process", "ask Acme Freight"),
        ("wants_person", "letting Acme Freight know"),
        ("wants_slower", "speak more slowly"),
        ("wants_writing", "you can type your answers"),
        ("partial_experience", "Yes, please tell me about it."),
    ],
)
def test_a_reply_is_filled_from_this_interview(act: UtteranceAct, words: str) -> None:
    assert words in plan_reply(said(act), HIRING, NONE_BEFORE).say


PRACTICE = replace(HIRING, organization=None, read_by="person", retention_days=365)


def test_what_is_recorded_of_the_voice_has_listeners_and_days_of_its_own() -> None:
    hiring, practice = (
        plan_reply(said("asks_data"), replace(facts, has_voice_recording=True), NONE_BEFORE).say
        for facts in (HIRING, PRACTICE)
    )

    text, recording = practice.split("The sound of your voice is recorded too")
    assert "A program reads it" in text
    assert "deleted after 365 days" in text
    assert "people at the organization who assign practice can listen" in recording
    assert "a platform that you practice through" in recording
    assert "deleted after 30 days at the latest" in recording
    assert "reads it" not in recording
    text, recording = hiring.split("The sound of your voice is recorded too")
    assert "People at Acme Freight can read it. It is deleted after 90 days." in text
    assert "People at Acme Freight who may see this interview can listen" in recording
    assert "deleted after 30 days at the latest" in recording


def test_a_recording_of_the_voice_is_described_in_german() -> None:
    facts = replace(PRACTICE, language="de", has_voice_recording=True)

    said_in_german = plan_reply(said("asks_data"), facts, NONE_BEFORE).say

    assert "Menschen in der Organisation, die Übungen zuweisen" in said_in_german
    assert "spätestens nach 30 Tagen gelöscht" in said_in_german
    assert "recording" not in said_in_german


@pytest.mark.parametrize(
    ("has_video", "has_voice_recording"), [(True, False), (True, True), (False, False)]
)
def test_the_days_of_recordings_are_named_where_something_is_recorded(
    has_video: bool, has_voice_recording: bool
) -> None:
    facts = replace(HIRING, has_video=has_video, has_voice_recording=has_voice_recording)

    reply = plan_reply(said("asks_data"), facts, NONE_BEFORE).say

    assert ("Your camera is recorded" in reply) is has_video
    assert ("your voice is not kept" in reply) is not has_voice_recording
    assert reply.count("30 days at the latest") == int(has_video or has_voice_recording)


@pytest.mark.parametrize("act", ["asks_time", "asks_count", "asks_data", "asks_next"])
def test_what_is_not_known_is_not_claimed(act: UtteranceAct) -> None:
    assert "don't know" in plan_reply(said(act), UNKNOWN, NONE_BEFORE).say


def test_drafts_are_not_called_a_decision() -> None:
    drafts = replace(HIRING, decided_by="none", result="artifacts")

    for act in ("asks_who_decides", "asks_next"):
        assert "drafts" in plan_reply(said(act), drafts, NONE_BEFORE).say


def test_a_machine_never_says_that_it_is_a_person() -> None:
    for count in range(3):
        reply = plan_reply(said("asks_machine"), UNKNOWN, times("asks_machine", count))

        assert "computer program" in reply.say
        assert re.search(r"not (?:with )?a person", reply.say)


def test_no_case_leads_to_the_nearest_then_to_a_hypothetical_then_on() -> None:
    replies = [plan_reply(said("never_had"), HIRING, times("never_had", n)) for n in range(3)]

    assert [reply.next for reply in replies] == ["probe", "probe", "continue"]
    assert replies[0].ask in reply_wordings.NEAREST_CASE
    assert replies[1].ask in reply_wordings.HYPOTHETICAL


def test_a_story_that_does_not_come_to_mind_leads_to_the_nearest_case() -> None:
    story = replace(HIRING, asks_for_story=True)

    first = plan_reply(said("does_not_know"), story, NONE_BEFORE)
    second = plan_reply(said("never_had"), story, times("does_not_know", 1))
    practice = plan_reply(said("does_not_know"), HIRING, NONE_BEFORE)

    assert first.ask in reply_wordings.NEAREST_CASE
    assert second.ask in reply_wordings.HYPOTHETICAL
    assert practice.ask in reply_wordings.FIRST_THOUGHT


@pytest.mark.parametrize("asks_for_story", [True, False])
@pytest.mark.parametrize("before", ["does_not_know", "never_had"])
def test_who_does_not_know_is_helped_once_at_a_question(
    before: UtteranceAct, asks_for_story: bool
) -> None:
    facts = replace(HIRING, asks_for_story=asks_for_story)

    first = plan_reply(said("does_not_know"), facts, NONE_BEFORE)
    second = plan_reply(said("does_not_know"), facts, times(before, 1))

    assert (first.next, second.next) == ("probe", "continue")


def test_without_time_for_it_no_other_way_into_the_question_is_asked() -> None:
    hurried = replace(HIRING, can_probe=False)

    for act in ("never_had", "does_not_know"):
        assert plan_reply(said(act), hurried, NONE_BEFORE).next == "continue"


def test_a_confidential_matter_is_respected_and_never_pressed_for() -> None:
    first = plan_reply(said("refuses_confidential"), HIRING, NONE_BEFORE)
    second = plan_reply(said("refuses_confidential"), HIRING, times("refuses_confidential", 1))

    assert first.next == "listen"
    assert second.next == "move_on"


def test_an_end_needs_a_yes_and_its_consequences_are_told() -> None:
    reply = plan_reply(said("wants_end"), HIRING, NONE_BEFORE)

    assert reply.next == "confirm_end"
    assert "The answers you have given are kept" in reply.say
    assert "you can't come back to this interview later" in reply.say


def test_distress_pauses_and_calls_a_person_only_where_that_is_possible() -> None:
    with_staff = plan_reply(said("distress"), HIRING, NONE_BEFORE)
    alone = plan_reply(
        said("distress"), replace(HIRING, can_request_person=False, pauses_left=0), NONE_BEFORE
    )

    assert with_staff.next == "pause"
    assert "letting Acme Freight know" in with_staff.say
    assert alone.next == "listen"
    assert "Acme" not in alone.say
    assert "paused" not in alone.say
    assert "emergency number" in alone.say


def test_distress_comes_before_all_else() -> None:
    reply = plan_reply(said("wants_skip", "distress", "thanks"), HIRING, NONE_BEFORE)

    assert (reply.next, reply.acts) == ("pause", ("distress",))


@pytest.mark.parametrize("act", ["wants_pause", "distress"])
@pytest.mark.parametrize(
    ("is_spoken", "can_write", "how"),
    [(False, True, "type: go on"), (True, True, "say or type: go on"), (True, False, "say: go on")],
)
def test_a_paused_candidate_is_told_the_way_on_that_their_channel_has(
    act: UtteranceAct, is_spoken: bool, can_write: bool, how: str
) -> None:
    facts = replace(HIRING, is_spoken=is_spoken, can_write=can_write)

    first = plan_reply(said(act), facts, NONE_BEFORE)
    again = plan_reply(said("wants_pause"), replace(facts, is_paused=True), NONE_BEFORE)

    assert f", {how}" in first.say
    assert f", {how}" in again.say


def test_no_pause_is_promised_when_none_is_left() -> None:
    reply = plan_reply(said("wants_pause"), replace(HIRING, pauses_left=0), NONE_BEFORE)

    assert reply.next == "ask"
    assert "clock is stopped" not in reply.say


def test_each_reply_to_abuse_says_how_to_end() -> None:
    for count in range(3):
        assert "stop" in plan_reply(said("abuse"), HIRING, times("abuse", count)).say


def test_each_reply_to_a_complaint_is_sorry_names_the_ways_out_and_asks_again() -> None:
    for count in range(3):
        reply = plan_reply(said("complains"), HIRING, times("complains", count))

        assert all(word in reply.say for word in ("sorry", "next", "stop"))
        assert reply.next == "ask"


def test_a_long_account_of_a_neighboring_experience_is_the_answer() -> None:
    told = (
        "I only did it at our club, not at a job. We had forty guests, the oven broke, "
        "and I borrowed two grills from the neighbors."
    )
    understood = UnderstoodUtterance(told, (ActSpan("partial_experience", 0, len(told)),))

    assert plan_reply(understood, HIRING, NONE_BEFORE).next == "continue"
    assert understood.answer_end is None


@pytest.mark.parametrize("act", sorted(REQUESTS))
def test_before_the_start_nothing_is_said_of_an_open_question_or_a_stopped_clock(
    act: UtteranceAct,
) -> None:
    text = reply_before_start(act, replace(HIRING, open_question=""))

    assert text
    assert "clock" not in text
    assert "{" not in text


def test_a_question_is_explained_by_its_task_and_by_what_it_asks_for() -> None:
    question = PlanQuestion(
        id="q1",
        text=QUESTION,
        competency="Driving",
        origin=QuestionOrigin(reason="A task.", task="planning the morning run"),
    )

    told = rephrase_question(question)

    assert told is not None
    assert "planning the morning run" in told
    assert "one time" in told


def test_a_follow_up_without_a_known_purpose_is_not_explained() -> None:
    assert rephrase_question(None, "CLARIFY") is None
    assert rephrase_question(None, "RESULT") == "I'd like to know how it ended."


@pytest.mark.parametrize("act", ["small_talk", "joke", "thanks"])
def test_after_two_replies_to_chat_only_the_question_is_asked_again(act: UtteranceAct) -> None:
    second = plan_reply(said(act), HIRING, times(act, 1))
    third = plan_reply(said(act), HIRING, times(act, 2))

    assert second.say
    assert third.say == ""
    assert third.next == "ask"
    assert QUESTION in third.ask


def test_chat_of_several_kinds_counts_together() -> None:
    counters = ReplyCounters(at_question={"joke": 1, "small_talk": 1})

    assert plan_reply(said("thanks"), HIRING, counters).say == ""


def test_a_question_is_not_asked_forever_when_every_answer_reads_as_an_order() -> None:
    ways = [
        plan_reply(said("orders_interviewer"), HIRING, times("orders_interviewer", before)).next
        for before in range(4)
    ]

    assert ways == ["ask", "ask", "move_on", "move_on"]


@pytest.mark.parametrize(
    ("asked", "words", "way_on"),
    [
        ("Can I use notes?", "I can't see them", "ask"),
        ("May I start over?", "stay in the transcript", "listen"),
        ("Can I change an earlier answer?", "in the transcript", "listen"),
        ("Was that too long?", "no set length", "ask"),
        ("Did you get that?", "What has reached me is in the transcript", "ask"),
        ("Can I ask you something first?", "please ask", "listen"),
        ("What's the salary?", "Please ask Acme Freight", "ask"),
        ("Is it remote?", "I only know about this interview", "ask"),
        ("Do you take people over fifty?", "I don't know that", "ask"),
        ("I'd like to know whether they take notes in that team.", "only know about", "ask"),
    ],
)
def test_a_question_about_the_process_gets_the_reply_that_is_true_of_it(
    asked: str, words: str, way_on: str
) -> None:
    reply = plan_reply(said("asks_other_process", text=asked), HIRING, NONE_BEFORE)

    assert words in reply.say
    assert reply.next == way_on


@pytest.mark.parametrize(
    ("told", "says_more"),
    [("You already asked me that.", True), ("I told you that before.", True), ("Next.", False)],
)
def test_a_question_that_was_asked_before_is_left_with_a_word_on_it(
    told: str, says_more: bool
) -> None:
    reply = plan_reply(said("wants_skip", text=told), HIRING, NONE_BEFORE)

    assert (bool(reply.say), reply.next) == (says_more, "move_on")
