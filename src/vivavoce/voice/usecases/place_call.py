"""Advances a call when its time has come: place it, notice that it went silent, or call again.

How double dialing is prevented: an attempt is committed as requested *before* the provider is asked. If the
process dies between the provider's answer and recording it, the attempt is never requested again. Provider
callbacks name the attempt and advance it; without any it counts as not reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.contracts.call_updates import CallDialingUpdate, CallFailureReason
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import (
    RING_TIMEOUT_S,
    STATUS_RECHECK_DELAY_S,
    Call,
    CallOutcome,
    next_allowed_call_time,
)
from vivavoce.voice.ports.calls import (
    CallDeclinedError,
    CallNotAnsweredError,
    CallNotPlacedError,
    CallOutcomeUnknownError,
    OutboundCall,
    PhoneInterview,
    PhoneInterviewGateway,
    TelephonyProvider,
)
from vivavoce.voice.usecases.call_callbacks import CallLifecycle
from vivavoce.voice.usecases.schedule_call import CALLABLE_STATES

_log = structlog.get_logger(__name__)
_HANG_UP_DELAYS_S = (0.0, 1.0, 3.0)


@dataclass(frozen=True, slots=True)
class PlaceCallStep:
    """Ask the provider to place this attempt."""

    call: Call
    outbound_call: OutboundCall


@dataclass(frozen=True, slots=True)
class HangUpStep:
    """Ask the provider to end its call with this id, which is not wanted any more."""

    sid: str = field(repr=False)


ProviderStep = PlaceCallStep | HangUpStep | None
"""What to ask of the provider once the transaction is committed."""


class PlaceCall:
    """Takes a call's next step, if its time has come. Safe to run at any time."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: PhoneInterviewGateway,
        lifecycle: CallLifecycle,
        provider: TelephonyProvider | None,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._lifecycle = lifecycle
        self._provider = provider

    async def __call__(self, tenant_id: TenantId, *, call_id: str) -> None:
        """Take the call's next step; raise ``CallNotPlacedError`` where it must be retried soon."""
        try:
            async with self._open_work(tenant_id) as work:
                step = await self._next_step(work, UUID(call_id))
        except ConflictError as error:  # nothing was written: the interview can no longer begin
            await self._cancel(tenant_id, UUID(call_id), error)
            return
        match step:
            case HangUpStep():
                await self._hang_up(step.sid, call_id)
            case PlaceCallStep():
                await self._place(tenant_id, step.call, step.outbound_call)
            case None:
                pass

    async def abandon(self, tenant_id: TenantId, *, call_id: str) -> None:
        """Mark the call as not reached: the job's retries are used up and the provider was never asked."""
        async with self._open_work(tenant_id) as work:
            call = await self._lifecycle.calls.lock(work, UUID(call_id))
            if call is not None and call.state == "requesting" and call.asked_at is None:
                await self._lifecycle.record_not_reached(work, call, "trunk", is_final=True)

    async def _cancel(self, tenant_id: TenantId, call_id: UUID, refused: ConflictError) -> None:
        _log.info("call.canceled", call_id=str(call_id), code=refused.code)
        async with self._open_work(tenant_id) as work:
            call = await self._lifecycle.calls.lock(work, call_id)
            if call is not None and not call.is_over:
                now = self._lifecycle.clock.now()
                await self._lifecycle.save(work, calls.end_call(call, "canceled", now=now))

    async def _next_step(self, work: UnitOfWork, call_id: UUID) -> ProviderStep:
        call = await self._lock_call(work, call_id)
        if call is None or call.is_over:
            return None
        if call.state != "talking" and await self._get_wanted_interview(work, call) is None:
            now = self._lifecycle.clock.now()
            await self._lifecycle.save(work, calls.end_call(call, "canceled", now=now))
            return None if call.sid is None else HangUpStep(call.sid)
        if call.state == "requesting" and call.session_id and not call.is_placement_unknown:
            asked = calls.mark_requested_again(call, now=self._lifecycle.clock.now())
            return await self._prepare_attempt(work, asked, call.session_id)
        if call.next_attempt_at is None or call.next_attempt_at > self._lifecycle.clock.now():
            return None
        match call.state:
            case "waiting":
                return await self._begin_attempt(work, call)
            case "talking":
                await self._check_session(work, call)
            case "answered":
                return await self._end_attempt(work, call, "trunk")
            case _:
                reason: CallFailureReason = "trunk" if call.is_placement_unknown else "no_answer"
                return await self._end_attempt(work, call, reason)
        return None

    async def _lock_call(self, work: UnitOfWork, call_id: UUID) -> Call | None:
        """Lock the interview and then its call, in the same order as erasure does."""
        interview_id = await self._lifecycle.calls.get_interview_id(work, call_id)
        if interview_id is None:
            return None
        await self._interviews.lock(work, interview_id)
        return await self._lifecycle.calls.lock(work, call_id)

    async def _end_attempt(
        self, work: UnitOfWork, call: Call, reason: CallFailureReason
    ) -> ProviderStep:
        """Record that an attempt without news reached nobody; it must not ring any more."""
        await self._lifecycle.record_not_reached(work, call, reason)
        return None if call.sid is None else HangUpStep(call.sid)

    async def _begin_attempt(self, work: UnitOfWork, call: Call) -> ProviderStep:
        """Start the next attempt, unless it is outside calling hours or the call is not wanted any more."""
        now = self._lifecycle.clock.now()
        if not call.is_redial:
            allowed = next_allowed_call_time(now, call.time_zone)
            if allowed > now:
                await self._lifecycle.save(work, replace(call, next_attempt_at=allowed))
                return None
        interview = await self._get_wanted_interview(work, call)
        if interview is None or self._provider is None:
            await self._lifecycle.save(work, calls.end_call(call, "canceled", now=now))
            return None
        session_id = call.session_id
        if session_id is None:
            session_id = await self._lifecycle.sessions.get_or_create(work, interview)
            await self._interviews.open_session(
                work, interview.interview_id, session_id, interview.attempt + 1
            )
        elif not await self._should_dial(work, call, session_id):
            return None
        call = calls.start_attempt(call, session_id=session_id, now=now)
        update = CallDialingUpdate(
            attempt=call.attempt,
            to_hash=call.number_hash,
            trunk=self._provider.trunk,
            is_redial=call.is_redial,
        )
        await self._lifecycle.append_event(work, call, update)
        return await self._prepare_attempt(work, call, session_id)

    async def _should_dial(self, work: UnitOfWork, call: Call, session_id: SessionId) -> bool:
        presence = await self._lifecycle.sessions.get_candidate_presence(work, session_id)
        now = self._lifecycle.clock.now()
        if presence == "over":
            outcome: CallOutcome = "completed" if call.is_redial else "canceled"
            await self._lifecycle.save(work, calls.end_call(call, outcome, now=now))
        elif presence == "there":  # it is not yet known everywhere which connection was lost
            recheck_at = now + timedelta(seconds=STATUS_RECHECK_DELAY_S)
            await self._lifecycle.save(work, replace(call, next_attempt_at=recheck_at))
        return presence in ("awaited", "away")

    async def _get_wanted_interview(self, work: UnitOfWork, call: Call) -> PhoneInterview | None:
        try:
            interview = await self._interviews.get(work, call.interview_id)
        except NotFoundError:
            return None
        if interview.is_test:
            return None
        is_open = interview.state in CALLABLE_STATES
        return interview if is_open and (call.session_id or interview.attempts_left) else None

    async def _prepare_attempt(
        self, work: UnitOfWork, call: Call, session_id: SessionId
    ) -> PlaceCallStep:
        await self._lifecycle.save(work, call)
        attempt_id = self._lifecycle.ids.new_id()
        await self._lifecycle.calls.set_attempt_id(work, call, attempt_id)
        order = OutboundCall(
            tenant_id=work.tenant_id,
            session_id=session_id,
            attempt_id=attempt_id,
            number=call.number,
            ring_s=RING_TIMEOUT_S,
        )
        return PlaceCallStep(call, order)

    async def _check_session(self, work: UnitOfWork, call: Call) -> None:
        """Check a conversation whose end was not reported: dropped, over or still going on."""
        now = self._lifecycle.clock.now()
        if call.session_id is None:
            return
        presence = await self._lifecycle.sessions.get_candidate_presence(work, call.session_id)
        if presence in ("there", "awaited"):
            await self._lifecycle.save(work, calls.mark_talking(call, now=now))
        elif presence == "away" and not call.is_redial:
            await self._lifecycle.save(work, calls.mark_maybe_dropped(call, now=now))
        else:
            await self._lifecycle.record_dropped(work, call, is_immediate=True)

    async def _place(self, tenant_id: TenantId, call: Call, order: OutboundCall) -> None:
        if self._provider is None:
            return
        try:
            sid = await self._provider.place_call(order)
        except CallNotPlacedError:
            await self._record_not_requested(tenant_id, call)
            raise
        except CallDeclinedError as declined:
            await self._record_failed_attempt(tenant_id, call, declined.reason, is_final=True)
            return
        except CallNotAnsweredError as unanswered:
            await self._record_failed_attempt(tenant_id, call, unanswered.reason, is_final=False)
            return
        except CallOutcomeUnknownError:
            _log.warning("call.outcome_unknown", call_id=str(call.id), attempt=call.attempt)
            return
        await failpoint("call.after_place")
        async with self._open_work(tenant_id) as work:
            current = await self._lock_same_attempt(work, call)
            if current is not None and current.state == "requesting":
                await self._lifecycle.calls.save(work, replace(current, state="dialing", sid=sid))
        if (
            current is not None and current.outcome == "canceled"
        ):  # while the provider was being asked
            await self._hang_up(sid, str(call.id))

    async def _hang_up(self, sid: str, call_id: str) -> None:
        """End a call that is not wanted; if that fails, it is ended when it is answered."""
        for pause_s in _HANG_UP_DELAYS_S:
            await self._lifecycle.clock.sleep(pause_s)
            try:
                if self._provider is not None:
                    await self._provider.hang_up(sid)
            except CallNotPlacedError:
                continue
            return
        _log.warning("call.not_hung_up", call_id=call_id)

    async def _record_not_requested(self, tenant_id: TenantId, call: Call) -> None:
        async with self._open_work(tenant_id) as work:
            current = await self._lock_same_attempt(work, call)
            if current is not None and current.state == "requesting":
                await self._lifecycle.calls.save(work, calls.mark_not_requested(current))

    async def _record_failed_attempt(
        self, tenant_id: TenantId, call: Call, reason: CallFailureReason, *, is_final: bool
    ) -> None:
        async with self._open_work(tenant_id) as work:
            current = await self._lock_same_attempt(work, call)
            if current is not None and current.is_unanswered:
                await self._lifecycle.record_not_reached(work, current, reason, is_final=is_final)

    async def _lock_same_attempt(self, work: UnitOfWork, call: Call) -> Call | None:
        current = await self._lifecycle.calls.lock(work, call.id)
        return current if current is not None and current.attempt == call.attempt else None
