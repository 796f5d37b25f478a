"""What is deleted when, and who deletes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vivavoce.contracts.profiles import RetentionDays
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId

SubjectDataEraser = Callable[[UnitOfWork, PersonId], Awaitable[int]]
"""Deletes the recordings, documents and calls of a person; returns the number of deleted items."""


@dataclass(frozen=True, slots=True)
class InterviewsDueForErasure:
    """Interviews whose transcript (``words``) or assessment has passed its retention period."""

    words: tuple[InterviewId, ...]
    assessments: tuple[InterviewId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRun:
    """Counts of what one retention run deleted in one organization."""

    at: datetime
    transcripts: int
    """Interviews whose transcript and personal data were erased."""
    assessments: int
    recordings: int
    failed: int
    """Interviews that could not be processed; the next run tries them again."""


class RetentionStore(Protocol):
    """Finds what is due for erasure and records what was erased."""

    async def list_tenants(self) -> Sequence[TenantId]:
        """Return the organizations that have interviews."""

    async def find_due(
        self,
        work: UnitOfWork,
        policy: Mapping[str, RetentionDays],
        now: datetime,
        *,
        skip: Sequence[InterviewId] = (),
        limit: int,
    ) -> InterviewsDueForErasure:
        """Return up to ``limit`` interviews of each kind that are due at ``now``, oldest first.

        ``policy`` maps profile names to retention days; interviews in ``skip`` are left out.
        """

    async def mark_words_erased(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId], at: datetime
    ) -> None:
        """Record that the transcripts of these interviews were erased."""

    async def mark_assessment_erased(
        self, work: UnitOfWork, interview_id: InterviewId, at: datetime
    ) -> None:
        """Record that the assessment of an interview was erased."""

    async def add_run(self, work: UnitOfWork, run: RetentionRun) -> None:
        """Store what a run deleted."""

    async def list_runs(self, work: UnitOfWork, *, limit: int) -> Sequence[RetentionRun]:
        """Return the last ``limit`` runs that deleted something or failed, newest first."""


InterviewDataEraser = Callable[[UnitOfWork, Sequence[InterviewId]], Awaitable[None]]
"""Deletes what another slice stores about these interviews, such as transcript, plans or assessment."""


class RecordingRetention(Protocol):
    """Deletes old recordings (implemented by media)."""

    async def count_before(self, work: UnitOfWork, before: datetime) -> int:
        """Return the number of recordings with chunks older than ``before``."""

    async def delete_before(self, work: UnitOfWork, before: datetime) -> int:
        """Delete all chunks older than ``before``; return the number of affected recordings."""
