from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4  # noqa: TID251 - fresh keys

import httpx
import psycopg
import pytest
from tests.database import TestDatabase
from tests.infrastructure import Ground

from vivavoce.app.dead_letter_routes import router
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.events import InterviewCancelled
from vivavoce.infra.bus import EventConsumer, OutboxRelay
from vivavoce.infra.dead_letters import (
    DeadLetter,
    DeadLetterAlreadyReplayedError,
    count_dead_letters,
    list_dead_letters,
    replay_dead_letter,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.tenancy.adapters.audit_log import PostgresAuditLog

TOPIC = InterviewCancelled.topic


class DeadLetterFixture:
    """One group whose consumer refuses what it is told to refuse."""

    def __init__(self, ground: Ground, superuser_url: str) -> None:
        self.ground = ground
        self.group = f"g-{uuid4().hex}"
        self.handled: list[str] = []
        self.refuses: set[str] = set()
        self._superuser_url = superuser_url
        signals = (ground.delivered, ground.outbox_signal)
        self._consumer = EventConsumer(
            self.group,
            {TOPIC: self._handle},
            ground.database,
            ground.open_work,
            ground.ids,
            ground.clock,
            signals,
        )
        self._relay = OutboxRelay(
            ground.database, {TOPIC: [self.group]}, ground.outbox_signal, ground.delivered
        )

    async def _handle(self, _: UnitOfWork, event: IntegrationEvent) -> None:
        if event.payload["reason"] in self.refuses:
            raise ValueError("somebody@example.com said no")
        self.handled.append(event.payload["reason"])

    async def publish(self, tenant: TenantId, interview: InterviewId, *reasons: str) -> None:
        for reason in reasons:
            async with self.ground.open_work(tenant) as work:
                payload = InterviewCancelled(reason=reason, cancelled_by="test")
                await work.publish(payload, run_id="run_1", interview_id=interview)

    async def consume(self) -> None:
        """Relay and consume until nothing is left; waits between tries are cut short."""
        await self._relay.relay_batch()
        with psycopg.connect(self._superuser_url, autocommit=True) as connection:
            while True:
                while await self._consumer.consume_one():
                    pass
                hurried = connection.execute(
                    "UPDATE bus_delivery SET next_attempt_at = now() WHERE group_name = %s",
                    (self.group,),
                )
                if not hurried.rowcount:
                    return

    async def letters(self, tenant: TenantId, **wish: bool) -> tuple[DeadLetter, ...]:
        async with self.ground.open_work(tenant) as work:
            return await list_dead_letters(work, **wish)

    async def replay(self, tenant: TenantId, letter_id: UUID) -> DeadLetter:
        async with self.ground.open_work(tenant) as work:
            return await replay_dead_letter(work, letter_id)


@pytest.fixture
def event_bus(ground: Ground, database: TestDatabase) -> DeadLetterFixture:
    return DeadLetterFixture(ground, database.superuser_url)


async def _publish_failing(event_bus: DeadLetterFixture, tenant: TenantId) -> DeadLetter:
    event_bus.refuses = {"bad"}
    await event_bus.publish(tenant, InterviewId(uuid4()), "bad")
    await event_bus.consume()
    (dead_letter,) = await event_bus.letters(tenant)
    return dead_letter


async def test_a_dead_letter_shows_the_error_and_not_the_content(
    event_bus: DeadLetterFixture, tenant: TenantId
) -> None:
    dead_letter = await _publish_failing(event_bus, tenant)

    assert (dead_letter.group, dead_letter.topic, dead_letter.attempts) == (
        event_bus.group,
        TOPIC,
        6,
    )
    assert (dead_letter.error, dead_letter.replayed_at) == ("ValueError", None)
    assert "example.com" not in repr(dead_letter)


async def test_a_replayed_event_is_handled_once(
    event_bus: DeadLetterFixture, tenant: TenantId
) -> None:
    dead_letter = await _publish_failing(event_bus, tenant)
    event_bus.refuses = set()

    replayed = await event_bus.replay(tenant, dead_letter.id)
    await event_bus.consume()
    await event_bus.consume()

    assert replayed.replayed_at is not None
    assert event_bus.handled == ["bad"]
    assert await event_bus.letters(tenant) == ()
    assert [each.id for each in await event_bus.letters(tenant, has_replayed=True)] == [
        dead_letter.id
    ]


async def test_a_replayed_event_is_handled_before_later_ones_of_its_interview(
    event_bus: DeadLetterFixture, tenant: TenantId
) -> None:
    interview = InterviewId(uuid4())
    event_bus.refuses = {"bad"}
    await event_bus.publish(tenant, interview, "bad")
    await event_bus.consume()
    (dead_letter,) = await event_bus.letters(tenant)
    event_bus.refuses = set()

    await event_bus.publish(tenant, interview, "later")
    await event_bus.replay(tenant, dead_letter.id)
    await event_bus.consume()

    assert event_bus.handled == ["bad", "later"]


async def test_a_replay_that_fails_becomes_a_new_dead_letter(
    event_bus: DeadLetterFixture, tenant: TenantId
) -> None:
    dead_letter = await _publish_failing(event_bus, tenant)

    await event_bus.replay(tenant, dead_letter.id)
    await event_bus.consume()

    (again,) = await event_bus.letters(tenant)
    assert again.id != dead_letter.id
    assert (again.event_id, again.attempts) == (dead_letter.event_id, 6)


async def test_a_dead_letter_is_replayed_once(
    event_bus: DeadLetterFixture, tenant: TenantId
) -> None:
    dead_letter = await _publish_failing(event_bus, tenant)
    await event_bus.replay(tenant, dead_letter.id)

    with pytest.raises(DeadLetterAlreadyReplayedError):
        await event_bus.replay(tenant, dead_letter.id)


async def test_a_dead_letter_of_another_organization_is_unknown(
    event_bus: DeadLetterFixture, tenant: TenantId, ground: Ground
) -> None:
    dead_letter = await _publish_failing(event_bus, tenant)
    outsider = TenantId(uuid4())

    with pytest.raises(NotFoundError):
        await event_bus.replay(outsider, dead_letter.id)
    async with ground.open_work(outsider) as work:
        assert await count_dead_letters(work, has_replayed=True) == 0


class Callers:
    """Lets everybody in as what the authorization header says."""

    def __init__(self, tenant: TenantId) -> None:
        self._tenant = tenant

    async def __call__(
        self, *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        role = Role(authorization)
        return Caller(
            tenant_id=TenantId(UUID(tenant)) if tenant else self._tenant,
            kind="account",
            id=uuid4(),
            name="Ada",
            permissions=ROLE_PERMISSIONS[role],
            role=role,
        )


@asynccontextmanager
async def _client(ground: Ground, tenant: TenantId) -> AsyncIterator[httpx.AsyncClient]:
    audit = PostgresAuditLog(ground.clock, ground.ids)
    app = make_application(
        "test",
        [router(ground.open_work, audit)],
        authenticate=Callers(tenant),
        clock=ground.clock,
        ids=ground.ids,
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test/api/v1"
    ) as client:
        yield client


ADMIN = {"Authorization": "ADMIN"}


async def test_an_administrator_lists_and_replays_over_http(
    event_bus: DeadLetterFixture, tenant: TenantId, ground: Ground
) -> None:
    dead_letter = await _publish_failing(event_bus, tenant)
    async with _client(ground, tenant) as client:
        listed = await client.get("/deadletters", headers=ADMIN)
        replayed = await client.post(f"/deadletters/{dead_letter.id}/replay", headers=ADMIN)
        again = await client.post(f"/deadletters/{dead_letter.id}/replay", headers=ADMIN)
        left = await client.get("/deadletters", headers=ADMIN)

    assert listed.json()["total"] == 1
    assert listed.json()["data"][0]["eventId"] == str(dead_letter.event_id)
    assert (replayed.status_code, replayed.json()["id"]) == (202, str(dead_letter.id))
    assert (again.status_code, again.json()["code"]) == (409, "dead_letter_replayed")
    assert left.json() == {
        "data": [],
        "total": 0,
        "page": 1,
        "limit": 20,
        "nextCursor": None,
    }
    async with ground.open_work(tenant) as work:
        noted = await work.fetch_all(
            "SELECT subject FROM audit_log WHERE action = 'dead_letter.replayed'"
        )
    assert [row["subject"] for row in noted] == [str(dead_letter.id)]


@pytest.mark.parametrize("role", ["RECRUITER", "VIEWER", "HIRING_MANAGER", "SEEKER"])
async def test_only_an_administrator_sees_dead_letters(
    ground: Ground, tenant: TenantId, role: str
) -> None:
    async with _client(ground, tenant) as client:
        headers = {"Authorization": role}
        listed = await client.get("/deadletters", headers=headers)
        replayed = await client.post(f"/deadletters/{uuid4()}/replay", headers=headers)

    assert (listed.status_code, replayed.status_code) == (403, 403)


async def test_over_http_a_dead_letter_of_another_organization_is_not_found(
    event_bus: DeadLetterFixture, tenant: TenantId, ground: Ground
) -> None:
    dead_letter = await _publish_failing(event_bus, tenant)
    headers = {**ADMIN, "X-Tenant-ID": str(uuid4())}
    async with _client(ground, tenant) as client:
        foreign = await client.post(f"/deadletters/{dead_letter.id}/replay", headers=headers)
        unknown = await client.post(f"/deadletters/{uuid4()}/replay", headers=headers)
        odd = await client.post("/deadletters/not-an-id/replay", headers=headers)

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["detail"] == unknown.json()["detail"]
    assert odd.status_code == 422
