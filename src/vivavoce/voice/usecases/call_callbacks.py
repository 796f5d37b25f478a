"""Handles a provider's callbacks about a call, and records the call in the session's log.

Callbacks may be repeated, late and in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.contracts.call_updates import (
    AnsweredBy,
    CallAnsweredUpdate,
    CallFailureReason,
    CallNotReachedUpdate,
    CallRingingUpdate,
    CallUpdate,
)
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import IdGenerator, SessionId, TenantId
from vivavoce.voice.adapters.postgres_calls import PostgresCallFinder, PostgresCallRepository
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call, ProviderCallStatus
from vivavoce.voice.domain.calls.twilio import FormParameters, is_valid_signature
from vivavoce.voice.ports.calls import LiveSessionCommands

PLACE_CALL_JOB = "voice.place_call"
JOIN_TOKEN_BITS = 192


class CallLifecycle:
    """Changes calls, their sessions and the job that advances them, within the caller's transaction."""

    def __init__(
        self,
        *,
        calls: PostgresCallRepository,
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


class InvalidCallbackSignatureError(ForbiddenError):
    """This request does not carry the telephone provider's signature."""

    code = "callback_signature_invalid"


class CallbackSignatureVerifier:
    """Verifies that a callback is signed by the provider; without a secret every callback is rejected."""

    def __init__(self, *, secret: str | None, public_url: str) -> None:
        self._secret = secret
        self._public_url = public_url.rstrip("/")

    def verify(self, target: str, parameters: FormParameters, signature: str) -> None:
        """Check the signature of the request for ``target`` (path and query)."""
        url = self._public_url + target
        if self._secret is None or not is_valid_signature(self._secret, url, parameters, signature):
            raise InvalidCallbackSignatureError


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedCall:
    """A call whose audio is connected."""

    tenant_id: TenantId
    session_id: SessionId
    call: Call


class CallCallbacks:
    """Applies what a provider reports about calls: answered, a new status, audio connected or ended."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, finder: PostgresCallFinder, lifecycle: CallLifecycle
    ) -> None:
        self._open_work = open_work
        self._finder = finder
        self._lifecycle = lifecycle

    async def handle_answered(
        self, attempt_id: UUID, *, answered_by: AnsweredBy, sid: str
    ) -> str | None:
        """Decide where the audio of an answered call goes.

        Return the token that connects the call's audio, or None where the call must end.
        """
        reference = await self._finder.find_by_attempt(attempt_id)
        if reference is None:
            return None
        async with self._open_work(reference.tenant_id) as work:
            call = await self._lifecycle.calls.lock_attempt(work, reference.call_id, attempt_id)
            if call is None or call.session_id is None:
                return None
            return await self._answer(work, self._lifecycle.with_sid(call, sid), answered_by)

    async def update_status(
        self, attempt_id: UUID, status: ProviderCallStatus, *, sid: str
    ) -> None:
        """Apply ``status`` if it changes the current attempt; otherwise do nothing."""
        reference = await self._finder.find_by_attempt(attempt_id)
        if reference is None:
            return
        async with self._open_work(reference.tenant_id) as work:
            call = await self._lifecycle.calls.lock_attempt(work, reference.call_id, attempt_id)
            if call is not None and not call.is_over:
                await self._apply_status(work, self._lifecycle.with_sid(call, sid), status)

    async def connect_audio(self, token: str, *, sid: str) -> ConnectedCall | None:
        """Return the call that ``token`` connects to and use the token up; None if it does not match."""
        reference = await self._finder.redeem_join_token(token)
        if reference is None:
            return None
        async with self._open_work(reference.tenant_id) as work:
            call = await self._lifecycle.calls.lock(work, reference.call_id)
            if call is None or call.state != "answered" or call.sid != sid:
                return None
            session_id = call.session_id
            if session_id is None:
                return None
            call = await self._lifecycle.save(
                work, calls.mark_talking(call, now=self._lifecycle.clock.now())
            )
            return ConnectedCall(tenant_id=reference.tenant_id, session_id=session_id, call=call)

    async def find_moved_call(self, attempt_id: UUID) -> ConnectedCall | None:
        """Return the call whose audio moved to this process; None where it has ended."""
        reference = await self._finder.find_by_attempt(attempt_id)
        if reference is None:
            return None
        async with self._open_work(reference.tenant_id) as work:
            call = await self._lifecycle.calls.lock_attempt(work, reference.call_id, attempt_id)
            if call is None or call.state != "talking" or call.session_id is None:
                return None
            return ConnectedCall(
                tenant_id=reference.tenant_id, session_id=call.session_id, call=call
            )

    async def record_disconnect(
        self, connected_call: ConnectedCall, *, is_own_disconnect: bool = False
    ) -> None:
        """Record that the call's audio has ended: the session is over, or a new call resumes it.

        ``is_own_disconnect`` says that the server closed the connection.
        """
        async with self._open_work(connected_call.tenant_id) as work:
            call = await self._lifecycle.calls.lock(work, connected_call.call.id)
            if (
                call is None
                or call.state != "talking"
                or call.attempt != connected_call.call.attempt
            ):
                return
            await self._lifecycle.record_dropped(work, call, is_immediate=is_own_disconnect)

    async def _answer(self, work: UnitOfWork, call: Call, by: AnsweredBy) -> str | None:
        now = self._lifecycle.clock.now()
        if (
            call.state == "answered"
        ):  # the provider repeats the request: it did not get our response
            return await self._lifecycle.issue_join_token(work, call)
        if not call.is_unanswered:
            return None
        if await self._lifecycle.is_session_over(work, call):
            await self._lifecycle.save(work, calls.end_call(call, "canceled", now=now))
            return None
        await self._lifecycle.append_event(
            work, call, CallAnsweredUpdate(attempt=call.attempt, answered_by=by)
        )
        if by == "machine":
            await self._lifecycle.record_not_reached(work, call, "machine")
            return None
        call = await self._lifecycle.save(work, calls.mark_answered(call, now=now))
        return await self._lifecycle.issue_join_token(work, call)

    async def _apply_status(self, work: UnitOfWork, call: Call, status: ProviderCallStatus) -> None:
        match status:
            case "accepted" if call.state == "requesting":
                await self._lifecycle.calls.save(work, replace(call, state="dialing"))
            case "ringing" if call.state in ("requesting", "dialing"):
                await self._lifecycle.append_event(
                    work, call, CallRingingUpdate(attempt=call.attempt)
                )
                await self._lifecycle.calls.save(work, replace(call, state="ringing"))
            case "accepted" | "ringing" | "answered":
                pass  # already known, or reported by the request for the audio destination
            case "completed" if call.state == "talking":
                await self._lifecycle.record_dropped(work, call)
            case "completed" if call.state == "answered":
                await self._lifecycle.record_not_reached(work, call, "trunk")
            case "completed":
                await self._fail(work, call, "no_answer")
            case reason:
                await self._fail(work, call, reason)

    async def _fail(self, work: UnitOfWork, call: Call, reason: CallFailureReason) -> None:
        if call.is_unanswered:
            await self._lifecycle.record_not_reached(work, call, reason)
