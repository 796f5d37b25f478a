"""What every step of a call does: change the call, and say it in the session's log."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.contracts.calls import CallNews, NotReached, NotReachedBecause
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.ports.calls import Calls, Sessions

JOB = "voice.dial"
WORD_BITS = 192


class Book:
    """The calls, their sessions and the job that tends them; everything in the caller's transaction."""

    def __init__(self, *, calls: Calls, sessions: Sessions, clock: Clock, ids: Ids) -> None:
        self.calls = calls
        self.sessions = sessions
        self.clock = clock
        self.ids = ids

    async def keep(self, work: Work, call: Call) -> Call:
        """Keep a call, and have it tended when it next wants to be."""
        await self.calls.save(work, call)
        await self.remind(work, call)
        return call

    async def remind(self, work: Work, call: Call) -> None:
        """Have the call tended when it next wants to be."""
        if call.next_at is not None:
            await work.enqueue(JOB, at=call.next_at, call_id=str(call.id))

    async def tell(self, work: Work, call: Call, news: CallNews) -> bool:
        """Say it in the session's log, if there is a session."""
        if call.session_id is None:
            return False
        return await self.sessions.tell(work, call.session_id, news)

    async def fail(
        self, work: Work, call: Call, reason: NotReachedBecause, *, is_final: bool = False
    ) -> Call:
        """Note that an attempt reached nobody."""
        after = calls.not_reached(call, reason, now=self.clock.now(), is_final=is_final)
        news = NotReached(attempt=call.attempt, reason=reason, is_last=after.is_over)
        await self.tell(work, call, news)
        return await self.keep(work, after)

    async def drop(self, work: Work, call: Call, *, is_at_once: bool = False) -> Call:
        """Note that the line broke; where the talk was over with it, so is the call.

        ``is_at_once`` has them called again without a pause: it was our doing, or is a while ago.
        """
        now = self.clock.now()
        if await self.is_done(work, call):
            return await self.keep(work, calls.ended(call, "talked", now=now))
        return await self.keep(work, calls.dropped(call, now=now, is_at_once=is_at_once))

    async def is_done(self, work: Work, call: Call) -> bool:
        """Return whether the session of the call is over."""
        if call.session_id is None:
            return False
        return await self.sessions.whereabouts(work, call.session_id) == "over"

    async def open_way(self, work: Work, call: Call) -> str:
        """Return the word that joins a sound to the call, once."""
        word = self.ids.token(WORD_BITS)
        await self.calls.give_way(work, call, word)
        return word

    def with_sid(self, call: Call, sid: str) -> Call:
        """Return the call with the provider's name for it, if it said one."""
        return replace(call, sid=sid) if sid else call
