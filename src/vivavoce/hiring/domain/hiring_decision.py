"""The decision about a candidate, and who may confirm it or take it back.

It stands beside the interview's state. An assessment that is wrong is corrected or scored again, and an
interview that is called off is cancelled; neither is a decision about the person.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp
from vivavoce.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from vivavoce.kernel.ids import InterviewId

UNDO_PERIOD = timedelta(seconds=10)
"""How long a decision can be undone before anything is sent."""

DECIDABLE_STATES = frozenset(
    {InterviewState.ASSESSMENT_PENDING, InterviewState.ASSESSMENT_APPROVED}
)
"""States in which a decision about the candidate can be made."""

DecisionStatus = Literal["pending", "awaiting_second_person", "final"]
DecisionFilter = Literal["STRONG_HIRE", "HIRE", "NO_HIRE", "STRONG_NO_HIRE", "NONE"]
"""The newest decision about a candidate, or NONE while there is none."""


class HiringOutcome(StrEnum):
    """What was decided about the candidate, on the four-point scale of hiring committees."""

    STRONG_HIRE = "STRONG_HIRE"
    HIRE = "HIRE"
    NO_HIRE = "NO_HIRE"
    STRONG_NO_HIRE = "STRONG_NO_HIRE"


SELECTED_OUTCOMES = frozenset({HiringOutcome.STRONG_HIRE, HiringOutcome.HIRE})
"""Outcomes by which a candidate is selected."""
REJECTIONS = frozenset({HiringOutcome.NO_HIRE, HiringOutcome.STRONG_NO_HIRE})
"""Outcomes that need a reason, because the candidate may ask for it."""


class DecisionNotFoundError(NotFoundError):
    """This interview has no decision with that id. It may have been undone."""

    code = "decision_not_found"


class DecisionExistsError(ConflictError):
    """There is a decision about this candidate already. Read it before you replace it."""

    code = "decision_exists"


class NotDecidableError(ConflictError):
    """The candidate can be decided on only while there is an assessment to read."""

    code = "not_decidable"


class DecisionFinalError(ConflictError):
    """This decision is final and was sent. Make a new one that replaces it."""

    code = "decision_final"


class DecisionPendingError(ConflictError):
    """The person who decided can still undo this decision. Try again in a few seconds."""

    code = "decision_pending"


class SecondPersonRequiredError(ForbiddenError):
    """A second person must confirm this decision, not the one who made it."""

    code = "second_person_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyLevel:
    """A person's level of one competency, from 1 to 5 in steps of 0.5."""

    competency: str
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCorrection:
    """A person's correction of a proposed level, with the reason; no level takes earlier ones back."""

    id: UUID
    interview_id: InterviewId
    assessment_id: str
    competency: str
    level: float | None
    comments: str | None = field(repr=False)
    """The reason; None once the person was erased."""
    corrected_by: UUID
    corrected_by_name: str
    corrected_at: datetime

    def to_json(self) -> Json:
        """Return the correction as API JSON."""
        return {
            "competency": self.competency,
            "level": self.level,
            "comments": self.comments,
            "correctedBy": self.corrected_by_name,
            "correctedAt": format_timestamp(self.corrected_at),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringDecision:
    """One decision of one person about the candidate of an interview.

    ``comments`` is None without a reason, and once the candidate was erased.
    """

    id: UUID
    interview_id: InterviewId
    assessment_id: str
    outcome: HiringOutcome
    status: DecisionStatus = "pending"
    levels: tuple[CompetencyLevel, ...] = ()
    comments: str | None = field(default=None, repr=False)
    needs_second_person: bool = False
    decided_by: UUID
    decided_by_name: str
    decided_at: datetime
    takes_effect_at: datetime
    confirmed_by: UUID | None = None
    confirmed_by_name: str | None = None
    final_at: datetime | None = None
    replaces: UUID | None = None

    def take_effect(self, at: datetime) -> HiringDecision:
        """Return the decision once it can no longer be undone: final, or waiting for a second person."""
        if self.needs_second_person and self.confirmed_by is None:
            return dataclasses.replace(self, status="awaiting_second_person")
        return dataclasses.replace(self, status="final", final_at=at)

    def confirm(self, by: UUID, name: str, at: datetime) -> HiringDecision:
        """Return the decision after ``by`` confirmed it; confirming twice changes nothing.

        The person who decided makes it take effect at once, and a second person makes it final. Raises
        ``DecisionPendingError``, ``SecondPersonRequiredError`` or ``DecisionFinalError``.
        """
        is_own = by == self.decided_by
        if self.status == "final":
            if is_own or by == self.confirmed_by:
                return self
            raise DecisionFinalError
        if self.status == "pending":
            if not is_own:
                raise DecisionPendingError
            return self.take_effect(at)
        if is_own:
            raise SecondPersonRequiredError
        confirmed = dataclasses.replace(self, confirmed_by=by, confirmed_by_name=name)
        return confirmed.take_effect(at)

    def check_withdrawable(self, by: UUID) -> None:
        """Raise ``DecisionFinalError`` or ``DecisionPendingError`` if ``by`` cannot take it back."""
        if self.status == "final":
            raise DecisionFinalError
        if self.status == "pending" and by != self.decided_by:
            raise DecisionPendingError

    def to_json(self) -> Json:
        """Return the decision as API JSON."""
        return {
            "decisionId": str(self.id),
            "assessmentId": self.assessment_id,
            "outcome": str(self.outcome),
            "status": self.status,
            "levels": [{"competency": own.competency, "level": own.level} for own in self.levels],
            "comments": self.comments,
            "needsSecondPerson": self.needs_second_person,
            "decidedBy": self.decided_by_name,
            "decidedById": str(self.decided_by),
            "decidedAt": format_timestamp(self.decided_at),
            "takesEffectAt": format_timestamp(self.takes_effect_at),
            "confirmedBy": self.confirmed_by_name,
            "finalAt": format_optional_timestamp(self.final_at),
            "replaces": None if self.replaces is None else str(self.replaces),
        }
