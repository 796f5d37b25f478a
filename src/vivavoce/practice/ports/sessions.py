"""Ports for setting up a practice session, except the interview itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.idempotency import IdempotentResponse
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.practice.domain.draft import (
    PlanWithApproval,
    PracticeDraft,
    PracticeSession,
    SeekerQuestion,
)
from vivavoce.practice.domain.history import HistorySummary, ReviewSummary
from vivavoce.practice.domain.setup import PracticeSetup

BeforeCommit = Callable[[UnitOfWork, PracticeSession], Awaitable[None]]
"""A hook that a use case calls with its result in its last transaction."""


async def do_nothing(work: UnitOfWork, session: PracticeSession) -> None:
    """Do nothing: the default hook."""


class PracticeDraftRepository(Protocol):
    """Stores what practice adds to an interview that is being set up."""

    async def add(
        self, work: UnitOfWork, interview_id: InterviewId, setup: PracticeSetup, *, feedback: str
    ) -> None:
        """Store a new draft and a hash of its request."""

    async def update_request(
        self, work: UnitOfWork, interview_id: InterviewId, setup: PracticeSetup, *, feedback: str
    ) -> None:
        """Replace the draft's request; an edit that was used stays used."""

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> PracticeDraft:
        """Return the draft of an interview, or an empty draft if none is stored."""

    async def consume_edit(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Use the draft's only edit; return False if it was already used."""

    def is_same_request(self, draft: PracticeDraft, setup: PracticeSetup, *, feedback: str) -> bool:
        """Return whether this equals the draft's last request."""


class PlanApprovalReader(Protocol):
    """Reads plans (planning)."""

    async def read(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> PlanWithApproval:
        """Return a plan of an interview with its approval."""


class PracticePlanEditor(Protocol):
    """Writes plan versions with the seeker's own questions (planning)."""

    async def replace_questions(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[SeekerQuestion]
    ) -> str:
        """Return the id of the new plan version.

        Raises ``InvalidRequestError`` with one field error per bad question.
        """

    async def try_change(self, work: UnitOfWork, interview_id: InterviewId, wish: str) -> None:
        """Raise ``InvalidRequestError`` if the change request in ``wish`` would not change the plan."""


class PlanGenerationRequester(Protocol):
    """Requests a plan again that has not arrived yet (planning)."""

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Request the interview's plan; do nothing if it is ready or being written."""


class PracticeHistoryReader(Protocol):
    """Summarizes a person's earlier reviews."""

    async def summarize(self, work: UnitOfWork, person_id: PersonId) -> HistorySummary | None:
        """Return a summary of the person's reviews, or None before the first one."""


class ReviewSummaryReader(Protocol):
    """Reads review statuses and scores."""

    async def load_summaries(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, ReviewSummary]:
        """Return status and score by interview, with one query; interviews without a review are left out."""


class Limits(Protocol):
    """Counts attempts in a time window."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count an attempt and return how many remain, or raise ``TooManyRequestsError``."""


class UserEmailReader(Protocol):
    """Reads the e-mail addresses of an organization's users (tenancy)."""

    async def address(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return a user's e-mail address, or '' if there is no such user."""


class IdempotencyStore(Protocol):
    """Stores responses by Idempotency-Key for a day (hiring owns the table)."""

    async def claim(
        self, work: UnitOfWork, key: str, body: Json, *, frees_after_s: int
    ) -> IdempotentResponse | None:
        """Return the stored response, or None if this request now holds the key.

        Raises ``IdempotencyKeyReusedError`` for a different body and ``RequestInProgressError`` while the
        first request runs. A request that runs longer than ``frees_after_s`` seconds loses the key.
        """

    async def save(self, work: UnitOfWork, key: str, answer: IdempotentResponse) -> None:
        """Store the response."""

    async def release(self, work: UnitOfWork, key: str) -> None:
        """Free the key after a request that had no effect."""
