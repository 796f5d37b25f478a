"""What is asked of the parts of practice when a person wants all of it gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId


class ErasesPersonData(Protocol):
    """Keeps something of people (reviews, conversations)."""

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> None:
        """Forget a person within ``work``."""


class ErasesInterviewData(Protocol):
    """Keeps something of interviews that are set up (drafts, plans)."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Forget interviews within ``work``."""
