"""The conductor of one session: decide, append, and only then let anybody see.

One task, one queue of commands, one state. Whatever comes from outside (a connection, words, a
drop, the clock, another worker) is a command and waits its turn. What is in the log is published on
the session's broker; who shows, counts or watches subscribes there and is never waited for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from vivavoce.kernel.errors import Unavailable, VivavoceError
from vivavoce.live.domain import presence
from vivavoce.live.domain.broker import Happened, Stumbled
from vivavoce.live.domain.mind import composing, conversation, staff
from vivavoce.live.domain.timebox import deadline, overdue
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.utterances import farewell
from vivavoce.live.ports import Address, Fenced, Lease, Line, SeqTaken
from vivavoce.live.usecases.attendance import COME_AGAIN, ENDED, OVER, REPLACED, Attendance
from vivavoce.live.usecases.by_ear import SAID, Listening
from vivavoce.live.usecases.commands import (
    Attach,
    Called,
    CheckLease,
    Command,
    Drain,
    Hear,
    HearAloud,
    Heed,
    Join,
    Leave,
    Note,
    Press,
    Switch,
    Thought,
    Tick,
)
from vivavoce.live.usecases.compose import Composing
from vivavoce.live.usecases.hold import Hold, Steps
from vivavoce.live.usecases.inbox import Inbox
from vivavoce.live.usecases.measure import is_answer, is_reply, name_lines, note_error, note_left
from vivavoce.live.usecases.reception import Reception
from vivavoce.live.usecases.tools import Tools, new_broker, seat

_log = structlog.get_logger(__name__)

_PAUSE_AFTER_FAILURE_S = 1.0


class Conductor:
    """Hosts one session in this process for as long as its lease holds."""

    holds_by: type[Hold] = Hold

    def __init__(self, address: Address, tools: Tools) -> None:
        self.address = address
        self.is_done = False
        self._tools = tools
        self._hold = self.holds_by(address, tools)
        self._inbox = Inbox(tools.clock)
        self._broker = new_broker()
        self._there = Attendance(tools.clock, self._broker, self._note_lost)
        self._reception = Reception(self._hold, self._there, tools, self._commit)
        self._by_ear = Listening(self._hold, self._there, tools, self._commit)
        self._not_before: datetime | None = None
        self._composing = Composing(tools.composer, tools.clock, self.offer)
        self._has_news = False
        """Something may have been told to the session that was not read yet."""
        self._is_called = False
        """Whether the inbox holds a word about that."""
        self._is_adopted = False
        """Whether a lease waits in the inbox."""
        self._came_s: float | None = None
        """When the answer came that the candidate waits for a reply to."""

    @property
    def lease(self) -> Lease | None:
        """The lease that this process writes under, once it has one."""
        return self._hold.lease

    @property
    def is_held(self) -> bool:
        """Whether this process has a lease of the session, be it one that is not looked at yet."""
        return self.lease is not None or self._is_adopted

    @property
    def is_queued(self) -> bool:
        """Whether the candidate waits for room."""
        return self._hold.is_known and self._hold.state.status == "queued"

    @property
    def language(self) -> str | None:
        """The language of the talk, once it was read."""
        return self._hold.state.created.language if self._hold.is_known else None

    @property
    def was_spoken(self) -> bool:
        """Whether the candidate was there by voice before."""
        return self._hold.is_known and self._hold.state.aloud.has_been

    def note_sign(self, line: Line) -> None:
        """Say that something that needs no decision came over ``line``: it is not silent."""
        if line is self._there.line:
            self._there.hear()

    async def take(self, command: Command) -> None:
        """Queue a command; waits when the session is flooded."""
        await self._inbox.take(command)

    def offer(self, command: Command) -> None:
        """Queue a command that may be lost when the session is flooded."""
        self._inbox.offer(command)

    def adopt(self, taken: Attach) -> None:
        """Go on with a session that was taken from a worker that died."""
        self._is_adopted = self._inbox.offer(taken)

    def heed(self) -> None:
        """Have the session read what it was told, soon; however often it is said, it is read once."""
        self._has_news = True
        self._is_called = self._is_called or self._inbox.offer(Heed())

    async def run(self) -> None:
        """Conduct until the session is over, handed back, or somebody else's."""
        name_lines(self.address, self._tools.worker_id)
        try:
            async with self._broker:
                seat(self._broker, self.address, self._tools)
                try:
                    await self._conduct()
                finally:
                    self.is_done = True
                await self._there.hang_up(COME_AGAIN, "try again")
        finally:
            self._composing.stop()
            note_left(self._broker.left)
            await self._there.close_all()
            await self._inbox.turn_away()

    async def _conduct(self) -> None:
        while not self.is_done:
            command = await self._inbox.next(self._due())
            if isinstance(command, Heed):
                self._is_called = False
            else:
                await self._guarded(command)
            if self._has_news and not self.is_done:
                await self._guarded(Heed())

    def _due(self) -> datetime | None:
        """Return when something needs to be done that nobody will ask for, or None for never."""
        if not self._hold.is_known:
            return None
        moments = [deadline(self._hold.state), *self._there.moments()]
        due = min((moment for moment in moments if moment is not None), default=None)
        return due if due is None or self._not_before is None else max(due, self._not_before)

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
            self._hold.is_stale = True
            await self._obey(command)
        except Fenced:
            if not isinstance(command, Join):
                raise
            self._hold.lease = None  # the newest connection wins, so the session is claimed again
            await self._obey(command)

    async def _stumble(
        self, command: Command, error: VivavoceError, *, is_ours: bool, kind: str = ""
    ) -> None:
        self._came_s = None
        if is_ours:
            self._hold.is_stale = True
            self._not_before = self._tools.clock.now() + timedelta(seconds=_PAUSE_AFTER_FAILURE_S)
            note_error(error.code)
            _log.warning("session.stumbled", code=error.code, kind=kind)
        if isinstance(command, Attach):
            self.is_done = True  # the lease runs out, and somebody takes the session again
        if isinstance(command, Join):
            await command.line.close(COME_AGAIN, "try again")
        elif isinstance(command, SAID) and command.line is self._there.line:
            await self._there.refuse(error, self._hold.state, is_retryable=is_ours)
            await self._broker.publish(Stumbled(error.code, is_ours))

    def _note_lost(self, line: Line) -> None:
        """A line that failed while something was sent is a drop like any other."""
        self.offer(Leave(line))

    async def _obey(self, command: Command) -> None:
        await self._be_current(command if isinstance(command, Attach) else None)
        match command:
            case Join():
                await self._join(command)
            case Leave():
                await self._reception.leave(command.line, command.reason, self._tools.clock.now())
            case Switch() | HearAloud() | Press() | Note():
                await self._by_ear.take(command)
            case Hear():
                await self._hear(command)
            case Heed():
                await self._take_in_news()
            case Thought(turn, made):
                on = self._hold.begin()
                composing.take_composed(on, self._hold.plan, turn, made)
                await self._commit(on)
            case _:
                await self._keep_house(command)
        if self._there.line is None and not self.is_done:
            await self._reception.note_lost_line()

    async def _keep_house(self, command: Attach | Called | CheckLease | Drain | Tick) -> None:
        """See to what comes from the host and the clock, not from people."""
        match command:
            case Attach():
                self._is_adopted = False  # it is current now, which is all that was asked
            case Called():
                await self._reception.call(command.place)
            case CheckLease():
                await self._check_lease(command.lease)
            case Drain():
                await self._drain()
            case Tick():
                await self._tick()

    async def _be_current(self, taken: Attach | None) -> None:
        """Hold a lease and know the whole log before anything is decided."""
        if self.lease is None:
            on = await self._hold.take_over(taken)
            # Whoever adopts many asks once for all of them.
            self._has_news = self._has_news or taken is None
            try:
                await self._commit(on)
            except Exception:
                self._hold.let_go()  # nobody is attached as long as the log does not say so
                raise
        elif self._hold.is_stale:
            await self._catch_up()

    async def _catch_up(self) -> None:
        """Read what the log holds beyond what we know, and show it."""
        await self._adopt(await self._hold.catch_up(), is_ours=False)

    async def _take_in_news(self) -> None:
        """Take in what others told the session; between two appends goes whoever waits here."""
        store, self._has_news = self._tools.store, False
        waiting = await store.told(self.address)
        while not self.is_done:
            state = self._hold.state
            news = [one for one in waiting if not staff.must_wait(state, one.event)]
            if not news:
                return
            on, taken = self._hold.taken_in(news)
            if on.steps:
                await self._commit(on, settled=taken)
            else:
                await store.settle(self.address, taken)
            waiting = tuple(one for one in waiting if one.id not in taken)
            if waiting and self._inbox.is_waited_for:
                self._has_news = True
                return

    async def _commit(self, on: Unfolding, *, settled: Sequence[UUID] = ()) -> None:
        """Append, and only then know and show it."""
        await self._hold.append(on, settled)
        await self._adopt(on.steps)

    async def _adopt(self, steps: Steps, *, is_ours: bool = True) -> None:
        """Know what is in the log, and let everybody know who subscribed."""
        self._hold.know(steps)
        for record, state in steps:
            came_s = None
            if self._came_s is not None and is_reply(record):
                came_s, self._came_s = self._came_s, None
            await self._broker.publish(Happened(record, state, came_s, is_ours, self._hold.log))
        self._composing.follow(self._hold.state, self._hold.known_plan)
        if steps and self._hold.state.is_over:
            await self._finish()

    async def _finish(self) -> None:
        self.is_done = True
        await self._there.hang_up(ENDED, "ended")
        await self._hold.release()

    async def _check_lease(self, lost: Lease) -> None:
        if self.lease is not lost:
            return
        await self._catch_up()
        if not self.is_done and self.lease is not None:
            raise Fenced

    async def _let_go(self) -> None:
        """Somebody else holds the session: stop without a word into the log.

        A candidate who has no newer connection than ours was taken over, and is to come again.
        """
        self.is_done = True
        line = self._there.line
        with contextlib.suppress(VivavoceError):
            await self._catch_up()
        state = self._hold.state
        if state.is_over:
            await self._there.hang_up(OVER, "over")
        elif line is None or state.leg_id in (None, line.leg_id):
            await self._there.hang_up(COME_AGAIN, "try again")
        else:
            await self._there.hang_up(REPLACED, "replaced")

    async def _drain(self) -> None:
        """Hand back; who is talking at this moment is heard out, as far as they have come."""
        if await self._there.end_sound(lambda: self.offer(Drain()), farewell(self._hold.state)):
            return
        on = self._hold.begin()
        presence.drain(on)
        await self._commit(on)
        await self._there.hang_up(COME_AGAIN, "try again")
        await self._hold.release()
        self.is_done = True

    async def _join(self, command: Join) -> None:
        self._has_news = self._has_news or self._hold.state.status == "reconnecting"
        await self._reception.join(command)
        await self._by_ear.go_on()
        if self._hold.state.is_over and not self.is_done:
            await self._finish()

    async def _hear(self, command: Hear) -> None:
        if command.line is not self._there.line:
            return
        self._there.hear(is_pong=isinstance(command.heard, said.Pong))
        if isinstance(command.heard, VivavoceError):
            raise command.heard
        if await self._there.answer(command.heard, self._hold.log, self._hold.state):
            return
        on = self._hold.begin()
        overdue(on, self._hold.plan)
        if not on.state.is_over:
            known = conversation.hear(on, self._hold.plan, command.heard)
            if known is not None:
                await self._there.show_again(known, self._hold.log, self._hold.state)
        if any(is_answer(record) for record in on.records):
            self._came_s = command.came_s
        await self._commit(on)

    async def _tick(self) -> None:
        self._not_before = None
        on = self._hold.begin()
        overdue(on, self._hold.plan)
        await self._commit(on)
        line = self._there.line
        if line is None or self.is_done:
            return
        if self._there.is_silent:
            since = self._there.heard_at
            await self._there.hang_up(COME_AGAIN, "silent")
            await self._reception.leave(line, "silent", since)
        else:
            await self._there.ping(self._hold.state)
