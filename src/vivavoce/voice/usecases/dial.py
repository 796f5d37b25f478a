"""Tending a call when its time has come: place it, notice silence about it, take it up again.

What is promised about dialling twice: an attempt is committed as asked for *before* the provider is
asked. Whoever dies between the provider's answer and our own note of it leaves an attempt that is
never asked for again; what the provider tells of it names the attempt and leads it on, and where
nothing comes it counts as a try that reached nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.contracts.calls import Dialing, NotReachedBecause
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.errors import NotFound, Refused
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import LOOK_AGAIN_S, RING_S, Call, Outcome
from vivavoce.voice.domain.calls.hours import next_hour_to_call
from vivavoce.voice.ports.calls import (
    Declined,
    Desk,
    NotAnswered,
    NotPlaced,
    Order,
    Provider,
    ToCall,
    Unsure,
)
from vivavoce.voice.usecases.call_out import CALLABLE
from vivavoce.voice.usecases.calls import Book

_log = structlog.get_logger(__name__)
_HANG_UP_AFTER_S = (0.0, 1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Place:
    """The provider is to be asked for this attempt."""

    call: Call
    order: Order


@dataclass(frozen=True, slots=True)
class HangUp:
    """The provider is to end its call of this name, which nobody wants any more."""

    sid: str = field(repr=False)


Todo = Place | HangUp | None
"""What is to be done once the step is committed."""


class Dial:
    """Does what a call wants next, if its time has come. May run as often as it likes."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: Desk,
        book: Book,
        provider: Provider | None,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._book = book
        self._provider = provider

    async def __call__(self, tenant_id: TenantId, *, call_id: str) -> None:
        """Tend a call; raise ``NotPlaced`` where it is to be tried again soon."""
        try:
            async with self._open_work(tenant_id) as work:
                todo = await self._next_step(work, UUID(call_id))
        except Refused as refused:  # nothing was written: the interview is not to be begun any more
            await self._call_off(tenant_id, UUID(call_id), refused)
            return
        match todo:
            case HangUp():
                await self._hang_up(todo.sid, call_id)
            case Place():
                await self._place(tenant_id, todo.call, todo.order)
            case None:
                pass

    async def give_up(self, tenant_id: TenantId, *, call_id: str) -> None:
        """The provider could not be asked in any try: nobody is called."""
        async with self._open_work(tenant_id) as work:
            call = await self._book.calls.lock(work, UUID(call_id))
            if call is not None and call.state == "placing" and call.asked_at is None:
                await self._book.fail(work, call, "trunk", is_final=True)

    async def _call_off(self, tenant_id: TenantId, call_id: UUID, refused: Refused) -> None:
        _log.info("call.called_off", call_id=str(call_id), code=refused.code)
        async with self._open_work(tenant_id) as work:
            call = await self._book.calls.lock(work, call_id)
            if call is not None and not call.is_over:
                now = self._book.clock.now()
                await self._book.keep(work, calls.ended(call, "called_off", now=now))

    async def _next_step(self, work: Work, call_id: UUID) -> Todo:
        call = await self._locked(work, call_id)
        if call is None or call.is_over:
            return None
        if call.state != "talking" and await self._wanted(work, call) is None:
            now = self._book.clock.now()
            await self._book.keep(work, calls.ended(call, "called_off", now=now))
            return None if call.sid is None else HangUp(call.sid)
        if call.state == "placing" and call.session_id and not call.is_unsure:
            asked = calls.asked_again(call, now=self._book.clock.now())
            return await self._order(work, asked, call.session_id)
        if call.next_at is None or call.next_at > self._book.clock.now():
            return None
        match call.state:
            case "waiting":
                return await self._begin(work, call)
            case "talking":
                await self._look(work, call)
            case "answered":
                return await self._give_up_on(work, call, "trunk")
            case _:
                reason: NotReachedBecause = "trunk" if call.is_unsure else "no_answer"
                return await self._give_up_on(work, call, reason)
        return None

    async def _locked(self, work: Work, call_id: UUID) -> Call | None:
        """Lock the interview and then its call: in this order whoever erases the candidate does it."""
        interview_id = await self._book.calls.interview_of(work, call_id)
        if interview_id is None:
            return None
        await self._desk.hold(work, interview_id)
        return await self._book.calls.lock(work, call_id)

    async def _give_up_on(self, work: Work, call: Call, reason: NotReachedBecause) -> Todo:
        """An attempt of which nothing more is heard reached nobody, and is not to ring any more."""
        await self._book.fail(work, call, reason)
        return None if call.sid is None else HangUp(call.sid)

    async def _begin(self, work: Work, call: Call) -> Todo:
        """Place the next attempt, unless it is night, or nobody wants it any more."""
        now = self._book.clock.now()
        if not call.is_redial:
            allowed = next_hour_to_call(now, call.time_zone)
            if allowed > now:
                await self._book.keep(work, replace(call, next_at=allowed))
                return None
        to_call = await self._wanted(work, call)
        if to_call is None or self._provider is None:
            await self._book.keep(work, calls.ended(call, "called_off", now=now))
            return None
        session_id = call.session_id
        if session_id is None:
            session_id = await self._book.sessions.open(work, to_call)
            await self._desk.open_session(
                work, to_call.interview_id, session_id, to_call.attempt + 1
            )
        elif not await self._is_to_be_called(work, call, session_id):
            return None
        call = calls.placed(call, session_id=session_id, now=now)
        news = Dialing(
            attempt=call.attempt,
            to_hash=call.number_hash,
            trunk=self._provider.trunk,
            is_redial=call.is_redial,
        )
        await self._book.tell(work, call, news)
        return await self._order(work, call, session_id)

    async def _is_to_be_called(self, work: Work, call: Call, session_id: SessionId) -> bool:
        where = await self._book.sessions.whereabouts(work, session_id)
        now = self._book.clock.now()
        if where == "over":
            outcome: Outcome = "talked" if call.is_redial else "called_off"
            await self._book.keep(work, calls.ended(call, outcome, now=now))
        elif where == "there":  # whose line it is that broke is not known everywhere yet
            soon = now + timedelta(seconds=LOOK_AGAIN_S)
            await self._book.keep(work, replace(call, next_at=soon))
        return where in ("awaited", "away")

    async def _wanted(self, work: Work, call: Call) -> ToCall | None:
        try:
            to_call = await self._desk.card(work, call.interview_id)
        except NotFound:
            return None
        is_open = to_call.state in CALLABLE
        return to_call if is_open and (call.session_id or to_call.attempts_left) else None

    async def _order(self, work: Work, call: Call, session_id: SessionId) -> Place:
        await self._book.keep(work, call)
        attempt_id = self._book.ids.new()
        await self._book.calls.name_attempt(work, call, attempt_id)
        order = Order(
            tenant_id=work.tenant_id,
            session_id=session_id,
            attempt_id=attempt_id,
            number=call.number,
            ring_s=RING_S,
        )
        return Place(call, order)

    async def _look(self, work: Work, call: Call) -> None:
        """A talk whose end nobody told of: broken, over, or still going on."""
        now = self._book.clock.now()
        if call.session_id is None:
            return
        where = await self._book.sessions.whereabouts(work, call.session_id)
        if where in ("there", "awaited"):
            await self._book.keep(work, calls.talking(call, now=now))
        elif where == "away" and not call.is_redial:
            await self._book.keep(work, calls.seems_broken(call, now=now))
        else:
            await self._book.drop(work, call, is_at_once=True)

    async def _place(self, tenant_id: TenantId, call: Call, order: Order) -> None:
        if self._provider is None:
            return
        try:
            sid = await self._provider.place(order)
        except NotPlaced:
            await self._note_never_asked(tenant_id, call)
            raise
        except Declined as declined:
            await self._note_failed(tenant_id, call, declined.reason, is_final=True)
            return
        except NotAnswered as unanswered:
            await self._note_failed(tenant_id, call, unanswered.reason, is_final=False)
            return
        except Unsure:
            _log.warning("call.unsure", call_id=str(call.id), attempt=call.attempt)
            return
        await failpoint("call.after_placed")
        async with self._open_work(tenant_id) as work:
            now = await self._same_attempt(work, call)
            if now is not None and now.state == "placing":
                await self._book.calls.save(work, replace(now, state="dialing", sid=sid))
        if now is not None and now.outcome == "called_off":  # while the provider was being asked
            await self._hang_up(sid, str(call.id))

    async def _hang_up(self, sid: str, call_id: str) -> None:
        """End a call that nobody wants; where that cannot be told, it is ended when it is answered."""
        for pause_s in _HANG_UP_AFTER_S:
            await self._book.clock.sleep(pause_s)
            try:
                if self._provider is not None:
                    await self._provider.hang_up(sid)
            except NotPlaced:
                continue
            return
        _log.warning("call.not_hung_up", call_id=call_id)

    async def _note_never_asked(self, tenant_id: TenantId, call: Call) -> None:
        async with self._open_work(tenant_id) as work:
            now = await self._same_attempt(work, call)
            if now is not None and now.state == "placing":
                await self._book.calls.save(work, calls.never_asked(now))

    async def _note_failed(
        self, tenant_id: TenantId, call: Call, reason: NotReachedBecause, *, is_final: bool
    ) -> None:
        async with self._open_work(tenant_id) as work:
            now = await self._same_attempt(work, call)
            if now is not None and now.is_unanswered:
                await self._book.fail(work, now, reason, is_final=is_final)

    async def _same_attempt(self, work: Work, call: Call) -> Call | None:
        now = await self._book.calls.lock(work, call.id)
        return now if now is not None and now.attempt == call.attempt else None
