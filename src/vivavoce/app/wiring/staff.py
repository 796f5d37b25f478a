"""Builds the staff's part of live sessions: dashboard, observation and interventions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.adapters.postgres_staff import (
    PostgresLiveDashboardRepository,
    PostgresSessionObserverRepository,
    PostgresStaffActionRepository,
)
from vivavoce.live.domain.broker import SessionEventListener
from vivavoce.live.ports import EventStore, SessionAddress, SessionLogFactory
from vivavoce.live.routes import StaffUseCases, build_staff_router
from vivavoce.live.sockets import StaffSocketDependencies, build_staff_socket_router
from vivavoce.live.usecases.live_dashboard import LiveDashboardPublisher, LiveDashboardWriter
from vivavoce.live.usecases.observe_session import ObserveSession
from vivavoce.live.usecases.session_lifecycle import CancelSession
from vivavoce.live.usecases.staff_actions import SubmitStaffAction


class HiringCandidateNameReader:
    """Looks up candidate names in hiring, once hiring is built."""

    def __init__(self) -> None:
        self.interviews: InterviewFacade | None = None

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> str | None:
        """Return the candidate's name, or None; raise ``NotFoundError`` for an unknown interview."""
        if self.interviews is None:
            return None
        return (await self.interviews.get_candidate_details(work, interview_id)).candidate_name


@dataclass(frozen=True, slots=True)
class StaffSlice:
    """What other wiring needs of staff's part of live sessions."""

    update_dashboard: LiveDashboardWriter
    dashboard: LiveDashboardPublisher
    observe_session: ObserveSession
    intervene: SubmitStaffAction
    dashboards: PostgresLiveDashboardRepository
    names: HiringCandidateNameReader
    _platform: Platform

    @property
    def listeners(self) -> tuple[Callable[[SessionAddress], SessionEventListener], ...]:
        """Return the listeners for each session that this process hosts."""
        return (self.update_dashboard.track_session, self.observe_session.create_wake_up_listener)

    @property
    def router(self) -> APIRouter:
        """Return the HTTP routes for staff."""
        return build_staff_router(
            StaffUseCases(dashboard=self.dashboard, submit_action=self.intervene)
        )

    def sockets(self) -> APIRouter:
        """Return the sockets of the live dashboard and of one session."""
        platform = self._platform
        origins = frozenset({platform.settings.gateway_url})
        return build_staff_socket_router(
            StaffSocketDependencies(
                dashboard=self.dashboard,
                observe_session=self.observe_session,
                clock=platform.clock,
                origins=origins,
            )
        )

    @property
    def steps(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return the background steps of a process with these sockets."""
        return {
            "update the live dashboard": self.update_dashboard.run,
            "publish the live dashboard": self.dashboard.run,
            "publish sessions": self.observe_session.run,
        }

    async def sweep(self) -> None:
        """Remove observers of dead processes, and ended sessions from the dashboard."""
        await self.observe_session.remove_expired_observers()
        await self.dashboards.delete_ended()


def build_staff(
    platform: Platform,
    *,
    store: EventStore,
    log_in: SessionLogFactory,
    cancel: CancelSession,
    audit: AuditTrail,
) -> StaffSlice:
    """Return staff's part with its production adapters."""
    names = HiringCandidateNameReader()
    dashboards = PostgresLiveDashboardRepository(platform.database)
    return StaffSlice(
        update_dashboard=LiveDashboardWriter(dashboards=dashboards, clock=platform.clock),
        dashboard=LiveDashboardPublisher(
            dashboards=dashboards,
            read_candidate_name=names,
            open_work=platform.open_work,
            clock=platform.clock,
        ),
        observe_session=ObserveSession(
            open_work=platform.open_work,
            store=store,
            open_log=log_in,
            observers=PostgresSessionObserverRepository(platform.database),
            read_candidate_name=names,
            clock=platform.clock,
            ids=platform.ids,
        ),
        intervene=SubmitStaffAction(
            open_work=platform.open_work,
            store=store,
            open_log=log_in,
            actions=PostgresStaffActionRepository(),
            cancel_session=cancel,
            audit=audit,
            ids=platform.ids,
        ),
        dashboards=dashboards,
        names=names,
        _platform=platform,
    )
