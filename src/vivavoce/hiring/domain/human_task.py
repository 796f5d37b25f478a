"""A task for the organization's staff: something that a candidate asked or did, or a decision to confirm."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import ConflictError, ForbiddenError
from vivavoce.kernel.ids import InterviewId, PersonId

HumanTaskKind = Literal[
    "person_requested", "candidate_withdrew", "review_requested", "decision_to_confirm"
]
HumanTaskStatus = Literal["open", "claimed", "done"]
CANDIDATE_REQUESTS: frozenset[HumanTaskKind] = frozenset({"person_requested", "review_requested"})
"""The tasks whose answer goes to the candidate: none can reach one whose data was erased."""


class TaskDoneError(ConflictError):
    """This task is already done."""

    code = "task_already_done"


class TaskClaimedError(ConflictError):
    """A colleague has already claimed this task."""

    code = "task_claimed"


class PeopleOnlyError(ForbiddenError):
    """Only a signed-in person can claim or complete a task."""

    code = "signed_in_person_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanTask:
    """One task; ``claimed_by`` and ``done_by`` are users of the organization."""

    id: UUID
    kind: HumanTaskKind
    interview_id: InterviewId
    person_id: PersonId
    session_id: UUID | None
    """The session in which the candidate asked; None if it was elsewhere, or nobody asked."""
    status: HumanTaskStatus
    asked_at: datetime
    last_asked_at: datetime
    claimed_by: UUID | None = None
    claimed_at: datetime | None = None
    done_by: UUID | None = None
    done_at: datetime | None = None

    def claim(self, by: UUID, at: datetime) -> HumanTask:
        """Return the task taken by ``by``; raise ``TaskDoneError`` or ``TaskClaimedError``."""
        if self.status == "done":
            raise TaskDoneError
        if self.claimed_by not in (None, by):
            raise TaskClaimedError
        if self.status == "claimed":
            return self
        return dataclasses.replace(self, status="claimed", claimed_by=by, claimed_at=at)

    def complete(self, by: UUID, at: datetime) -> HumanTask:
        """Return the task completed by ``by``, claimed or not; repeating it as the same user is a no-op.

        Raises ``TaskDoneError`` if another user completed it.
        """
        if self.status == "done":
            if self.done_by == by:
                return self
            raise TaskDoneError
        return dataclasses.replace(self, status="done", done_by=by, done_at=at)
