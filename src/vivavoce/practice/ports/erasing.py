"""Ports that each part of practice implements to erase a person's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId


class ErasesPersonData(Protocol):
    """Erases data that is stored per person (reviews, conversations)."""

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> None:
        """Erase a person's data within ``work``."""


class ErasesInterviewData(Protocol):
    """Erases data that is stored per interview (drafts, plans)."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Erase the data of these interviews within ``work``."""
