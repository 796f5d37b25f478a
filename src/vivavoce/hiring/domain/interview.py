"""The interview as an immutable value, and the transition that returns its next version."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from vivavoce.contracts.profiles import PROFILES, InterviewProfile
from vivavoce.contracts.retention import RetentionDays
from vivavoce.hiring.domain.completeness import DataQuality, InformationGap
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.hiring.domain.workflow import (
    TERMINAL_STATES,
    TRANSITION_RULES,
    WAITING_STATES,
    InterviewState,
    InterviewTransition,
    next_state,
)
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import InterviewId, PersonId

ActorKind = Literal["account", "api_key", "agent", "system", "candidate"]


class StartTooEarlyError(ConflictError):
    """The interview opens later."""

    code = "too_early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who makes a transition. ``on_behalf_of`` is a partner's own text, never an authenticated identity."""

    kind: ActorKind
    id: UUID | None = None
    name: str
    on_behalf_of: str | None = None

    @property
    def reference(self) -> str:
        """The actor as named in events: the id, or the kind if there is no id."""
        return self.kind if self.id is None else str(self.id)


SYSTEM_ACTOR = Actor(kind="system", name="Vivavoce")
CANDIDATE_ACTOR = Actor(kind="candidate", name="candidate")


def actor_from_caller(caller: Caller, on_behalf_of: str | None = None) -> Actor:
    """Return the actor behind an authenticated call."""
    return Actor(kind=caller.kind, id=caller.id, name=caller.name, on_behalf_of=on_behalf_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionRecord:
    """One row of the history: the transition, its actor, and the event that announced it."""

    seq: int
    transition: InterviewTransition
    before: InterviewState | None
    after: InterviewState
    actor: Actor
    at: datetime
    topic: str
    reason: str | None = field(default=None, repr=False)
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One interview of one person: its request and its progress. ``version`` counts its transitions."""

    id: InterviewId
    run_id: str
    person_id: PersonId
    request: InterviewRequest
    state: InterviewState | None
    version: int
    quality: DataQuality
    gaps: tuple[InformationGap, ...] = ()
    warnings: tuple[InformationGap, ...] = ()
    plan_id: str | None = None
    assessment_id: str | None = None
    session_id: str | None = None
    attempt: int = 0
    attempts_used: int = 0
    last_ended_session: str | None = None
    cancel_reason: str | None = None
    failure: Mapping[str, Any] | None = None  # Any: JSON {stage, code, attempts}
    is_erased: bool = False
    retention: RetentionDays
    """The periods promised to the candidate. If the organization shortens them later, the shorter applies."""
    created_at: datetime
    updated_at: datetime
    state_since: datetime

    @property
    def profile(self) -> InterviewProfile:
        """The policy of the interview's profile."""
        return PROFILES[self.request.profile]

    @property
    def is_over(self) -> bool:
        """Whether the interview is in a terminal state."""
        return self.state in TERMINAL_STATES

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the interview waits for staff; None if it does not."""
        return self.state_since if self.state in WAITING_STATES else None

    @property
    def attempts_left(self) -> int:
        """How many more times the candidate may start."""
        return max(0, self.profile.max_attempts - self.attempts_used)

    def apply_transition(
        self,
        transition: InterviewTransition,
        *,
        actor: Actor,
        at: datetime,
        reason: str | None = None,
        **changes: Any,  # Any: fields of this class
    ) -> tuple[Interview, TransitionRecord]:
        """Return the interview after ``transition``, and the history row.

        Raises ``InvalidTransitionError``.
        """
        target = next_state(self.state, transition)
        step = TransitionRecord(
            seq=self.version + 1,
            transition=transition,
            before=self.state,
            after=target,
            actor=actor,
            at=at,
            topic=TRANSITION_RULES[transition].topic,
            reason=reason,
        )
        moved = dataclasses.replace(
            self,
            state=target,
            version=step.seq,
            updated_at=at,
            state_since=at,
            failure=None,
            **changes,
        )
        return moved, step

    def check_not_too_early(self, now: datetime, *, tolerance: timedelta) -> None:
        """Raise ``StartTooEarlyError`` with the opening time if the candidate may not begin yet."""
        opens_at = self.opens_at(tolerance)
        if self.state is InterviewState.SCHEDULED and opens_at is not None and now < opens_at:
            text = opens_at.isoformat()
            raise StartTooEarlyError(
                f"This interview cannot start before {text}.", extra={"opensAt": text}
            )

    def opens_at(self, tolerance: timedelta) -> datetime | None:
        """Return when the candidate may start: the scheduled time less ``tolerance``; None if unscheduled."""
        scheduled = self.request.scheduled_at
        return None if scheduled is None else scheduled - tolerance

    def with_ended_session(self, session_id: str, *, is_technical: bool, at: datetime) -> Interview:
        """Return the interview after a session ended early; a technical failure uses up no attempt.

        Returns the same object if this session was already counted.
        """
        if session_id == self.last_ended_session:
            return self
        return dataclasses.replace(
            self,
            last_ended_session=session_id,
            attempts_used=self.attempts_used + (0 if is_technical else 1),
            updated_at=at,
        )
