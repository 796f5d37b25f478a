"""Staff actions in live sessions on real adapters, with a fixed candidate name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter
from tests.infrastructure import Ground

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.adapters.postgres_staff import (
    PostgresLiveDashboardRepository,
    PostgresSessionObserverRepository,
    PostgresStaffActionRepository,
)
from vivavoce.live.routes import StaffUseCases, build_staff_router
from vivavoce.live.sockets import StaffSocketDependencies, build_staff_socket_router
from vivavoce.live.usecases.live_dashboard import LiveDashboardPublisher, LiveDashboardWriter
from vivavoce.live.usecases.observe_session import ObserveSession
from vivavoce.live.usecases.session_lifecycle import CancelSession
from vivavoce.live.usecases.staff_actions import SubmitStaffAction

ADA, BO = UUID(int=0xADA), UUID(int=0xB0)
PAGE = "https://interviews.example"


class ListAuditLog:
    """Keeps what was noted."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str, dict[str, object]]] = []

    async def record(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        self.notes.append((action, subject, dict(details or {})))


async def candidate_name_is_grace(work: UnitOfWork, interview_id: InterviewId) -> str | None:
    return "Grace Brewster Hopper"


@dataclass
class StaffActions:
    """What staff use of one process."""

    keep: LiveDashboardWriter
    dashboard: LiveDashboardPublisher
    watch: ObserveSession
    move: SubmitStaffAction
    boards: PostgresLiveDashboardRepository
    audit: ListAuditLog = field(default_factory=ListAuditLog)

    def routers(self, ground: Ground) -> tuple[APIRouter, APIRouter]:
        door = StaffSocketDependencies(
            dashboard=self.dashboard,
            observe_session=self.watch,
            clock=ground.clock,
            origins=frozenset({PAGE}),
            reauthorization_interval_s=0.2,
        )
        return build_staff_router(
            StaffUseCases(dashboard=self.dashboard, submit_action=self.move)
        ), build_staff_socket_router(door)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(run())
                for run in (self.keep.run, self.dashboard.run, self.watch.run, self._sweep)
            ]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    async def _sweep(self) -> None:
        while True:
            await self.watch.remove_expired_observers()
            await asyncio.sleep(0.5)


def staff_actions(ground: Ground, store: PostgresEventStore) -> StaffActions:
    def log_in(work: UnitOfWork) -> PostgresSessionLog:
        return PostgresSessionLog(work, ground.vault)

    boards = PostgresLiveDashboardRepository(ground.database)
    audit = ListAuditLog()
    return StaffActions(
        keep=LiveDashboardWriter(dashboards=boards, clock=ground.clock),
        dashboard=LiveDashboardPublisher(
            dashboards=boards,
            read_candidate_name=candidate_name_is_grace,
            open_work=ground.open_work,
            clock=ground.clock,
        ),
        watch=ObserveSession(
            open_work=ground.open_work,
            store=store,
            open_log=log_in,
            observers=PostgresSessionObserverRepository(ground.database),
            read_candidate_name=candidate_name_is_grace,
            clock=ground.clock,
            ids=ground.ids,
        ),
        move=SubmitStaffAction(
            open_work=ground.open_work,
            store=store,
            open_log=log_in,
            actions=PostgresStaffActionRepository(),
            cancel_session=CancelSession(open_log=log_in, clock=ground.clock, worker_id="staff"),
            audit=audit,
            ids=ground.ids,
        ),
        boards=boards,
        audit=audit,
    )
