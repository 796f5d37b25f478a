"""The follow-up policy: slots, their order, what stops it, and the words it uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.live_session import a_competency, a_plan
from tests.simulated_clock import START
from tests.unit.live.test_fold import created

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain import events, presence
from vivavoce.live.domain.interviewer import conversation, probe_wordings, wording
from vivavoce.live.domain.interviewer.answer_elements import (
    find_conflict,
)
from vivavoce.live.domain.interviewer.answer_topic import collect_rubric_stems
from vivavoce.live.domain.interviewer.question_guard import RubricGuard
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.wire import client_frames as said

PLAN = a_plan()
STORY, FAILURE, KNOWLEDGE = PLAN.questions


class Talk:
    """A started interview that is talked through without a store or a socket."""

    def __init__(self, plan: InterviewPlan = PLAN, **changes: object) -> None:
        on = PendingEvents(None, START)
        limit = plan.duration_minutes * 60
        on.add(created(needs_consent=False, time_limit_s=limit, **changes))
        presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
        presence.connect_candidate(on, plan, connection_id="a", last_seq_seen=0)
        self.plan, self.state, self.now = plan, on.state, START
        self.chosen: list[events.FollowupChosen] = []

    def say(self, text: str, after_s: float = 20) -> events.TurnCompleted:
        """Say something; return what the interviewer said next."""
        self.now += timedelta(seconds=after_s)
        on = PendingEvents(self.state, self.now)
        conversation.apply_client_frame(on, self.plan, said.TextFrame(text))
        self.state = on.state
        self.chosen += [r.event for r in on.records if isinstance(r.event, events.FollowupChosen)]
        last = self.state.last_turn
        assert last is not None
        return last


def test_what_is_missing_is_asked_in_the_order_of_the_policy() -> None:
    interview = Talk(max_follow_ups=3)
    first = interview.say("We had a delivery on Friday, and our van broke down.")
    second = interview.say("I rang the courier.")
    third = interview.say("In the end it worked.")

    assert [first.reason, second.reason, third.reason] == ["OWNERSHIP", "RESULT", "MEASURE"]
    assert [decision.element for decision in interview.chosen] == [
        "own_action",
        "result",
        "measure",
    ]
    assert [lost.reason for lost in interview.chosen[0].alternatives] == [
        "SPECIFICS",
        "RESULT",
        "MEASURE",
        "REASON",
    ]
    assert (
        interview.chosen[0].priority
        > interview.chosen[1].priority
        > interview.chosen[2].priority
        > 0
    )


def test_a_story_without_an_event_is_asked_for_a_concrete_case_before_anything_else() -> None:
    interview = Talk(max_follow_ups=3)
    case = interview.say("With deliveries I stay calm, because for me the customer comes first.")
    again = interview.say("I simply look at what the customer needs and find a way.")
    on = interview.say("I'm known for that in the team.")

    assert [case.reason, again.reason] == ["SPECIFICS", "SPECIFICS"]
    assert [decision.element for decision in interview.chosen[:2]] == [
        "concrete_case",
        "concrete_case_again",
    ]
    assert on.kind == "question"


def test_the_details_of_a_case_are_asked_for_once_it_is_told() -> None:
    interview = Talk(max_follow_ups=2)
    interview.say("With deliveries we stay calm and find a way.")
    reply = interview.say("On Friday our driver lost a parcel in Leeds.")

    assert [decision.element for decision in interview.chosen] == ["concrete_case", "own_action"]
    assert reply.reason == "OWNERSHIP"


def test_a_short_case_that_was_asked_for_is_not_asked_for_again() -> None:
    interview = Talk(max_follow_ups=2)
    interview.say("With deliveries we stay calm and find a way.")
    interview.say("last friday, the big one")

    assert interview.chosen[1].element != "concrete_case_again"


def test_four_of_five_slots_are_enough() -> None:
    interview = Talk()
    reply = interview.say(
        "I rang the courier because the parcel was stuck. In the end it took 2 hours less."
    )

    assert reply.kind == "question"
    assert (interview.chosen[0].reason, interview.chosen[0].is_asked) == ("COMPLETE", False)
    assert [lost.element for lost in interview.chosen[0].alternatives] == ["situation"]


def test_two_dry_probes_end_the_probing() -> None:
    interview = Talk(max_follow_ups=5)
    interview.say("On Friday our driver lost a delivery.")
    interview.say("It is difficult.")
    reply = interview.say("It is hard.")

    assert reply.kind == "question"
    assert interview.chosen[-1].reason == "BUDGET"


def test_dry_probes_of_two_questions_of_one_competency_count_together() -> None:
    questions = tuple(
        PlanQuestion(id=f"q{n}", text="Tell me about a delivery.", competency="Delivery")
        for n in range(2)
    )
    interview = Talk(a_plan(questions=questions), max_follow_ups=5)
    for _ in range(3):
        interview.say("It was difficult somehow.")
    assert interview.state.asked_questions[-1].question_id == "q1"
    reply = interview.say("It was difficult somehow.")

    assert [thread.probes for thread in interview.state.asked_questions] == [2, 0]
    assert reply.kind == "closing"


def test_a_probe_that_brought_something_ends_a_dry_row() -> None:
    questions = tuple(
        PlanQuestion(id=f"q{n}", text="Tell me about a delivery.", competency="Delivery")
        for n in range(2)
    )
    interview = Talk(a_plan(questions=questions), max_follow_ups=2)
    interview.say("It was difficult somehow.")
    interview.say("I rang the courier.")
    interview.say("It was difficult somehow.")
    assert [
        thread.consecutive_unproductive_probes for thread in interview.state.asked_questions[:1]
    ] == [1]

    assert interview.say("It was difficult somehow.").kind == "follow_up"


def test_after_four_dry_probes_one_is_enough() -> None:
    questions = tuple(
        PlanQuestion(id=f"q{n}", text="Tell me about a delivery.", competency=f"C{n}")
        for n in range(4)
    )
    plan = a_plan(questions=questions)
    interview = Talk(plan, max_follow_ups=5)
    for _ in range(8):
        interview.say("It was difficult somehow.")

    assert [thread.unproductive_probes for thread in interview.state.asked_questions] == [
        2,
        2,
        1,
        0,
    ]
    assert interview.state.asked_questions[-1].question_id == "q3"


def test_three_probes_are_enough_for_one_competency() -> None:
    questions = tuple(
        PlanQuestion(id=f"q{n}", text="Tell me about a delivery.", competency="Delivery")
        for n in range(2)
    )
    interview = Talk(a_plan(questions=questions), max_follow_ups=2)
    interview.say("We did something.")
    interview.say("I rang the courier.")
    interview.say("In the end it worked.")
    interview.say("We did something else.")
    interview.say("I rang the depot.")

    assert sum(thread.probes for thread in interview.state.asked_questions) == 3


def test_another_topic_is_brought_back_once() -> None:
    interview = Talk()
    elsewhere = (
        "My cousin paints boats near Hamburg and sells postcards with lighthouses, whales, gulls."
    )
    back = interview.say(elsewhere)
    on = interview.say(elsewhere)

    assert back.reason == "OFF_TOPIC"
    assert STORY.text in back.text
    assert on.kind == "question"
    assert interview.chosen[-1].reason == "OFF_TOPIC"
    assert not interview.chosen[-1].is_asked


def test_missing_points_are_asked_for_by_their_own_probes() -> None:
    interview = Talk(a_plan(questions=[KNOWLEDGE]))
    probe = interview.say("It costs something, as far as a database index goes.")

    assert probe.reason == "DEPTH"
    assert probe.text == "What happens when rows change?"
    assert interview.say("Updates get slower.").text == "And besides speed?"


def test_a_planned_probe_that_gives_the_point_away_is_not_used() -> None:
    loud = replace(KNOWLEDGE, probes=("Does it take disk space?", "Are writes slower?"))
    interview = Talk(a_plan(questions=[loud]))
    probe = interview.say("It costs something, as far as a database index goes.")

    assert probe.text in probe_wordings.PROBES["DEPTH"]


def test_two_numbers_for_one_thing_are_a_conflict_and_a_change_is_none() -> None:
    assert find_conflict(("We were 5 engineers.", "All 8 engineers came.")) == (
        "We were 5 engineers.",
        "All 8 engineers came.",
    )
    assert find_conflict(("From 5 engineers to 9 engineers.", "We were 8 engineers.")) is None
    assert find_conflict(("We were 5 engineers.",)) is None


def test_a_conflict_is_asked_about_when_every_slot_is_filled() -> None:
    interview = Talk(max_follow_ups=5)
    interview.say("When I joined, we were 5 engineers and I rang the courier.")
    interview.say("In the end it worked.")
    reply = interview.say("All 8 engineers knew it because orders came 2 hours sooner.")

    assert reply.reason == "CLARIFY"
    assert "5 engineers" in reply.text
    assert "All 8 engineers" in reply.text


ALL_PROBES = probe_wordings.list_builtin_probes()


@given(
    st.lists(st.sampled_from(ALL_PROBES), min_size=1, max_size=6, unique=True),
    st.sampled_from(["own_action", "result", "measure", "reason", "situation"]),
    st.integers(1, 60),
)
def test_a_probe_never_holds_a_distinctive_word_of_the_rubric(
    indicators: list[str], slot: str, turn: int
) -> None:
    rubric = replace(
        PLAN.rubric,
        competencies=tuple(a_competency("Delivery", words=words) for words in indicators),
    )
    plan = replace(PLAN, rubric=rubric)
    code = {"own_action": "OWNERSHIP", "situation": "SPECIFICS"}.get(slot, slot.upper())

    guard = RubricGuard(plan)

    drawn = wording.probe_wording(slot, code, STORY, guard, session_id="s", turn=turn)  # type: ignore[arg-type]

    assert drawn is None or not content_stems(drawn.text) & (
        collect_rubric_stems(plan) - EVERYDAY_STEMS
    )


def test_wordings_vary_between_sessions_and_not_within_a_replay() -> None:
    options = ("a", "b", "c")
    drawn = {wording.select_wording(options, session_id=f"s{n}", turn=3).text for n in range(30)}

    assert drawn == set(options)
    assert wording.select_wording(options, session_id="s1", turn=3) == wording.select_wording(
        options, session_id="s1", turn=3
    )


def test_an_optional_question_is_left_out_when_its_competency_is_covered() -> None:
    optional = replace(STORY, id="q9", text="And another delivery?", is_mandatory=False)
    interview = Talk(a_plan(questions=[STORY, optional]))
    reply = interview.say(
        "I rang the courier because the parcel was stuck. In the end it took 2 hours less."
    )

    assert reply.kind == "closing"
    assert interview.state.policy_skipped == {"q9"}
    assert interview.state.status == "completed"


def test_a_second_attempt_goes_on_where_the_first_one_ended() -> None:
    interview = Talk(answered_before=("q1", "q2"))

    assert interview.state.current_question is not None
    assert interview.state.current_question.question_id == "q3"
