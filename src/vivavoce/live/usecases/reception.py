"""Who comes, who waits and who goes: connections at the door of one session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal

from vivavoce.live.domain import presence
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.domain.wire import frames
from vivavoce.live.ports import Line
from vivavoce.live.usecases.attendance import ENDED, OVER, REPLACED, Attendance
from vivavoce.live.usecases.commands import Join
from vivavoce.live.usecases.hold import Hold
from vivavoce.live.usecases.tools import Tools

Commit = Callable[[Unfolding], Awaitable[None]]


class Reception:
    """Brings connections to a session and notes when they are gone."""

    def __init__(self, hold: Hold, there: Attendance, tools: Tools, commit: Commit) -> None:
        self._hold = hold
        self._there = there
        self._tools = tools
        self._commit = commit

    async def join(self, command: Join) -> None:
        """Let a connection in; it replaces the one before, and sees what it has missed."""
        before = self._hold.state
        if before.is_over:
            await self._show_past(command)
            return
        place = await self._hold.place_in_queue()
        on = self._hold.begin()
        presence.join(
            on,
            self._hold.plan,
            leg_id=command.line.leg_id,
            last_seq_seen=command.last_seq_seen,
            position=place,
            transport=command.transport,
        )
        await self._commit(on)
        await self._there.hang_up(REPLACED, "replaced")
        self._there.begin(command.line)
        await self._welcome(command)
        if command.voiced is not None:
            await self._there.give_voice(command.voiced, before, self._hold.state)
        if self._hold.state.is_over:
            await self._there.hang_up(ENDED, "ended")

    async def call(self, place: int) -> None:
        """Show the candidate their place in the queue, or let them in."""
        on = self._hold.begin()
        if place == 0:
            presence.admit(on, self._hold.plan)
        elif on.state.status == "queued":
            await self._there.send(frames.queued(on.state, on.now, place))
        await self._commit(on)

    async def leave(self, line: Line, reason: Literal["closed", "silent"], since: datetime) -> None:
        """Note that a connection is gone."""
        if line is self._there.line:
            self._there.forget()
        on = self._hold.begin()
        presence.leave(on, leg_id=line.leg_id, reason=reason, since=since)
        await self._commit(on)

    async def note_lost_line(self) -> None:
        """A line that failed while we were sending is a drop like any other."""
        leg_id = self._hold.state.leg_id
        if leg_id is not None and self._hold.state.handed_over_at is None:
            on = self._hold.begin()
            presence.leave(on, leg_id=leg_id, reason="closed", since=on.now)
            await self._commit(on)

    async def _welcome(self, command: Join) -> None:
        ready = frames.ready(self._hold.state, self._tools.clock.now(), shown_id=command.shown_id)
        await self._there.welcome(self._hold.log, ready, after=command.last_seq_seen)

    async def _show_past(self, command: Join) -> None:
        """A session that is over shows what was missed and its end, and hangs up."""
        self._there.begin(command.line)
        await self._welcome(command)
        if command.voiced is not None:
            await self._there.give_voice(command.voiced, self._hold.state, self._hold.state)
        await self._there.hang_up(OVER, "over")
