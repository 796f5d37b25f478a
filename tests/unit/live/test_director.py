"""The follow-up policy: slots, their order, what stops it, and the words it uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
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
    find_elements,
    list_expected_elements,
)
from vivavoce.live.domain.interviewer.answer_topic import collect_rubric_stems
from vivavoce.live.domain.interviewer.question_guard import RubricGuard
from vivavoce.live.domain.interviewer.short_replies import parse_consent
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems, sentence_spans
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.wire import client_frames as said

PLAN = a_plan()
STORY, FAILURE, KNOWLEDGE = PLAN.questions


def found(text: str, question: PlanQuestion = STORY) -> set[str]:
    return {element.element for element in find_elements(text, question)}


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


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("I rewrote the importer.", "own_action"),
        ("I then quickly called the customer.", "own_action"),
        ("i make new plan every day", "own_action"),
        ("I've built two of them.", "own_action"),
        ("In the end it worked.", "result"),
        ("The error rate fell.", "result"),
        ("It took 3 weeks.", "measure"),
        ("It was 40 % faster.", "measure"),
        ("It ran twice as often.", "measure"),
        ("Fewer complaints came in than before.", "measure"),
        ("We did it because the old one leaked.", "reason"),
        ("We chose Postgres over a queue.", "reason"),
        ("When I joined the team it was broken.", "situation"),
        ("In 2023 a customer called.", "situation"),
    ],
)
def test_a_slot_is_found(text: str, slot: str) -> None:
    assert slot in found(text)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("We rewrote the importer.", "own_action"),
        ("I did not change anything.", "own_action"),
        ("I think it was fine.", "own_action"),
        ("I was there.", "own_action"),
        ("We were five people.", "measure"),
        ("It began in 2019.", "measure"),
        ("It was good.", "result"),
        ("It was nice there.", "reason"),
    ],
)
def test_a_slot_is_not_found(text: str, slot: str) -> None:
    assert slot not in found(text)


def test_a_failure_has_its_own_slots() -> None:
    text = "It was my mistake. I told the client and fixed it. Since then I read twice."

    assert found(text, FAILURE) == {"own_part", "repair", "lesson"}


def test_an_expected_point_is_found_by_its_words_without_the_questions() -> None:
    assert found("Every update gets slower.", KNOWLEDGE) == {"point:0"}
    assert found("It takes disk space.", KNOWLEDGE) == {"point:1"}
    assert found("A database index costs money.", KNOWLEDGE) == set()


@given(st.text(max_size=200))
def test_quotes_are_cut_from_the_text_as_it_is(text: str) -> None:
    for question in PLAN.questions:
        for element in find_elements(text, question):
            assert 0 <= element.start < element.end <= len(text)
            assert (element.start, element.end) in sentence_spans(text)


def intent_of(text: str) -> str | None:
    """Return how ``text`` is read as the reply to the first question."""
    interview = Talk()
    interview.say(text)
    return interview.state.turns[2].intent


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Could you repeat that?", "asks_again"),
        ("sorry, could you please say that again?", "asks_again"),
        ("Pardon?", "asks_again"),
        ("Skip.", "wants_to_skip"),
        ("can we move on to the next question please", "wants_to_skip"),
        ("I'd rather not answer that.", "wants_to_skip"),
        ("My client asked me, could you repeat the export, and so I wrote a script.", "answer"),
        ("I decided to skip the meeting.", "answer"),
        ("We had to move on to the next supplier, so I called three of them.", "answer"),
    ],
)
def test_requests_are_told_from_answers(text: str, reading: str) -> None:
    assert intent_of(text) == reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("um", "nothing"),
        ("...", "nothing"),
        ("Yes.", "nothing"),
        ("I don't know.", "does_not_know"),
        ("No idea, sorry.", "does_not_know"),
        ("I can't think of an example.", "does_not_know"),
        ("I didn't know the answer, so I asked the vendor.", "answer"),
        (
            "My cousin paints boats near Hamburg and sells postcards with lighthouses, whales, gulls.",
            "off_topic",
        ),
        ("The delivery of the parcels stood still for the whole afternoon there.", "answer"),
    ],
)
def test_an_utterance_is_read(text: str, reading: str) -> None:
    assert intent_of(text) == reading


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        ("yes", True),
        ("Yes, please!", True),
        ("I agree", True),
        ("1", True),
        ("no", False),
        ("No, thank you", False),
        ("I do not agree.", False),
        ("yes but no", None),
        ("maybe", None),
        ("", None),
    ],
)
def test_consent_is_a_clear_word_or_none(text: str, agreed: bool | None) -> None:
    assert parse_consent(text) is agreed


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
    "reason": ("Why in that order?", "Why that?", "What speaks for it?"),
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
