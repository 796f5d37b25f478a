"""The workflow of one interview as a table of transition rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from vivavoce.contracts import events
from vivavoce.contracts.envelope import EventPayload
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.translation import translatable


class InterviewState(StrEnum):
    """The state of an interview."""

    RECEIVED = "RECEIVED"
    INFO_NEEDED = "INFO_NEEDED"
    VALIDATING_SKILLS = "VALIDATING_SKILLS"
    GENERATING_PLAN = "GENERATING_PLAN"
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    ASSESSMENT_PENDING = "ASSESSMENT_PENDING"
    ASSESSMENT_APPROVED = "ASSESSMENT_APPROVED"
    CANCELLED = "CANCELLED"


class InterviewTransition(StrEnum):
    """A step from one state to the next."""

    RECEIVE = "RECEIVE"
    VALIDATE = "VALIDATE"
    REQUEST_INFO = "REQUEST_INFO"
    COMPLETE_INFO = "COMPLETE_INFO"
    GENERATE_PLAN = "GENERATE_PLAN"
    PLAN_READY = "PLAN_READY"
    AUTO_APPROVE = "AUTO_APPROVE"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    MODIFY = "MODIFY"
    SCHEDULE = "SCHEDULE"
    START = "START"
    COMPLETE = "COMPLETE"
    ASSESSMENT_READY = "ASSESSMENT_READY"
    APPROVE_ASSESSMENT = "APPROVE_ASSESSMENT"
    REJECT_ASSESSMENT = "REJECT_ASSESSMENT"
    REASSESS = "REASSESS"
    CANCEL = "CANCEL"
    EXPIRE = "EXPIRE"


TransitionActor = Literal["staff", "system", "candidate"]
S, T = InterviewState, InterviewTransition

TERMINAL_STATES = frozenset({S.REJECTED, S.ASSESSMENT_APPROVED, S.CANCELLED})
OPEN_STATES = frozenset(InterviewState) - TERMINAL_STATES
ASSESSED_STATES = (S.ASSESSMENT_PENDING, S.ASSESSMENT_APPROVED)
"""The states in which an interview has an assessment."""
WAITING_STATES = frozenset({S.INFO_NEEDED, S.PENDING, S.ASSESSMENT_PENDING})
"""States in which the interview waits for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionRule:
    """One row of the table: who makes the transition, its source and target states, and its event."""

    transition: InterviewTransition
    sources: frozenset[InterviewState]
    target: InterviewState
    actor: TransitionActor
    event: type[EventPayload]
    is_external_event: bool = False
    """Whether the event comes from another slice and causes the transition, not the other way round."""
    webhook: str | None = None
    follow_up_event: type[EventPayload] | None = None
    """An event published with the transition to request work from another slice; not a state change."""

    @property
    def topic(self) -> str:
        """The topic of the event that announces the transition."""
        return self.event.topic


def _transition_rule(
    transition: InterviewTransition,
    sources: set[InterviewState] | frozenset[InterviewState],
    target: InterviewState,
    actor: TransitionActor,
    event: type[EventPayload],
    webhook: str | None = None,
    *,
    is_external_event: bool = False,
    follow_up_event: type[EventPayload] | None = None,
) -> TransitionRule:
    return TransitionRule(
        transition=transition,
        sources=frozenset(sources),
        target=target,
        actor=actor,
        event=event,
        webhook=webhook,
        is_external_event=is_external_event,
        follow_up_event=follow_up_event,
    )


_E = events
_TRANSITION_RULES = (
    _transition_rule(T.RECEIVE, set(), S.RECEIVED, "staff", _E.InterviewReceived),
    _transition_rule(
        T.VALIDATE, {S.RECEIVED}, S.VALIDATING_SKILLS, "system", _E.SkillValidationRequested
    ),
    _transition_rule(
        T.REQUEST_INFO,
        {S.RECEIVED, S.VALIDATING_SKILLS, S.INFO_NEEDED},
        S.INFO_NEEDED,
        "system",
        _E.InterviewInfoRequested,
        "interview.info_needed",
    ),
    _transition_rule(
        T.COMPLETE_INFO,
        {S.INFO_NEEDED},
        S.VALIDATING_SKILLS,
        "staff",
        _E.InterviewInfoCompleted,
        "interview.info_completed",
        follow_up_event=_E.SkillValidationRequested,
    ),
    _transition_rule(
        T.GENERATE_PLAN,
        {S.VALIDATING_SKILLS},
        S.GENERATING_PLAN,
        "system",
        _E.PlanGenerationStarted,
    ),
    _transition_rule(
        T.PLAN_READY,
        {S.GENERATING_PLAN},
        S.PENDING,
        "system",
        _E.PlanGenerated,
        "interview.plan_generated",
        is_external_event=True,
    ),
    _transition_rule(
        T.AUTO_APPROVE,
        {S.GENERATING_PLAN},
        S.APPROVED,
        "system",
        _E.PlanApproved,
        "interview.approved",
    ),
    _transition_rule(
        T.APPROVE, {S.PENDING}, S.APPROVED, "staff", _E.PlanApproved, "interview.approved"
    ),
    _transition_rule(
        T.REJECT, {S.PENDING}, S.REJECTED, "staff", _E.PlanRejected, "interview.rejected"
    ),
    _transition_rule(
        T.MODIFY,
        {S.PENDING},
        S.GENERATING_PLAN,
        "staff",
        _E.PlanModificationRequested,
        "interview.modification_requested",
    ),
    _transition_rule(
        T.SCHEDULE,
        {S.APPROVED},
        S.SCHEDULED,
        "staff",
        _E.InterviewScheduled,
        "interview.scheduled",
    ),
    _transition_rule(
        T.START,
        {S.APPROVED, S.SCHEDULED},
        S.IN_PROGRESS,
        "candidate",
        _E.InterviewStarted,
        "interview.started",
    ),
    _transition_rule(
        T.COMPLETE,
        {S.IN_PROGRESS},
        S.COMPLETED,
        "system",
        _E.InterviewCompleted,
        "interview.completed",
        is_external_event=True,
    ),
    _transition_rule(
        T.ASSESSMENT_READY,
        {S.COMPLETED},
        S.ASSESSMENT_PENDING,
        "system",
        _E.AssessmentCompleted,
        "interview.assessment_pending",
        is_external_event=True,
    ),
    _transition_rule(
        T.APPROVE_ASSESSMENT,
        {S.ASSESSMENT_PENDING},
        S.ASSESSMENT_APPROVED,
        "staff",
        _E.AssessmentApproved,
        "interview.assessment_approved",
    ),
    _transition_rule(
        T.REJECT_ASSESSMENT,
        {S.ASSESSMENT_PENDING},
        S.CANCELLED,
        "staff",
        _E.AssessmentRejected,
        "interview.assessment_rejected",
    ),
    _transition_rule(
        T.REASSESS,
        {S.ASSESSMENT_PENDING},
        S.COMPLETED,
        "staff",
        _E.AssessmentRejected,
        "interview.assessment_rejected",
    ),
    _transition_rule(
        T.CANCEL, OPEN_STATES, S.CANCELLED, "staff", _E.InterviewCancelled, "interview.cancelled"
    ),
    _transition_rule(
        T.EXPIRE,
        {S.PENDING, S.APPROVED, S.SCHEDULED, S.IN_PROGRESS},
        S.CANCELLED,
        "system",
        _E.InterviewCancelled,
        "interview.cancelled",
    ),
)
TRANSITION_RULES: dict[InterviewTransition, TransitionRule] = {
    rule.transition: rule for rule in _TRANSITION_RULES
}


class InvalidTransitionError(ConflictError):
    """This transition is not possible in the interview's current state."""

    code = "invalid_transition"


def next_state(state: InterviewState | None, transition: InterviewTransition) -> InterviewState:
    """Return the state after ``transition``.

    ``state`` is None before the request. Raises ``InvalidTransitionError``.
    """
    rule = TRANSITION_RULES[transition]
    if state not in rule.sources and not (state is None and transition is T.RECEIVE):
        raise build_transition_error(state, transition)
    return rule.target


def list_staff_transitions(state: InterviewState) -> tuple[InterviewTransition, ...]:
    """Return the transitions that staff may make from ``state``."""
    return tuple(
        r.transition for r in _TRANSITION_RULES if r.actor == "staff" and state in r.sources
    )


def build_transition_error(
    state: InterviewState | None, transition: InterviewTransition
) -> InvalidTransitionError:
    """Return the error for ``transition``, with the state and the transitions that staff may make in it."""
    allowed = list_staff_transitions(state) if state is not None else (T.RECEIVE,)
    choices = ", ".join(allowed) or translatable("nothing")
    return InvalidTransitionError(
        translatable(
            "'{transition}' is not possible in the state '{state}'. Possible now: {choices}.",
            transition=transition,
            state=state or translatable("nothing yet"),
            choices=choices,
        ),
        extra={
            "currentState": None if state is None else str(state),
            "allowedTransitions": [str(t) for t in allowed],
        },
    )
