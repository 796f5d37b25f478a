"""The workflow's table: walked whole, and hammered in any order."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.samples import examples

from vivavoce.contracts import events
from vivavoce.contracts.profiles import RetentionDays
from vivavoce.contracts.topics import TOPICS
from vivavoce.hiring.domain.completeness import DataQuality
from vivavoce.hiring.domain.interview import SYSTEM_ACTOR, Interview, TransitionRecord
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.hiring.domain.workflow import (
    OPEN_STATES,
    TERMINAL_STATES,
    TRANSITION_RULES,
    InterviewState,
    InterviewTransition,
    InvalidTransitionError,
    list_staff_transitions,
    next_state,
)
from vivavoce.kernel.ids import InterviewId, PersonId

NOW = datetime(2026, 11, 20, tzinfo=UTC)
S, T = InterviewState, InterviewTransition

# The seed's drawing, typed again by hand: the table must say the same.
DRAWN = {
    (S.RECEIVED, T.REQUEST_INFO): S.INFO_NEEDED,
    (S.RECEIVED, T.VALIDATE): S.VALIDATING_SKILLS,
    (S.INFO_NEEDED, T.COMPLETE_INFO): S.VALIDATING_SKILLS,
    (S.INFO_NEEDED, T.REQUEST_INFO): S.INFO_NEEDED,
    (S.VALIDATING_SKILLS, T.REQUEST_INFO): S.INFO_NEEDED,
    (S.VALIDATING_SKILLS, T.GENERATE_PLAN): S.GENERATING_PLAN,
    (S.GENERATING_PLAN, T.PLAN_READY): S.PENDING,
    (S.GENERATING_PLAN, T.AUTO_APPROVE): S.APPROVED,
    (S.PENDING, T.APPROVE): S.APPROVED,
    (S.PENDING, T.MODIFY): S.GENERATING_PLAN,
    (S.PENDING, T.REJECT): S.REJECTED,
    (S.APPROVED, T.SCHEDULE): S.SCHEDULED,
    (S.APPROVED, T.START): S.IN_PROGRESS,
    (S.SCHEDULED, T.START): S.IN_PROGRESS,
    (S.IN_PROGRESS, T.COMPLETE): S.COMPLETED,
    (S.COMPLETED, T.ASSESSMENT_READY): S.ASSESSMENT_PENDING,
    (S.ASSESSMENT_PENDING, T.APPROVE_ASSESSMENT): S.ASSESSMENT_APPROVED,
    (S.ASSESSMENT_PENDING, T.REASSESS): S.COMPLETED,
    (S.ASSESSMENT_PENDING, T.REJECT_ASSESSMENT): S.CANCELLED,
    (S.PENDING, T.EXPIRE): S.CANCELLED,
    (S.APPROVED, T.EXPIRE): S.CANCELLED,
    (S.SCHEDULED, T.EXPIRE): S.CANCELLED,
    (S.IN_PROGRESS, T.EXPIRE): S.CANCELLED,
    **{(state, T.CANCEL): S.CANCELLED for state in OPEN_STATES},
}
HEARD = {T.PLAN_READY, T.COMPLETE, T.ASSESSMENT_READY}


def _new() -> Interview:
    return Interview(
        id=InterviewId(UUID(int=1)),
        run_id="run_1",
        person_id=PersonId(UUID(int=2)),
        request=InterviewRequest(),
        state=None,
        version=0,
        quality=DataQuality.GOOD,
        retention=RetentionDays(90, 365),
        created_at=NOW,
        updated_at=NOW,
        state_since=NOW,
    )


def test_the_table_allows_exactly_the_documented_transitions() -> None:
    allowed = {(s, r.transition): r.target for r in TRANSITION_RULES.values() for s in r.sources}

    assert allowed == DRAWN
    assert set(TRANSITION_RULES) == set(InterviewTransition)


@pytest.mark.parametrize("state", InterviewState)
def test_an_undocumented_transition_is_refused_with_the_state_and_the_possible_ones(
    state: InterviewState,
) -> None:
    drawn = {
        transition: target for (source, transition), target in DRAWN.items() if source == state
    }
    reached = {transition: next_state(state, transition) for transition in drawn}
    assert reached == drawn

    for transition in set(InterviewTransition) - set(drawn):
        with pytest.raises(InvalidTransitionError) as refused:
            next_state(state, transition)

        assert refused.value.code == "invalid_transition", transition
        assert refused.value.status == 409
        assert refused.value.extra["currentState"] == state
        assert refused.value.extra["allowedTransitions"] == [
            str(t) for t in list_staff_transitions(state)
        ]


def test_nothing_follows_a_terminal_state() -> None:
    assert {S.REJECTED, S.ASSESSMENT_APPROVED, S.CANCELLED} == TERMINAL_STATES
    assert not [r for r in TRANSITION_RULES.values() if r.sources & TERMINAL_STATES]


def test_each_transition_publishes_one_registered_topic_and_only_three_consume_one() -> None:
    for row in TRANSITION_RULES.values():
        producer = TOPICS[row.topic].producer
        assert (producer == "hiring") is not row.is_external_event, row.transition
    assert {r.transition for r in TRANSITION_RULES.values() if r.is_external_event} == HEARD


def test_only_a_completion_requests_something_besides_its_event() -> None:
    asking = {
        r.transition: r.follow_up_event
        for r in TRANSITION_RULES.values()
        if r.follow_up_event is not None
    }

    assert asking == {T.COMPLETE_INFO: events.SkillValidationRequested}


def test_a_person_may_take_only_the_transitions_of_people() -> None:
    assert list_staff_transitions(S.PENDING) == (T.APPROVE, T.REJECT, T.MODIFY, T.CANCEL)
    assert list_staff_transitions(S.GENERATING_PLAN) == (T.CANCEL,)
    assert list_staff_transitions(S.CANCELLED) == ()


class AnyOrder(RuleBasedStateMachine):
    """Steps in any order: an illegal one changes nothing, a legal one adds one row and one event."""

    def __init__(self) -> None:
        super().__init__()
        self.interview = _new()
        self.history: list[TransitionRecord] = []
        self.published: list[str] = []

    @rule(transition=st.sampled_from(InterviewTransition))
    def take(self, transition: InterviewTransition) -> None:
        before = self.interview
        is_first = before.state is None and transition is T.RECEIVE
        try:
            self.interview, record = before.apply_transition(transition, actor=SYSTEM_ACTOR, at=NOW)
        except InvalidTransitionError:
            assert (before.state, transition) not in DRAWN
            assert not is_first
            assert self.interview is before
            return
        assert is_first or DRAWN[before.state, transition] is self.interview.state
        self.history.append(record)
        self.published.append(record.topic)

    @invariant()
    def history_has_every_transition(self) -> None:
        assert [record.seq for record in self.history] == list(range(1, self.interview.version + 1))
        assert len(self.published) == len(self.history)
        for earlier, later in zip(self.history, self.history[1:], strict=False):
            assert earlier.after is later.before
        for record in self.history:
            assert record.topic == TRANSITION_RULES[record.transition].topic
        if self.history:
            assert self.history[-1].after is self.interview.state


AnyOrder.TestCase.settings = settings(
    max_examples=examples(150), stateful_step_count=40, deadline=None
)
TestStepsInAnyOrder = AnyOrder.TestCase
