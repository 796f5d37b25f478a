"""The interview as an immutable value, its transitions, and the receipt for a request.

The receipt says the state when the request was committed, and what is missing. The reason for a decision is
text that another person can understand later.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import PROFILES, InterviewProfile, RetentionDays
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
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.kernel.translation import translatable

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
    recommendation: str | None = None
    """What the newest assessment proposes: STRONG_HIRE, HIRE, MAYBE or NO_HIRE."""
    flags: tuple[str, ...] = ()
    """The kinds of flags of the newest assessment by which the interview can be found."""
    session_id: str | None = None
    attempt: int = 0
    attempts_used: int = 0
    last_ended_session: str | None = None
    cancel_reason: str | None = None
    failure: Mapping[str, Any] | None = None  # Any: JSON {stage, code, attempts}
    is_erased: bool = False
    is_test: bool = False
    """Whether it was created with a test key: nothing about it is mailed, called or counted."""
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
        record = TransitionRecord(
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
            version=record.seq,
            updated_at=at,
            state_since=at,
            failure=None,
            **changes,
        )
        return moved, record

    def check_not_too_early(self, now: datetime, *, tolerance: timedelta) -> None:
        """Raise ``StartTooEarlyError`` with the opening time if the candidate may not begin yet."""
        opens_at = self.opens_at(tolerance)
        if self.state is InterviewState.SCHEDULED and opens_at is not None and now < opens_at:
            text = opens_at.isoformat()
            raise StartTooEarlyError(
                translatable("This interview cannot start before {opens_at}.", opens_at=text),
                extra={"opensAt": text},
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A response that can be replayed unchanged. ``is_new`` is False for an interview that already exists."""

    body: Json
    is_new: bool
    is_replayed: bool = False


def build_receipt(interview: Interview, *, is_new: bool) -> Receipt:
    """Return the response to a request."""
    body: Json = {
        "id": str(interview.id),
        "interviewId": str(interview.id),
        "runId": interview.run_id,
        "state": str(interview.state),
        "workflowState": str(interview.state),
        "message": describe_receipt(interview, is_new=is_new),
        "dataQuality": str(interview.quality),
        "isTest": interview.is_test,
        "missingFields": [gap_to_json(gap) for gap in interview.gaps],
        "warnings": [gap_to_json(gap) for gap in interview.warnings],
    }
    return Receipt(body=body, is_new=is_new)


def describe_receipt(interview: Interview, *, is_new: bool) -> str:
    """Return the state in one sentence."""
    if not is_new:
        return "This interview was already requested. The response shows its current state."
    if interview.state is InterviewState.INFO_NEEDED:
        missing = ", ".join(gap.field for gap in interview.gaps)
        return f"The request was received. Still needed: {missing}."
    return "The request was received. The plan is being written."


def gap_to_json(gap: InformationGap) -> Json:
    """Return a gap as API JSON."""
    return {
        "field": gap.field,
        "severity": gap.severity,
        "message": gap.message,
        "question": gap.question,
    }


MIN_WORDS, MIN_LETTERS, MIN_UNSPACED_LETTERS = 2, 5, 4
MAX_CHARACTERS_READ = 1_000
_SCRIPTS_WITHOUT_SPACES = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "BOPOMOFO"}
)
_MESSAGE = translatable(
    "Give the reason in 'comments', in at least two words. It is stored with the decision, "
    "and the candidate can ask to see it."
)


class ReasonTooShortError(InvalidRequestError):
    """The reason is too short. Give it in at least two words."""

    code = "reason_too_short"


def is_meaningful_reason(text: str) -> bool:
    """Return whether ``text`` has two words with five letters, or four letters of an unspaced script."""
    words = text[:MAX_CHARACTERS_READ].split()
    letters = [sign for word in words for sign in word if sign.isalpha()]
    if sum(1 for _ in _letters_of_unspaced_scripts(letters)) >= MIN_UNSPACED_LETTERS:
        return True
    in_words = sum(any(sign.isalpha() for sign in word) for word in words)
    return in_words >= MIN_WORDS and len(letters) >= MIN_LETTERS


def check_reason(text: str | None) -> None:
    """Raise ``ReasonTooShortError`` if a reason is given but too short; no reason at all is accepted."""
    if text is not None and text.strip() and not is_meaningful_reason(text):
        raise ReasonTooShortError(_MESSAGE, errors=[FieldError("comments", "too_short", _MESSAGE)])


def _letters_of_unspaced_scripts(letters: list[str]) -> Iterator[str]:
    return (
        sign
        for sign in letters
        if unicodedata.name(sign, "").partition(" ")[0].partition("-")[0] in _SCRIPTS_WITHOUT_SPACES
    )
