"""What asks for an assessment: consumer group ``assessor-agent``."""

from __future__ import annotations

from uuid import UUID

from vivavoce.assessment.ports import Doors
from vivavoce.assessment.usecases.ask import AskForAssessment
from vivavoce.contracts.envelope import Event
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import AssessmentId, SessionId


class AssessmentHandlers:
    """Each is one short transaction; hearing an event twice asks once."""

    def __init__(self, ask: AskForAssessment, doors: Doors) -> None:
        self._ask = ask
        self._doors = doors

    async def on_interview_completed(self, work: Work, event: Event) -> None:
        """Have what was told assessed, where the talk was for that."""
        if not await self._doors.is_assessed(work, event.interview_id):
            return
        await self._ask.when_completed(
            work,
            interview_id=event.interview_id,
            run_id=event.run_id,
            session_id=SessionId(UUID(str(event.payload["sessionId"]))),
        )

    async def on_assessment_rejected(self, work: Work, event: Event) -> None:
        """Have a new version made where the person who rejected it asked for one."""
        if not event.payload["isReassessment"]:
            return
        await self._ask.when_rejected(
            work,
            interview_id=event.interview_id,
            assessment_id=AssessmentId(UUID(str(event.payload["assessmentId"]))),
            cause=f"event {event.id}",
        )
