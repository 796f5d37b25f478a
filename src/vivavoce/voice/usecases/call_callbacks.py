"""What a provider tells of a call. It may come twice, late, and in any order."""

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
    """This does not carry the telephone provider's signature."""

    code = "callback_not_signed"


class CallbackSignatureVerifier:
    """Tells callbacks of the provider from everybody else's; without a secret nothing is one."""

    def __init__(self, *, secret: str | None, public_url: str) -> None:
        self._secret = secret
        self._public_url = public_url.rstrip("/")

    def verify(self, target: str, parameters: FormParameters, signature: str) -> None:
        """Return if the request for ``target`` (path and query) is signed.

        Raises ``InvalidCallbackSignatureError``.
        """
        url = self._public_url + target
        if self._secret is None or not is_valid_signature(self._secret, url, parameters, signature):
            raise InvalidCallbackSignatureError


class HandleAnsweredCall:
    """Somebody, or something, answered: says where the call's sound goes."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, finder: CallFinder, lifecycle: CallLifecycle
    ) -> None:
        self._open_work = open_work
        self._finder = finder
        self._lifecycle = lifecycle

    async def __call__(self, attempt_id: UUID, *, answered_by: AnsweredBy, sid: str) -> str | None:
        """Return the word that joins the call's sound to us, or None where the call is to end."""
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
        if call.state == "answered":  # the provider asks again: our answer did not reach it
            return await self._lifecycle.issue_join_token(work, call)
        if not call.is_unanswered:
            return None
        if await self._lifecycle.is_session_over(work, call):
            await self._lifecycle.save(work, calls.end_call(call, "called_off", now=now))
            return None
        await self._lifecycle.append_event(
            work, call, CallAnsweredUpdate(attempt=call.attempt, by=by)
        )
        if by == "machine":
            await self._lifecycle.record_not_reached(work, call, "machine")
            return None
        call = await self._lifecycle.save(work, calls.mark_answered(call, now=now))
        return await self._lifecycle.issue_join_token(work, call)


class UpdateCallStatus:
    """Takes in how a call goes."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, finder: CallFinder, lifecycle: CallLifecycle
    ) -> None:
        self._open_work = open_work
        self._finder = finder
        self._lifecycle = lifecycle

    async def __call__(self, attempt_id: UUID, status: ProviderCallStatus, *, sid: str) -> None:
        """Take it in where it is news of the present attempt; else nothing happens."""
        found = await self._finder.find_by_attempt(attempt_id)
        if found is None:
            return
        async with self._open_work(found.tenant_id) as work:
            call = await self._lifecycle.calls.lock_attempt(work, found.call_id, attempt_id)
            if call is not None and not call.is_over:
                await self._apply_status(work, self._lifecycle.with_sid(call, sid), status)

    async def _apply_status(self, work: UnitOfWork, call: Call, status: ProviderCallStatus) -> None:
        match status:
            case "accepted" if call.state == "placing":
                await self._lifecycle.calls.save(work, replace(call, state="dialing"))
            case "ringing" if call.state in ("placing", "dialing"):
                await self._lifecycle.append_event(
                    work, call, CallRingingUpdate(attempt=call.attempt)
                )
                await self._lifecycle.calls.save(work, replace(call, state="ringing"))
            case "accepted" | "ringing" | "answered":
                pass  # known already, or told with the request for where the sound goes
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
    """A call whose sound is there."""

    tenant_id: TenantId
    session_id: SessionId
    call: Call


class ConnectCallAudio:
    """Joins a sound to its call, and notes when it is gone."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, finder: CallFinder, lifecycle: CallLifecycle
    ) -> None:
        self._open_work = open_work
        self._finder = finder
        self._lifecycle = lifecycle

    async def __call__(self, token: str, *, sid: str) -> ConnectedCall | None:
        """Return the call that ``word`` joins, using the word up; None when it fits none."""
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
        """Return the call whose sound is here instead of in another process; None where it ended there."""
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
        """Record that the call's audio has ended: the session is over, or a new call takes it up again.

        ``is_own_disconnect`` says that we broke off the connection ourselves.
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
