"""What setting up a practice session needs beside the interview's own slice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.replay import Answer
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.practice.domain.draft import AskedQuestion, Draft, PracticeSession, ReadPlan
from vivavoce.practice.domain.history import HistorySummary, ReviewStanding
from vivavoce.practice.domain.setup import Setup

Then = Callable[[Work, PracticeSession], Awaitable[None]]
"""What is done with a session in the transaction that ends a use case."""


async def nothing(work: Work, session: PracticeSession) -> None:
    """Do nothing further."""


class Drafts(Protocol):
    """Keeps what practice adds to an interview that is being set up."""

    async def add(
        self, work: Work, interview_id: InterviewId, setup: Setup, *, feedback: str
    ) -> None:
        """Keep a new draft and what was asked for."""

    async def ask_again(
        self, work: Work, interview_id: InterviewId, setup: Setup, *, feedback: str
    ) -> None:
        """Keep what is asked for now; an edit that was used stays used."""

    async def find(self, work: Work, interview_id: InterviewId) -> Draft:
        """Return the draft of an interview; an empty one where none is kept."""

    async def use_edit(self, work: Work, interview_id: InterviewId) -> bool:
        """Use the one edit up; return False when it was used before."""

    def is_same(self, draft: Draft, setup: Setup, *, feedback: str) -> bool:
        """Return whether this is what the draft was asked for last."""


class Plans(Protocol):
    """Reads plans (planning)."""

    async def read(self, work: Work, interview_id: InterviewId, plan_id: str) -> ReadPlan:
        """Return one plan of an interview, with its approval."""


class PlanEdits(Protocol):
    """Makes a plan's next version of a person's own questions (planning)."""

    async def replace_questions(
        self, work: Work, interview_id: InterviewId, questions: Sequence[AskedQuestion]
    ) -> str:
        """Return the id of the new version, or raise ``Malformed`` naming every unfit question."""

    async def try_change(self, work: Work, interview_id: InterviewId, wish: str) -> None:
        """Raise ``Malformed`` where a wish in words would change nothing of the plan."""


class Reorder(Protocol):
    """Orders a plan once more that is still awaited (planning)."""

    async def __call__(self, work: Work, interview_id: InterviewId) -> None:
        """Order it; a plan that is there or on its way stays the one."""


class History(Protocol):
    """What earlier reviews of a person say (the reviews part of practice)."""

    async def summary(self, work: Work, person_id: PersonId) -> HistorySummary | None:
        """Return the person's history in short, or None before the first review."""


class Standings(Protocol):
    """Where reviews stand (the reviews part of practice)."""

    async def standings(
        self, work: Work, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, ReviewStanding]:
        """Return how the reviews of interviews stand, in one look; those without one are not in it."""


class Limits(Protocol):
    """Counts tries."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count a try and return how many remain, or raise ``TooMany``."""


class Audit(Protocol):
    """Notes who did what (tenancy)."""

    async def note(
        self,
        work: Work,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Add a row: ids, names of fields and codes, nothing personal."""


class Addresses(Protocol):
    """The e-mail addresses of an organisation's users (tenancy)."""

    async def address(self, work: Work, user_id: UUID) -> str:
        """Return a user's address, or '' when there is no such user."""


class Answers(Protocol):
    """Remembers answers by Idempotency-Key for a day (hiring owns the table)."""

    async def claim(self, work: Work, key: str, body: Json, *, frees_after_s: int) -> Answer | None:
        """Return the earlier answer, or None when the key is this request's from now on.

        Raises ``KeyReused`` for another body and ``StillRunning`` while the first one runs; one that runs
        longer than ``frees_after_s`` is taken to be dead.
        """

    async def keep(self, work: Work, key: str, answer: Answer) -> None:
        """Remember the answer."""

    async def free(self, work: Work, key: str) -> None:
        """Let the key be used anew: nothing was done under it."""
