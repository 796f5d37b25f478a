"""Handles a provider's callbacks about a call. They may be repeated, late and in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.contracts.call_updates import (
    AnsweredBy,
    CallAnsweredUpdate,
    CallFailureReason,
    CallRingingUpdate,
)
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call, ProviderCallStatus
from vivavoce.voice.domain.calls.twilio import FormParameters, is_valid_signature
from vivavoce.voice.ports.calls import CallFinder
from vivavoce.voice.usecases.call_lifecycle import CallLifecycle


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


class HandleAnsweredCall:
    """Handles an answered call: decides where its audio goes."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, finder: CallFinder, lifecycle: CallLifecycle
    ) -> None:
        self._open_work = open_work
        self._finder = finder
        self._lifecycle = lifecycle

    async def __call__(self, attempt_id: UUID, *, answered_by: AnsweredBy, sid: str) -> str | None:
        """Return the token that connects the call's audio, or None where the call must end."""
        found = await self._finder.find_by_attempt(attempt_id)
        if found is None:
            return None
        async with self._open_work(found.tenant_id) as work:
            call = await self._lifecycle.calls.lock_attempt(work, found.call_id, attempt_id)
            if call is None or call.session_id is None:
                return None
            return await self._answer(work, self._lifecycle.with_sid(call, sid), answered_by)

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


class UpdateCallStatus:
    """Applies a provider's status updates to a call."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, finder: CallFinder, lifecycle: CallLifecycle
    ) -> None:
        self._open_work = open_work
        self._finder = finder
        self._lifecycle = lifecycle

    async def __call__(self, attempt_id: UUID, status: ProviderCallStatus, *, sid: str) -> None:
        """Apply ``status`` if it changes the current attempt; otherwise do nothing."""
        found = await self._finder.find_by_attempt(attempt_id)
        if found is None:
            return
        async with self._open_work(found.tenant_id) as work:
            call = await self._lifecycle.calls.lock_attempt(work, found.call_id, attempt_id)
            if call is not None and not call.is_over:
                await self._apply_status(work, self._lifecycle.with_sid(call, sid), status)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedCall:
    """A call whose audio is connected."""

    tenant_id: TenantId
    session_id: SessionId
    call: Call


class ConnectCallAudio:
    """Connects audio to its call, and records when it disconnects."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, finder: CallFinder, lifecycle: CallLifecycle
    ) -> None:
        self._open_work = open_work
        self._finder = finder
        self._lifecycle = lifecycle

    async def __call__(self, token: str, *, sid: str) -> ConnectedCall | None:
        """Return the call that ``token`` connects to and use the token up; None if it does not match."""
        found = await self._finder.redeem_join_token(token)
        if found is None:
            return None
        async with self._open_work(found.tenant_id) as work:
            call = await self._lifecycle.calls.lock(work, found.call_id)
            if call is None or call.state != "answered" or call.sid != sid:
                return None
            session_id = call.session_id
            if session_id is None:
                return None
            call = await self._lifecycle.save(
                work, calls.mark_talking(call, now=self._lifecycle.clock.now())
            )
            return ConnectedCall(tenant_id=found.tenant_id, session_id=session_id, call=call)

    async def reconnect(self, attempt_id: UUID) -> ConnectedCall | None:
        """Return the call whose audio moved to this process; None where it has ended."""
        found = await self._finder.find_by_attempt(attempt_id)
        if found is None:
            return None
        async with self._open_work(found.tenant_id) as work:
            call = await self._lifecycle.calls.lock_attempt(work, found.call_id, attempt_id)
            if call is None or call.state != "talking" or call.session_id is None:
                return None
            return ConnectedCall(tenant_id=found.tenant_id, session_id=call.session_id, call=call)

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
