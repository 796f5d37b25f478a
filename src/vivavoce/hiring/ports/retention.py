"""What is deleted when, and who deletes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId

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
    conversations: int
    """Conversations with the practice assistant."""
    failed: int
    """Interviews that could not be processed; the next run tries them again."""

    @property
    def has_deleted_or_failed(self) -> bool:
        """Whether anything was deleted (for a preview, is due) or failed."""
        deleted = self.transcripts + self.assessments + self.recordings + self.conversations
        return deleted + self.failed > 0


InterviewDataEraser = Callable[[UnitOfWork, Sequence[InterviewId]], Awaitable[None]]
"""Deletes what another slice stores about these interviews, such as transcript, plans or assessment."""


class RetentionByAge(Protocol):
    """Deletes what belongs to no single interview: recordings (media), conversations (practice)."""

    async def count_before(self, work: UnitOfWork, before: datetime) -> int:
        """Return the number of recordings or conversations with anything to delete."""

    async def delete_before(self, work: UnitOfWork, before: datetime) -> int:
        """Delete what is older than ``before``; return how many recordings or conversations it was of."""
