"""List the positions, read one with its facts and questions, and compare the candidates of one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.comparison import (
    CandidateComparison,
    CandidateResults,
    compare_candidates,
)
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.position_overview import PositionOverview, build_overview
from vivavoce.hiring.domain.request import build_malformed_error
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.interviews import (
    InterviewAssessments,
    InterviewNotFoundError,
    InterviewQuery,
    PositionSummary,
)
from vivavoce.hiring.ports.plans import InterviewPlans
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError

CANDIDATE_PROFILES = tuple(
    profile.name
    for profile in PROFILES.values()
    if profile.visibility == "staff" and profile.plan_approved_by == "staff"
)
"""The kinds of interviews with candidates: an intake is about a position, but has none."""
MAX_COMPARED_CANDIDATES = 20
MAX_LISTED_POSITIONS = 200
MAX_OVERVIEW_INTERVIEWS = 20
"""An overview reads the plans of this many interviews, the newest ones."""
_FINISHED_STATES = (
    InterviewState.COMPLETED,
    InterviewState.ASSESSMENT_PENDING,
    InterviewState.ASSESSMENT_APPROVED,
)


class ReadPositions:
    """Reads the positions of the caller's organization, and their candidates side by side."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        plans: InterviewPlans,
        assessments: InterviewAssessments,
        decisions: PostgresHiringDecisionRepository,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._plans = plans
        self._assessments = assessments
        self._decisions = decisions

    async def summarize(self, caller: Caller) -> tuple[tuple[PositionSummary, ...], bool]:
        """Return the positions with the last change first, and whether these are all of them."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._interviews.summarize_positions(
                work, CANDIDATE_PROFILES, limit=MAX_LISTED_POSITIONS + 1
            )
        return found[:MAX_LISTED_POSITIONS], len(found) <= MAX_LISTED_POSITIONS

    async def read_overview(
        self, caller: Caller, position: str
    ) -> tuple[PositionSummary, PositionOverview]:
        """Return the counts of a position, and the facts and the questions of its interviews.

        The newest ``MAX_OVERVIEW_INTERVIEWS`` interviews are read. Raises ``InterviewNotFoundError`` if the
        position has no interview, and ``InvalidRequestError`` without a position.
        """
        caller.require(Permission.INTERVIEW_READ)
        _require_position(position)
        query = InterviewQuery(
            position=position, profiles=CANDIDATE_PROFILES, limit=MAX_OVERVIEW_INTERVIEWS
        )
        async with self._open_work(caller.tenant_id) as work:
            summaries = await self._interviews.summarize_positions(
                work, CANDIDATE_PROFILES, limit=1, position=position
            )
            found = await self._interviews.page(work, query)
            if not summaries or not found.interviews:
                raise InterviewNotFoundError("There is no interview for this position.")
            read = [
                CandidateResults(
                    interview=interview, plan=await self._plans.current(work, interview.id)
                )
                for interview in found.interviews
            ]
        return summaries[0], build_overview(read)

    async def compare(
        self, caller: Caller, position: str, interview_ids: Sequence[UUID] = ()
    ) -> CandidateComparison:
        """Return the named candidates of a position side by side, or else its newest finished ones.

        At most ``MAX_COMPARED_CANDIDATES`` are compared. Raises ``InterviewNotFoundError`` if one of
        ``interview_ids`` is no interview of the position, or the position has no interview at all, and
        ``InvalidRequestError`` without a position.
        """
        caller.require(Permission.INTERVIEW_READ)
        _require_position(position)
        wanted = tuple(dict.fromkeys(interview_ids))
        query = InterviewQuery(
            position=position,
            profiles=CANDIDATE_PROFILES,
            ids=wanted,
            states=() if wanted else _FINISHED_STATES,
            limit=MAX_COMPARED_CANDIDATES,
        )
        async with self._open_work(caller.tenant_id) as work:
            found = await self._interviews.page(work, query)
            await self._check_found(work, position, wanted, found.interviews)
            return compare_candidates(
                position, await self._load(work, found.interviews), total=found.total
            )

    async def _check_found(
        self,
        work: UnitOfWork,
        position: str,
        wanted: Sequence[UUID],
        found: Sequence[Interview],
    ) -> None:
        missing = set(wanted) - {UUID(str(interview.id)) for interview in found}
        if missing:
            raise InterviewNotFoundError("This position has no interview with one of these ids.")
        if found:
            return
        any_state = InterviewQuery(position=position, profiles=CANDIDATE_PROFILES, limit=1)
        if not (await self._interviews.page(work, any_state)).interviews:
            raise InterviewNotFoundError("There is no interview for this position.")

    async def _load(
        self, work: UnitOfWork, interviews: Sequence[Interview]
    ) -> list[CandidateResults]:
        decisions = await self._decisions.newest(work, [interview.id for interview in interviews])
        results = []
        for interview in interviews:
            assessment = await self._assessments.latest(work, interview.id)
            corrections = (
                ()
                if assessment is None
                else await self._decisions.list_corrections(
                    work, interview.id, str(assessment["assessmentId"])
                )
            )
            results.append(
                CandidateResults(
                    interview=interview,
                    plan=await self._plans.current(work, interview.id),
                    assessment=assessment,
                    corrections=corrections,
                    decision=decisions.get(interview.id),
                )
            )
        return results


def _require_position(position: str) -> None:
    if not position.strip():
        raise build_malformed_error([FieldError("position", "missing", "Name the position.")])
