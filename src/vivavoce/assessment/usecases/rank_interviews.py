"""Rank interviews by their newest assessments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.assessment.domain.panel.candidate_ranking import (
    CandidateRanking,
    RankingCandidate,
    rank_candidates,
)
from vivavoce.assessment.ports import AssessmentRepository, PanelRepository, StaffVisibilityCheck
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import IdGenerator, InterviewId
from vivavoce.kernel.translation import translatable

RANKING_SIZE_LIMITS = (2, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRanking:
    """A stored ranking."""

    id: UUID
    created_at: datetime
    ranking: CandidateRanking


class RankInterviews:
    """Ranks interviews and stores the ranking."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        assessments: AssessmentRepository,
        check_visibility: StaffVisibilityCheck,
        panel_repository: PanelRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._check_visibility = check_visibility
        self._panel_repository = panel_repository
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, caller: Caller, interview_ids: Sequence[InterviewId], criterion: str | None
    ) -> StoredRanking:
        """Return the stored ranking; without ``criterion``, by overall score.

        Raises ``InvalidRequestError`` for a repeated id, ``NotFoundError`` for an unknown interview,
        ``MixedScorersError`` or ``UnknownCriterionError``.
        """
        caller.require(Permission.INTERVIEW_READ)
        if len(set(interview_ids)) != len(interview_ids):
            message = translatable("An interview appears twice.")
            raise InvalidRequestError(
                message, errors=[FieldError("interviewIds", "twice", message)]
            )
        async with self._open_work(caller.tenant_id) as work:
            contenders = [
                await self._load_candidate(work, interview_id) for interview_id in interview_ids
            ]
            stored = StoredRanking(
                id=self._ids.new_id(),
                created_at=self._clock.now(),
                ranking=rank_candidates(contenders, criterion),
            )
            await self._panel_repository.save_ranking(
                work, stored.id, stored.ranking, stored.created_at, caller.id
            )
        return stored

    async def _load_candidate(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> RankingCandidate:
        await self._check_visibility(work, interview_id)
        latest_assessment = await self._assessments.find_latest_assessment(work, interview_id)
        if latest_assessment is None:
            return RankingCandidate(interview_id=interview_id)
        return RankingCandidate(
            interview_id=interview_id,
            assessment_id=latest_assessment.request.id,
            version=latest_assessment.request.version,
            rubric_version=latest_assessment.rubric_version,
            scorecard=latest_assessment.scorecard,
        )
