"""Metrics of dashboards that were built for ``/admin/metrics``: the agents, and the machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from vivavoce.analytics.usecases.read_analytics import LatencyReport, ReadAnalytics, ReplyStage
from vivavoce.app.platform import Platform
from vivavoce.hiring.domain.workflow import InterviewState as S
from vivavoce.hiring.ports.interviews import StateSummary
from vivavoce.hiring.usecases.read_dashboard import ReadDashboard
from vivavoce.infra.machine_usage import read_machine_usage
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp, make_lenient_router
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp

LATENCY_DAYS = 7
LATE_AFTER = timedelta(minutes=5)
_REPLY_STAGE: ReplyStage = "end_to_end"
_MIB = 1024 * 1024


class AgentMetricsResponse(CamelModel):
    """One agent, as the interviews of your organization show it."""

    status: Literal["idle", "working", "late"]
    """`idle` if it has no interview, `late` if one has waited for more than five minutes, else
    `working`. The interviewer is never late."""
    port: int = Field(examples=[8000])
    """The port that this installation is configured to serve it on."""
    latency: float | None = Field(examples=[840.0])
    """How long it usually takes, in milliseconds: the median of a plan or an assessment over the last
    seven days, or of a spoken reply over the last 24 hours. Null if there are fewer than five."""
    interviews: int
    """How many interviews the agent has now, except those whose step failed."""
    failed: int
    """How many interviews have a failed step of this agent."""
    oldest_since: UtcTimestamp | None
    """When the agent received the oldest interview that it has now, in UTC; null if it has none."""


class AgentsMetricsResponse(CamelModel):
    """The three agents."""

    planner: AgentMetricsResponse
    """Checks skills and writes plans."""
    interviewer: AgentMetricsResponse
    """Holds the interviews."""
    assessor: AgentMetricsResponse
    """Writes the assessments."""


class CpuMetricsResponse(CamelModel):
    """The processors of the machine."""

    usage: float | None = Field(examples=[23.5])
    """The share of all processors in use, in percent, over a quarter of a second; null where the system
    does not tell it."""


class MemoryMetricsResponse(CamelModel):
    """The memory of the machine, or of the container if that has a limit."""

    used: float | None = Field(examples=[3120.4])
    """How much memory is in use, in `unit`; null where the system does not tell it."""
    total: float | None = Field(examples=[15996.0])
    """How much memory there is, in `unit`; null where the system does not tell it."""
    unit: Literal["MB"] = "MB"
    """The unit of both: 1024 times 1024 bytes."""


class SystemMetricsResponse(CamelModel):
    """The machine of the process that answers."""

    cpu: CpuMetricsResponse
    """How busy the processors of the machine are."""
    memory: MemoryMetricsResponse
    """The memory of the machine."""
    uptime: float = Field(examples=[86400.0])
    """For how many seconds this process has been running."""
    timestamp: UtcTimestamp
    """The time of these numbers, in UTC."""


def build_admin_metrics_router(
    platform: Platform, read_dashboard: ReadDashboard, reports: ReadAnalytics
) -> APIRouter:
    """Return the routes; the machine's metrics need the permission 'platform:operate'."""
    routes = make_lenient_router("admin")
    started_at = platform.clock.now()

    @routes.get("/api/v1/admin/metrics/agents")
    async def get_agent_metrics(caller: CurrentCaller) -> AgentsMetricsResponse:
        """Return how the planner, the interviewer and the assessor work for your organization."""
        states = await read_dashboard.summarize_states(caller)
        latency = await reports.read_latency(caller.tenant_id, LATENCY_DAYS)
        settings, now = platform.settings, platform.clock.now()
        return AgentsMetricsResponse(
            planner=_build_agent(
                states,
                (S.RECEIVED, S.VALIDATING_SKILLS, S.GENERATING_PLAN),
                port=settings.agents_port,
                latency_s=latency.plan.p50_s,
                late_before=now - LATE_AFTER,
            ),
            interviewer=_build_agent(
                states, (S.IN_PROGRESS,), port=settings.edge_port, latency_s=_find_reply(latency)
            ),
            assessor=_build_agent(
                states,
                (S.COMPLETED,),
                port=settings.agents_port,
                latency_s=latency.assessment.p50_s,
                late_before=now - LATE_AFTER,
            ),
        )

    @routes.get("/api/v1/admin/metrics/system")
    async def get_system_metrics(caller: CurrentCaller) -> SystemMetricsResponse:
        """Return the usage of the machine that answers. For operators of the installation."""
        caller.require(Permission.PLATFORM_OPERATE)
        usage = await read_machine_usage(platform.clock)
        share, now = usage.cpu_share, platform.clock.now()
        return SystemMetricsResponse(
            cpu=CpuMetricsResponse(usage=None if share is None else round(share * 100, 1)),
            memory=MemoryMetricsResponse(
                used=_to_mib(usage.memory_used_bytes), total=_to_mib(usage.memory_total_bytes)
            ),
            uptime=max(0.0, round((now - started_at).total_seconds(), 1)),
            timestamp=format_timestamp(now),
        )

    routes.add_api_route(
        "/api/v1/admin/system/metrics",
        get_system_metrics,
        methods=["GET"],
        include_in_schema=False,
    )
    return routes


def _build_agent(
    states: Mapping[S, StateSummary],
    own: tuple[S, ...],
    *,
    port: int,
    latency_s: float | None,
    late_before: datetime | None = None,
) -> AgentMetricsResponse:
    failed = sum(states[state].failed for state in own)
    interviews = sum(states[state].total for state in own) - failed
    since = [states[state].oldest_since for state in own]
    oldest = min((one for one in since if one is not None), default=None)
    is_late = oldest is not None and late_before is not None and oldest < late_before
    return AgentMetricsResponse(
        status="late" if is_late else "working" if interviews else "idle",
        port=port,
        latency=None if latency_s is None else round(latency_s * 1000, 1),
        interviews=interviews,
        failed=failed,
        oldest_since=format_optional_timestamp(oldest),
    )


def _find_reply(latency: LatencyReport) -> float | None:
    stages = {stage.name: stage.durations.p50_s for stage in latency.stages}
    return stages.get(_REPLY_STAGE)


def _to_mib(size: int | None) -> float | None:
    return None if size is None else round(size / _MIB, 1)
