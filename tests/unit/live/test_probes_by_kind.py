"""Each kind of question has its elements, their order, and probes in its own words."""

from __future__ import annotations

import pytest
from tests.fakes.live_session import a_plan
from tests.unit.live.test_director import PLAN, Talk
from tests.unit.live.test_read_utterances import found

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.live.domain.interviewer import probe_wordings, wording
from vivavoce.live.domain.interviewer.answer_elements import (
    list_expected_elements,
)
from vivavoce.live.domain.interviewer.question_guard import RubricGuard


def test_every_kind_of_question_has_slots_and_every_slot_words() -> None:
    for question in PLAN.questions:
        assert list_expected_elements(question)
    assert all(len(options) >= 2 for options in probe_wordings.PROBES.values())


SETS_PROBES = {
    "situation": ("Where would that be?", "Who would be there?", "How far along would you be?"),
    "own_action": (
        "What would come first?",
        "Where would you begin?",
        "How would you go about it?",
    ),
    "reason": ("Why in that order?", "Why that?", "What is the case for it?"),
    "result": ("When would it be over?", "How would it end?", "Where would that leave you?"),
}


def with_probes(kind: str) -> PlanQuestion:
    """Return a question of ``kind`` with three probes for each element."""
    return PlanQuestion(
        id="w1",
        text="A parcel is missing at noon. What do you do first, and why?",
        competency="Delivery",
        kind=kind,  # type: ignore[arg-type]
        expected_points=("asked the last driver",),
        probes=tuple(probe for probes in SETS_PROBES.values() for probe in probes),
        probe_elements=tuple(element for element, probes in SETS_PROBES.items() for _ in probes),
    )


_TOLD_NOTHING = "Hard, hard, hard: a parcel of that kind, a really hard one for everybody here."

_TOLD_NOTHING_ELSE = (
    "The missing parcel is the difficult one, on the Leeds road and on the York road."
)


@pytest.mark.parametrize(
    ("kind", "order", "answer"),
    [
        ("situational", ("own_action", "reason", "result", "situation"), _TOLD_NOTHING),
        ("work_sample", ("own_action", "situation", "reason", "result"), _TOLD_NOTHING),
        ("knowledge", ("own_action", "reason", "result", "situation"), _TOLD_NOTHING_ELSE),
    ],
)
def test_what_is_missing_is_asked_in_the_order_of_the_kind_by_its_own_probes(
    kind: str, order: tuple[str, ...], answer: str
) -> None:
    interview = Talk(a_plan(questions=[with_probes(kind)]), max_follow_ups=2)
    first = interview.say(answer)
    interview.say(answer)

    assert list_expected_elements(with_probes(kind)) == order
    assert [decision.element for decision in interview.chosen[:2]] == list(order[:2])
    assert first.text in SETS_PROBES[order[0]]


@pytest.mark.parametrize(
    ("answers", "elements"),
    [
        (("Route cards.",), ("more",)),
        (("It was the van on the Monday.", "The one from Leeds."), ("own_action", "more")),
        (("I'd ring the depot and ask who had it last.",), ("reason",)),
    ],
)
def test_a_few_words_without_an_act_are_asked_on_before_a_reason_or_a_result(
    answers: tuple[str, ...], elements: tuple[str, ...]
) -> None:
    interview = Talk(a_plan(questions=[with_probes("situational")]), max_follow_ups=2)
    for answer in answers:
        last = interview.say(answer)

    assert tuple(decision.element for decision in interview.chosen) == elements
    assert elements[-1] != "more" or last.text in probe_wordings.PROBES["more"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Get the hoist.", "REASON"),
        ("Ask the last driver who signed.", "REASON"),
        ("Done that loads of times. You just go slow, it's fine.", "SPECIFICS"),
    ],
)
def test_a_step_in_a_few_words_is_asked_for_its_reason_in_words_that_presume_no_more(
    answer: str, reason: str
) -> None:
    interview = Talk(a_plan(questions=[with_probes("situational")]), max_follow_ups=2)

    asked = interview.say(answer)

    assert (asked.kind, interview.chosen[0].reason) == ("follow_up", reason)
    assert asked.text not in {probe for probes in SETS_PROBES.values() for probe in probes}


def test_who_had_the_case_once_is_asked_what_they_did_then() -> None:
    interview = Talk(a_plan(questions=[with_probes("situational")]), max_follow_ups=2)

    asked = interview.say("I had that in my second week.")

    assert asked.text in probe_wordings.PROBES["told_case"]


@pytest.mark.parametrize(
    ("answer", "is_asked_on"),
    [
        ("I'd cost the dish again. Then I'd shrink the fish by twenty grams.", True),
        (
            "I'd cost the dish again, because nobody does. Then I'd weigh the fish on ten plates and ask two "
            "suppliers for the cut beside it. On Friday I'd sell a smaller one, and count what comes back on "
            "the plates before I print a new menu.",
            False,
        ),
    ],
)
def test_a_walk_through_of_two_steps_is_asked_for_the_next_one(
    answer: str, is_asked_on: bool
) -> None:
    text = "The fish has gone up a third. Talk me through how you find out what to do with it."
    question = PlanQuestion(id="q1", text=text, competency="Delivery", kind="work_sample")
    interview = Talk(a_plan(questions=[question]), max_follow_ups=2)

    interview.say(answer)

    assert (interview.chosen[0].element == "next_step") is is_asked_on
    assert sum(decision.element == "next_step" for decision in interview.chosen) <= 1


_STEPS = "I'd walk to the ramp and count the cages with the night man. "


@pytest.mark.parametrize(
    ("answer", "elements"),
    [
        (_STEPS, ("reason", "result")),
        (
            _STEPS
            + "Then I'd phone the two drivers of that tour, the older first, then the young one at his home.",
            ("reason",),
        ),
        (
            _STEPS + "Then I'd phone the two drivers, because one of them may still have it on "
            "board. The customer gets a call at one, and I'd put the rest of the tour aside.",
            (),
        ),
    ],
)
def test_the_more_steps_of_a_case_are_told_the_less_is_asked_for(
    answer: str, elements: tuple[str, ...]
) -> None:
    interview = Talk(a_plan(questions=[with_probes("situational")]), max_follow_ups=2)

    interview.say(answer)

    options = (interview.chosen[0].element, *(o.element for o in interview.chosen[0].alternatives))
    assert {"situation"}.isdisjoint(options) or not elements
    assert [element for element in options if element in ("reason", "result")] == list(elements)


@pytest.mark.parametrize(
    ("answer", "has_act"),
    [
        ("I'd make a plan and then work through it.", False),
        ("I find parcels like that hard.", False),
        ("I'd make a plan of the van and mark the shelf.", True),
        ("I'd step up, motivate the team and find a solution.", False),
        ("I'd assess the situation and call an ambulance.", True),
        ("I'd find a way to keep it running, and I'd ring maintenance.", True),
    ],
)
def test_an_intention_that_fits_any_case_is_no_act_and_hides_none(
    answer: str, has_act: bool
) -> None:
    assert ("own_action" in found(answer, with_probes("situational"))) is has_act


def test_sessions_use_different_wordings_of_a_planned_probe() -> None:
    question = with_probes("situational")
    guard = RubricGuard(a_plan(questions=[question]))
    drawn = {
        wording.probe_wording("reason", "REASON", question, guard, session_id=f"s{n}", turn=3)
        for n in range(30)
    }

    assert {each.text for each in drawn if each} == set(SETS_PROBES["reason"])


@pytest.mark.parametrize(
    "kind", ["behavioral", "failure", "situational", "knowledge", "work_sample"]
)
def test_each_kind_has_simpler_words_for_a_candidate_who_says_nothing_twice(kind: str) -> None:
    interview = Talk(a_plan(questions=[with_probes(kind)]), max_follow_ups=2)
    again = interview.say("Hm.")
    simpler = interview.say("Hm.")

    assert [again.reason, simpler.reason] == ["NO_ANSWER", "NO_ANSWER"]
    assert again.text.endswith("What do you do first, and why?")
    assert not simpler.text.endswith("What do you do first, and why?")


def test_an_act_reason_and_end_in_one_breath_are_asked_for_how_it_came_out() -> None:
    interview = Talk()
    reply = interview.say(
        "I stopped the truck once because a rack was bent, and then I told the manager about it."
    )

    assert (reply.kind, interview.chosen[0].reason) == ("follow_up", "RESULT")
