"""Apply a transition by name, as the workflow page does, through the use case that owns it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.contracts.events import InterviewScheduled
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import Interview, TransitionRecord, actor_from_caller
from vivavoce.hiring.domain.workflow import (
    TRANSITION_RULES,
    InterviewState,
    InterviewTransition,
    build_transition_error,
)
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.book_time import HostBookings
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.end_interview import CancelInterview
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

_ASSESSMENT_TRANSITIONS = frozenset(
    {
        InterviewTransition.APPROVE_ASSESSMENT,
        InterviewTransition.REJECT_ASSESSMENT,
        InterviewTransition.REASSESS,
    }
)


class TimeNotInFutureError(InvalidRequestError):
    """The time must be in the future."""

    code = "time_in_past"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionResult:
    """The interview after a transition by name, with its history row."""

    interview: Interview
    record: TransitionRecord


class ScheduleInterview:
    """Schedules an approved interview, or moves a scheduled one; it does not open before that time.

    The candidate gets the invitation with the appointment.
    """

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
        candidate_links: CandidateLinkCommands,
        hosts: HostBookings,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._apply_transition = apply_transition
        self._candidate_links = candidate_links
        self._hosts = hosts
        self._audit = audit
        self._clock = clock

    async def __call__(
        self, caller: Caller, key: str, *, at: datetime | None, on_behalf_of: str | None = None
    ) -> Interview:
        """Return the interview, scheduled at ``at`` or else at the time in its request.

        A scheduled interview that the candidate enters by a link moves to ``at``, without a transition.
        A booked host moves with it. Raises ``TimeNotInFutureError``, ``InvalidTransitionError``, or
        ``TimeTakenError`` if that host has another interview then.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            is_moved = (
                interview.state is InterviewState.SCHEDULED
                and interview.profile.has_link
                and at is not None
            )
            if interview.state is not InterviewState.APPROVED and not is_moved:
                raise build_transition_error(interview.state, InterviewTransition.SCHEDULE)
            time = at or interview.request.scheduled_at
            if time is None or time <= self._clock.now():
                message = translatable("'scheduledAt' must be a time in the future.")
                raise TimeNotInFutureError(
                    message, errors=[FieldError("scheduledAt", "past", message)]
                )
            if is_moved and time == interview.request.scheduled_at:
                return interview
            request = dataclasses.replace(interview.request, scheduled_at=time)
            bound = dataclasses.replace(interview, request=request)
            await self._interviews.save_request(work, bound)
            await self._hosts.move(work, bound, time)
            link_days = timedelta(days=bound.profile.link_ttl_days)
            await self._candidate_links.extend_expiry(work, bound.id, time + link_days)
            if is_moved:
                await self._record_rescheduling(work, bound, caller, time)
            else:
                bound = await self._apply_transition(
                    work,
                    bound,
                    InterviewTransition.SCHEDULE,
                    actor=actor_from_caller(caller, on_behalf_of),
                    caller=caller,
                    event=InterviewScheduled(scheduled_at=format_timestamp(time)),
                    data={"scheduledAt": format_timestamp(time)},
                )
            if bound.profile.has_link:
                await self._candidate_links.invite(work, bound.id, is_moved=is_moved)
            return bound

    async def _record_rescheduling(
        self, work: UnitOfWork, moved: Interview, caller: Caller, time: datetime
    ) -> None:
        data = {"scheduledAt": format_timestamp(time)}
        await self._apply_transition.publish_webhook(work, moved, "interview.scheduled", data)
        await self._audit.record(work, caller, "interview.reschedule", str(moved.id), data)


class DispatchTransition:
    """Dispatches a transition to the use case that applies it."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        *,
        complete_info: CompleteInfo,
        decide_plan: DecidePlan,
        schedule: ScheduleInterview,
        decide_assessment: DecideAssessment,
        cancel: CancelInterview,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._complete_info = complete_info
        self._decide_plan = decide_plan
        self._schedule = schedule
        self._decide_assessment = decide_assessment
        self._cancel = cancel

    async def __call__(
        self,
        caller: Caller,
        key: str,
        transition: InterviewTransition,
        *,
        reason: str | None = None,
        scheduled_at: datetime | None = None,
        on_behalf_of: str | None = None,
    ) -> TransitionResult:
        """Return the result; raises ``InvalidTransitionError`` for a transition that staff cannot make."""
        caller.require(Permission.INTERVIEW_APPROVE)
        if (
            TRANSITION_RULES[transition].actor != "staff"
            or transition is InterviewTransition.RECEIVE
        ):
            async with self._open_work(caller.tenant_id) as work:
                interview = await self._interviews.find(work, key)
            raise build_transition_error(interview.state, transition)
        await self._dispatch(caller, key, transition, reason, scheduled_at, on_behalf_of)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            history = await self._interviews.history(work, interview)
            # COMPLETE_INFO with facts that are still incomplete ends in REQUEST_INFO.
            ends = (transition, InterviewTransition.REQUEST_INFO)
            record = next(s for s in reversed(history) if s.transition in ends)
            return TransitionResult(interview=interview, record=record)

    async def _dispatch(
        self,
        caller: Caller,
        key: str,
        transition: InterviewTransition,
        reason: str | None,
        scheduled_at: datetime | None,
        on_behalf_of: str | None,
    ) -> None:
        if transition in _ASSESSMENT_TRANSITIONS:
            await self._decide_assessment(
                caller, key, transition, comments=reason, on_behalf_of=on_behalf_of
            )
        elif transition is InterviewTransition.COMPLETE_INFO:
            await self._complete_info(caller, key, {}, on_behalf_of=on_behalf_of)
        elif transition is InterviewTransition.SCHEDULE:
            await self._schedule(caller, key, at=scheduled_at, on_behalf_of=on_behalf_of)
        elif transition is InterviewTransition.CANCEL:
            await self._cancel(caller, key, reason=reason, on_behalf_of=on_behalf_of)
        else:
            decide = {
                InterviewTransition.APPROVE: self._decide_plan.approve,
                InterviewTransition.REJECT: self._decide_plan.reject,
                InterviewTransition.MODIFY: self._decide_plan.modify,
            }[transition]
            await decide(caller, key, comments=reason, on_behalf_of=on_behalf_of)
