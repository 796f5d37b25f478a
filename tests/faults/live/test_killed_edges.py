"""Edges are killed, frozen and restarted under twenty interviews: nothing is lost or duplicated."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.forked_program import Program
from tests.fakes.live_candidates import IN_TIME_S, ReconnectingCandidate, complaints, edge_process
from tests.fakes.live_edge import address_of, started, store_on
from tests.infrastructure import Ground, open_ground
from tests.ports import free_port
from tests.samples import in_turn
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session, fold

pytestmark = pytest.mark.soak

CROWD = 20


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    """A database of its own: room and leases are counted over all organisations."""
    made = cloned_database(f"{worker_id}_edges")
    yield made
    drop(made)


@pytest.fixture
async def ground(database: TestDatabase) -> AsyncIterator[Ground]:
    async with open_ground(database.app_url, KEYS) as ground:
        yield ground


@pytest.fixture
def tenant() -> TenantId:
    return fresh_tenant()


def reply(frame: dict[str, Any]) -> str:
    return EXPERT[frame["questionId"]]


async def opened(ground: Ground, tenant: TenantId, count: int) -> list[OpenedLiveSession]:
    return [
        await started(
            ground,
            tenant,
            interview_id=InterviewId(UUID(int=1000 + n)),
            accepted_consent_version="2026-11",
        )
        for n in range(count)
    ]


@asynccontextmanager
async def crowd(
    ground: Ground, tenant: TenantId, ports: Sequence[int], count: int = CROWD
) -> AsyncIterator[tuple[list[ReconnectingCandidate], asyncio.Event]]:
    """Candidates that have heard their first question and wait for ``pace`` before they answer."""
    pace = asyncio.Event()
    candidates = [
        ReconnectingCandidate(session, tenant, ports, reply, pace)
        for session in await opened(ground, tenant, count)
    ]
    async with asyncio.TaskGroup() as group:
        for one in candidates:
            group.create_task(one.take_interview())
        async with asyncio.timeout(IN_TIME_S):
            for one in candidates:
                await one.is_admitted.wait()
        yield candidates, pace
        pace.set()
        for one in candidates:
            one.may_return.set()


async def logs(
    ground: Ground, tenant: TenantId, candidates: Sequence[ReconnectingCandidate]
) -> list[tuple[RecordedEvent, ...]]:
    store = store_on(ground)
    return [await store.load(address_of(tenant, one.opened)) for one in candidates]


def kinds(log: Sequence[RecordedEvent], after: int = 0) -> Counter[str]:
    return Counter(record.event.type for record in log if record.seq > after)


async def until_taken(
    ground: Ground,
    tenant: TenantId,
    candidates: Sequence[ReconnectingCandidate],
    *,
    within_s: float = IN_TIME_S,
) -> None:
    """Wait until another worker has attached to every session."""
    async with asyncio.timeout(within_s):
        while True:
            held = [kinds(log)["worker.attached"] for log in await logs(ground, tenant, candidates)]
            if min(held) >= 2:
                return
            await asyncio.sleep(0.05)


def said_as_without_a_fault(log: Sequence[RecordedEvent]) -> None:
    state = fold(log)
    assert state is not None
    assert state.status == "completed"
    assert [turn.text for turn in state.turns if turn.role == "candidate"] == list(EXPERT.values())
    asked = [turn.question_id for turn in state.turns if turn.kind == "question"]
    assert asked == ["q1", "q2", "q3"]
    assert [record.seq for record in log] == list(range(1, len(log) + 1))


async def all_well(
    ground: Ground, tenant: TenantId, candidates: Sequence[ReconnectingCandidate]
) -> None:
    for one, log in zip(candidates, await logs(ground, tenant, candidates), strict=True):
        assert one.reason == "all_asked"
        assert one.seqs == sorted(set(one.seqs))
        said_as_without_a_fault(log)
    assert await complaints(ground, tenant) == {}


async def until(is_so: Callable[[], bool], *, within_s: float = IN_TIME_S) -> None:
    async with asyncio.timeout(within_s):
        while True:
            if is_so():
                return
            await asyncio.sleep(0.01)


async def a_kill(
    ground: Ground, database: TestDatabase, tenant: TenantId, *, mutant: str = ""
) -> None:
    """kill -9 of one of two edges: the other goes on with its talks before any candidate is back."""
    one, two = free_port(), free_port()
    with edge_process(database, one) as doomed, edge_process(database, two, mutant=mutant):
        count, within_s = (3, 5.0) if mutant else (CROWD, IN_TIME_S)
        async with crowd(ground, tenant, [one, two], count) as (candidates, _):
            os.kill(doomed.pid, signal.SIGKILL)
            await until_taken(ground, tenant, candidates, within_s=within_s)
            came_back = [
                log
                for log in await logs(ground, tenant, candidates)
                if kinds(log)["participant.joined"] > 1
            ]

    assert came_back == []
    await all_well(ground, tenant, candidates)
    for log in await logs(ground, tenant, candidates):
        lost = [each.event for each in log if isinstance(each.event, events.ConnectionLost)]
        assert [event.reason for event in lost] == ["worker_lost"]


async def a_restart(
    ground: Ground, database: TestDatabase, tenant: TenantId, *, mutant: str = ""
) -> None:
    """SIGTERM to one of two edges: its candidates go on at the other, and none was ever lost."""
    one, two = free_port(), free_port()
    with edge_process(database, one, mutant=mutant) as leaving, edge_process(database, two):
        async with crowd(ground, tenant, [one, two], 3 if mutant else CROWD) as (candidates, _):
            for each in candidates:
                each.may_return.set()
            leaving.terminate()
            assert await asyncio.to_thread(leaving.wait, 30) == 0
            await until(lambda: all(each.closes for each in candidates))

    await all_well(ground, tenant, candidates)
    for each, log in zip(candidates, await logs(ground, tenant, candidates), strict=True):
        seen = kinds(log)
        assert each.closes[0] == 1012
        assert seen["connection.lost"] == 0
        assert "reconnecting" not in statuses(log)
        assert seen["worker.detached"] == 1
        assert seen["worker.attached"] >= 2  # more where the machine stood still for a second


def statuses(log: Sequence[RecordedEvent]) -> set[str]:
    state: Session | None = None
    seen = set()
    for record in log:
        state = fold([record], state)
        assert state is not None
        seen.add(state.status)
    return seen


async def a_freeze(
    ground: Ground, database: TestDatabase, tenant: TenantId, *, mutant: str = ""
) -> None:
    """SIGSTOP past the lease, then SIGCONT: nothing is written under the old epoch."""
    one, two = free_port(), free_port()
    with edge_process(database, one, mutant=mutant) as frozen, edge_process(database, two):
        async with crowd(ground, tenant, [one, two], count=5) as (candidates, _):
            os.kill(frozen.pid, signal.SIGSTOP)
            for each in candidates:
                assert each.line is not None
                await each.line.send('{"type": "TEXT", "text": "Heard by nobody."}')
            await until_taken(ground, tenant, candidates)
            os.kill(frozen.pid, signal.SIGCONT)
            within_s = 5.0 if mutant else IN_TIME_S
            await until(lambda: all(each.closes for each in candidates), within_s=within_s)

    await all_well(ground, tenant, candidates)
    assert [each.closes[0] for each in candidates] == [1012] * len(candidates)
    async with ground.open_work(tenant) as work:
        rows = await work.fetch_all(
            "SELECT session_id, epoch FROM session_event ORDER BY session_id, seq"
        )
    for session in {row["session_id"] for row in rows}:
        epochs = [row["epoch"] for row in rows if row["session_id"] == session]
        assert epochs == sorted(epochs)


Scenario = Callable[..., Awaitable[None]]


@pytest.mark.parametrize("scenario", [a_kill, a_restart, a_freeze], ids=lambda one: one.__name__)
async def test_twenty_interviews_continue_on_the_other_edge(
    ground: Ground, database: TestDatabase, tenant: TenantId, scenario: Scenario
) -> None:
    await scenario(ground, database, tenant)


BROKEN = (
    pytest.param(a_kill, "blind", id="nobody looks"),
    pytest.param(a_restart, "loser", id="notes a loss"),
    pytest.param(a_freeze, "unfenced", id="no epoch"),
)


@pytest.mark.parametrize(("scenario", "mutant"), in_turn(BROKEN, 3))
async def test_the_scenario_fails_with_a_broken_implementation(
    ground: Ground, database: TestDatabase, tenant: TenantId, scenario: Scenario, mutant: str
) -> None:
    with pytest.raises((AssertionError, TimeoutError, ExceptionGroup)):
        await scenario(ground, database, tenant, mutant=mutant)


@dataclass(frozen=True)
class Heir:
    """The edge that goes on where another one was killed."""

    port: int
    process: Program


async def an_interview_killed_at(
    ground: Ground, database: TestDatabase, tenant: TenantId, number: int, *, edge: str, heir: Heir
) -> bool:
    """One talk whose first edge is killed at the ``number``-th passage of ``edge``; False if it was not.

    The heir stands still until then: on a busy machine it would take over from an edge that lives.
    """
    port, pace = free_port(), asyncio.Event()
    pace.set()
    session = await started(ground, tenant, interview_id=InterviewId(UUID(int=2000 + number)))
    candidate = ReconnectingCandidate(session, tenant, [port, heir.port], reply, pace, pauses=True)
    candidate.may_return.set()
    with edge_process(database, port, failpoints=f"{edge}=exit@{number}") as process:
        os.kill(heir.process.pid, signal.SIGSTOP)
        async with asyncio.TaskGroup() as group:
            talk = group.create_task(candidate.take_interview())
            await until(lambda: process.poll() is not None or talk.done())
            os.kill(heir.process.pid, signal.SIGCONT)
        was_killed = process.poll() is not None
    (log,) = await logs(ground, tenant, [candidate])
    said_as_without_a_fault(log)
    assert kinds(log)["consent.granted"] == 1
    assert candidate.seqs == sorted(set(candidate.seqs))
    return was_killed


@pytest.mark.parametrize("edge", in_turn(["session.before_commit", "work.after_commit"], 2))
async def test_a_kill_at_any_append_leaves_the_interview_unchanged(
    ground: Ground, database: TestDatabase, tenant: TenantId, edge: str
) -> None:
    port, number = free_port(), 0
    with edge_process(database, port) as process:
        heir, is_killed = Heir(port, process), True
        while is_killed:
            number += 1
            is_killed = await an_interview_killed_at(
                ground, database, tenant, number, edge=edge, heir=heir
            )

    assert number > 6
    assert await complaints(ground, tenant) == {}
