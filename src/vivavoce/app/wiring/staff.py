"""Builds what staff see of live sessions and do in them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.adapters.wall_postgres import PostgresBoards, PostgresMoves, PostgresWatchers
from vivavoce.live.domain.broker import Listener
from vivavoce.live.ports import Address, EventStore, LogIn
from vivavoce.live.ports.staff import Audit, Boards
from vivavoce.live.routes import StaffUseCases, staff_routes
from vivavoce.live.sockets import StaffDoor, staff_sockets
from vivavoce.live.usecases.finish import CancelSession
from vivavoce.live.usecases.look import LookAsStaff
from vivavoce.live.usecases.staff_moves import MoveSession
from vivavoce.live.usecases.transcript import ReadSession
from vivavoce.live.usecases.wall import KeepWall, LiveWall
from vivavoce.live.usecases.watch import WatchSession


class CandidateNames:
    """Asks hiring who is interviewed, once hiring is built."""

    def __init__(self) -> None:
        self.desk: InterviewDesk | None = None

    async def __call__(self, work: Work, interview_id: InterviewId) -> str | None:
        """Return the candidate's name, or None; raise ``NotFound`` for an unknown interview."""
        if self.desk is None:
            return None
        return (await self.desk.card(work, interview_id)).candidate_name


@dataclass(frozen=True, slots=True)
class Staff:
    """What the roof needs of staff's part of live sessions."""

    keep: KeepWall
    wall: LiveWall
    watch: WatchSession
    move: MoveSession
    boards: Boards
    names: CandidateNames
    _on: Foundation

    @property
    def listeners(self) -> tuple[Callable[[Address], Listener], ...]:
        """What follows each session that this process hosts."""
        return (self.keep.seat, self.watch.nudge)

    @property
    def router(self) -> APIRouter:
        """What is asked and done over HTTP."""
        return staff_routes(StaffUseCases(wall=self.wall, move=self.move))

    def sockets(self) -> APIRouter:
        """Return the sockets of the wall and of one session."""
        on = self._on
        origins = frozenset({on.settings.gateway_url})
        return staff_sockets(
            StaffDoor(wall=self.wall, watch=self.watch, clock=on.clock, origins=origins)
        )

    @property
    def steps(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What runs beside the sockets of a process."""
        return {
            "keep the wall": self.keep.run,
            "show the wall": self.wall.run,
            "show sessions": self.watch.run,
        }

    async def sweep(self) -> None:
        """Have watchers go whose process is gone, and take from the wall what ended."""
        await self.watch.sweep()
        await self.boards.sweep()


def build_staff(
    on: Foundation, *, store: EventStore, log_in: LogIn, cancel: CancelSession, audit: Audit
) -> Staff:
    """Return staff's part on real adapters."""
    names = CandidateNames()
    boards = PostgresBoards(on.database)
    look = LookAsStaff(ReadSession(store))
    return Staff(
        keep=KeepWall(boards=boards, clock=on.clock),
        wall=LiveWall(boards=boards, names=names, open_work=on.open_work, clock=on.clock),
        watch=WatchSession(
            open_work=on.open_work,
            store=store,
            log_in=log_in,
            look=look,
            watchers=PostgresWatchers(on.database),
            names=names,
            clock=on.clock,
            ids=on.ids,
        ),
        move=MoveSession(
            open_work=on.open_work,
            look=look,
            log_in=log_in,
            moves=PostgresMoves(),
            cancel=cancel,
            audit=audit,
            ids=on.ids,
        ),
        boards=boards,
        names=names,
        _on=on,
    )
