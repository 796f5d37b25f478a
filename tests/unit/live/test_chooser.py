"""What is asked next when several want to ask: one value, one clock, one gate, and nobody is waited for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.live_session import a_competency, a_plan
from tests.unit.live.talks import Talk, a_proposal
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.question_similarity import extract_question_terms

FULL = EXPERT["q1"]
HALF = "Last year a delivery broke at my company. I traced the fault and rolled it back."
"""Own action and situation; result, measure and reason are missing: three of five."""
WE = "We had a delivery that went wrong."


BOTH = (
    "You said “Last year a delivery broke”, and then another thing. How do those two fit together?"
)
"""Says itself which words of an earlier answer it is about."""


def whys(interview: Talk, place: int = -1) -> dict[str, str]:
    return {
        proposal.proposal_id: proposal.rejection_reason
        for proposal in interview.chosen[place].superseded
    }


def test_a_proposal_that_is_worth_more_than_the_rules_is_asked_and_says_who_wanted_it() -> None:
    interview = Talk()
    interview.hear_of(a_proposal())
    asked = interview.say(HALF)

    assert (asked.kind, asked.text) == ("follow_up", a_proposal().question)
    chosen = interview.chosen[-1]
    assert (chosen.proposal_id, chosen.chosen_by, chosen.reason) == ("p1", "evaluator", "DEPTH")
    assert chosen.is_asked
    assert interview.state.proposals == ()


def test_the_value_is_gap_and_uncertainty_and_pressure_less_likeness() -> None:
    interview = Talk()
    interview.hear_of(a_proposal(uncertainty=0.7))
    interview.say(HALF)

    # Delivery is required and three of five slots are open: 2 x 0.6, at most 1. Nothing is alike.
    assert interview.chosen[-1].priority == pytest.approx(0.4 * 1.0 + 0.3 * 0.7)


def test_likeness_to_what_was_asked_costs_value() -> None:
    interview = Talk()
    question = "Who was angry about the wrong boxes?"
    interview.hear_of(a_proposal(uncertainty=1.0, question=question))
    interview.say(HALF)

    alike = extract_question_terms(question).similarity_to(
        extract_question_terms(interview.plan.questions[0].text)
    )
    assert 0 < alike < 0.6
    assert interview.chosen[-1].priority == pytest.approx(0.7 - 0.1 * alike)


def with_care(*, is_required: bool) -> InterviewPlan:
    plan = a_plan()
    rubric = replace(
        plan.rubric,
        competencies=(
            a_competency("Delivery", words="verifies rollback threshold", is_required=is_required),
            plan.rubric.competencies[1],
        ),
    )
    return replace(plan, rubric=rubric)


@pytest.mark.parametrize(("is_required", "value"), [(True, 0.4), (False, 0.24)])
def test_the_gap_of_a_must_have_counts_double(is_required: bool, value: float) -> None:
    interview = Talk(with_care(is_required=is_required))
    interview.hear_of(a_proposal(uncertainty=0.0))
    interview.say(HALF)

    worths = {
        proposal.proposal_id: proposal.priority for proposal in interview.chosen[-1].superseded
    }
    assert worths == {"p1": pytest.approx(value)}


def test_the_dearest_wins_and_the_others_stay_with_their_values_and_wait() -> None:
    interview = Talk()
    dear = a_proposal("dear", uncertainty=0.9)
    cheap = a_proposal("cheap", uncertainty=0.7, question="Who helped you with that day?")
    interview.hear_of(cheap, dear)
    asked = interview.say(HALF)

    assert asked.text == dear.question
    (lost,) = interview.chosen[-1].superseded
    assert (lost.proposal_id, lost.rejection_reason) == ("cheap", "lower_value")
    assert lost.priority < interview.chosen[-1].priority
    assert [proposal.proposal_id for proposal in interview.state.proposals] == ["cheap"]


def test_equal_values_are_settled_by_the_order_of_the_plan_and_then_of_arrival() -> None:
    interview = Talk()
    first = a_proposal("first", question="Who wrote the note for the shop?")
    second = a_proposal("second", question="Where did the boxes go afterwards?")
    interview.hear_of(first, second)

    assert interview.say(HALF).text == first.question


def test_an_unsure_proposal_does_not_hold_up_the_next_question() -> None:
    interview = Talk()
    interview.hear_of(a_proposal(uncertainty=0.0))
    interview.say("I fixed the delivery because it had to be. In the end it worked in March.")
    kinds = [turn.kind for turn in interview.asked]

    assert kinds == ["question", "question"] or interview.asked[-1].text != a_proposal().question
    assert whys(interview)["p1"] in ("lower_value", "covered")


def test_with_nothing_proposed_the_rules_speak_for_themselves() -> None:
    interview = Talk()
    interview.say(WE)

    assert interview.chosen[-1].chosen_by == "built-in rules v1"
    assert interview.chosen[-1].superseded == ()


def test_what_comes_after_the_next_question_waits_for_the_next_turn() -> None:
    interview = Talk()
    interview.say(FULL)
    before = interview.state.turns
    late = a_proposal(turn=3, question="What did the customer say about it afterwards?")
    interview.hear_of(late)

    assert interview.state.turns == before
    assert interview.state.proposals == (late,)


def test_two_statements_that_do_not_fit_are_asked_about_after_the_next_question_too() -> None:
    interview = Talk(with_care(is_required=True))
    interview.say(HALF)
    interview.say(HALF)
    interview.say("I rolled it back.")
    while interview.asked[-1].question_id != "q2":
        interview.say(HALF)
    probes = interview.state.asked_questions[0].probes
    interview.hear_of(a_proposal(turn=3, reason="CLARIFY", uncertainty=1.0, question=BOTH))
    back = interview.say(EXPERT["q2"])

    if back.kind == "follow_up":
        assert (back.question_id, back.parent_turn) == ("q1", 3)
        assert interview.state.asked_questions[0].probes == probes + 1
    else:
        assert whys(interview)["p1"] in ("enough_asked", "lower_value")


def test_going_back_counts_for_the_earlier_question_and_then_goes_on() -> None:
    interview = Talk()
    interview.state = replace(
        interview.state, created=replace(interview.state.created, max_follow_ups=1)
    )
    interview.say(HALF.replace("I traced the fault and rolled it back.", "I rolled it back."))
    interview.say("I don't know.")
    assert interview.asked[-1].question_id == "q2"
    interview.state = replace(
        interview.state, created=replace(interview.state.created, max_follow_ups=2)
    )
    interview.hear_of(a_proposal(turn=3, reason="CLARIFY", uncertainty=1.0, question=BOTH))
    back = interview.say(EXPERT["q2"])
    assert (back.kind, back.question_id, back.parent_turn) == ("follow_up", "q1", 3)

    on = interview.say("The customer wrote to us and was glad in the end.")
    answer = interview.state.turns[-2]

    assert (answer.question_id, answer.parent_turn) == ("q1", back.turn)
    assert (on.kind, on.question_id) == ("question", "q3")


@pytest.mark.parametrize(
    ("proposal", "said_first", "why"),
    [
        (a_proposal(reason="OWNERSHIP"), HALF, "covered"),
        (a_proposal(), FULL, "covered"),
        (a_proposal(question=a_plan().questions[0].text), HALF, "asked_already"),
        (a_proposal(criterion="Care"), HALF, "planned_later"),
        (a_proposal(question=a_plan().questions[2].text), HALF, "planned_later"),
        (a_proposal(turn=99), HALF, "too_old"),
        (a_proposal(source="composer"), HALF, "too_old"),
    ],
)
def test_what_is_no_longer_needed_is_left_with_the_reason(
    proposal: events.FollowupProposed, said_first: str, why: str
) -> None:
    interview = Talk()
    interview.hear_of(proposal)
    asked = interview.say(said_first)

    assert asked.text != proposal.question
    assert whys(interview) == {"p1": why}
    assert (interview.state.proposals == ()) == (why != "planned_later")


def test_what_a_probe_asked_for_is_not_asked_again_in_other_words() -> None:
    interview = Talk()
    interview.say(HALF)
    assert interview.chosen[-1].element == "result"
    interview.hear_of(a_proposal(reason="RESULT", question="Which end did that come to then?"))
    interview.say("Well, I rolled it back.")

    assert whys(interview) == {"p1": "asked_already"}


def test_a_proposal_that_was_asked_marks_its_slot_and_the_rules_do_not_ask_for_it_again() -> None:
    interview = Talk()
    interview.hear_of(a_proposal(reason="RESULT", uncertainty=1.0))
    interview.say(HALF)
    interview.say("I rolled it back.")

    assert interview.chosen[0].element == "result"
    assert interview.chosen[1].element != "result"


def test_an_answer_two_questions_ago_is_too_old() -> None:
    interview = Talk()
    interview.say(HALF)
    while interview.asked[-1].question_id != "q3":
        interview.say(FULL if interview.asked[-1].question_id == "q1" else EXPERT["q2"])
    interview.hear_of(a_proposal(turn=3, reason="CLARIFY", question=BOTH))
    interview.say("It costs something, I think, for every index of the database.")

    assert whys(interview) == {"p1": "too_old"}
    assert interview.state.proposals == ()


def test_an_answer_four_answers_ago_is_too_old_too() -> None:
    interview = Talk(max_follow_ups=4)
    interview.hear_of(a_proposal(turn=3, reason="CLARIFY", uncertainty=0.0, question=BOTH))
    answers = (HALF, "I rolled it back.", "In the end it worked.", "It took 3 weeks.", EXPERT["q2"])
    for words in answers:
        interview.say(words)

    assert [whys(interview, place).get("p1") for place in range(5)] == ["lower_value"] * 4 + [
        "too_old"
    ]
    assert interview.state.proposals == ()


@pytest.mark.parametrize("by", ["evaluator", "perspective", "staff"])
def test_what_was_proposed_about_an_answer_is_not_put_after_the_answer_to_the_next_question(
    by: str,
) -> None:
    interview = Talk(with_care(is_required=True))
    interview.say(FULL)
    assert interview.asked[-1].question_id == "q2"
    late = a_proposal(turn=3, question_id="q1", source=by, reason="CLARIFY", uncertainty=1.0)
    interview.hear_of(replace(late, question="How does that connect to what I asked?"))
    asked = interview.say(
        "I trained the nurses because they were new. In the end it took 2 weeks less."
    )

    assert "connect" not in asked.text
    assert whys(interview) == {"p1": "superseded"}
    assert interview.state.proposals == ()


def test_a_request_to_clarify_one_answer_is_not_put_after_a_later_answer_to_the_question() -> None:
    interview = Talk()
    interview.say(HALF)
    late = a_proposal(turn=3, question_id="q1", reason="CLARIFY", uncertainty=1.0)
    interview.hear_of(replace(late, question="How does that connect to what I asked?"))
    asked = interview.say("I called the customer because he waited.")

    assert "connect" not in asked.text
    assert whys(interview) == {"p1": "superseded"}


def test_a_note_is_put_after_the_answer_to_the_question_that_was_open_when_it_was_written() -> None:
    interview = Talk()
    interview.staff("note", ask="Which tool did you use to see it?")
    assert interview.say(HALF).text == "Which tool did you use to see it?"

    late = Talk()
    late.say("Hm.")
    late.staff("note", ask="Which tool did you use to see it?")
    asked = late.say(HALF)

    assert (asked.text, asked.question_id) == ("Which tool did you use to see it?", "q1")


def test_a_question_is_followed_up_no_more_often_than_the_limit() -> None:
    interview = Talk(max_follow_ups=1)
    for place in range(6):
        question = f"Which {'abcdef'[place]}{place}word came after that?"
        interview.hear_of(a_proposal(f"p{place}", turn=3, question=question, uncertainty=1.0))
    while interview.asked[-1].question_id == "q1":
        interview.say("I rolled it back.")

    assert (
        sum(turn.kind == "follow_up" and turn.question_id == "q1" for turn in interview.asked) == 1
    )
    assert "enough_asked" in whys(interview).values()


def test_no_proposal_is_asked_when_the_planned_questions_would_not_fit_any_more() -> None:
    interview = Talk(max_follow_ups=2)
    interview.hear_of(a_proposal(uncertainty=1.0))
    left_s = 2 * 55 + 35 - 1
    asked = interview.say(HALF, after_s=1800 - left_s)

    assert (asked.kind, asked.question_id) == ("question", "q2")
    assert whys(interview) == {"p1": "no_time"}
    assert len(interview.state.proposals) == 1


def test_a_proposal_is_asked_as_long_as_they_fit() -> None:
    interview = Talk(max_follow_ups=2)
    interview.hear_of(a_proposal(uncertainty=1.0))

    assert interview.say(HALF, after_s=1800 - (2 * 55 + 35)).text == a_proposal().question


def test_silence_is_still_met_with_the_question_again() -> None:
    interview = Talk()
    interview.hear_of(a_proposal(uncertainty=1.0))

    assert interview.say("Hm.").reason == "NO_ANSWER"
    assert len(interview.state.proposals) == 1
