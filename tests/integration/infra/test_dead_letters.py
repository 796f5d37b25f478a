from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4  # noqa: TID251 - fresh keys

import httpx
import psycopg
import pytest
from tests.database import TestDatabase
from tests.world import Ground

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


class Desk:
    """One group whose consumer refuses what it is told to refuse."""

    def __init__(self, ground: Ground, superuser_url: str) -> None:
        self.ground = ground
        self.group = f"g-{uuid4().hex}"
        self.heard: list[str] = []
        self.refuses: set[str] = set()
        self._superuser_url = superuser_url
        bells = (ground.delivered, ground.outbox_bell)
        self._consumer = EventConsumer(
            self.group,
            {TOPIC: self._handle},
            ground.database,
            ground.open_work,
            ground.ids,
            ground.clock,
            bells,
        )
        self._relay = OutboxRelay(
            ground.database, {TOPIC: [self.group]}, ground.outbox_bell, ground.delivered
        )

    async def _handle(self, _: UnitOfWork, event: IntegrationEvent) -> None:
        if event.payload["reason"] in self.refuses:
            raise ValueError("somebody@example.com said no")
        self.heard.append(event.payload["reason"])

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
def desk(ground: Ground, database: TestDatabase) -> Desk:
    return Desk(ground, database.superuser_url)


async def _one_dead(desk: Desk, tenant: TenantId) -> DeadLetter:
    desk.refuses = {"bad"}
    await desk.publish(tenant, InterviewId(uuid4()), "bad")
    await desk.consume()
    (letter,) = await desk.letters(tenant)
    return letter


async def test_a_dead_letter_says_what_failed_and_not_what_was_said(
    desk: Desk, tenant: TenantId
) -> None:
    letter = await _one_dead(desk, tenant)

    assert (letter.group, letter.topic, letter.attempts) == (desk.group, TOPIC, 6)
    assert (letter.error, letter.replayed_at) == ("ValueError", None)
    assert "example.com" not in repr(letter)


async def test_a_replayed_event_is_handled_once(desk: Desk, tenant: TenantId) -> None:
    letter = await _one_dead(desk, tenant)
    desk.refuses = set()

    replayed = await desk.replay(tenant, letter.id)
    await desk.consume()
    await desk.consume()

    assert replayed.replayed_at is not None
    assert desk.heard == ["bad"]
    assert await desk.letters(tenant) == ()
    assert [each.id for each in await desk.letters(tenant, has_replayed=True)] == [letter.id]


async def test_a_replayed_event_goes_before_later_ones_of_its_interview(
    desk: Desk, tenant: TenantId
) -> None:
    interview = InterviewId(uuid4())
    desk.refuses = {"bad"}
    await desk.publish(tenant, interview, "bad")
    await desk.consume()
    (letter,) = await desk.letters(tenant)
    desk.refuses = set()

    await desk.publish(tenant, interview, "later")
    await desk.replay(tenant, letter.id)
    await desk.consume()

    assert desk.heard == ["bad", "later"]


async def test_what_fails_again_is_a_new_dead_letter(desk: Desk, tenant: TenantId) -> None:
    letter = await _one_dead(desk, tenant)

    await desk.replay(tenant, letter.id)
    await desk.consume()

    (again,) = await desk.letters(tenant)
    assert again.id != letter.id
    assert (again.event_id, again.attempts) == (letter.event_id, 6)


async def test_a_letter_is_replayed_once(desk: Desk, tenant: TenantId) -> None:
    letter = await _one_dead(desk, tenant)
    await desk.replay(tenant, letter.id)

    with pytest.raises(DeadLetterAlreadyReplayedError):
        await desk.replay(tenant, letter.id)


async def test_another_organisations_letter_is_unknown(
    desk: Desk, tenant: TenantId, ground: Ground
) -> None:
    letter = await _one_dead(desk, tenant)
    stranger = TenantId(uuid4())

    with pytest.raises(NotFoundError):
        await desk.replay(stranger, letter.id)
    async with ground.open_work(stranger) as work:
        assert await count_dead_letters(work, has_replayed=True) == 0


class Callers:
    """Lets everybody in as what the authorization header says."""

    def __init__(self, tenant: TenantId) -> None:
        self._tenant = tenant

    async def __call__(self, *, authorization: str, api_key: str, tenant: str) -> Caller:
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
    desk: Desk, tenant: TenantId, ground: Ground
) -> None:
    letter = await _one_dead(desk, tenant)
    async with _client(ground, tenant) as client:
        listed = await client.get("/deadletters", headers=ADMIN)
        replayed = await client.post(f"/deadletters/{letter.id}/replay", headers=ADMIN)
        again = await client.post(f"/deadletters/{letter.id}/replay", headers=ADMIN)
        left = await client.get("/deadletters", headers=ADMIN)

    assert listed.json()["total"] == 1
    assert listed.json()["data"][0]["eventId"] == str(letter.event_id)
    assert (replayed.status_code, replayed.json()["id"]) == (202, str(letter.id))
    assert (again.status_code, again.json()["code"]) == (409, "dead_letter_replayed")
    assert left.json() == {"data": [], "total": 0, "page": 1, "limit": 20}
    async with ground.open_work(tenant) as work:
        noted = await work.fetch_all(
            "SELECT subject FROM audit_log WHERE action = 'dead_letter.replayed'"
        )
    assert [row["subject"] for row in noted] == [str(letter.id)]


@pytest.mark.parametrize("role", ["RECRUITER", "VIEWER", "HIRING_MANAGER", "SEEKER"])
async def test_only_an_administrator_sees_dead_letters(
    ground: Ground, tenant: TenantId, role: str
) -> None:
    async with _client(ground, tenant) as client:
        headers = {"Authorization": role}
        listed = await client.get("/deadletters", headers=headers)
        replayed = await client.post(f"/deadletters/{uuid4()}/replay", headers=headers)

    assert (listed.status_code, replayed.status_code) == (403, 403)


async def test_over_http_another_organisations_letter_looks_like_none(
    desk: Desk, tenant: TenantId, ground: Ground
) -> None:
    letter = await _one_dead(desk, tenant)
    headers = {**ADMIN, "X-Tenant-ID": str(uuid4())}
    async with _client(ground, tenant) as client:
        foreign = await client.post(f"/deadletters/{letter.id}/replay", headers=headers)
        unknown = await client.post(f"/deadletters/{uuid4()}/replay", headers=headers)
        odd = await client.post("/deadletters/not-an-id/replay", headers=headers)

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["detail"] == unknown.json()["detail"]
    assert odd.status_code == 422
