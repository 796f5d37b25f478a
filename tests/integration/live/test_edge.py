"""A candidate on a real socket, a real server and a real database; and the server killed under them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.database import KEYS, TestDatabase, drop, fresh_tenant, quick_database
from tests.fakes.live_candidates import edge_process
from tests.fakes.live_edge import (
    PAGE,
    Edge,
    address_of,
    an_edge,
    started,
    store_on,
)
from tests.fakes.simulated_session import is_question
from tests.infrastructure import Ground, open_ground
from tests.ports import free_port
from tests.unit.live.test_conversations import EXPERT
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from vivavoce.app.operator import replay_session
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session, fold

pytestmark = pytest.mark.filterwarnings("error")
IN_TIME_S = 60


@pytest.fixture
async def edge(ground: Ground) -> AsyncIterator[Edge]:
    async with an_edge(ground) as edge:
        yield edge


async def frame(line: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(IN_TIME_S):
        read: dict[str, Any] = json.loads(await line.recv())
    return read


async def until(line: ClientConnection, frame_type: str, /, **members: object) -> dict[str, Any]:
    while True:
        read = await frame(line)
        if read["type"] == frame_type and members.items() <= read.items():
            return read


async def until_asked(line: ClientConnection) -> dict[str, Any]:
    while True:
        read = await frame(line)
        if is_question(read):
            return read


async def say(line: ClientConnection, text: str, message_id: str | None = None) -> None:
    named = {} if message_id is None else {"clientMessageId": message_id}
    await line.send(json.dumps({"type": "TEXT", "text": text, **named}))


async def close_code(line: ClientConnection) -> int:
    async with asyncio.timeout(IN_TIME_S):
        try:
            while True:
                await line.recv()
        except ConnectionClosed:
            assert line.close_code is not None
            return line.close_code


async def state_of(ground: Ground, tenant: TenantId, opened: OpenedLiveSession) -> Session:
    state = fold(await store_on(ground).load(address_of(tenant, opened)))
    assert state is not None
    return state


async def test_a_whole_interview_over_a_real_socket(edge: Edge, tenant: TenantId) -> None:
    opened = await edge.start(tenant)
    async with connect(edge.url(opened, tenant)) as line:
        first = await frame(line)
        await until(line, "CONSENT")
        await line.send('{"type": "CONSENT", "accepted": true}')
        for answer in EXPERT.values():
            await until_asked(line)
            await say(line, answer)
        ended = await until(line, "ENDED")
        code = await close_code(line)

    state = await state_of(edge.ground, tenant, opened)
    async with edge.ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT topic, payload FROM outbox ORDER BY position")
    assert first["sessionId"] == opened.handle
    assert (ended["reason"], code) == ("all_asked", 1000)
    assert state.status == "completed"
    assert [row["topic"] for row in rows] == ["session.started", "interview.completed"]
    assert {row["payload"]["sessionId"] for row in rows} == {str(opened.session_id)}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("sessionId=int_guessed&tenantId={tenant}", 4401),
        ("sessionId={id}&tenantId={tenant}", 4401),
        ("sessionId={handle}&tenantId={other}", 4403),
        ("sessionId={handle}", 4403),
        ("sessionId={handle}&tenantId=%27;--", 4403),
    ],
)
async def test_a_wrong_address_is_refused_after_the_handshake(
    edge: Edge, tenant: TenantId, query: str, code: int
) -> None:
    opened = await edge.start(tenant)
    given = query.format(
        tenant=tenant, other=fresh_tenant(), handle=opened.handle, id=opened.session_id
    )
    async with connect(f"ws://127.0.0.1:{edge.port}/ws?{given}") as line:
        assert await close_code(line) == code
    assert (await state_of(edge.ground, tenant, opened)).seq == 1


async def test_a_foreign_page_is_refused_and_our_own_is_not(edge: Edge, tenant: TenantId) -> None:
    opened = await edge.start(tenant)
    url = edge.url(opened, tenant)
    async with connect(url, origin="https://evil.example") as line:  # type: ignore[arg-type]
        assert await close_code(line) == 4403
    async with connect(url, origin="null") as line:  # type: ignore[arg-type]
        assert await close_code(line) == 4403
    for origin in (PAGE, f"http://127.0.0.1:{edge.port}"):
        async with connect(url, origin=origin) as line:  # type: ignore[arg-type]
            assert (await frame(line))["type"] == "READY"


async def ticket_of(edge: Edge, handle: str) -> httpx.Response:
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{edge.port}", timeout=IN_TIME_S
    ) as client:
        return await client.post(f"/api/v1/sessions/{handle}/ticket")


async def test_where_tickets_are_the_rule_a_handle_in_the_address_is_refused(
    ground: Ground, tenant: TenantId
) -> None:
    async with an_edge(ground, is_strict=True) as edge:
        opened = await edge.start(tenant)
        async with connect(edge.url(opened, tenant)) as line:
            assert await close_code(line) == 4401

        ticket = (await ticket_of(edge, opened.handle)).json()["ticket"]
        url = f"ws://127.0.0.1:{edge.port}/ws"
        offered: Any = ["vivavoce.v1", f"ticket.{ticket}"]
        async with connect(url, subprotocols=offered) as line:
            ready = await frame(line)
            assert (ready["type"], ready["sessionId"]) == ("READY", opened.handle)
            assert line.subprotocol == "vivavoce.v1"
        async with connect(url, subprotocols=offered) as line:
            assert await close_code(line) == 4401


async def test_a_client_that_speaks_frames_v1_is_spoken_to_in_it(
    edge: Edge, tenant: TenantId
) -> None:
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    offered: Any = ["frames.v1"]
    async with connect(edge.url(opened, tenant), subprotocols=offered) as line:
        spoken = line.subprotocol
        ready = await frame(line)
        while (asked := await frame(line))["frame"]["title"] != "question":
            pass
        await line.send("ping")
        async with asyncio.timeout(IN_TIME_S):
            pong = await line.recv()
        words = {"role": "user", "content": EXPERT["q1"]}
        await line.send(
            json.dumps({"frameId": "f-1", "type": "input", "address": "human", "frame": words})
        )
        echo, following = await frame(line), await frame(line)

    assert (spoken, ready["frame"]["title"], pong) == ("frames.v1", "ready", "pong")
    assert asked["address"] == "content"
    assert (echo["address"], echo["frame"]["id"]) == ("human", "f-1")
    assert following["correlationId"] == echo["correlationId"] != asked["correlationId"]


async def test_a_session_is_told_again_to_staff_and_to_nobody_else(
    edge: Edge, tenant: TenantId
) -> None:
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    async with connect(edge.url(opened, tenant)) as line:
        for answer in EXPERT.values():
            await until_asked(line)
            await say(line, answer)
        await until(line, "ENDED")
        await close_code(line)
    url = f"http://127.0.0.1:{edge.port}/api/v1/sessions/{opened.session_id}"
    async with httpx.AsyncClient(headers={"X-Tenant-ID": str(tenant)}, timeout=IN_TIME_S) as http:
        told = await http.get(f"{url}/replay", headers={"X-API-Key": "read"})
        card = await http.get(url, headers={"X-API-Key": "read"})
        events_page = await http.get(f"{url}/events", headers={"X-API-Key": "read"})
        forbidden = await http.get(f"{url}/replay", headers={"X-API-Key": "none"})
        foreign = await http.get(
            f"{url}/replay", headers={"X-API-Key": "read", "X-Tenant-ID": str(fresh_tenant())}
        )

    replayed = told.json()
    assert (told.status_code, forbidden.status_code, foreign.status_code) == (200, 403, 404)
    assert replayed["session"] == card.json()
    offsets = [event.pop("offsetMs") for event in replayed["events"]]
    assert replayed["events"] == events_page.json()["events"]
    assert offsets == sorted(offsets)
    assert [question["id"] for question in replayed["questions"]] == list(EXPERT)
    said_by = [(turn["saidBy"], turn["kind"]) for turn in replayed["turns"]]
    assert said_by[1:3] == [("interviewer", "question"), ("candidate", "answer")]
    asked = [turn for turn in replayed["turns"] if turn["kind"] in ("question", "follow_up")]
    assert {turn["direction"] for turn in asked if turn["kind"] == "question"} == {"broader"}
    assert all(turn["follows"] < turn["turn"] and turn["depth"] >= 1 for turn in asked)
    assert [turn["text"] for turn in replayed["turns"] if turn["kind"] == "answer"] == list(
        EXPERT.values()
    )
    assert [one["isRunning"] for one in replayed["media"]["clock"]] == [True, False]
    assert (replayed["media"]["recording"], replayed["transcriptErased"]) == (None, False)


async def test_the_operator_is_told_a_session_again_whosever_it_is(
    edge: Edge, tenant: TenantId
) -> None:
    async with edge.ground.open_work(tenant) as work:
        await work.execute(
            "INSERT INTO tenant (tenant_id, slug, name) VALUES (%(id)s, %(slug)s, 'Test')",
            {"id": tenant, "slug": f"t-{tenant.hex}"},
        )
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    async with connect(edge.url(opened, tenant)) as line:
        await until_asked(line)
        await say(line, EXPERT["q1"])
        await until_asked(line)
    on: Any = edge.ground
    found = await replay_session(on, opened.session_id)
    with pytest.raises(NotFoundError):
        await replay_session(on, fresh_tenant())

    assert found.organization == f"t-{tenant.hex}"
    assert found.verified.disagreements == ()
    assert found.verified.replayed.state.answered_question_ids == {"q1"}


async def test_a_ticket_may_be_the_first_message(edge: Edge, tenant: TenantId) -> None:
    opened = await edge.start(tenant)
    ticket = (await ticket_of(edge, opened.handle)).json()["ticket"]
    url = f"ws://127.0.0.1:{edge.port}/"
    async with connect(url) as line:
        await line.send(json.dumps({"type": "TICKET", "ticket": ticket}))
        assert (await frame(line))["type"] == "READY"
    for first in ("hello", '{"type":"TICKET"}', '{"type":"TICKET","ticket":"no"}', "[" * 9000):
        async with connect(url) as line:
            await line.send(first)
            assert await close_code(line) == 4401


async def test_no_ticket_for_an_unknown_handle(edge: Edge) -> None:
    answer = await ticket_of(edge, "int_guessed")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("nonsense", [b"\x00\x01", "not json", '{"type":"TEXT","text":"\\ud800"}'])
async def test_nonsense_is_answered_and_the_session_goes_on(
    edge: Edge, tenant: TenantId, nonsense: str | bytes
) -> None:
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    async with connect(edge.url(opened, tenant)) as line:
        await until_asked(line)
        await line.send(nonsense)
        await until(line, "ERROR")
        await say(line, EXPERT["q1"])
        asked = await until_asked(line)

    assert asked["questionId"] == "q2"


async def test_a_second_window_takes_over_from_the_first(edge: Edge, tenant: TenantId) -> None:
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    async with connect(edge.url(opened, tenant)) as first:
        await until_asked(first)
        async with connect(edge.url(opened, tenant)) as second:
            await until_asked(second)
            assert await close_code(first) == 4409


async def test_a_dropped_socket_resumes_with_exactly_what_it_missed(
    edge: Edge, tenant: TenantId
) -> None:
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    line = await connect(edge.url(opened, tenant))
    asked = await until_asked(line)
    await say(line, EXPERT["q1"], "m-1")
    line.transport.abort()
    seen = asked["seq"]
    async with connect(edge.url(opened, tenant, after=seen)) as again:
        await say(again, EXPERT["q1"], "m-1")
        nxt = await until(again, "TRANSCRIPT", kind="question")

    state = await state_of(edge.ground, tenant, opened)
    assert nxt["questionId"] == "q2"
    assert [turn.kind for turn in state.turns].count("answer") == 1


async def test_two_edges_hand_a_session_over_and_the_old_one_lets_go(
    ground: Ground, tenant: TenantId
) -> None:
    async with (
        an_edge(ground, is_taking_over=False) as one,
        an_edge(ground, is_taking_over=False) as two,
    ):
        opened = await one.start(tenant, accepted_consent_version="2026-11")
        async with connect(one.url(opened, tenant)) as first:
            await until_asked(first)
            async with connect(two.url(opened, tenant)) as second:
                await until_asked(second)
                assert await close_code(first) == 4409
                await say(second, EXPERT["q1"])
                assert (await until_asked(second))["questionId"] == "q2"


async def test_cancelling_ends_the_candidates_socket(edge: Edge, tenant: TenantId) -> None:
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    async with connect(edge.url(opened, tenant)) as line:
        await until_asked(line)
        state = await state_of(edge.ground, tenant, opened)
        async with edge.ground.open_work(tenant) as work:
            interview = (
                await store_on(edge.ground).load_row(address_of(tenant, opened))
            ).interview_id
            assert await edge.cancel(work, interview)
        ended = await until(line, "ENDED")

    assert state.status == "in_progress"
    assert ended["reason"] == "staff"


async def test_stopping_the_edge_says_come_again(ground: Ground, tenant: TenantId) -> None:
    async with an_edge(ground) as edge:
        opened = await edge.start(tenant, accepted_consent_version="2026-11")
        line = await connect(edge.url(opened, tenant))
        await until_asked(line)
    assert await close_code(line) == 1012
    state = await state_of(ground, tenant, opened)
    assert state.status == "in_progress"
    assert state.handed_over_at is not None


async def test_staff_read_the_session_its_transcript_and_its_reasons(
    edge: Edge, tenant: TenantId
) -> None:
    opened = await edge.start(tenant, accepted_consent_version="2026-11")
    async with connect(edge.url(opened, tenant)) as line:
        await until_asked(line)
        await say(line, "We did it together.")
        await until_asked(line)
    base = f"http://127.0.0.1:{edge.port}/api/v1/sessions/{opened.session_id}"
    headers = {"X-API-Key": "read", "X-Tenant-ID": str(tenant)}
    async with httpx.AsyncClient(headers=headers, timeout=IN_TIME_S) as client:
        card = (await client.get(base)).json()
        transcript = (await client.get(f"{base}/transcript")).json()
        page = (await client.get(f"{base}/events", params={"after": 3, "limit": 4})).json()
        rest = (await client.get(f"{base}/events", params={"after": page["nextAfter"]})).json()
        report = (await client.get(f"{base}/quality-report")).json()

    assert (report["coverage"], report["probes"]) == (0.3333, {"SPECIFICS": 1})
    assert card["question"] == {"index": 1, "of": 3}
    assert [turn["role"] for turn in transcript["turns"]] == [
        "agent",
        "agent",
        "candidate",
        "agent",
    ]
    assert [event["seq"] for event in page["events"]] == [4, 5, 6, 7]
    assert page["hasMore"] is True
    chosen = [event for event in rest["events"] if event["type"] == "followup.chosen"]
    assert chosen[0]["payload"]["reason"] == "SPECIFICS"
    assert "reason" not in transcript["turns"][-1]
    assert {turn["speechMs"] for turn in transcript["turns"]} == {None}  # it was typed


@pytest.mark.parametrize("what", ["", "/transcript", "/events", "/quality-report"])
async def test_the_routes_ask_who_calls_and_for_which_organisation(
    edge: Edge, tenant: TenantId, what: str
) -> None:
    opened = await edge.start(tenant)
    url = f"http://127.0.0.1:{edge.port}/api/v1/sessions/{opened.session_id}{what}"
    own, foreign = {"X-Tenant-ID": str(tenant)}, {"X-Tenant-ID": str(fresh_tenant())}
    async with httpx.AsyncClient(timeout=IN_TIME_S) as client:
        answers = [
            await client.get(url),
            await client.get(url, headers={"X-API-Key": "none", **own}),
            await client.get(url, headers={"X-API-Key": "read", **foreign}),
            await client.get(url, headers={"X-API-Key": "read", **own}),
        ]

    assert [answer.status_code for answer in answers] == [401, 403, 404, 200]


# -- killed processes --------------------------------------------------------------------------


@pytest.fixture
async def alone(worker_id: str) -> AsyncIterator[tuple[Ground, TestDatabase]]:
    """No interview of another test is open there: an edge takes it over, and its failpoints count that."""
    made = quick_database(f"{worker_id}_alone")
    async with open_ground(made.app_url, KEYS) as ground:
        yield ground, made
    drop(made)


def url_at(port: int, opened: OpenedLiveSession, tenant: TenantId, after: int = 0) -> str:
    return (
        f"ws://127.0.0.1:{port}/ws?sessionId={opened.handle}&tenantId={tenant}&lastEventId={after}"
    )


async def finish(port: int, opened: OpenedLiveSession, tenant: TenantId, message_id: str) -> int:
    """Come back after a crash, say again what may be lost, and go to the end."""
    async with connect(url_at(port, opened, tenant)) as line:
        known = (await until(line, "READY"))["lastSeq"]
        asked = standing = await until_asked(line)
        while standing.get("seq", 0) < known:  # what it has missed is shown first
            standing = await frame(line)
            if is_question(standing):
                asked = standing
            if standing["type"] == "STATE" and standing["state"] == "in_progress":
                resumed = standing["seq"]
                if resumed > asked["seq"]:
                    break
        said = EXPERT[asked["questionId"]]
        await say(line, said, message_id if asked["questionId"] == "q1" else None)
        while True:
            read = await frame(line)
            if read["type"] == "ENDED":
                return await close_code(line)
            if is_question(read):
                await say(line, EXPERT[read["questionId"]])


async def _talk_till_killed(line: ClientConnection, pid: int | None) -> None:
    """Talk until the edge dies of a failpoint, or of us: how far it comes depends on what else it wrote."""
    await until_asked(line)
    await line.send('{"type": "REPEAT"}')
    await until_asked(line)
    await say(line, EXPERT["q1"], "m-1")
    if pid is not None:
        await until_asked(line)
        os.kill(pid, signal.SIGKILL)
    await until(line, "never")


@pytest.mark.parametrize(
    "failpoints",
    [
        "",
        pytest.param("session.after_append=exit@4", marks=pytest.mark.soak),
        pytest.param("session.before_commit=exit@4", marks=pytest.mark.soak),
        "work.after_commit=exit@8",
    ],
    ids=["shown", "appended", "not committed", "committed and not shown"],
)
async def test_a_killed_edge_loses_nothing_and_asks_nothing_twice(
    alone: tuple[Ground, TestDatabase], tenant: TenantId, failpoints: str
) -> None:
    ground, database = alone
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    port = free_port()
    with edge_process(database, port, failpoints=failpoints) as doomed:
        line = await connect(url_at(port, opened, tenant))
        with pytest.raises((ConnectionClosed, AssertionError)):
            await _talk_till_killed(line, None if failpoints else doomed.pid)
        assert doomed.wait(timeout=60) == -signal.SIGKILL

    with edge_process(database, port):
        code = await finish(port, opened, tenant, "m-1")

    log = await store_on(ground).load(address_of(tenant, opened))
    state = fold(log)
    assert state is not None
    asked = [turn.question_id for turn in state.turns if turn.kind == "question"]
    answers = [turn.text for turn in state.turns if turn.kind == "answer"]
    lost = [record.event for record in log if isinstance(record.event, events.ConnectionLost)]
    assert code == 1000
    assert asked == ["q1", "q2", "q3"]
    assert answers == list(EXPERT.values())
    assert [each.reason for each in lost] == ["worker_lost"]
    assert [record.seq for record in log] == list(range(1, len(log) + 1))


@pytest.mark.soak
async def test_a_frozen_edge_that_wakes_up_can_neither_write_nor_speak(
    ground: Ground, database: TestDatabase, tenant: TenantId
) -> None:
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    one, two = free_port(), free_port()
    with edge_process(database, one, mutant="blind") as frozen, edge_process(database, two):
        line = await connect(url_at(one, opened, tenant))
        await until_asked(line)
        os.kill(frozen.pid, signal.SIGSTOP)
        await say(line, "Heard by nobody.", "m-0")
        async with connect(url_at(two, opened, tenant)) as moved:
            await until_asked(moved)
            await say(moved, EXPERT["q1"], "m-1")
            await until_asked(moved)
            os.kill(frozen.pid, signal.SIGCONT)
            assert await close_code(line) in (4409, 1012)
            await say(moved, EXPERT["q2"], "m-2")
            assert (await until(moved, "TRANSCRIPT", kind="question", questionId="q3"))["turn"]

    async with ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT seq, epoch FROM session_event ORDER BY seq")
    epochs = [row["epoch"] for row in rows]
    state = await state_of(ground, tenant, opened)
    assert epochs == sorted(epochs)
    assert [turn.text for turn in state.turns if turn.role == "candidate"] == [
        EXPERT["q1"],
        EXPERT["q2"],
    ]


async def test_addresses_with_secrets_never_reach_a_log(
    ground: Ground, database: TestDatabase, tenant: TenantId, tmp_path: Path
) -> None:
    opened = await started(ground, tenant, accepted_consent_version="2026-11")
    port = free_port()
    kept = tmp_path / "log"
    with kept.open("w") as log, edge_process(database, port, log=log.fileno()) as process:
        async with connect(url_at(port, opened, tenant)) as line:
            await until_asked(line)
            await say(line, "My telephone number is 555-0199.")
            await until_asked(line)
        async with connect(url_at(port, opened, fresh_tenant())) as line:
            assert await close_code(line) == 4403
        async with httpx.AsyncClient(timeout=IN_TIME_S) as client:
            await client.post(f"http://127.0.0.1:{port}/api/v1/sessions/{opened.handle}/ticket")
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        out, err = process.stdout.read(), kept.read_text("utf-8")

    assert "socket.refused" in err
    for secret in (opened.handle, "sessionId", "555-0199"):
        assert secret not in out + err
