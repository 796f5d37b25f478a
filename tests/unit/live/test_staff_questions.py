"""Questions of a person in the console, beside those of rules and evaluators."""

from __future__ import annotations

import pytest
from tests.unit.live.talks import Talk, a_proposal
from tests.unit.live.test_chooser import HALF, WE, whys


def test_a_note_that_asks_goes_first_whatever_the_others_are_worth() -> None:
    interview = Talk()
    interview.hear_of(a_proposal(uncertainty=1.0))
    interview.staff("note", "Looks thin.", ask="Which tool did you use\n to see it?")
    asked = interview.say(HALF)

    assert asked.text == "Which tool did you use to see it?"
    assert interview.chosen[-1].chosen_by == "staff"
    assert whys(interview) == {"p1": "lower_value"}


def test_a_note_that_asks_keeps_the_clock_and_the_gate_too() -> None:
    interview = Talk()
    interview.staff("note", ask="Which tool did you use to see it?")
    interview.say(HALF, after_s=1800 - 144)
    assert list(whys(interview).values()) == ["no_time"]

    private = Talk()
    private.staff("note", ask="Are you pregnant, by any chance?")
    private.say(HALF)
    assert list(whys(private).values()) == ["protected"]


@pytest.mark.parametrize("ask", ["Which threshold did you verify there?", "Why?", "Ask on."])
def test_a_person_may_ask_what_no_machine_may(ask: str) -> None:
    interview = Talk()
    interview.staff("note", ask=ask)

    assert interview.say(HALF).text == ask


def test_a_note_without_a_question_changes_nothing_in_the_talk() -> None:
    noted, plain = Talk(), Talk()
    noted.staff("note", "Speaks fast.")

    assert noted.state.proposals == ()
    assert noted.say(HALF).text == plain.say(HALF).text


def test_while_a_person_speaks_no_rule_does_and_answers_belong_to_the_open_question() -> None:
    interview = Talk()
    interview.staff("take_over")
    interview.staff("say", "Hello, I am Ada. What was hard about it?")
    answered = interview.say(WE)
    interview.say("And we waited.")

    assert (answered.role, answered.question_id, answered.parent_turn) == ("candidate", "q1", 3)
    assert [turn.speaker for turn in interview.asked] == ["interviewer", "staff"]
    assert interview.chosen == []
    assert interview.state.asked_questions[0].probes == 0


def test_handing_back_goes_on_by_the_policy_and_repeats_nothing() -> None:
    interview = Talk()
    interview.staff("take_over")
    interview.staff("say", "What was hard about it?")
    interview.say(WE)
    asked = interview.staff("hand_back")

    assert (asked.kind, asked.reason) == ("follow_up", "OWNERSHIP")
    texts = [turn.text for turn in interview.asked]
    assert len(set(texts)) == len(texts)


def test_handing_back_before_an_answer_leaves_the_word_with_the_candidate() -> None:
    interview = Talk()
    interview.staff("take_over")
    spoken = interview.staff("say", "What was hard about it?")

    assert interview.staff("hand_back") == spoken
    assert interview.say(WE).kind == "follow_up"
