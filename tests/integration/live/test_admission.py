"""The queue before a full house: order, places, drops, and that nothing that dies keeps its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import LiteralString
from uuid import UUID

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.live_candidates import ReconnectingCandidate, complaints
from tests.fakes.live_edge import address_of, an_edge, started, store_on
from tests.infrastructure import Ground, open_ground
from tests.integration.live.test_edge import (
    close_code,
    say,
    state_of,
    until,
    until_asked,
)
from tests.unit.live.test_conversations import EXPERT
from websockets.asyncio.client import connect

from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.profiles import HIRING_PROFILE, PRACTICE_PROFILE
from vivavoce.infra import metrics
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.adapters.postgres_admission_queue import (
    PostgresAdmissionQueue,
    count_queued_candidates,
    count_sessions_by_state,
)
from vivavoce.live.ports import LeaseRenewer, SessionAddress, SessionLease

SPIKE, SPIKE_ROOM = 300, 60


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    """A database of its own: room is counted over all organisations."""
    made = cloned_database(f"{worker_id}_queue")
    yield made
    drop(made)


@pytest.fixture
async def ground(database: TestDatabase) -> AsyncIterator[Ground]:
    async with open_ground(database.app_url, KEYS) as ground:
        yield ground


@pytest.fixture
def tenant() -> TenantId:
    return fresh_tenant()


async def a_session(ground: Ground, tenant: TenantId, number: int) -> OpenedLiveSession:
    interview = InterviewId(UUID(int=3000 + number))
    return await started(ground, tenant, interview_id=interview, accepted_consent_version="2026-11")


async def hosted(ground: Ground, tenant: TenantId, number: int, worker: str = "w1") -> SessionLease:
    """A session that a worker holds, as it does when its candidate's connection is there."""
    opened = await a_session(ground, tenant, number)
    return await store_on(ground).claim(address_of(tenant, opened), worker)


@pytest.fixture
async def renew(ground: Ground) -> AsyncIterator[LeaseRenewer]:
    """A renewer that is connected already: leases last a second."""
    async with store_on(ground).open_lease_renewal() as renew:
        yield renew


async def kept_alive(renew: LeaseRenewer, leases: list[SessionLease], worker: str = "w1") -> None:
    await renew(worker, [lease.address.session_id for lease in leases])


async def test_a_full_house_queues_the_next_and_calls_them_in_order(
    ground: Ground, tenant: TenantId
) -> None:
    async with an_edge(ground, room=1) as edge:
        first, second, third = [await a_session(ground, tenant, n) for n in range(3)]
        async with connect(edge.url(first, tenant)) as inside:
            await until_asked(inside)
            async with connect(edge.url(second, tenant)) as next_one:
                assert (await until(next_one, "QUEUED"))["position"] == 1
                async with connect(edge.url(third, tenant)) as last:
                    assert (await until(last, "QUEUED"))["position"] == 2
                    depth = await count_queued_candidates(ground.database)
                    states = await count_sessions_by_state(ground.database)
                    await inside.send('{"type": "END"}')
                    assert await close_code(inside) == 1000
                    asked = await until_asked(next_one)
                    assert await until(last, "QUEUED", position=1)
                    await say(next_one, EXPERT["q1"])
                    await until_asked(next_one)
                    await last.send('{"type": "TEXT", "text": "Hello?"}')
                    refused = await until(last, "ERROR")

    assert depth == 2
    assert (states["queued"], states["in_progress"]) == (2, 1)
    assert asked["questionId"] == "q1"
    assert refused["code"] == "session_not_in_progress"
    assert (await state_of(ground, tenant, third)).status == "queued"
    assert await complaints(ground, tenant) == {}


async def test_a_short_drop_keeps_the_place_and_the_wait_is_measured(
    ground: Ground, tenant: TenantId
) -> None:
    counted = metrics.QUEUE_WAIT_SECONDS.labels("talk")
    before = counted._sum.get()
    async with an_edge(ground, room=1) as edge:
        first, second, third = [await a_session(ground, tenant, n) for n in range(3)]
        async with connect(edge.url(first, tenant)) as inside:
            await until_asked(inside)
            async with connect(edge.url(second, tenant)) as dropped:
                await until(dropped, "QUEUED")
                async with connect(edge.url(third, tenant)) as last:
                    await until(last, "QUEUED", position=2)
                    await dropped.close()
                    await until(last, "QUEUED", position=1)
                    async with connect(edge.url(second, tenant)) as back:
                        assert (await until(back, "QUEUED"))["position"] == 1
                        await until(last, "QUEUED", position=2)
                        await inside.send('{"type": "END"}')
                        await until_asked(back)

    log = await store_on(ground).load(address_of(tenant, second))
    assert counted._sum.get() > before
    assert [r.event.type for r in log].count("session.dequeued") == 1
    assert await complaints(ground, tenant) == {}


async def test_whoever_has_priority_goes_first_then_whoever_came_first(
    ground: Ground, tenant: TenantId, renew: LeaseRenewer
) -> None:
    asked = PostgresAdmissionQueue(ground.database, capacity=1)
    inside = await hosted(ground, tenant, 0)
    waiting = [await hosted(ground, tenant, number) for number in range(1, 5)]
    ranks = [
        PRACTICE_PROFILE.priority,
        HIRING_PROFILE.priority,
        PRACTICE_PROFILE.priority,
        HIRING_PROFILE.priority,
    ]
    assert await asked.join(inside.address, 10) == 0
    places = [
        await asked.join(lease.address, rank) for lease, rank in zip(waiting, ranks, strict=True)
    ]
    await kept_alive(renew, [inside, *waiting])
    seen = await asked.admit_waiting("w1")

    assert places == [1, 1, 3, 2]
    assert [seen[lease.address.session_id] for lease in waiting] == [3, 1, 4, 2]


async def test_a_place_is_free_when_its_session_ends_and_when_its_worker_is_dead(
    ground: Ground, tenant: TenantId, renew: LeaseRenewer
) -> None:
    asked = PostgresAdmissionQueue(ground.database, capacity=1)
    dead, waits = await hosted(ground, tenant, 1, "dead"), await hosted(ground, tenant, 2)
    assert await asked.join(dead.address, 10) == 0
    assert await asked.join(waits.address, 10) == 1
    await ground_sets(
        ground, tenant, dead.address, "expires_at = clock_timestamp() - interval '9 s'"
    )
    await kept_alive(renew, [waits])
    assert (await asked.admit_waiting("w1"))[waits.address.session_id] == 1
    await ground_sets(
        ground, tenant, dead.address, "expires_at = clock_timestamp() - interval '11 s'"
    )
    await kept_alive(renew, [waits])

    assert (await asked.admit_waiting("w1"))[waits.address.session_id] == 0


async def test_whoever_leaves_before_the_talk_begins_keeps_their_place_a_minute_and_no_longer(
    ground: Ground, tenant: TenantId, renew: LeaseRenewer
) -> None:
    patient = PostgresAdmissionQueue(ground.database, capacity=1)
    impatient = PostgresAdmissionQueue(ground.database, capacity=1, absence_grace_s=0.0)
    gone, waits = await hosted(ground, tenant, 1), await hosted(ground, tenant, 2)
    assert await patient.join(gone.address, 10) == 0
    assert await patient.join(waits.address, 10) == 1
    async with ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE admission SET disconnected_since = clock_timestamp() WHERE session_id = %(session)s",
            {"session": gone.address.session_id},
        )
    await kept_alive(renew, [gone, waits])

    assert (await patient.admit_waiting("w1"))[waits.address.session_id] == 1
    assert (await impatient.admit_waiting("w1"))[waits.address.session_id] == 0
    assert await impatient.join(gone.address, 10) == 1


async def ground_sets(
    ground: Ground, tenant: TenantId, address: SessionAddress, change: str
) -> None:
    async with ground.open_work(tenant) as work:
        await work.execute(
            f"UPDATE lease SET {change} WHERE session_id = %(session)s",  # noqa: S608
            {"session": address.session_id},  # type: ignore[arg-type]
        )


async def test_racing_processes_never_let_in_more_than_there_is_room_for(
    ground: Ground, tenant: TenantId, renew: LeaseRenewer
) -> None:
    asked = PostgresAdmissionQueue(ground.database, capacity=7)
    leases = [await hosted(ground, tenant, number) for number in range(30)]
    await kept_alive(renew, leases)
    places = await asyncio.gather(*(asked.join(lease.address, 10) for lease in leases))
    for _ in range(3):
        await kept_alive(renew, leases)
        await asyncio.gather(*(asked.admit_waiting("w1") for _ in range(10)))
    seen = await asked.admit_waiting("w1")

    assert sorted(places) == [*[0] * 7, *range(1, 24)]
    assert sorted(seen.values()) == sorted(places)


@pytest.mark.soak
async def test_a_spike_of_three_hundred_loses_nobody_and_keeps_the_order(
    ground: Ground, tenant: TenantId
) -> None:
    pace = asyncio.Event()
    opened = [await a_session(ground, tenant, number) for number in range(SPIKE)]
    talkers: list[ReconnectingCandidate] = []
    async with an_edge(ground, room=SPIKE_ROOM) as edge:
        async with asyncio.TaskGroup() as group:
            for session in opened:
                one = ReconnectingCandidate(
                    session, tenant, [edge.port], lambda asked: EXPERT[asked["questionId"]], pace
                )
                one.think_s = 0.5
                one.may_return.set()
                talkers.append(one)
                group.create_task(one.take_interview())
                await asyncio.sleep(10 / SPIKE)
            pace.set()  # whoever talks goes on, now that everybody is there

    logs = [await store_on(ground).load(address_of(tenant, session)) for session in opened]
    begun = [
        (log_seq.at, number)
        for number, log in enumerate(logs)
        for log_seq in log
        if log_seq.event.type == "interview.started"
    ]
    queued = [n for n, log in enumerate(logs) if any(r.event.type == "session.queued" for r in log)]
    let_in = [next(r.at for r in logs[n] if r.event.type == "session.dequeued") for n in queued]
    assert [one.reason for one in talkers] == ["all_asked"] * SPIKE
    assert len(begun) == SPIKE
    assert len(queued) > 0
    # Who is called in one look is called at once, and there is room for so many; beyond that the order
    # is that of coming, however slow the machine is.
    by_call = sorted(range(len(let_in)), key=lambda n: let_in[n])
    assert max(abs(rank - n) for rank, n in enumerate(by_call)) < SPIKE_ROOM
    assert all(one.places == sorted(one.places, reverse=True) for one in talkers)
    assert await complaints(ground, tenant) == {}


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("DELETE FROM admission", "waits by its log and has no place"),
        (
            "UPDATE admission SET started_at = now(), admitted_at = NULL",
            "talks by its log and was not let in",
        ),
    ],
)
async def test_the_doctor_sees_a_queue_that_left_the_log(
    ground: Ground, tenant: TenantId, change: LiteralString, detail: str
) -> None:
    async with an_edge(ground, room=1) as edge:
        first, second = [await a_session(ground, tenant, n) for n in range(2)]
        async with connect(edge.url(first, tenant)) as inside:
            await until_asked(inside)
            async with connect(edge.url(second, tenant)) as next_one:
                await until(next_one, "QUEUED")
                assert await complaints(ground, tenant) == {}
                async with ground.open_work(tenant) as work:
                    await work.execute(
                        change + " WHERE session_id = %(session)s", {"session": second.session_id}
                    )
                found = await complaints(ground, tenant)

    assert [each.detail for each in found["live.queue_follows_the_log"]] == [detail]
