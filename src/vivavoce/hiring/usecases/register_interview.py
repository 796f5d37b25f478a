"""Turn a request into an interview: store it, publish it, and request a plan or missing facts."""

from __future__ import annotations

from vivavoce.contracts.events import InterviewReceived
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.retention import RetentionDays
from vivavoce.hiring.domain.completeness import check_completeness
from vivavoce.hiring.domain.interview import SYSTEM_ACTOR, Actor, Interview
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.ports import InterviewRepository, RetentionPolicy
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.payloads import (
    build_gaps_data,
    build_info_request,
    build_validation_request,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId

_RUN_ID_BITS = 96


class RegisterInterview:
    """Creates an interview from a request within the caller's unit of work."""

    def __init__(
        self,
        interviews: InterviewRepository,
        apply_transition: ApplyTransition,
        clock: Clock,
        ids: IdGenerator,
        retention: RetentionPolicy,
    ) -> None:
        self._interviews = interviews
        self._retention = retention
        self._apply_transition = apply_transition
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        work: UnitOfWork,
        request: InterviewRequest,
        *,
        actor: Actor,
        caller: Caller,
        person_id: PersonId | None = None,
    ) -> Interview:
        """Return the interview in VALIDATING_SKILLS or INFO_NEEDED; no ``person_id`` means a new person."""
        keeps = await self._retention.retention_days(work, PROFILES[request.profile])
        interview = self._build_interview(request, person_id or PersonId(self._ids.new_id()), keeps)
        await self._interviews.add(work, interview, actor=actor)
        received = await self._apply_transition(
            work,
            interview,
            InterviewTransition.RECEIVE,
            actor=actor,
            caller=caller,
            event=InterviewReceived(profile=request.profile, data_quality=str(interview.quality)),
        )
        if received.gaps:
            return await self._apply_transition(
                work,
                received,
                InterviewTransition.REQUEST_INFO,
                actor=SYSTEM_ACTOR,
                event=build_info_request(received),
                data=build_gaps_data(received),
            )
        return await self._apply_transition(
            work,
            received,
            InterviewTransition.VALIDATE,
            actor=SYSTEM_ACTOR,
            event=build_validation_request(received),
        )

    def _build_interview(
        self, request: InterviewRequest, person_id: PersonId, retention: RetentionDays
    ) -> Interview:
        now = self._clock.now()
        found = check_completeness(request)
        return Interview(
            id=InterviewId(self._ids.new_id()),
            run_id=f"run_{int(now.timestamp())}_{self._ids.random_token(_RUN_ID_BITS)}",
            person_id=person_id,
            request=request,
            state=None,
            version=0,
            quality=found.quality,
            gaps=found.gaps,
            warnings=found.warnings,
            retention=retention,
            created_at=now,
            updated_at=now,
            state_since=now,
        )
