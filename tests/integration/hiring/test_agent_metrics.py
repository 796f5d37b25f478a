"""The metrics of the agents come from the organization's interviews, those of the machine go to operators."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import pending, requested

from vivavoce.analytics.domain.interview_analytics import DurationSummary
from vivavoce.analytics.usecases.read_analytics import LatencyReport, StageLatency
from vivavoce.app.admin_metrics import build_admin_metrics_router
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import INSTALLATION_PERMISSIONS, Caller, InstallationRole, Role
from vivavoce.kernel.ids import TenantId

_NONE = DurationSummary(count=0, p50_s=None, p95_s=None)


@dataclass
class FixedReports:
    report: LatencyReport = field(
        default_factory=lambda: LatencyReport(
            stages=(), plan=_NONE, approval=_NONE, assessment=_NONE
        )
    )

    async def read_latency(self, tenant_id: TenantId, days: int) -> LatencyReport:
        return self.report


@dataclass
class Badges:
    tenant: TenantId

    async def __call__(
        self, *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key == "OPERATOR":
            added = INSTALLATION_PERMISSIONS[InstallationRole.OPERATOR]
            return replace(person(self.tenant, Role.VIEWER), permissions=added)
        return person(self.tenant, Role(api_key))


@pytest.fixture
def reports() -> FixedReports:
    return FixedReports()


@pytest.fixture
async def metrics(
    world: HiringWorld, tenant: TenantId, reports: FixedReports
) -> AsyncIterator[Edge]:
    settings = SimpleNamespace(agents_port=8000, edge_port=8080)
    platform: Any = SimpleNamespace(settings=settings, clock=world.ground.clock)
    reader: Any = reports
    app = make_application(
        "test",
        [build_admin_metrics_router(platform, world.cases.read_dashboard, reader)],
        authenticate=Badges(tenant),
        clock=world.ground.clock,
        ids=world.ground.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
        yield Edge(client)


async def test_idle_agents_have_no_invented_latency(metrics: Edge) -> None:
    agents = (await metrics.ask("GET", "/admin/metrics/agents", badge="VIEWER")).json()

    assert set(agents) == {"planner", "interviewer", "assessor"}
    assert [agents[name]["port"] for name in ("planner", "interviewer", "assessor")] == [
        8000,
        8080,
        8000,
    ]
    for agent in agents.values():
        assert (agent["status"], agent["latency"], agent["oldestSince"]) == ("idle", None, None)
        assert (agent["interviews"], agent["failed"]) == (0, 0)


async def test_the_planner_works_and_is_late_after_five_minutes(
    world: HiringWorld, metrics: Edge, tenant: TenantId
) -> None:
    interview = await requested(world, tenant)
    await pending(world, tenant, candidate_name="Bea Two")
    await requested(world, fresh_tenant())

    working = (await metrics.ask("GET", "/admin/metrics/agents", badge="VIEWER")).json()
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE interview SET state_since = %(at)s WHERE id = %(id)s",
            {"at": interview.state_since - timedelta(minutes=6), "id": interview.id},
        )
    late = (await metrics.ask("GET", "/admin/metrics/agents", badge="VIEWER")).json()

    assert (working["planner"]["status"], working["planner"]["interviews"]) == ("working", 1)
    assert (late["planner"]["status"], late["planner"]["interviews"]) == ("late", 1)
    assert late["assessor"]["status"] == "idle"


async def test_the_latency_is_the_median_in_milliseconds(
    metrics: Edge, reports: FixedReports
) -> None:
    reports.report = LatencyReport(
        stages=(StageLatency("end_to_end", DurationSummary(count=9, p50_s=0.84, p95_s=2.0), 2.0),),
        plan=DurationSummary(count=9, p50_s=1.5, p95_s=4.0),
        approval=_NONE,
        assessment=DurationSummary(count=9, p50_s=3.25, p95_s=9.0),
    )

    agents = (await metrics.ask("GET", "/admin/metrics/agents", badge="VIEWER")).json()

    assert [agents[name]["latency"] for name in ("planner", "interviewer", "assessor")] == [
        1500.0,
        840.0,
        3250.0,
    ]


@pytest.mark.parametrize("path", ["/admin/metrics/system", "/admin/system/metrics"])
async def test_the_machine_is_shown_to_operators_only(metrics: Edge, path: str) -> None:
    shown = await metrics.ask("GET", path, badge="OPERATOR")
    refused = await metrics.ask("GET", path, badge="ADMIN")

    assert shown.status_code == 200
    assert set(shown.json()) == {"cpu", "memory", "uptime", "timestamp"}
    assert shown.json()["memory"]["unit"] == "MB"
    assert refused.status_code == 403
