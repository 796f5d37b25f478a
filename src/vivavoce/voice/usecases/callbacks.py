"""What a provider tells of a call. It may come twice, late, and in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.contracts.calls import Answered, AnsweredBy, NotReachedBecause, Ringing
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.errors import Forbidden
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call, Progress
from vivavoce.voice.domain.calls.twilio import Parameters, is_signed
from vivavoce.voice.ports.calls import CallFinder
from vivavoce.voice.usecases.calls import Book


class NotSigned(Forbidden):
    """This does not carry the telephone provider's signature."""

    code = "callback_not_signed"


class Signatures:
    """Tells callbacks of the provider from everybody else's; without a secret nothing is one."""

    def __init__(self, *, secret: str | None, public_url: str) -> None:
        self._secret = secret
        self._public_url = public_url.rstrip("/")

    def require(self, target: str, parameters: Parameters, given: str) -> None:
        """Return if the request for ``target`` (path and query) is signed, else raise ``NotSigned``."""
        url = self._public_url + target
        if self._secret is None or not is_signed(self._secret, url, parameters, given):
            raise NotSigned


class AnswerCall:
    """Somebody, or something, answered: says where the call's sound goes."""

    def __init__(self, *, open_work: OpenWork, finder: CallFinder, book: Book) -> None:
        self._open_work = open_work
        self._finder = finder
        self._book = book

    async def __call__(self, attempt_id: UUID, *, by: AnsweredBy, sid: str) -> str | None:
        """Return the word that joins the call's sound to us, or None where the call is to end."""
        found = await self._finder.by_attempt(attempt_id)
        if found is None:
            return None
        async with self._open_work(found.tenant_id) as work:
            call = await self._book.calls.lock_attempt(work, found.call_id, attempt_id)
            if call is None or call.session_id is None:
                return None
            return await self._answer(work, self._book.with_sid(call, sid), by)

    async def _answer(self, work: Work, call: Call, by: AnsweredBy) -> str | None:
        now = self._book.clock.now()
        if call.state == "answered":  # the provider asks again: our answer did not reach it
            return await self._book.open_way(work, call)
        if not call.is_unanswered:
            return None
        if await self._book.is_done(work, call):
            await self._book.keep(work, calls.ended(call, "called_off", now=now))
            return None
        await self._book.tell(work, call, Answered(attempt=call.attempt, by=by))
        if by == "machine":
            await self._book.fail(work, call, "machine")
            return None
        call = await self._book.keep(work, calls.answered(call, now=now))
        return await self._book.open_way(work, call)


class FollowStatus:
    """Takes in how a call goes."""

    def __init__(self, *, open_work: OpenWork, finder: CallFinder, book: Book) -> None:
        self._open_work = open_work
        self._finder = finder
        self._book = book

    async def __call__(self, attempt_id: UUID, heard: Progress, *, sid: str) -> None:
        """Take it in where it is news of the present attempt; else nothing happens."""
        found = await self._finder.by_attempt(attempt_id)
        if found is None:
            return
        async with self._open_work(found.tenant_id) as work:
            call = await self._book.calls.lock_attempt(work, found.call_id, attempt_id)
            if call is not None and not call.is_over:
                await self._take_in(work, self._book.with_sid(call, sid), heard)

    async def _take_in(self, work: Work, call: Call, heard: Progress) -> None:
        match heard:
            case "accepted" if call.state == "placing":
                await self._book.calls.save(work, replace(call, state="dialing"))
            case "ringing" if call.state in ("placing", "dialing"):
                await self._book.tell(work, call, Ringing(attempt=call.attempt))
                await self._book.calls.save(work, replace(call, state="ringing"))
            case "accepted" | "ringing" | "answered":
                pass  # known already, or told with the request for where the sound goes
            case "completed" if call.state == "talking":
                await self._book.drop(work, call)
            case "completed" if call.state == "answered":
                await self._book.fail(work, call, "trunk")
            case "completed":
                await self._fail(work, call, "no_answer")
            case reason:
                await self._fail(work, call, reason)

    async def _fail(self, work: Work, call: Call, reason: NotReachedBecause) -> None:
        if call.is_unanswered:
            await self._book.fail(work, call, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A call whose sound is there."""

    tenant_id: TenantId
    session_id: SessionId
    call: Call


class JoinSound:
    """Joins a sound to its call, and notes when it is gone."""

    def __init__(self, *, open_work: OpenWork, finder: CallFinder, book: Book) -> None:
        self._open_work = open_work
        self._finder = finder
        self._book = book

    async def __call__(self, word: str, *, sid: str) -> Joined | None:
        """Return the call that ``word`` joins, using the word up; None when it fits none."""
        found = await self._finder.by_way_in(word)
        if found is None:
            return None
        async with self._open_work(found.tenant_id) as work:
            call = await self._book.calls.lock(work, found.call_id)
            if call is None or call.state != "answered" or call.sid != sid:
                return None
            session_id = call.session_id
            if session_id is None:
                return None
            call = await self._book.keep(work, calls.talking(call, now=self._book.clock.now()))
            return Joined(tenant_id=found.tenant_id, session_id=session_id, call=call)

    async def again(self, attempt_id: UUID) -> Joined | None:
        """Return the call whose sound is here instead of in another process; None where it ended there."""
        found = await self._finder.by_attempt(attempt_id)
        if found is None:
            return None
        async with self._open_work(found.tenant_id) as work:
            call = await self._book.calls.lock_attempt(work, found.call_id, attempt_id)
            if call is None or call.state != "talking" or call.session_id is None:
                return None
            return Joined(tenant_id=found.tenant_id, session_id=call.session_id, call=call)

    async def gone(self, joined: Joined, *, is_ours: bool = False) -> None:
        """Note that the sound has ended: the talk is over, or is taken up again by a new call.

        ``is_ours`` says that we broke it off ourselves.
        """
        async with self._open_work(joined.tenant_id) as work:
            call = await self._book.calls.lock(work, joined.call.id)
            if call is None or call.state != "talking" or call.attempt != joined.call.attempt:
                return
            await self._book.drop(work, call, is_at_once=is_ours)
