"""All sessions that this process hosts: one task each, one renewal of leases for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from types import TracebackType

import structlog

from vivavoce.contracts.sound import Transport, Voiced
from vivavoce.kernel.errors import NotFound, TooMany, Unavailable
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.wire.codec import MAYA, Codec
from vivavoce.live.ports import LEASE_S, Address, Lease, Line, Renew
from vivavoce.live.usecases.admission import Usher
from vivavoce.live.usecases.adopt import read_taken
from vivavoce.live.usecases.commands import CheckLease, Drain, Join
from vivavoce.live.usecases.conduct import Conductor
from vivavoce.live.usecases.connection import Connection
from vivavoce.live.usecases.measure import shown
from vivavoce.live.usecases.tools import Tools

_log = structlog.get_logger(__name__)

DRAIN_S = 30.0
MOST_SESSIONS = 2000
"""Far more than one process can conduct in time; it bounds what a flood of connections costs."""


class Full(TooMany):
    """As many talks are going on here as fit. Try again in a while."""

    code = "capacity"


class Host:
    """Runs conductors as long as the ``async with`` lasts, then hands every session back."""

    def __init__(
        self, tools: Tools, *, conductor: type[Conductor] = Conductor, most: int = MOST_SESSIONS
    ) -> None:
        self._tools = tools
        self._most = most
        self._conductor = conductor
        self._conductors: dict[SessionId, Conductor] = {}
        self._tasks = asyncio.TaskGroup()
        self._running: set[asyncio.Task[None]] = set()
        self._chores: list[asyncio.Task[None]] = []
        self._is_closing = False

    async def __aenter__(self) -> Host:
        await self._tasks.__aenter__()
        self._chores.append(self._tasks.create_task(self._keep_leases()))
        self._chores.append(self._tasks.create_task(self._listen()))
        if self._tools.admission is not None:
            usher = Usher(
                self._tools.admission,
                self._tools.clock,
                self._tools.worker_id,
                self._conductors.values,
            )
            self._chores.append(self._tasks.create_task(usher.run()))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_closing = True
        if error is None:
            await self.hand_over()
        for task in self._running:
            task.cancel()
        for chore in self._chores:
            chore.cancel()
        await self._tasks.__aexit__(None, None, None)

    @property
    def count(self) -> int:
        """How many sessions are hosted here now."""
        return len(self._conductors)

    @property
    def hosted(self) -> frozenset[SessionId]:
        """The sessions that are hosted here now."""
        return frozenset(self._conductors)

    @property
    def is_closing(self) -> bool:
        """Whether this process hands its sessions on and takes no more."""
        return self._is_closing

    async def adopt(self, leases: Sequence[Lease]) -> None:
        """Go on with sessions that were taken from workers that died."""
        begun = []
        for taken in await read_taken(self._tools, leases):
            address = taken.lease.address
            if not self._is_closing and address.session_id not in self._conductors:
                self._begin(address).adopt(taken)
                begun.append(address)
        await self._look_for_news(begun)

    async def join(
        self,
        address: Address,
        line: Line,
        *,
        last_seq_seen: int,
        shown_id: str,
        codec: Codec = MAYA,
        transport: Transport = "text",
        voiced: Voiced | None = None,
    ) -> Connection:
        """Bring a candidate's connection to its session, claiming it when it is not ours yet.

        Raises ``Full`` when this process hosts as many as it takes.
        """
        if self._is_closing:
            raise Unavailable("This process is stopping. Connect again.")
        conductor = self._conductors.get(address.session_id)
        if conductor is None or conductor.is_done:
            if self.count >= self._most:
                raise Full
            conductor = self._begin(address)
        await conductor.take(Join(line, max(0, last_seq_seen), shown_id, transport, voiced))
        language = partial(self.language_of, address)
        return Connection(conductor, line, codec, self._tools.clock, language)

    async def language_of(self, address: Address) -> str:
        """Return the language of a session's talk, hosted here or not; raise ``NotFound``."""
        hosted = self._conductors.get(address.session_id)
        if hosted is not None and hosted.language is not None:
            return hosted.language
        begun = fold(await self._tools.store.load(address))
        if begun is None:
            raise NotFound("This session has no beginning.")
        return begun.created.language

    def _begin(self, address: Address) -> Conductor:
        conductor = self._conductor(address, self._tools)
        self._conductors[address.session_id] = conductor
        task = self._tasks.create_task(self._run(conductor))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return conductor

    async def _run(self, conductor: Conductor) -> None:
        try:
            await conductor.run()
        except Exception:  # noqa: BLE001 - one session's end must not end the others
            _log.exception("session.died", session_id=shown(conductor.address))
        finally:
            if self._conductors.get(conductor.address.session_id) is conductor:
                del self._conductors[conductor.address.session_id]

    async def _keep_leases(self) -> None:
        """Renew all leases on a connection of their own; a lost one is made anew."""
        while True:
            await self._tools.clock.sleep(LEASE_S / 3)
            if not any(conductor.is_held for conductor in self._conductors.values()):
                continue
            try:
                async with self._tools.store.pulse() as renew:
                    while True:
                        await self._renew(renew)
                        await self._tools.clock.sleep(LEASE_S / 3)
            except Exception as error:  # noqa: BLE001 - a bad moment must not end the renewal
                _log.warning("lease.not_renewed", kind=type(error).__name__)

    @property
    def _held(self) -> list[tuple[Conductor, Lease]]:
        return [(each, each.lease) for each in self._conductors.values() if each.lease is not None]

    async def _renew(self, renew: Renew) -> None:
        held_before = self._held
        hosted = [id_ for id_, conductor in self._conductors.items() if conductor.is_held]
        if not hosted:
            return
        async with asyncio.timeout(LEASE_S):
            held = await renew(self._tools.worker_id, hosted)
        for conductor, lease in held_before:
            if held.get(conductor.address.session_id) != lease.epoch:
                conductor.offer(CheckLease(lease))

    async def _listen(self) -> None:
        """Pass on that a session was told something; a lost connection is made anew."""
        while self._tools.ear is not None:
            try:
                async for session_id in self._tools.ear.sessions():
                    if session_id is None:
                        await self._look_for_news([c.address for c in self._conductors.values()])
                    else:
                        self._heed(session_id)
            except Exception as error:  # noqa: BLE001 - a bad moment must not make the host deaf
                _log.warning("host.deaf", kind=type(error).__name__)
            await self._tools.clock.sleep(LEASE_S)

    async def _look_for_news(self, hosted: Sequence[Address]) -> None:
        """Ask once for all of these sessions whether they were told something unheard."""
        if not hosted:
            return
        try:
            told = await self._tools.store.have_news(hosted)
        except Exception as error:  # noqa: BLE001 - a bad moment must not make the host deaf
            _log.warning("news.not_read", kind=type(error).__name__)
            return
        for session_id in told:
            self._heed(session_id)

    def _heed(self, session_id: SessionId) -> None:
        conductor = self._conductors.get(session_id)
        if conductor is not None:
            conductor.heed()

    async def hand_over(self) -> None:
        """Take no more, and hand every session back at its next boundary; what takes too long is cut off."""
        self._is_closing = True
        for conductor in list(self._conductors.values()):
            conductor.offer(Drain())
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=DRAIN_S)
        for task in late:
            task.cancel()
        if late:
            _log.warning("drain.unfinished", left=len(late))
