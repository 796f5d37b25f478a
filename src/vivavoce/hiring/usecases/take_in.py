"""A request becomes an interview: kept, told, and sent on to the planner or back for more facts."""

from __future__ import annotations

from vivavoce.contracts.events import InterviewReceived
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.retention import RetentionDays
from vivavoce.hiring.domain.completeness import check
from vivavoce.hiring.domain.interview import SYSTEM, Actor, Interview
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.hiring.domain.workflow import Transition
from vivavoce.hiring.ports import Interviews, RetentionPolicy
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.hiring.usecases.tellings import gaps_told, info_needed, validation_requested
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids, InterviewId, PersonId

_RUN_BITS = 96


class TakeIn:
    """Takes a request in within the caller's unit of work."""

    def __init__(
        self,
        interviews: Interviews,
        step: TakeStep,
        clock: Clock,
        ids: Ids,
        retention: RetentionPolicy,
    ) -> None:
        self._interviews = interviews
        self._retention = retention
        self._step = step
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        work: Work,
        request: InterviewRequest,
        *,
        by: Actor,
        caller: Caller,
        person_id: PersonId | None = None,
    ) -> Interview:
        """Return the interview, VALIDATING_SKILLS or INFO_NEEDED; without an id the person is new."""
        keeps = await self._retention.retention_days(work, PROFILES[request.profile])
        interview = self._new(request, person_id or PersonId(self._ids.new()), keeps)
        await self._interviews.add(work, interview, by=by)
        received = await self._step(
            work,
            interview,
            Transition.RECEIVE,
            by=by,
            caller=caller,
            event=InterviewReceived(profile=request.profile, data_quality=str(interview.quality)),
        )
        if received.gaps:
            return await self._step(
                work,
                received,
                Transition.REQUEST_INFO,
                by=SYSTEM,
                event=info_needed(received),
                data=gaps_told(received),
            )
        return await self._step(
            work, received, Transition.VALIDATE, by=SYSTEM, event=validation_requested(received)
        )

    def _new(
        self, request: InterviewRequest, person_id: PersonId, keeps: RetentionDays
    ) -> Interview:
        now = self._clock.now()
        found = check(request)
        return Interview(
            id=InterviewId(self._ids.new()),
            run_id=f"run_{int(now.timestamp())}_{self._ids.token(_RUN_BITS)}",
            person_id=person_id,
            request=request,
            state=None,
            version=0,
            quality=found.quality,
            gaps=found.gaps,
            warnings=found.warnings,
            keeps=keeps,
            created_at=now,
            updated_at=now,
            state_since=now,
        )
