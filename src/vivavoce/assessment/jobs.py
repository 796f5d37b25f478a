"""The jobs of assessment: ids in, one use case each."""

from __future__ import annotations

from uuid import UUID

import structlog

from vivavoce.assessment.usecases.assess import AssessInterview
from vivavoce.assessment.usecases.give_up import TOO_COSTLY, GiveUpAssessment
from vivavoce.assessment.usecases.read_answer import ReadAnswerAlong
from vivavoce.infra.isolated import BudgetExceededError
from vivavoce.kernel.ids import AssessmentId, SessionId, TenantId

_log = structlog.get_logger(__name__)


class AssessJob:
    """``assessment.assess``: one try of one assessment."""

    def __init__(self, assess: AssessInterview, give_up: GiveUpAssessment) -> None:
        self._assess = assess
        self._give_up = give_up

    async def __call__(self, tenant_id: TenantId, *, assessment_id: str) -> None:
        """Make the assessment, unless it was made before.

        One that takes more than its budget would take as much again: that is told at once, with no
        score, and a person decides.
        """
        wanted = AssessmentId(UUID(assessment_id))
        try:
            await self._assess(tenant_id, wanted)
        except BudgetExceededError as error:
            _log.warning(
                "assessment.too_costly", assessment_id=assessment_id, resource=error.resource
            )
            await self._give_up(tenant_id, wanted, code=TOO_COSTLY)

    async def give_up(self, tenant_id: TenantId, *, assessment_id: str) -> None:
        """Tell that the last try failed."""
        await self._give_up(tenant_id, AssessmentId(UUID(assessment_id)))


class ReadAnswerJob:
    """``assessment.read_answer``: the panel reads one answer."""

    def __init__(self, read: ReadAnswerAlong) -> None:
        self._read = read

    async def __call__(self, tenant_id: TenantId, *, session_id: str, turn: str) -> None:
        """Read the answer, unless it was read before."""
        await self._read(tenant_id, SessionId(UUID(session_id)), int(turn))
