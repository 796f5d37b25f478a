"""Take a step by its name: the workflow page's way to the same decisions."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.contracts.events import InterviewScheduled
from vivavoce.hiring.domain.interview import Interview, Step, acting
from vivavoce.hiring.domain.workflow import RULES, State, Transition, not_allowed
from vivavoce.hiring.ports import Doors, Interviews
from vivavoce.hiring.usecases.cancel import Cancel
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, iso_ms
from vivavoce.kernel.errors import FieldError, Malformed

_VERDICTS = frozenset(
    {Transition.APPROVE_ASSESSMENT, Transition.REJECT_ASSESSMENT, Transition.REASSESS}
)


class TimeNotAhead(Malformed):
    """A time in the future is needed."""

    code = "time_not_ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a step by name did."""

    interview: Interview
    step: Step


class Schedule:
    """Binds an approved interview to a time before which it does not open."""

    def __init__(
        self,
        open_work: OpenWork,
        interviews: Interviews,
        step: TakeStep,
        doors: Doors,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._step = step
        self._doors = doors
        self._clock = clock

    async def __call__(
        self, caller: Caller, key: str, *, at: datetime | None, on_behalf_of: str | None = None
    ) -> Interview:
        """Return the scheduled interview; without ``at`` the time of the request counts."""
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.state is not State.APPROVED:
                raise not_allowed(interview.state, Transition.SCHEDULE)
            time = at or interview.request.scheduled_at
            if time is None or time <= self._clock.now():
                message = "'scheduledAt' must be a time in the future."
                raise TimeNotAhead(message, errors=[FieldError("scheduledAt", "past", message)])
            request = dataclasses.replace(interview.request, scheduled_at=time)
            bound = dataclasses.replace(interview, request=request)
            await self._interviews.save_facts(work, bound)
            link_days = timedelta(days=bound.profile.link_days)
            await self._doors.keep_until(work, bound.id, time + link_days)
            return await self._step(
                work,
                bound,
                Transition.SCHEDULE,
                by=acting(caller, on_behalf_of),
                caller=caller,
                event=InterviewScheduled(scheduled_at=iso_ms(time)),
                data={"scheduledAt": iso_ms(time)},
            )


class TakeNamedStep:
    """Sends a step's name to the use case that takes it."""

    def __init__(
        self,
        open_work: OpenWork,
        interviews: Interviews,
        *,
        complete: CompleteInfo,
        plan: DecidePlan,
        schedule: Schedule,
        assessment: DecideAssessment,
        cancel: Cancel,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._complete = complete
        self._plan = plan
        self._schedule = schedule
        self._assessment = assessment
        self._cancel = cancel

    async def __call__(
        self,
        caller: Caller,
        key: str,
        transition: Transition,
        *,
        reason: str | None = None,
        scheduled_at: datetime | None = None,
        on_behalf_of: str | None = None,
    ) -> Moved:
        """Return what happened; a step that only the system takes is ``MoveNotAllowed``."""
        caller.require(Permission.INTERVIEW_APPROVE)
        if RULES[transition].actor != "staff" or transition is Transition.RECEIVE:
            async with self._open_work(caller.tenant_id) as work:
                interview = await self._interviews.find(work, key)
            raise not_allowed(interview.state, transition)
        await self._take(caller, key, transition, reason, scheduled_at, on_behalf_of)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            taken = await self._interviews.history(work, interview)
            # Facts that are still not enough end in a question again.
            ends = (transition, Transition.REQUEST_INFO)
            step = next(s for s in reversed(taken) if s.transition in ends)
            return Moved(interview=interview, step=step)

    async def _take(
        self,
        caller: Caller,
        key: str,
        transition: Transition,
        reason: str | None,
        scheduled_at: datetime | None,
        on_behalf_of: str | None,
    ) -> None:
        if transition in _VERDICTS:
            await self._assessment(
                caller, key, transition, comments=reason, on_behalf_of=on_behalf_of
            )
        elif transition is Transition.COMPLETE_INFO:
            await self._complete(caller, key, {}, on_behalf_of=on_behalf_of)
        elif transition is Transition.SCHEDULE:
            await self._schedule(caller, key, at=scheduled_at, on_behalf_of=on_behalf_of)
        elif transition is Transition.CANCEL:
            await self._cancel(caller, key, reason=reason, on_behalf_of=on_behalf_of)
        else:
            decide = {
                Transition.APPROVE: self._plan.approve,
                Transition.REJECT: self._plan.reject,
                Transition.MODIFY: self._plan.modify,
            }[transition]
            await decide(caller, key, comments=reason, on_behalf_of=on_behalf_of)
