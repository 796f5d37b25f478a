"""What setting up a practice session needs beside the interview's own slice."""

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
"""What is done with a session in the transaction that ends a use case."""


async def do_nothing(work: UnitOfWork, session: PracticeSession) -> None:
    """Do nothing further."""


class PracticeDraftRepository(Protocol):
    """Keeps what practice adds to an interview that is being set up."""

    async def add(
        self, work: UnitOfWork, interview_id: InterviewId, setup: PracticeSetup, *, feedback: str
    ) -> None:
        """Keep a new draft and what was asked for."""

    async def update_request(
        self, work: UnitOfWork, interview_id: InterviewId, setup: PracticeSetup, *, feedback: str
    ) -> None:
        """Keep what is asked for now; an edit that was used stays used."""

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> PracticeDraft:
        """Return the draft of an interview; an empty one where none is kept."""

    async def consume_edit(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Use the one edit up; return False when it was used before."""

    def is_same_request(self, draft: PracticeDraft, setup: PracticeSetup, *, feedback: str) -> bool:
        """Return whether this is what the draft was asked for last."""


class PlanApprovalReader(Protocol):
    """Reads plans (planning)."""

    async def read(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> PlanWithApproval:
        """Return one plan of an interview, with its approval."""


class PracticePlanEditor(Protocol):
    """Makes a plan's next version of a person's own questions (planning)."""

    async def replace_questions(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[SeekerQuestion]
    ) -> str:
        """Return the id of the new version, or raise ``InvalidRequestError`` naming every unfit question."""

    async def try_change(self, work: UnitOfWork, interview_id: InterviewId, wish: str) -> None:
        """Raise ``InvalidRequestError`` where a wish in words would change nothing of the plan."""


class PlanGenerationRequester(Protocol):
    """Orders a plan once more that is still awaited (planning)."""

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Order it; a plan that is there or on its way stays the one."""


class PracticeHistoryReader(Protocol):
    """What earlier reviews of a person say (the reviews part of practice)."""

    async def summarize(self, work: UnitOfWork, person_id: PersonId) -> HistorySummary | None:
        """Return the person's history in short, or None before the first review."""


class ReviewSummaryReader(Protocol):
    """Where reviews stand (the reviews part of practice)."""

    async def load_summaries(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, ReviewSummary]:
        """Return how the reviews of interviews stand, in one look; those without one are not in it."""


class Limits(Protocol):
    """Counts tries."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count a try and return how many remain, or raise ``TooManyRequestsError``."""


class UserEmailReader(Protocol):
    """The e-mail addresses of an organisation's users (tenancy)."""

    async def address(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return a user's address, or '' when there is no such user."""


class IdempotencyStore(Protocol):
    """Remembers answers by Idempotency-Key for a day (hiring owns the table)."""

    async def claim(
        self, work: UnitOfWork, key: str, body: Json, *, frees_after_s: int
    ) -> IdempotentResponse | None:
        """Return the earlier answer, or None when the key is this request's from now on.

        Raises ``IdempotencyKeyReusedError`` for another body and ``RequestInProgressError`` while the
        first one runs; one that runs longer than ``frees_after_s`` is taken to be dead.
        """

    async def save(self, work: UnitOfWork, key: str, answer: IdempotentResponse) -> None:
        """Remember the answer."""

    async def release(self, work: UnitOfWork, key: str) -> None:
        """Let the key be used anew: nothing was done under it."""
