"""Staff watch and step in from one process, while another one conducts; and either is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.database import TestDatabase, fresh_tenant
from tests.fakes.live_candidates import edge_process
from tests.fakes.live_edge import (
    REVOKED,
    Edge,
    address_of,
    an_edge,
    open_session_on,
    started,
    store_on,
)
from tests.fakes.live_session import a_request
from tests.fakes.staff_actions import ADA, BO, PAGE
from tests.infrastructure import Ground
from tests.integration.live.test_edge import (
    close_code,
    frame,
    say,
    state_of,
    until,
    until_asked,
    url_at,
)
from tests.ports import free_port
from tests.unit.live.test_conversations import EXPERT
from websockets.asyncio.client import ClientConnection, connect

from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.ids import TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session

pytestmark = pytest.mark.filterwarnings("error")
IN_TIME_S = 60


@pytest.fixture
async def desk(ground: Ground) -> AsyncIterator[Edge]:
    """The process in which staff work; the candidate is somewhere else and stays there."""
    async with an_edge(ground, is_taking_over=False) as edge:
        yield edge


@asynccontextmanager
async def watching(
    port: int, tenant: TenantId, session: object = "", *, who: UUID = ADA, key: str = ""
) -> AsyncIterator[ClientConnection]:
    path = f"/{session}" if session else ""
    headers = {"X-Tenant-Id": str(tenant)}
    protocols: Any = ["vivavoce.staff.v1"]
    async with connect(
        f"ws://127.0.0.1:{port}/api/v1/live{path}",
        subprotocols=protocols,
        additional_headers={**headers, "X-Api-Key": key or f"person:{who}"},
    ) as line:
        yield line


async def seen(line: ClientConnection, until_type: str) -> list[dict[str, Any]]:
    """Read until an event of that type was shown; return all events that were."""
    shown: list[dict[str, Any]] = []
    while until_type not in [event["type"] for event in shown]:
        message = await frame(line)
        if message["type"] == "events":
            shown.extend(message["events"])
    return shown


async def move(
    port: int,
    tenant: TenantId,
    opened: OpenedLiveSession,
    what: str,
    body: dict[str, object] | None = None,
    *,
    who: UUID = ADA,
    key: str | None = None,
) -> httpx.Response:
    headers = {"X-Tenant-Id": str(tenant), "X-API-Key": f"person:{who}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    async with httpx.AsyncClient(headers=headers, timeout=IN_TIME_S) as client:
        return await client.post(
            f"http://127.0.0.1:{port}/api/v1/sessions/{opened.session_id}/{what}", json=body
        )


async def state_when(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession, is_so: Callable[[Session], bool]
) -> Session:
    async with asyncio.timeout(IN_TIME_S):
        while True:
            state = await state_of(ground, tenant, opened)
            if is_so(state):
                return state
            await asyncio.sleep(0.05)


async def staff_events_when(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession, count: int
) -> list[events.StaffIntervened | events.StaffObservationChanged]:
    async with asyncio.timeout(IN_TIME_S):
        while True:
            found = await staff_events(ground, tenant, opened)
            if len(found) >= count:
                return found
            await asyncio.sleep(0.05)


async def staff_events(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession
) -> list[events.StaffIntervened | events.StaffObservationChanged]:
    log = await store_on(ground).load(address_of(tenant, opened))
    kinds = (events.StaffIntervened, events.StaffObservationChanged)
    return [record.event for record in log if isinstance(record.event, kinds)]


async def test_a_person_elsewhere_sees_everything_so_far_and_what_follows(
    ground: Ground, database: TestDatabase, desk: Edge, tenant: TenantId
) -> None:
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    port = free_port()
    with edge_process(database, port):
        async with connect(url_at(port, opened, tenant)) as candidate:
            await until_asked(candidate)
            async with watching(desk.port, tenant, opened.session_id) as line:
                first = await frame(line)
                # That they observe may be among the events so far already.
                if "staff.observed" not in [event["type"] for event in first["events"]]:
                    await seen(line, "staff.observed")
                told = await until(candidate, "NOTIFICATION", kind="staff")
                await say(candidate, "We did it together.")
                fresh = await seen(line, "followup.chosen")
                card = await until(line, "card")
            gone = await until(candidate, "NOTIFICATION", kind="staff")

    types = [event["type"] for event in first["events"]]
    answer = next(event for event in fresh if event["payload"].get("role") == "candidate")
    assert first["type"] == "events"
    assert types[0] == "session.created"
    assert {"interview.started", "turn.completed"} <= set(types)
    assert answer["payload"]["text"] == "We did it together."
    assert card["session"]["initials"] == "GH"
    assert card["session"]["observers"] == 1
    assert "now listening" in told["text"]
    assert "no longer listening" in gone["text"]


async def test_staff_step_in_from_another_process_and_hand_back(
    ground: Ground, database: TestDatabase, desk: Edge, tenant: TenantId
) -> None:
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    port = free_port()
    with edge_process(database, port):
        async with connect(url_at(port, opened, tenant)) as candidate:
            await until_asked(candidate)
            noted = await move(desk.port, tenant, opened, "notes", {"text": "Ask for figures."})
            too_early = await move(desk.port, tenant, opened, "say", {"text": "Hello."})
            taken = await move(desk.port, tenant, opened, "takeover")
            by_bo = await move(desk.port, tenant, opened, "takeover", who=BO)
            said = await move(desk.port, tenant, opened, "say", {"text": "Hello, Ada here."})
            heard = await until(candidate, "TRANSCRIPT", text="Hello, Ada here.")
            await say(candidate, "Good to hear a person.")
            back = await move(desk.port, tenant, opened, "handback")
            await until(candidate, "NOTIFICATION", text="The interviewer continues from here.")
            state = await state_when(ground, tenant, opened, lambda s: s.taken_over_by is None)

    assert [r.status_code for r in (noted, taken, said, back)] == [201, 202, 202, 202]
    assert noted.json()["isAttended"] is True
    assert (taken.json()["takenOverBy"], back.json()["takenOverBy"]) == (str(ADA), None)
    assert (too_early.status_code, too_early.json()["code"]) == (409, "not_taken_over")
    assert (by_bo.status_code, by_bo.json()["code"]) == (409, "taken_over_by_other")
    assert heard["saidBy"] == "staff"
    assert state.status == "in_progress"
    assert desk.staff is not None
    assert [note[0] for note in desk.staff.audit.notes] == [
        "session.note",
        "session.take_over",
        "session.say",
        "session.hand_back",
    ]
    assert "figures" not in json.dumps(desk.staff.audit.notes)


async def test_staff_end_a_talk_politely_and_cancel_one_that_never_began(
    ground: Ground, database: TestDatabase, desk: Edge, tenant: TenantId
) -> None:
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    never = await started(ground, tenant, interview=2, accepted_consent_version="2026-11")
    port = free_port()
    with edge_process(database, port):
        async with connect(url_at(port, opened, tenant)) as candidate:
            await until_asked(candidate)
            await say(candidate, EXPERT["q1"])
            await until_asked(candidate)
            ended = await move(desk.port, tenant, opened, "end", {"reason": "asked_to_stop"})
            closing = await until(candidate, "TRANSCRIPT", kind="closing")
            end = await until(candidate, "ENDED")
            assert await close_code(candidate) == 1000
    cancelled = await move(desk.port, tenant, never, "end")
    again = await move(desk.port, tenant, never, "end")
    too_late = await move(desk.port, tenant, opened, "notes", {"text": "Too late."})

    assert (ended.status_code, cancelled.status_code) == (202, 202)
    assert closing["text"]
    assert end["reason"] == "staff_ended"
    assert (await state_of(ground, tenant, opened)).status == "completed"
    assert (await state_of(ground, tenant, never)).status == "cancelled"
    assert [(r.status_code, r.json()["code"]) for r in (again, too_late)] == [
        (409, "session_already_ended"),
        (409, "session_already_ended"),
    ]


async def test_the_same_request_again_does_nothing_twice(
    ground: Ground, desk: Edge, tenant: TenantId
) -> None:
    opened = await desk.start(tenant, accepted_consent_version="2026-11")
    async with connect(desk.url(opened, tenant)) as candidate:
        await until_asked(candidate)
        note: dict[str, object] = {"text": "Ask for figures."}
        first = await move(desk.port, tenant, opened, "notes", note, key="n-1")
        await staff_events_when(ground, tenant, opened, 1)
        again = await move(desk.port, tenant, opened, "notes", note, key="n-1")
        other = await move(desk.port, tenant, opened, "takeover", key="n-1")
        by_bo = await move(desk.port, tenant, opened, "notes", note, key="n-1", who=BO)
        noted = await staff_events_when(ground, tenant, opened, 2)

    assert first.json()["id"] == again.json()["id"] != by_bo.json()["id"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert [getattr(event, "user_id", "") for event in noted] == [str(ADA), str(BO)]


async def test_what_was_taken_over_stays_so_when_the_process_that_conducts_is_killed(
    ground: Ground, database: TestDatabase, desk: Edge, tenant: TenantId
) -> None:
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    port = free_port()
    with edge_process(database, port) as doomed:
        line = await connect(url_at(port, opened, tenant))
        await until_asked(line)
        async with watching(desk.port, tenant, opened.session_id) as watch:
            await seen(watch, "staff.observed")
            assert (await move(desk.port, tenant, opened, "takeover")).status_code == 202
            await state_when(ground, tenant, opened, lambda s: s.taken_over_by is not None)
            os.kill(doomed.pid, signal.SIGKILL)
            told_while_nobody_holds = await move(
                desk.port, tenant, opened, "say", {"text": "Still here."}
            )
            async with connect(desk.url(opened, tenant)) as candidate:
                await until(candidate, "TRANSCRIPT", text="Still here.")
                await say(candidate, EXPERT["q1"])
                state = await state_when(
                    ground,
                    tenant,
                    opened,
                    lambda s: s.turns[-1].role == "candidate" and s.epoch == 2,
                )

    assert told_while_nobody_holds.status_code == 202
    assert state.taken_over_by == str(ADA)


@pytest.mark.soak
async def test_a_candidate_is_told_that_nobody_listens_when_the_watchers_process_is_killed(
    ground: Ground, database: TestDatabase, desk: Edge, tenant: TenantId
) -> None:
    opened = await desk.start(tenant, accepted_consent_version="2026-11")
    port = free_port()
    with edge_process(database, port, mutant="blind") as doomed:
        async with connect(desk.url(opened, tenant)) as candidate:
            await until_asked(candidate)
            async with watching(port, tenant, opened.session_id):
                there = await until(candidate, "NOTIFICATION", kind="staff")
                os.kill(doomed.pid, signal.SIGKILL)
                gone = await until(candidate, "NOTIFICATION", kind="staff")

    observed = await staff_events(ground, tenant, opened)
    async with ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT id FROM session_observer")
    assert "now listening" in there["text"]
    assert "no longer listening" in gone["text"]
    assert [getattr(event, "is_observing", None) for event in observed] == [True, False]
    assert rows == []


async def test_a_second_window_of_the_same_person_is_no_second_listener(
    ground: Ground, desk: Edge, tenant: TenantId
) -> None:
    opened = await desk.start(tenant, accepted_consent_version="2026-11")
    async with connect(desk.url(opened, tenant)) as candidate:
        await until_asked(candidate)
        async with watching(desk.port, tenant, opened.session_id) as one:
            await seen(one, "staff.observed")
            async with watching(desk.port, tenant, opened.session_id) as two:
                await seen(two, "staff.observed")
            await asyncio.sleep(0.2)
            state = await state_of(ground, tenant, opened)
        await until(candidate, "NOTIFICATION", text="The hiring team is no longer listening.")

    observed = await staff_events_when(ground, tenant, opened, 2)
    assert state.observers == {str(ADA)}
    assert [getattr(event, "is_observing", None) for event in observed] == [True, False]


async def test_a_session_that_is_over_is_shown_and_nobody_is_told(
    ground: Ground, desk: Edge, tenant: TenantId
) -> None:
    opened = await desk.start(tenant, accepted_consent_version="2026-11")
    assert (await move(desk.port, tenant, opened, "end")).status_code == 202
    async with watching(desk.port, tenant, opened.session_id) as line:
        shown = await seen(line, "session.cancelled")
        assert await close_code(line) == 4410

    assert [event["seq"] for event in shown] == list(range(1, len(shown) + 1))
    assert await staff_events(ground, tenant, opened) == []


async def test_staffs_sockets_refuse_with_codes_that_a_page_can_read(
    ground: Ground, desk: Edge, tenant: TenantId
) -> None:
    opened = await desk.start(tenant, accepted_consent_version="2026-11")
    async with ground.open_work(tenant) as work:
        practice = await open_session_on(ground)(
            work, a_request(5, profile=PRACTICE_PROFILE, accepted_consent_version="2026-11")
        )
    base = f"ws://127.0.0.1:{desk.port}/api/v1/live"
    person = {"X-Tenant-Id": str(tenant), "X-Api-Key": f"person:{ADA}"}
    foreign = {**person, "X-Tenant-Id": str(fresh_tenant())}
    cases: list[tuple[str, dict[str, str], str | None, int]] = [
        ("", {}, None, 4401),
        ("", {**person, "X-Api-Key": "none"}, None, 4403),
        ("", person, "https://evil.example", 4403),
        (f"/{opened.session_id}", {}, None, 4401),
        (f"/{opened.session_id}", {**person, "X-Api-Key": "none"}, None, 4403),
        (f"/{opened.session_id}", person, "https://evil.example", 4403),
        (f"/{opened.session_id}", foreign, None, 4404),
        (f"/{practice.session_id}", person, None, 4404),
        ("/nonsense", person, None, 4404),
    ]
    codes = []
    for path, headers, origin, _ in cases:
        async with connect(base + path, additional_headers=headers, origin=origin) as line:  # type: ignore[arg-type]
            codes.append(await close_code(line))
    async with connect(base, additional_headers=person, origin=PAGE) as line:  # type: ignore[arg-type]
        welcome = await frame(line)

    assert codes == [code for *_, code in cases]
    assert welcome["type"] == "snapshot"
    assert await staff_events(ground, tenant, opened) == []


async def test_whoever_may_look_no_more_is_shown_no_more(
    ground: Ground, desk: Edge, tenant: TenantId
) -> None:
    opened = await desk.start(tenant, accepted_consent_version="2026-11")
    leaver = fresh_tenant()
    credentials = {"X-Tenant-Id": str(tenant), "X-Api-Key": f"person:{leaver}"}
    base = f"ws://127.0.0.1:{desk.port}/api/v1/live"
    codes = []
    async with (
        connect(base, additional_headers=credentials) as wall,
        connect(f"{base}/{opened.session_id}", additional_headers=credentials) as talk,
    ):
        assert (await frame(wall))["type"] == "snapshot"
        assert (await frame(talk))["type"] == "events"
        REVOKED.add(credentials["X-Api-Key"])
        for line in (wall, talk):
            async with asyncio.timeout(IN_TIME_S):
                await line.wait_closed()
            codes.append(line.close_code)

    assert codes == [4401, 4401]


async def test_moves_are_refused_alike_for_a_foreign_an_unknown_and_a_practice_session(
    ground: Ground, desk: Edge, tenant: TenantId
) -> None:
    opened = await desk.start(tenant, accepted_consent_version="2026-11")
    async with ground.open_work(tenant) as work:
        practice = await open_session_on(ground)(
            work, a_request(5, profile=PRACTICE_PROFILE, accepted_consent_version="2026-11")
        )
    foreign = await move(desk.port, fresh_tenant(), opened, "takeover")
    own_practice = await move(desk.port, tenant, practice, "takeover")
    headers = {"X-Tenant-Id": str(tenant), "X-API-Key": "read"}
    async with httpx.AsyncClient(headers=headers, timeout=IN_TIME_S) as client:
        url = f"http://127.0.0.1:{desk.port}/api/v1/sessions/{opened.session_id}/takeover"
        not_allowed = await client.post(url)

    answers = [
        {name: r.json()[name] for name in ("status", "code", "detail")}
        for r in (foreign, own_practice)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["status"] == 404
    assert not_allowed.status_code == 403
