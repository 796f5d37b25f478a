"""Correct the level of one competency in an assessment; this is no decision about the candidate."""

from __future__ import annotations

from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.hiring_decision import CompetencyLevel, LevelCorrection
from vivavoce.hiring.domain.interview import check_reason
from vivavoce.hiring.ports.interviews import InterviewAssessments
from vivavoce.hiring.usecases.decide_assessment import require_decider
from vivavoce.hiring.usecases.decide_candidate import check_assessment
from vivavoce.hiring.usecases.decide_plan import require_comments
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator


class CorrectLevel:
    """Stores a person's correction of a level, beside the proposed one, with the reason."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        decisions: PostgresHiringDecisionRepository,
        assessments: InterviewAssessments,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._decisions = decisions
        self._assessments = assessments
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        caller: Caller,
        key: str,
        *,
        assessment_id: str,
        competency: str,
        level: float | None,
        comments: str | None,
    ) -> tuple[LevelCorrection, ...]:
        """Return the corrections that now count, one for each corrected competency.

        Without a level, the proposed one counts again. Raises ``HumanDecisionRequiredError``,
        ``NotDecidableError``, ``AssessmentChangedError``, ``UnknownCompetencyError``, and for a level
        ``CommentsMissingError`` or ``ReasonTooShortError``.
        """
        require_decider(caller)
        check_reason(comments)
        comments = (comments or "").strip() or None if level is None else require_comments(comments)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            corrected = CompetencyLevel(competency=competency, level=level or 1)
            await check_assessment(work, self._assessments, interview, assessment_id, [corrected])
            correction = LevelCorrection(
                id=self._ids.new_id(),
                interview_id=interview.id,
                assessment_id=assessment_id,
                competency=competency,
                level=level,
                comments=comments,
                corrected_by=caller.id,
                corrected_by_name=caller.name,
                corrected_at=self._clock.now(),
            )
            await self._decisions.add_correction(work, correction, interview.person_id)
            details = {"assessmentId": assessment_id, "competency": competency, "level": level}
            await self._audit.record(
                work, caller, "interview.level_corrected", str(interview.id), details
            )
            return await self._decisions.list_corrections(work, interview.id, assessment_id)
