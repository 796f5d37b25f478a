"""Shared steps of a call's life: change the call and record it in the session's log."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.contracts.call_updates import CallFailureReason, CallNotReachedUpdate, CallUpdate
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.ports.calls import CallRepository, LiveSessionCommands

PLACE_CALL_JOB = "voice.place_call"
JOIN_TOKEN_BITS = 192


class CallLifecycle:
    """Changes calls, their sessions and the job that advances them, within the caller's transaction."""

    def __init__(
        self,
        *,
        calls: CallRepository,
        sessions: LiveSessionCommands,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self.calls = calls
        self.sessions = sessions
        self.clock = clock
        self.ids = ids

    async def save(self, work: UnitOfWork, call: Call) -> Call:
        """Save a call and schedule its next step."""
        await self.calls.save(work, call)
        await self.schedule_next_step(work, call)
        return call

    async def schedule_next_step(self, work: UnitOfWork, call: Call) -> None:
        """Schedule the call's next step, if it has one."""
        if call.next_attempt_at is not None:
            await work.enqueue(PLACE_CALL_JOB, at=call.next_attempt_at, call_id=str(call.id))

    async def append_event(self, work: UnitOfWork, call: Call, update: CallUpdate) -> bool:
        """Append the update to the session's log; return False if there is no session or it refuses."""
        if call.session_id is None:
            return False
        return await self.sessions.append_call_event(work, call.session_id, update)

    async def record_not_reached(
        self, work: UnitOfWork, call: Call, reason: CallFailureReason, *, is_final: bool = False
    ) -> Call:
        """Record that an attempt reached nobody."""
        after = calls.mark_not_reached(call, reason, now=self.clock.now(), is_final=is_final)
        news = CallNotReachedUpdate(attempt=call.attempt, reason=reason, is_last=after.is_over)
        await self.append_event(work, call, news)
        return await self.save(work, after)

    async def record_dropped(
        self, work: UnitOfWork, call: Call, *, is_immediate: bool = False
    ) -> Call:
        """Record that the call dropped; if the session is over by then, the call ends too.

        With ``is_immediate`` the candidate is called again without a pause: for a drop that we caused
        ourselves, or one that happened a while ago.
        """
        now = self.clock.now()
        if await self.is_session_over(work, call):
            return await self.save(work, calls.end_call(call, "completed", now=now))
        return await self.save(work, calls.mark_dropped(call, now=now, is_immediate=is_immediate))

    async def is_session_over(self, work: UnitOfWork, call: Call) -> bool:
        """Return whether the session of the call is over."""
        if call.session_id is None:
            return False
        return await self.sessions.get_candidate_presence(work, call.session_id) == "over"

    async def issue_join_token(self, work: UnitOfWork, call: Call) -> str:
        """Return a new one-time token that connects audio to the call."""
        word = self.ids.random_token(JOIN_TOKEN_BITS)
        await self.calls.set_join_token(work, call, word)
        return word

    def with_sid(self, call: Call, sid: str) -> Call:
        """Return the call with the provider's id, if the provider sent one."""
        return replace(call, sid=sid) if sid else call
