"""Staff's part of live sessions on real adapters, with a candidate whose name everybody knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter
from tests.world import Ground

from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.adapters.postgres import PostgresEventStore
from vivavoce.live.adapters.postgres_log import PostgresLog
from vivavoce.live.adapters.wall_postgres import PostgresBoards, PostgresMoves, PostgresWatchers
from vivavoce.live.routes import StaffUseCases, staff_routes
from vivavoce.live.sockets import StaffDoor, staff_sockets
from vivavoce.live.usecases.finish import CancelSession
from vivavoce.live.usecases.look import LookAsStaff
from vivavoce.live.usecases.staff_moves import MoveSession
from vivavoce.live.usecases.transcript import ReadSession
from vivavoce.live.usecases.wall import KeepWall, LiveWall
from vivavoce.live.usecases.watch import WatchSession

ADA, BO = UUID(int=0xADA), UUID(int=0xB0)
PAGE = "https://interviews.example"


class KeptAudit:
    """Keeps what was noted."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str, dict[str, object]]] = []

    async def note(
        self,
        work: Work,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        self.notes.append((action, subject, dict(details or {})))


async def everybody_is_grace(work: Work, interview_id: InterviewId) -> str | None:
    return "Grace Brewster Hopper"


@dataclass
class StaffDesk:
    """What staff use of one process."""

    keep: KeepWall
    wall: LiveWall
    watch: WatchSession
    move: MoveSession
    boards: PostgresBoards
    audit: KeptAudit = field(default_factory=KeptAudit)

    def routers(self, ground: Ground) -> tuple[APIRouter, APIRouter]:
        door = StaffDoor(
            wall=self.wall,
            watch=self.watch,
            clock=ground.clock,
            origins=frozenset({PAGE}),
            doubt_every_s=0.2,
        )
        return staff_routes(StaffUseCases(wall=self.wall, move=self.move)), staff_sockets(door)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(run())
                for run in (self.keep.run, self.wall.run, self.watch.run, self._sweep)
            ]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    async def _sweep(self) -> None:
        while True:
            await self.watch.sweep()
            await asyncio.sleep(0.5)


def staff_desk(ground: Ground, store: PostgresEventStore) -> StaffDesk:
    def log_in(work: Work) -> PostgresLog:
        return PostgresLog(work, ground.vault)

    boards = PostgresBoards(ground.database)
    look = LookAsStaff(ReadSession(store))
    audit = KeptAudit()
    return StaffDesk(
        keep=KeepWall(boards=boards, clock=ground.clock),
        wall=LiveWall(
            boards=boards,
            names=everybody_is_grace,
            open_work=ground.open_work,
            clock=ground.clock,
        ),
        watch=WatchSession(
            open_work=ground.open_work,
            store=store,
            log_in=log_in,
            look=look,
            watchers=PostgresWatchers(ground.database),
            names=everybody_is_grace,
            clock=ground.clock,
            ids=ground.ids,
        ),
        move=MoveSession(
            open_work=ground.open_work,
            look=look,
            log_in=log_in,
            moves=PostgresMoves(),
            cancel=CancelSession(log_in=log_in, clock=ground.clock, worker_id="staff"),
            audit=audit,
            ids=ground.ids,
        ),
        boards=boards,
        audit=audit,
    )
