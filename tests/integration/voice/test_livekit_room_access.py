"""Room tokens over HTTP, LiveKit's webhooks, and who is in the room after its process died."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from tests.database import fresh_tenant
from tests.fakes.livekit_rooms import FakeConverse, FakeRoomCalls, FakeRtc, FakeSessions
from tests.fakes.livekit_server import (
    KEY,
    SECRET,
    TRUNK,
    LiveKitDouble,
    claims_of,
    open_livekit,
    signed_notice,
)
from tests.infrastructure import Ground

from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.adapters.livekit_server.server import LiveKitCredentials, LiveKitRoomServer
from vivavoce.voice.adapters.postgres_room_connections import PostgresRoomConnectionRepository
from vivavoce.voice.domain.rooms import RoomConnection, parse_connection_id
from vivavoce.voice.ports.calls import (
    CallDeclinedError,
    CallNotAnsweredError,
    CallNotPlacedError,
    CallOutcomeUnknownError,
    OutboundCall,
)
from vivavoce.voice.ports.rooms import ROOM_LEASE_S, EnterSession, RoomServer
from vivavoce.voice.routes.room_and_speech import build_livekit_router
from vivavoce.voice.transports.livekit_room import create_join_room
from vivavoce.voice.usecases.room_access import (
    HandleLiveKitWebhook,
    IssueRoomCredentials,
    LiveKitTelephony,
)
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import ServeRoomDependencies

HANDLE = "int_the_handle_of_a_session"
NUMBER = "+441134960001"
_SESSION = """
    INSERT INTO session (tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash, last_seq)
    VALUES (%(tenant)s, %(id)s, %(other)s, %(other)s, 1, 'salt', %(hash)s, 0)
"""


@dataclass
class FixedAdmission:
    """One session, and the one word that is good for it."""

    tenant: TenantId
    session: SessionId
    taken: int = 0

    async def resolve_handle(self, handle: str) -> EnterSession:
        if handle != HANDLE:
            raise NotFoundError
        return self._take

    async def resolve_caller(self, caller: Caller, practice_id: str) -> EnterSession:
        raise NotFoundError

    async def _take(self) -> tuple[TenantId, SessionId]:
        self.taken += 1
        return self.tenant, self.session


@dataclass
class RoomAccessApi:
    """A gateway's doors to LiveKit, and the server behind them."""

    http: httpx.AsyncClient
    double: LiveKitDouble
    server: LiveKitRoomServer
    connections: PostgresRoomConnectionRepository
    admission: FixedAdmission
    calls: FakeRoomCalls

    async def token(self) -> dict[str, str]:
        answer = await self.http.post(f"/api/v1/sessions/{HANDLE}/livekit")
        assert answer.status_code == 201, answer.text
        shown: dict[str, str] = answer.json()
        return shown

    async def tell(self, kind: str, room: str, **how: str) -> int:
        body, headers = signed_notice(kind, room, **how)  # type: ignore[arg-type]
        path = "/api/v1/telephony/livekit/events"
        return (await self.http.post(path, content=body, headers=headers)).status_code


@asynccontextmanager
async def _gateway(
    ground: Ground, admission: FixedAdmission, server: RoomServer | None, calls: FakeRoomCalls
) -> AsyncIterator[httpx.AsyncClient]:
    connections = PostgresRoomConnectionRepository(ground.database, ground.open_work)
    routes = build_livekit_router(
        IssueRoomCredentials(
            room_server=server, connections=connections, session_access=admission, ids=ground.ids
        ),
        HandleLiveKitWebhook(room_server=server, connections=connections, room_calls=calls),
    )
    app = make_application(
        "doors", [routes], authenticate=_refuse, clock=ground.clock, ids=ground.ids
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://doors") as http:
        yield http


async def _refuse(**_: str) -> Caller:
    raise NotFoundError


@pytest.fixture
async def admission(ground: Ground) -> FixedAdmission:
    tenant, session = fresh_tenant(), SessionId(ground.ids.new_id())
    values = {"tenant": tenant, "id": session, "other": ground.ids.new_id(), "hash": session.bytes}
    async with ground.open_work(tenant) as work:
        await work.execute(_SESSION, values)
    return FixedAdmission(tenant, session)


@pytest.fixture
async def api(ground: Ground, admission: FixedAdmission) -> AsyncIterator[RoomAccessApi]:
    async with open_livekit() as double:
        server = LiveKitRoomServer(
            LiveKitCredentials(url=double.url, key=KEY, secret=SECRET), ground.clock
        )
        async with _gateway(ground, admission, server, calls := FakeRoomCalls()) as http:
            connections = PostgresRoomConnectionRepository(ground.database, ground.open_work)
            yield RoomAccessApi(http, double, server, connections, admission, calls)


async def test_a_session_handle_gets_a_token_for_an_existing_room(api: RoomAccessApi) -> None:
    shown = await api.token()

    assert set(shown) == {"url", "room", "token", "expiresAt"}
    assert shown["url"] == api.double.url
    claims = claims_of(shown["token"])
    connection_id = parse_connection_id(shown["room"])
    assert connection_id is not None
    assert claims["sub"] == f"candidate_{connection_id.hex}"
    assert api.double.join(shown["token"], lambda _: None) == (shown["room"], claims["sub"])
    assert connection_id in {
        held.connection.id for held in await api.connections.claim("one", 1000)
    }


async def test_each_token_has_its_own_room_and_the_previous_room_is_closed(
    api: RoomAccessApi,
) -> None:
    out: list[str] = []
    first = await api.token()
    api.double.join(first["token"], out.append)
    second = await api.token()

    assert first["room"] != second["room"]
    assert set(api.double.rooms) == {second["room"]}
    assert out == ["ROOM_DELETED"]


async def test_an_unknown_handle_creates_no_room(api: RoomAccessApi) -> None:
    answer = await api.http.post("/api/v1/sessions/int_of_nobody/livekit")

    assert answer.status_code == 404
    assert api.double.rooms == {}


async def test_an_unavailable_server_is_reported_before_a_token_is_issued(
    api: RoomAccessApi,
) -> None:
    api.double.is_away = True

    answer = await api.http.post(f"/api/v1/sessions/{HANDLE}/livekit")

    assert (answer.status_code, answer.json()["code"]) == (503, "livekit_unavailable")
    assert "token" not in answer.json()
    assert api.admission.session not in {
        h.connection.session_id for h in await api.connections.claim("x", 1000)
    }


async def test_without_a_server_the_response_names_the_missing_setting_and_takes_no_capacity(
    ground: Ground, admission: FixedAdmission
) -> None:
    async with _gateway(ground, admission, None, FakeRoomCalls()) as http:
        asked = await http.post(f"/api/v1/sessions/{HANDLE}/livekit")
        unknown = await http.post("/api/v1/sessions/int_of_nobody/livekit")
        body, headers = signed_notice("room_finished", "vv")
        unsigned = await http.post(
            "/api/v1/telephony/livekit/events", content=body, headers=headers
        )

    assert (asked.status_code, asked.json()["code"]) == (503, "livekit_not_configured")
    assert "LIVEKIT_URL" in asked.json()["detail"]
    assert (unknown.status_code, unsigned.status_code) == (404, 403)
    assert admission.taken == 0


async def test_a_closed_room_loses_its_connection_once(
    api: RoomAccessApi,
) -> None:
    first = await api.token()
    statuses = [await api.tell("room_finished", first["room"]) for _ in range(2)]
    held = await api.connections.claim("one", 1000)

    assert statuses == [204, 204]
    assert parse_connection_id(first["room"]) not in {one.connection.id for one in held}
    second = await api.token()
    late = await api.tell("room_finished", first["room"])
    assert late == 204
    assert parse_connection_id(second["room"]) in {
        one.connection.id for one in await api.connections.claim("one", 1000)
    }


@pytest.mark.parametrize("kind", ["room_started", "participant_joined", "track_published"])
async def test_other_webhooks_change_nothing(api: RoomAccessApi, kind: str) -> None:
    shown = await api.token()

    assert await api.tell(kind, shown["room"]) == 204
    assert await api.tell("room_finished", "somebody's own room") == 204
    assert parse_connection_id(shown["room"]) in {
        one.connection.id for one in await api.connections.claim("one", 1000)
    }


@pytest.mark.parametrize(("who", "reported"), [("candidate", ["lost"]), ("agent", [])])
async def test_a_called_candidate_who_left_an_unattended_room_counts_as_lost(
    api: RoomAccessApi, who: str, reported: list[str]
) -> None:
    api.calls.is_talking = True
    room = (await api.token())["room"]

    for _ in range(2):
        left = await api.tell("participant_left", room, identity=f"{who}_{_hex(room)}")
        assert left == 204

    assert api.calls.reported == reported


async def test_a_webhook_without_our_signature_closes_nothing(api: RoomAccessApi) -> None:
    shown = await api.token()

    assert await api.tell("room_finished", shown["room"], secret="x" * 32) == 403
    assert parse_connection_id(shown["room"]) in {
        one.connection.id for one in await api.connections.claim("one", 1000)
    }


def _holding(
    ground: Ground, api: RoomAccessApi, rtc: FakeRtc, sessions: FakeSessions, name: str
) -> RoomHost:
    tools = ServeRoomDependencies(
        room_server=api.server,
        join_room=create_join_room(rtc.load, ground.clock),
        sessions=sessions,
        room_calls=FakeRoomCalls(),
        start_connection=FakeConverse(),
        clock=ground.clock,
        ids=ground.ids,
    )
    return RoomHost(
        connections=api.connections, dependencies=tools, worker_id=name, clock=ground.clock
    )


async def _until(is_so: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - what it waits for is at the other side of sockets
            await asyncio.sleep(0.05)


async def test_after_a_takeover_one_agent_is_in_the_room_and_the_candidate_stays(
    ground: Ground, api: RoomAccessApi
) -> None:
    sessions = FakeSessions()
    first_rtc, second_rtc = FakeRtc(api.double), FakeRtc(api.double)
    first = asyncio.get_running_loop().create_task(
        _holding(ground, api, first_rtc, sessions, "one").run()
    )
    shown = await api.token()
    room, candidate = shown["room"], f"candidate_{_hex(shown['room'])}"
    await _until(lambda: api.double.agents_in(room) != [])
    seen = next(one for one in first_rtc.rooms if one.name == room)
    seen.joins(candidate)
    await _until(lambda: len(sessions.joined) == 1)

    # The process falls silent; its participant stands in the room as LiveKit leaves it there for a while.
    seen.disconnect = _never  # type: ignore[method-assign]
    silent_legs = api.connections.release
    api.connections.release = _never  # type: ignore[method-assign]
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    api.connections.release = silent_legs  # type: ignore[method-assign]
    began = ground.clock.monotonic()
    second = asyncio.get_running_loop().create_task(
        _holding(ground, api, second_rtc, sessions, "two").run()
    )
    try:
        await _until(lambda: len(sessions.joined) == 2)
        took_s = ground.clock.monotonic() - began
        people = set(api.double.rooms[room].people)
    finally:
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)

    assert people == {candidate, "agent_2"}
    assert took_s >= ROOM_LEASE_S / 2  # not before its lease had run out
    assert sessions.joined[0].connection_id != sessions.joined[1].connection_id
    assert api.double.agents_in(room) == []  # it was told to stop, and left


def _hex(room: str) -> str:
    connection_id = parse_connection_id(room)
    assert isinstance(connection_id, UUID)
    return connection_id.hex


async def _never(*_: object) -> None:
    """A dead process does nothing more."""


def _order(api: RoomAccessApi) -> OutboundCall:
    return OutboundCall(
        tenant_id=api.admission.tenant,
        session_id=api.admission.session,
        attempt_id=api.admission.session,
        number=NUMBER,
        ring_s=20,
    )


async def test_an_answered_call_is_the_candidate_of_its_room(
    ground: Ground, api: RoomAccessApi
) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, api), connections=api.connections)
    connection = RoomConnection(api.admission.tenant, api.admission.session, api.admission.session)

    name = await dial.place_call(_order(api))
    held = {one.connection.id for one in await api.connections.claim("one", 1000)}
    there = set(api.double.rooms[name].people)
    await dial.hang_up(name)
    await dial.hang_up(name)

    assert name == connection.room_name
    assert connection.id in held
    assert there == {connection.candidate_identity}
    assert api.double.rooms == {}
    assert connection.id not in {
        one.connection.id for one in await api.connections.claim("two", 1000)
    }


async def test_an_unanswered_call_leaves_no_room_and_no_connection(
    ground: Ground, api: RoomAccessApi
) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, api), connections=api.connections)
    api.double.sip_status = 486

    with pytest.raises(CallNotAnsweredError) as refused:
        await dial.place_call(_order(api))

    assert refused.value.reason == "busy"
    assert api.double.rooms == {}
    held = await api.connections.claim("one", 1000)
    assert api.admission.session not in {one.connection.session_id for one in held}


async def test_a_call_of_unknown_outcome_keeps_its_room_for_a_late_answer(
    ground: Ground, api: RoomAccessApi
) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, api), connections=api.connections)
    api.double.sip_fails = [502]

    with pytest.raises(CallOutcomeUnknownError):
        await dial.place_call(_order(api))

    assert len(api.double.rooms) == 1
    held = await api.connections.claim("one", 1000)
    assert api.admission.session in {one.connection.session_id for one in held}


async def test_an_unavailable_server_has_placed_no_call(ground: Ground, api: RoomAccessApi) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, api), connections=api.connections)
    api.double.is_away = True

    with pytest.raises(CallNotPlacedError):
        await dial.place_call(_order(api))
    with pytest.raises(CallNotPlacedError):
        await dial.hang_up(
            RoomConnection(
                api.admission.tenant, api.admission.session, api.admission.session
            ).room_name
        )


async def test_a_server_that_rejects_our_key_declines_the_call(
    ground: Ground, api: RoomAccessApi
) -> None:
    access = LiveKitCredentials(url=api.double.url, key=KEY, secret="x" * 32, trunk=TRUNK)
    dial = LiveKitTelephony(
        room_server=LiveKitRoomServer(access, ground.clock), connections=api.connections
    )

    with pytest.raises(CallDeclinedError) as declined:
        await dial.place_call(_order(api))

    assert declined.value.reason == "trunk"


def _with_trunk(ground: Ground, api: RoomAccessApi) -> LiveKitRoomServer:
    access = LiveKitCredentials(url=api.double.url, key=KEY, secret=SECRET, trunk=TRUNK)
    return LiveKitRoomServer(access, ground.clock)
