"""The wall on a real database: many sessions, few statements, one organisation each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest
from tests.database import fresh_tenant
from tests.fakes.live_edge import Edge, address_of, an_edge, open_session_on, started, store_on
from tests.fakes.live_session import a_request
from tests.fakes.staff_actions import candidate_name_is_grace
from tests.infrastructure import Ground
from tests.integration.live.test_edge import frame, say, until_asked
from tests.integration.live.test_staff import move, watching
from tests.unit.live.test_conversations import EXPERT
from websockets.asyncio.client import connect

from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.adapters.postgres_staff import PostgresLiveDashboardRepository
from vivavoce.live.domain.broker import EventAppended
from vivavoce.live.domain.live_dashboard import LiveDashboard
from vivavoce.live.domain.live_session_view import build_session_view
from vivavoce.live.domain.session import fold
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.live_dashboard import (
    LiveDashboardPublisher,
    LiveDashboardWriter,
    LiveSessionTracker,
)

pytestmark = pytest.mark.filterwarnings("error")
IN_TIME_S = 60


class CountedBoards(PostgresLiveDashboardRepository):
    """Counts statements."""

    keeps = 0
    reads = 0

    async def save(self, cards: Sequence[tuple[SessionAddress, int, Mapping[str, Any]]]) -> None:
        self.keeps += 1
        await super().save(cards)

    async def load(self, tenants: Sequence[TenantId]) -> Mapping[TenantId, LiveDashboard]:
        self.reads += 1
        return await super().load(tenants)


def a_reader(tenant: TenantId) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=tenant,
        name="reader",
        permissions=frozenset({Permission.INTERVIEW_READ}),
    )


def a_wall(ground: Ground, boards: PostgresLiveDashboardRepository) -> LiveDashboardPublisher:
    return LiveDashboardPublisher(
        dashboards=boards,
        read_candidate_name=candidate_name_is_grace,
        open_work=ground.open_work,
        clock=ground.clock,
    )


async def get_wall(edge: Edge, tenant: TenantId, key: str = "read") -> httpx.Response:
    headers = {"X-Tenant-Id": str(tenant), "X-API-Key": key}
    async with httpx.AsyncClient(headers=headers, timeout=IN_TIME_S) as client:
        return await client.get(f"http://127.0.0.1:{edge.port}/api/v1/live")


async def test_a_talk_stands_on_the_wall_from_its_opening_to_its_end(
    ground: Ground, tenant: TenantId
) -> None:
    async with an_edge(ground) as edge:
        opened = await edge.start(tenant, accepted_consent_version="2026-11")
        waiting = (await get_wall(edge, tenant)).json()
        counts = [await live_count(ground, tenant)]
        async with watching(edge.port, tenant) as wall:
            first = await frame(wall)
            async with connect(edge.url(opened, tenant)) as candidate:
                await until_asked(candidate)
                await say(candidate, "Can I talk to a person?")
                card = await card_when(wall, "asked_for_human")
                counts.append(await live_count(ground, tenant))
                others = await live_count(ground, fresh_tenant())
                await move(edge.port, tenant, opened, "end")
                gone = await gone_when(wall)
        after = (await get_wall(edge, tenant)).json()
        counts.append(await live_count(ground, tenant))

    assert waiting["sessions"][0]["state"] == "created"
    assert waiting["totals"]["waiting"] == 1
    assert (counts, others) == ([0, 1, 0], 0)
    assert first["type"] == "snapshot"
    assert [each["sessionId"] for each in first["sessions"]] == [str(opened.session_id)]
    assert card["initials"] == "GH"
    assert "Grace" not in json.dumps([waiting, first, card])
    assert card["state"] == "in_progress"
    assert card["speaking"] == "candidate"
    assert card["question"] == {"index": 1, "of": 3}
    assert (
        card["turns"] == len(card["turnDurations"]) == 5
    )  # the wish is answered by a turn of its own
    assert card["replySeconds"] >= 0
    assert gone["gone"] == [str(opened.session_id)]
    assert after["sessions"] == []
    assert after["totals"]["endedToday"] == 1
    assert after["totals"]["completionRate"] is None


async def live_count(ground: Ground, tenant: TenantId) -> int:
    async with ground.open_work(tenant) as work:
        return await PostgresLiveDashboardRepository(ground.database).count_live(work)


async def card_when(wall: Any, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(IN_TIME_S):
        while True:
            message = await frame(wall)
            for card in message.get("sessions", ()):
                if kind in [look["kind"] for look in card["attention"]]:
                    found: dict[str, Any] = card
                    return found


async def gone_when(wall: Any) -> dict[str, Any]:
    async with asyncio.timeout(IN_TIME_S):
        while True:
            message = await frame(wall)
            if message.get("gone"):
                return message


async def test_a_hundred_sessions_take_one_statement_to_keep_and_one_to_show_however_many_look(
    ground: Ground, tenant: TenantId
) -> None:
    boards = CountedBoards(ground.database)
    keep = LiveDashboardWriter(dashboards=boards, clock=ground.clock)
    wall = a_wall(ground, boards)
    for number in range(100):
        opened = await started(
            ground, tenant, interview=number + 1, accepted_consent_version="2026-11"
        )
        keep.mark_changed(await seat_at(ground, keep, address_of(tenant, opened)))
    viewings = [await wall.open_feed(a_reader(tenant)) for _ in range(20)]
    boards.reads = 0

    assert await keep() == 100
    await wall.publish_changes()
    again = await keep()

    first = json.loads(await viewings[0].next(1.0) or "")
    assert (boards.keeps, boards.reads, again) == (1, 1, 0)
    assert len(first["sessions"]) == 100
    assert first["totals"]["waiting"] == 100


async def seat_at(
    ground: Ground, keep: LiveDashboardWriter, address: SessionAddress
) -> LiveSessionTracker:
    """Return a seat that knows the session as its log says it is."""
    seat = keep.track_session(address)
    log = await store_on(ground).load(address)
    state = fold(log)
    assert state is not None
    await seat.on_message(EventAppended(log[-1], state, log=log))
    return seat


async def test_an_older_card_never_hides_a_newer_one_and_none_comes_after_the_end(
    ground: Ground, tenant: TenantId
) -> None:
    boards = PostgresLiveDashboardRepository(ground.database)
    async with an_edge(ground) as edge:
        opened = await edge.start(tenant, accepted_consent_version="2026-11")
        log = await store_on(ground).load(address_of(tenant, opened))
        state = fold(log)
        assert state is not None
        card = build_session_view(state, log)
        address = address_of(tenant, opened)
        await boards.save([(address, 9, {**card, "turns": 9})])
        await boards.save([(address, 8, {**card, "turns": 8})])
        newest = (await boards.load([tenant]))[tenant].sessions[0]
        await move(edge.port, tenant, opened, "end")
        await boards.save([(address, 10, {**card, "turns": 10})])
        ended = (await boards.load([tenant]))[tenant]

    assert newest.view["turns"] == 9
    assert ended.sessions == ()
    assert (ended.ended, ended.completed) == (1, 0)


async def test_an_organisation_sees_its_own_sessions_and_never_a_practice(
    ground: Ground, tenant: TenantId
) -> None:
    other = fresh_tenant()
    async with an_edge(ground) as edge:
        mine = await edge.start(tenant, accepted_consent_version="2026-11")
        theirs = await started(ground, other, accepted_consent_version="2026-11")
        async with ground.open_work(tenant) as work:
            practice = await open_session_on(ground)(
                work, a_request(5, profile=PRACTICE_PROFILE, accepted_consent_version="2026-11")
            )
        async with (
            watching(edge.port, tenant) as here,
            watching(edge.port, other) as there,
            connect(edge.url(practice, tenant)) as seeker,
        ):
            shown = [await frame(here), await frame(there)]
            await until_asked(seeker)
            await say(seeker, EXPERT["q1"])
            await until_asked(seeker)
            async with connect(edge.url(mine, tenant)) as candidate:
                await until_asked(candidate)
                moved = await frame(here)
            answers = [await get_wall(edge, each) for each in (tenant, other)]

    seen = [[card["sessionId"] for card in each["sessions"]] for each in (*shown, moved)]
    assert seen == [[str(mine.session_id)], [str(theirs.session_id)], [str(mine.session_id)]]
    assert [[card["sessionId"] for card in a.json()["sessions"]] for a in answers] == [
        [str(mine.session_id)],
        [str(theirs.session_id)],
    ]


async def test_a_talk_whose_process_is_gone_is_shown_as_reconnecting(
    ground: Ground, tenant: TenantId
) -> None:
    boards = PostgresLiveDashboardRepository(ground.database)
    wall = a_wall(ground, boards)
    async with an_edge(ground) as edge:
        opened = await edge.start(tenant, accepted_consent_version="2026-11")
        async with connect(edge.url(opened, tenant)) as candidate:
            await until_asked(candidate)
            async with asyncio.timeout(IN_TIME_S):
                while True:
                    board = (await boards.load([tenant]))[tenant]
                    if board.sessions[0].view["state"] == "in_progress":
                        break
                    await asyncio.sleep(0.05)
            async with ground.open_work(tenant) as work:
                await work.execute(
                    "UPDATE lease SET expires_at = now() - interval '5 s', worker_id = 'w_gone'"
                )
            card = (await wall.read_snapshot(a_reader(tenant)))["sessions"][0]

    assert card["state"] == "reconnecting"
    assert card["attention"][0]["kind"] == "reconnecting"
    assert card["speaking"] == "nobody"


async def test_the_wall_asks_who_calls(ground: Ground, tenant: TenantId) -> None:
    async with an_edge(ground) as edge:
        codes = [(await get_wall(edge, tenant, key)).status_code for key in ("", "none", "read")]
    assert codes == [401, 403, 200]


async def test_rows_of_sessions_that_ended_unnoticed_are_swept(
    ground: Ground, tenant: TenantId
) -> None:
    boards = PostgresLiveDashboardRepository(ground.database)
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    old = await started(ground, tenant, interview=2, accepted_consent_version="2026-11")
    async with ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE session SET ended_at = now() WHERE id = %(id)s", {"id": opened.session_id}
        )
        await work.execute(
            "UPDATE live_dashboard_view SET ended_at = now() - interval '3 days',"
            " end_event_type = 'session.completed'"
            " WHERE session_id = %(id)s",
            {"id": old.session_id},
        )
    await boards.delete_ended()
    async with ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT session_id, end_event_type FROM live_dashboard_view")

    assert [(SessionId(row["session_id"]), row["end_event_type"]) for row in rows] == [
        (opened.session_id, "session.ended")
    ]
