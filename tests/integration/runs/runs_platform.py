"""The whole product on a test database at its real edge; tests run events and jobs explicitly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from tests.fakes.hiring import BODY
from tests.infrastructure import Ground
from tests.integration.hiring.hiring_api import HiringAuthenticator

from vivavoce.app.platform import Platform
from vivavoce.app.slices import Slices, build_api_routers, build_slices
from vivavoce.app.subscriptions import build_subscriptions
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.ids import EventId, InterviewId, TenantId

AGENT_KEY = "a-key-that-only-these-tests-give-to-agents"


@dataclass
class World:
    ground: Ground
    tenant: TenantId
    slices: Slices
    client: httpx.AsyncClient
    last_position: int = 0

    async def ask(
        self, method: str, path: str, body: Any = None, *, badge: str = "RECRUITER"
    ) -> httpx.Response:
        return await self.client.request(
            method, f"/api/v1{path}", json=body, headers={"X-API-Key": badge}
        )

    async def agent(
        self, method: str, path: str, body: Any = None, *, tenant: object = None
    ) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {AGENT_KEY}",
            "X-Tenant-ID": str(tenant or self.tenant),
        }
        return await self.client.request(method, f"/api/v1{path}", json=body, headers=headers)

    async def requested(self, **changes: Any) -> dict[str, Any]:
        answer = await self.ask("POST", "/a2a/interview", BODY | changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def pump(self) -> None:
        """Carry every event to its consumers, and what they published, until all is quiet."""
        table = build_subscriptions(self.slices)
        while rows := await self._published_events():
            for row in rows:
                self.last_position = row["position"]
                for handlers in table.values():
                    if row["topic"] in handlers:
                        async with self.ground.open_work(self.tenant) as work:
                            await handlers[row["topic"]](work, _event(row, self.tenant))

    async def work(self) -> None:
        """Run every plan job of the organisation once, then carry the news."""
        await self.pump()
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'planning.generate_plan'"
                " AND args ->> 'tenant_id' = %(tenant)s ORDER BY id",
                {"tenant": str(self.tenant)},
            )
        for row in rows:
            job = self.slices.planning.jobs["planning.generate_plan"]
            await job(self.tenant, order_id=row["args"]["order_id"])
        await self.pump()

    async def fail_order(self, interview_id: str) -> None:
        """End the open order as a planner that gave up does."""
        generate = self.slices.planning.jobs["planning.generate_plan"]._generate
        order = await self.newest_order(interview_id)
        async with self.ground.open_work(self.tenant) as work:
            await generate._interviews.begin_planning(
                work, InterviewId(UUID(interview_id)), (), ("x",)
            )
            found = await generate._plans.find_request(work, order)
            await generate._record_failure(work, found, "planner_failed")
        await self.pump()

    async def newest_order(self, interview_id: str) -> UUID:
        async with self.ground.open_work(self.tenant) as work:
            found = await self.slices.planning.plans.find_newest(
                work, InterviewId(UUID(interview_id))
            )
        assert found is not None
        return found.order_id

    async def orders(self) -> int:
        async with self.ground.open_work(self.tenant) as work:
            return len(await work.fetch_all("SELECT id FROM plan_order"))

    async def _published_events(self) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(
                "SELECT * FROM outbox WHERE position > %(heard)s ORDER BY position",
                {"heard": self.last_position},
            )


def _event(row: dict[str, Any], tenant: TenantId) -> IntegrationEvent:
    return IntegrationEvent(
        id=EventId(row["event_id"]),
        topic=row["topic"],
        tenant_id=tenant,
        run_id=row["run_id"],
        interview_id=InterviewId(row["interview_id"]),
        at=row["at"],
        payload=row["payload"],
    )


@asynccontextmanager
async def open_world(ground: Ground, tenant: TenantId, **settings: str) -> AsyncIterator[World]:
    """Build every slice as a role does."""
    on = Platform(
        Settings(a2a_api_key=AGENT_KEY, **settings),
        ground.keys,
        ground.clock,
        ground.ids,
        ground.database,
        ground.jobs,
        ground.open_work,
        ground.vault,
    )
    slices = build_slices(on)
    async with ground.open_work(tenant) as work:
        await work.execute(
            "INSERT INTO tenant (tenant_id, slug, name) VALUES (%(id)s, %(slug)s, 'Test')",
            {"id": tenant, "slug": str(tenant)},
        )
    app = make_application(
        "test",
        build_api_routers(on, slices),
        authenticate=HiringAuthenticator(tenant),
        clock=on.clock,
        ids=on.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
        yield World(ground, tenant, slices, client)
