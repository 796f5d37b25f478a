"""Watching one session from any process: everything so far, then what is appended, within a second.

A watcher is a row with a lease. The candidate is told when the first row of a person comes and when
the last one goes, whether its socket closed or its process died.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from vivavoce.infra.tasks import Bell
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound, Unavailable
from vivavoce.kernel.ids import Ids, InterviewId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import Happened, Stumbled
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.live_card import card_of
from vivavoce.live.domain.live_wall import Kept, initials_of, pages, shown
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import Address, EventStore, LogIn, SessionIsOver, Told
from vivavoce.live.ports.staff import Head, Names, Watcher, Watchers
from vivavoce.live.usecases.look import LookAsStaff
from vivavoce.live.usecases.viewing import Viewing, written

WATCH_EVERY_S = 0.5
_AT_LEAST_S = 0.05
"""Between two rounds, however much happens."""
WATCHER_S = 5.0
"""How long the process of a watcher may be silent before the candidate is told that nobody listens."""
EVENTS_AT_ONCE = 100
MOST_MESSAGES = 400
_BATCH = 200


class SweptAway(Unavailable):
    """This connection was thought to be gone. Connect again."""

    code = "watcher_swept"


@dataclass(eq=False, slots=True)
class Watch:
    """One person's view of one session."""

    watcher: Watcher
    viewing: Viewing
    is_noted: bool = True
    """Whether there is a row that says that they are there."""


@dataclass(slots=True)
class _Watched:
    """A session that is watched from here."""

    log: list[Recorded]
    state: Session
    initials: str | None
    head: Head | None = None
    watches: set[Watch] = field(default_factory=set)


class Nudge:
    """Rings when something happens in a session that is hosted and watched in this process."""

    name = "watch"

    def __init__(self, address: Address, bell: Bell, watched: Collection[Address]) -> None:
        self._address = address
        self._bell = bell
        self._watched = watched

    async def hear(self, said: Happened | Stumbled) -> None:
        """Ring, if anybody watches."""
        if isinstance(said, Happened) and self._address in self._watched:
            self._bell.ring()


class WatchSession:
    """Shows sessions to staff, however many watch and whoever hosts them."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        store: EventStore,
        log_in: LogIn,
        look: LookAsStaff,
        watchers: Watchers,
        names: Names,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._log_in = log_in
        self._look = look
        self._watchers = watchers
        self._names = names
        self._clock = clock
        self._ids = ids
        self._watched: dict[Address, _Watched] = {}
        self._bell = Bell()

    def nudge(self, address: Address) -> Nudge:
        """Return a listener for a session that this process hosts, so that nobody waits for a round."""
        return Nudge(address, self._bell, self._watched)

    async def open(self, caller: Caller, session_id: SessionId) -> Watch:
        """Begin to show a session; the candidate is told. One that is over is shown and ends.

        Raises ``Forbidden`` and ``NotFound``.
        """
        await self._look(caller, session_id)
        address = Address(caller.tenant_id, session_id)
        watch = Watch(
            Watcher(address=address, id=self._ids.new(), user_id=caller.id), Viewing(MOST_MESSAGES)
        )
        watch.is_noted = await self._note(watch.watcher)
        watched = await self._see(address)
        for page in pages(watched.log, EVENTS_AT_ONCE):
            watch.viewing.push(written({"type": "events", "events": page}))
        watch.viewing.push(written(self._card(address, watched)))
        if watched.state.is_over:
            watch.viewing.end(SessionIsOver())
        else:
            watched.watches.add(watch)
            self._watched[address] = watched
        return watch

    async def close(self, watch: Watch) -> None:
        """Show no more; the candidate is told when nobody of them is left."""
        self._forget(watch)
        if watch.is_noted:
            await self._note_gone(watch.watcher)

    async def run(self) -> None:
        """Show what is appended, at least twice a second, for ever."""
        while True:
            await self.show()
            await self._clock.sleep(_AT_LEAST_S)
            await self._bell.wait(WATCH_EVERY_S - _AT_LEAST_S)

    async def show(self) -> None:
        """Renew all watchers of this process and show what their sessions have come to."""
        present = [watch for watched in self._watched.values() for watch in watched.watches]
        if not present:
            return
        known = await self._watchers.renew([watch.watcher.id for watch in present], WATCHER_S)
        for watch in present:
            if watch.watcher.id not in known:
                watch.viewing.end(SweptAway())
                self._forget(watch)
        for address, head in (await self._watchers.heads(list(known))).items():
            watched = self._watched.get(address)
            if watched is not None:
                await self._follow(address, watched, head)

    async def sweep(self) -> int:
        """Have watchers go whose process is silent; return how many they were."""
        gone = await self._watchers.overdue(_BATCH)
        for watcher in gone:
            await self._note_gone(watcher)
        return len(gone)

    async def _see(self, address: Address) -> _Watched:
        """Return what is known of a session here, read anew when nobody watches it yet."""
        known = self._watched.get(address)
        if known is not None:
            return known
        log = list(await self._store.load(address))
        state = fold(log)
        if state is None:
            raise NotFound
        interview_id = InterviewId(UUID(state.created.interview_id))
        async with self._open_work(address.tenant_id) as work:
            try:
                initials = initials_of(await self._names(work, interview_id))
            except NotFound:
                initials = None
        return self._watched.get(address) or _Watched(log, state, initials)

    async def _follow(self, address: Address, watched: _Watched, head: Head) -> None:
        is_moved = head.seq > watched.state.seq
        is_other = is_moved or watched.head is None or watched.head.is_held != head.is_held
        watched.head = head
        if is_moved:
            fresh = await self._store.load(address, after=watched.state.seq)
            watched.log.extend(fresh)
            watched.state = fold(fresh, watched.state) or watched.state
            self._push_events(watched, fresh)
        if is_other:
            message = written(self._card(address, watched))
            for watch in watched.watches:
                watch.viewing.push(message)
        if watched.state.is_over:
            for watch in list(watched.watches):
                watch.viewing.end(SessionIsOver())
                self._forget(watch)

    def _push_events(self, watched: _Watched, fresh: Sequence[Recorded]) -> None:
        for page in pages(fresh, EVENTS_AT_ONCE):
            message = written({"type": "events", "events": page})
            for watch in watched.watches:
                watch.viewing.push(message)

    def _card(self, address: Address, watched: _Watched) -> dict[str, object]:
        head = watched.head
        kept = Kept(
            session_id=address.session_id,
            interview_id=InterviewId(UUID(watched.state.created.interview_id)),
            seq=watched.state.seq,
            card=card_of(watched.state, watched.log),
            is_held=True if head is None else head.is_held,
            seen_at=None if head is None else head.seen_at,
        )
        now = self._clock.now()
        return {"type": "card", "session": shown(kept, now, initials=watched.initials)}

    def _forget(self, watch: Watch) -> None:
        address = watch.watcher.address
        watched = self._watched.get(address)
        if watched is None:
            return
        watched.watches.discard(watch)
        if not watched.watches:
            del self._watched[address]

    async def _note(self, watcher: Watcher) -> bool:
        """Keep that somebody watches, and have the candidate told; False for a session that is over."""
        try:
            async with self._open_work(watcher.address.tenant_id) as work:
                if await self._watchers.begin(work, watcher, WATCHER_S):
                    await self._tell(work, watcher, is_there=True)
        except SessionIsOver:
            return False
        return True

    async def _note_gone(self, watcher: Watcher) -> None:
        async with self._open_work(watcher.address.tenant_id) as work:
            if await self._watchers.end(work, watcher):
                with contextlib.suppress(SessionIsOver):
                    await self._tell(work, watcher, is_there=False)

    async def _tell(self, work: Work, watcher: Watcher, *, is_there: bool) -> None:
        event = events.StaffObserved(user_id=str(watcher.user_id), is_there=is_there)
        told = Told(id=self._ids.new(), event=event)
        await self._log_in(work).tell(watcher.address, told)
