"""The workflow of one interview, as a table that can be read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from vivavoce.contracts import events
from vivavoce.contracts.envelope import Payload
from vivavoce.kernel.errors import Refused


class State(StrEnum):
    """Where an interview stands."""

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


class Transition(StrEnum):
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


Actor = Literal["staff", "system", "candidate"]
S, T = State, Transition

TERMINAL = frozenset({S.REJECTED, S.ASSESSMENT_APPROVED, S.CANCELLED})
OPEN = frozenset(State) - TERMINAL
WAITING = frozenset({S.INFO_NEEDED, S.PENDING, S.ASSESSMENT_PENDING})
"""States in which a person is asked for something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: who takes the step, from where to where, and which one event tells it."""

    transition: Transition
    sources: frozenset[State]
    target: State
    actor: Actor
    event: type[Payload]
    is_heard: bool = False
    """The event comes from another slice and causes the step, rather than the other way round."""
    webhook: str | None = None
    asks: type[Payload] | None = None
    """A request to another slice that leaves with the step; it tells no state."""

    @property
    def topic(self) -> str:
        """The topic that tells the step."""
        return self.event.topic


def _rule(
    transition: Transition,
    sources: set[State] | frozenset[State],
    target: State,
    actor: Actor,
    event: type[Payload],
    webhook: str | None = None,
    *,
    is_heard: bool = False,
    asks: type[Payload] | None = None,
) -> Rule:
    return Rule(
        transition=transition,
        sources=frozenset(sources),
        target=target,
        actor=actor,
        event=event,
        webhook=webhook,
        is_heard=is_heard,
        asks=asks,
    )


_E = events
_ROWS = (
    _rule(T.RECEIVE, set(), S.RECEIVED, "staff", _E.InterviewReceived),
    _rule(T.VALIDATE, {S.RECEIVED}, S.VALIDATING_SKILLS, "system", _E.SkillValidationRequested),
    _rule(
        T.REQUEST_INFO,
        {S.RECEIVED, S.VALIDATING_SKILLS, S.INFO_NEEDED},
        S.INFO_NEEDED,
        "system",
        _E.InfoNeeded,
        "interview.info_needed",
    ),
    _rule(
        T.COMPLETE_INFO,
        {S.INFO_NEEDED},
        S.VALIDATING_SKILLS,
        "staff",
        _E.InfoCompleted,
        "interview.info_completed",
        asks=_E.SkillValidationRequested,
    ),
    _rule(
        T.GENERATE_PLAN,
        {S.VALIDATING_SKILLS},
        S.GENERATING_PLAN,
        "system",
        _E.PlanGenerationStarted,
    ),
    _rule(
        T.PLAN_READY,
        {S.GENERATING_PLAN},
        S.PENDING,
        "system",
        _E.PlanGenerated,
        "interview.plan_generated",
        is_heard=True,
    ),
    _rule(
        T.AUTO_APPROVE,
        {S.GENERATING_PLAN},
        S.APPROVED,
        "system",
        _E.ApprovalApproved,
        "interview.approved",
    ),
    _rule(T.APPROVE, {S.PENDING}, S.APPROVED, "staff", _E.ApprovalApproved, "interview.approved"),
    _rule(T.REJECT, {S.PENDING}, S.REJECTED, "staff", _E.ApprovalRejected, "interview.rejected"),
    _rule(
        T.MODIFY,
        {S.PENDING},
        S.GENERATING_PLAN,
        "staff",
        _E.ModificationRequested,
        "interview.modification_requested",
    ),
    _rule(
        T.SCHEDULE,
        {S.APPROVED},
        S.SCHEDULED,
        "staff",
        _E.InterviewScheduled,
        "interview.scheduled",
    ),
    _rule(
        T.START,
        {S.APPROVED, S.SCHEDULED},
        S.IN_PROGRESS,
        "candidate",
        _E.InterviewStarted,
        "interview.started",
    ),
    _rule(
        T.COMPLETE,
        {S.IN_PROGRESS},
        S.COMPLETED,
        "system",
        _E.InterviewCompleted,
        "interview.completed",
        is_heard=True,
    ),
    _rule(
        T.ASSESSMENT_READY,
        {S.COMPLETED},
        S.ASSESSMENT_PENDING,
        "system",
        _E.AssessmentCompleted,
        "interview.assessment_pending",
        is_heard=True,
    ),
    _rule(
        T.APPROVE_ASSESSMENT,
        {S.ASSESSMENT_PENDING},
        S.ASSESSMENT_APPROVED,
        "staff",
        _E.AssessmentApproved,
        "interview.assessment_approved",
    ),
    _rule(
        T.REJECT_ASSESSMENT,
        {S.ASSESSMENT_PENDING},
        S.CANCELLED,
        "staff",
        _E.AssessmentRejected,
        "interview.assessment_rejected",
    ),
    _rule(
        T.REASSESS,
        {S.ASSESSMENT_PENDING},
        S.COMPLETED,
        "staff",
        _E.AssessmentRejected,
        "interview.assessment_rejected",
    ),
    _rule(T.CANCEL, OPEN, S.CANCELLED, "staff", _E.InterviewCancelled, "interview.cancelled"),
    _rule(
        T.EXPIRE,
        {S.PENDING, S.APPROVED, S.SCHEDULED, S.IN_PROGRESS},
        S.CANCELLED,
        "system",
        _E.InterviewCancelled,
        "interview.cancelled",
    ),
)
RULES: dict[Transition, Rule] = {rule.transition: rule for rule in _ROWS}


class MoveNotAllowed(Refused):
    """The interview does not stand where this step begins."""

    code = "invalid_transition"


def next_state(state: State | None, transition: Transition) -> State:
    """Return the state after ``transition``, or raise ``MoveNotAllowed``. None is before the request."""
    rule = RULES[transition]
    if state not in rule.sources and not (state is None and transition is T.RECEIVE):
        raise not_allowed(state, transition)
    return rule.target


def open_to_staff(state: State) -> tuple[Transition, ...]:
    """Return the steps that a person may take from ``state``."""
    return tuple(r.transition for r in _ROWS if r.actor == "staff" and state in r.sources)


def not_allowed(state: State | None, transition: Transition) -> MoveNotAllowed:
    """Return the refusal of ``transition``, with the state and what a person may do there."""
    allowed = open_to_staff(state) if state is not None else (T.RECEIVE,)
    choices = ", ".join(allowed) or "nothing"
    return MoveNotAllowed(
        f"'{transition}' is not possible in '{state or 'nothing yet'}'. Possible: {choices}.",
        extra={
            "currentState": None if state is None else str(state),
            "allowedTransitions": [str(t) for t in allowed],
        },
    )
