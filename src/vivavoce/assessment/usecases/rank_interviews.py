"""Ranking interviews by their assessments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.assessment.domain.panel.standings import Contender, Standings, stand
from vivavoce.assessment.ports import Assessments
from vivavoce.assessment.ports.panel import Book
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.kernel.ids import Ids, InterviewId

INTERVIEWS = (2, 200)


class ShownToStaff(Protocol):
    """Which interviews staff may see (hiring)."""

    async def __call__(self, work: Work, interview_id: InterviewId) -> None:
        """Return, or raise ``NotFound``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Standings as they are kept."""

    id: UUID
    made_at: datetime
    standings: Standings


class RankInterviews:
    """Puts interviews in an order and keeps it."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        assessments: Assessments,
        shown: ShownToStaff,
        book: Book,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._shown = shown
        self._book = book
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, caller: Caller, interview_ids: Sequence[InterviewId], criterion: str | None
    ) -> Ranking:
        """Return the ranking.

        Raises ``NotFound`` where an interview is unknown, ``MixedScorers``, ``UnknownCriterion``.
        """
        caller.require(Permission.INTERVIEW_READ)
        if len(set(interview_ids)) != len(interview_ids):
            message = "An interview stands here twice."
            raise Malformed(message, errors=[FieldError("interviewIds", "twice", message)])
        async with self._open_work(caller.tenant_id) as work:
            contenders = [await self._contender(work, each) for each in interview_ids]
            made = Ranking(
                id=self._ids.new(),
                made_at=self._clock.now(),
                standings=stand(contenders, criterion),
            )
            await self._book.keep_ranking(work, made.id, made.standings, made.made_at, caller.id)
        return made

    async def _contender(self, work: Work, interview_id: InterviewId) -> Contender:
        await self._shown(work, interview_id)
        found = await self._assessments.latest(work, interview_id)
        if found is None:
            return Contender(interview_id=interview_id)
        return Contender(
            interview_id=interview_id,
            assessment_id=found.request.id,
            version=found.request.version,
            rubric_version=found.rubric_version,
            scorecard=found.scorecard,
        )
