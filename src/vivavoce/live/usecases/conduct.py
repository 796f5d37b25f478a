"""The conductor of one session: decide, append, and only then let anybody see.

One task, one queue of commands, one state. Whatever comes from outside (a connection, words, a
drop, the clock, another worker) is a command and waits its turn.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import structlog

from vivavoce.contracts.plan import Plan
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound, Refused, Unavailable, VivavoceError
from vivavoce.live.domain import client_frames as said
from vivavoce.live.domain import composing, conversation, events, frames, presence, staff
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.frames import frames_of
from vivavoce.live.domain.session import Session, apply, fold
from vivavoce.live.domain.timebox import deadline, overdue
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Address, Composer, Ear, EventStore, Fenced, Lease, Line, SeqTaken
from vivavoce.live.usecases.attendance import COME_AGAIN, ENDED, OVER, REPLACED, Attendance
from vivavoce.live.usecases.commands import (
    CheckLease,
    Command,
    Drain,
    Hear,
    Heed,
    Join,
    Leave,
    Thought,
    Tick,
)
from vivavoce.live.usecases.compose import Composing
from vivavoce.live.usecases.measure import Replies, append, name_lines, note_error
from vivavoce.live.usecases.sweep import PlanReader, plan_missing

_log = structlog.get_logger(__name__)

_PAUSE_AFTER_FAILURE_S = 1.0
_QUEUE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What conductors of one process share."""

    store: EventStore
    plan_of: PlanReader
    clock: Clock
    worker_id: str
    ear: Ear | None = None
    """Hears what others tell sessions; None in a process that hosts none."""
    composer: Composer | None = None
    """Finds other words for further questions; None where the rules' own are all there are."""


class Conductor:
    """Hosts one session in this process for as long as its lease holds."""

    def __init__(self, address: Address, tools: Tools) -> None:
        self.address = address
        self.lease: Lease | None = None
        self.is_done = False
        self._tools = tools
        self._commands: asyncio.Queue[Command] = asyncio.Queue(_QUEUE)
        self._state: Session | None = None
        self._log: list[Recorded] = []
        self._plan: Plan | None = None
        self._there = Attendance(tools.clock)
        self._is_stale = False
        self._not_before: datetime | None = None
        self._replies = Replies(tools.clock)
        self._composing = Composing(tools.composer, tools.clock, self.offer)
        self._has_news = False
        """Something may have been told to the session that was not read yet."""

    async def take(self, command: Command) -> None:
        """Queue a command; waits when the session is flooded."""
        await self._commands.put(command)

    def offer(self, command: Command) -> None:
        """Queue a command that may be lost when the session is flooded."""
        with contextlib.suppress(asyncio.QueueFull):
            self._commands.put_nowait(command)

    async def run(self) -> None:
        """Conduct until the session is over, handed back, or somebody else's."""
        name_lines(self.address, self._tools.worker_id)
        try:
            while not self.is_done:
                await self._guarded(await self._next())
                if self._has_news and not self.is_done:
                    await self._guarded(Heed())
        finally:
            self.is_done = True
            self._composing.stop()
            await self._there.hang_up(COME_AGAIN, "try again")
            while not self._commands.empty():
                command = self._commands.get_nowait()
                if isinstance(command, Join):
                    await command.line.close(COME_AGAIN, "try again")

    async def _next(self) -> Command:
        wait_s = self._wait_s()
        try:
            async with asyncio.timeout(wait_s):
                return await self._commands.get()
        except TimeoutError:
            return Tick()

    def _wait_s(self) -> float | None:
        """Return how long nothing needs to be done, or None for ever."""
        now = self._tools.clock.now()
        if self._state is None:
            return None
        moments = [deadline(self._state), *self._there.moments()]
        due = min((moment for moment in moments if moment is not None), default=None)
        if due is None:
            return None
        if self._not_before is not None:
            due = max(due, self._not_before)
        return max(0.0, (due - now).total_seconds())

    async def _guarded(self, command: Command) -> None:
        """Obey; whatever goes wrong is said to the candidate, and the session goes on."""
        try:
            await self._obey_once_more(command)
        except Fenced:
            await self._let_go()
        except VivavoceError as error:
            await self._stumble(command, error, is_ours=error.status >= 500)
        except Exception as error:  # noqa: BLE001 - the edge of a session's task
            _log.exception("session.stumbled")
            await self._stumble(command, Unavailable(), is_ours=True, kind=type(error).__name__)

    async def _obey_once_more(self, command: Command) -> None:
        try:
            await self._obey(command)
        except SeqTaken:
            self._is_stale = True
            await self._obey(command)
        except Fenced:
            if not isinstance(command, Join):
                raise
            self.lease = None  # the newest connection wins, so the session is claimed again
            await self._obey(command)

    async def _stumble(
        self, command: Command, error: VivavoceError, *, is_ours: bool, kind: str = ""
    ) -> None:
        if is_ours:
            self._is_stale = True
            self._not_before = self._tools.clock.now() + timedelta(seconds=_PAUSE_AFTER_FAILURE_S)
            note_error(error.code)
            _log.warning("session.stumbled", code=error.code, kind=kind)
        if isinstance(command, Join):
            await command.line.close(COME_AGAIN, "try again")
        elif isinstance(command, Hear) and command.line is self._there.line:
            await self._there.send(frames.error(error, is_retryable=is_ours))

    async def _obey(self, command: Command) -> None:
        await self._be_current()
        match command:
            case Join():
                await self._join(command)
            case Leave():
                await self._leave(command.line, command.reason, self._tools.clock.now())
            case Hear():
                await self._hear(command)
            case Heed():
                await self._take_in_news()
            case Thought(turn, made):
                on = self._begin()
                composing.take_composed(on, self._the_plan(), turn, made)
                await self._commit(on)
                self._replies.note(on)
            case CheckLease():
                await self._check_lease(command.lease)
            case Drain():
                await self._drain()
            case Tick():
                await self._tick()
        if self._there.line is None and not self.is_done:
            await self._note_lost_line()

    async def _be_current(self) -> None:
        """Hold a lease and know the whole log before anything is decided."""
        if self.lease is None:
            await self._take_over()
        elif self._is_stale:
            await self._catch_up()

    async def _take_over(self) -> None:
        store = self._tools.store
        lease = await store.claim(self.address, self._tools.worker_id)
        self._log = list(await store.load(self.address))
        state = fold(self._log)
        if state is None:
            raise NotFound
        self.lease, self._state, self._is_stale = lease, state, False
        self._has_news = True
        on = Unfolding(state, self._tools.clock.now())
        presence.attach(on, worker_id=lease.worker_id, epoch=lease.epoch, alive_at=lease.alive_at)
        await self._read_plan(on)
        await self._commit(on)

    async def _read_plan(self, on: Unfolding) -> None:
        try:
            self._plan = await self._tools.plan_of(self.address, on.state.created)
        except NotFound:
            if not on.state.is_over:
                on.add(plan_missing())

    async def _catch_up(self) -> None:
        """Read what the log holds beyond what we know, and show it."""
        state = self._known()
        fresh = await self._tools.store.load(self.address, after=state.seq)
        self._is_stale = False
        steps = []
        for record in fresh:
            state = apply(state, record)
            steps.append((record, state))
        await self._adopt(steps)

    async def _take_in_news(self) -> None:
        """Take in what others told the session, each in its own append; what cannot be is dropped."""
        store, self._has_news = self._tools.store, False
        for told in await store.told(self.address):
            on = self._begin()
            try:
                staff.take_in(on, self._the_plan(), told.event)
            except Refused as error:
                _log.info("session.told_in_vain", type=told.event.type, code=error.code)
                on = self._begin()
            if on.steps:
                await self._commit(on, settled=(told.id,))
            else:
                await store.settle(self.address, (told.id,))
            if self.is_done:
                return

    async def _commit(self, on: Unfolding, *, settled: Sequence[UUID] = ()) -> None:
        """Append, and only then know and show it."""
        if on.steps and self.lease is not None:
            await append(self._tools.store, self._tools.clock, self.lease, on, settled=settled)
        await self._adopt(on.steps)

    async def _adopt(self, steps: list[tuple[Recorded, Session]]) -> None:
        for record, state in steps:
            self._log.append(record)
            self._state = state
        self._composing.follow(self._known(), self._plan)
        for record, state in steps:
            for frame in frames_of(record, state):
                await self._there.send(frame)
        if steps and self._known().is_over:
            await self._finish()

    async def _finish(self) -> None:
        self.is_done = True
        await self._there.hang_up(ENDED, "ended")
        if self.lease is not None:
            await self._tools.store.release(self.lease)

    async def _check_lease(self, lost: Lease) -> None:
        if self.lease is not lost:
            return
        await self._catch_up()
        if not self.is_done and self.lease is not None:
            raise Fenced

    async def _let_go(self) -> None:
        """Somebody else holds the session: stop without a word into the log."""
        self.is_done = True
        code, why = (OVER, "over") if self._known().is_over else (REPLACED, "replaced")
        await self._there.hang_up(code, why)

    async def _drain(self) -> None:
        on = self._begin()
        presence.drain(on)
        await self._commit(on)
        await self._there.hang_up(COME_AGAIN, "try again")
        if self.lease is not None:
            await self._tools.store.release(self.lease)
        self.is_done = True

    async def _join(self, command: Join) -> None:
        state = self._known()
        if state.is_over:
            await self._show_past(command)
            return
        on = self._begin()
        presence.join(
            on, self._the_plan(), leg_id=command.line.leg_id, last_seq_seen=command.last_seq_seen
        )
        former, self._there.line = self._there.line, None
        try:
            await self._commit(on)
        except VivavoceError:
            self._there.line = former
            raise
        if former is not None:
            await former.close(REPLACED, "replaced")
        self._there.begin(command.line)
        await self._welcome(command)
        if self.is_done:
            await self._there.hang_up(ENDED, "ended")

    async def _welcome(self, command: Join) -> None:
        """Say where we are, then show everything that this connection has not seen."""
        await self._there.send(
            frames.ready(self._known(), self._tools.clock.now(), shown_id=command.shown_id)
        )
        state: Session | None = None
        for record in self._log:
            state = apply(state, record)
            if record.seq > command.last_seq_seen:
                for frame in frames_of(record, state):
                    await self._there.send(frame)

    async def _show_past(self, command: Join) -> None:
        """A session that is over shows what was missed and its end, and hangs up."""
        self._there.begin(command.line)
        await self._welcome(command)
        await self._there.hang_up(OVER, "over")
        await self._finish()

    async def _leave(
        self, line: Line, reason: Literal["closed", "silent"], since: datetime
    ) -> None:
        if line is self._there.line:
            self._there.line = None
        on = self._begin()
        presence.leave(on, leg_id=line.leg_id, reason=reason, since=since)
        await self._commit(on)

    async def _note_lost_line(self) -> None:
        """A line that failed while we were sending is a drop like any other."""
        leg_id = self._known().leg_id
        if leg_id is not None:
            on = self._begin()
            presence.leave(on, leg_id=leg_id, reason="closed", since=on.now)
            await self._commit(on)

    async def _hear(self, command: Hear) -> None:
        if command.line is not self._there.line:
            return
        self._there.hear(is_pong=isinstance(command.heard, said.Pong))
        if isinstance(command.heard, VivavoceError):
            raise command.heard
        if isinstance(command.heard, said.Pong):
            return
        if isinstance(command.heard, said.GreetingRequest):
            await self._show_greeting()
            return
        if isinstance(command.heard, said.Ping):
            await self._there.send(frames.PONG)
            return
        on = self._begin()
        overdue(on, self._the_plan())
        if not on.state.is_over:
            known = conversation.hear(on, self._the_plan(), command.heard)
            if known is not None:
                await self._show_again(known)
        await self._commit(on)
        if self.is_done or self._there.line is command.line:
            self._replies.note(on, command.came_s)

    async def _show_greeting(self) -> None:
        """Send again what opened the talk: the question about consent, or the greeting."""
        opening = frames.opening_in(self._log, self._known())
        if opening is not None:
            await self._show_again(opening)

    async def _show_again(self, event: events.SessionEvent) -> None:
        """Send the frame of an event that is in the log already; a client drops it by its seq."""
        for record in reversed(self._log):
            if record.event is event:
                for frame in frames_of(record, self._known()):
                    await self._there.send(frame)
                return

    async def _tick(self) -> None:
        self._not_before = None
        on = self._begin()
        overdue(on, self._the_plan())
        await self._commit(on)
        self._replies.note(on)
        line = self._there.line
        if line is None or self.is_done:
            return
        if self._there.is_silent:
            await self._leave(line, "silent", self._there.heard_at)
            await line.close(COME_AGAIN, "silent")
        else:
            await self._there.ping(self._known())

    def _begin(self) -> Unfolding:
        has_composer = self._composing.is_possible
        return Unfolding(self._known(), self._tools.clock.now(), has_composer=has_composer)

    def _known(self) -> Session:
        if self._state is None:
            raise Unavailable
        return self._state

    def _the_plan(self) -> Plan:
        if self._plan is None:
            raise Unavailable
        return self._plan
