"""Tokens over HTTP, LiveKit's webhooks, and who is in the room after its holder died."""

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
from tests.world import Ground

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
class OneSeat:
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
class Doors:
    """A gateway's doors to LiveKit, and the server behind them."""

    http: httpx.AsyncClient
    double: LiveKitDouble
    server: LiveKitRoomServer
    legs: PostgresRoomConnectionRepository
    seat: OneSeat
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
    ground: Ground, seat: OneSeat, server: RoomServer | None, calls: FakeRoomCalls
) -> AsyncIterator[httpx.AsyncClient]:
    legs = PostgresRoomConnectionRepository(ground.database, ground.open_work)
    routes = build_livekit_router(
        IssueRoomCredentials(
            room_server=server, connections=legs, session_access=seat, ids=ground.ids
        ),
        HandleLiveKitWebhook(room_server=server, connections=legs, room_calls=calls),
    )
    app = make_application(
        "doors", [routes], authenticate=_nobody, clock=ground.clock, ids=ground.ids
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://doors") as http:
        yield http


async def _nobody(**_: str) -> Caller:
    raise NotFoundError


@pytest.fixture
async def seat(ground: Ground) -> OneSeat:
    tenant, session = fresh_tenant(), SessionId(ground.ids.new_id())
    values = {"tenant": tenant, "id": session, "other": ground.ids.new_id(), "hash": session.bytes}
    async with ground.open_work(tenant) as work:
        await work.execute(_SESSION, values)
    return OneSeat(tenant, session)


@pytest.fixture
async def doors(ground: Ground, seat: OneSeat) -> AsyncIterator[Doors]:
    async with open_livekit() as double:
        server = LiveKitRoomServer(
            LiveKitCredentials(url=double.url, key=KEY, secret=SECRET), ground.clock
        )
        async with _gateway(ground, seat, server, calls := FakeRoomCalls()) as http:
            legs = PostgresRoomConnectionRepository(ground.database, ground.open_work)
            yield Doors(http, double, server, legs, seat, calls)


async def test_the_holder_of_a_handle_gets_a_token_for_a_room_that_stands(doors: Doors) -> None:
    shown = await doors.token()

    assert set(shown) == {"url", "room", "token", "expiresAt"}
    assert shown["url"] == doors.double.url
    claims = claims_of(shown["token"])
    connection_id = parse_connection_id(shown["room"])
    assert connection_id is not None
    assert claims["sub"] == f"candidate_{connection_id.hex}"
    assert doors.double.join(shown["token"], lambda _: None) == (shown["room"], claims["sub"])
    assert connection_id in {held.connection.id for held in await doors.legs.claim("one", 1000)}


async def test_each_token_has_a_room_of_its_own_and_the_room_before_is_closed(
    doors: Doors,
) -> None:
    out: list[str] = []
    first = await doors.token()
    doors.double.join(first["token"], out.append)
    second = await doors.token()

    assert first["room"] != second["room"]
    assert set(doors.double.rooms) == {second["room"]}
    assert out == ["ROOM_DELETED"]


async def test_an_unknown_handle_makes_no_room(doors: Doors) -> None:
    answer = await doors.http.post("/api/v1/sessions/int_of_nobody/livekit")

    assert answer.status_code == 404
    assert doors.double.rooms == {}


async def test_a_server_that_is_away_is_said_before_a_token_is_given(doors: Doors) -> None:
    doors.double.is_away = True

    answer = await doors.http.post(f"/api/v1/sessions/{HANDLE}/livekit")

    assert (answer.status_code, answer.json()["code"]) == (503, "livekit_unavailable")
    assert "token" not in answer.json()
    assert doors.seat.session not in {
        h.connection.session_id for h in await doors.legs.claim("x", 1000)
    }


async def test_without_a_server_the_door_says_what_is_missing_and_takes_no_seat(
    ground: Ground, seat: OneSeat
) -> None:
    async with _gateway(ground, seat, None, FakeRoomCalls()) as http:
        asked = await http.post(f"/api/v1/sessions/{HANDLE}/livekit")
        unknown = await http.post("/api/v1/sessions/int_of_nobody/livekit")
        body, headers = signed_notice("room_finished", "vv")
        told = await http.post("/api/v1/telephony/livekit/events", content=body, headers=headers)

    assert (asked.status_code, asked.json()["code"]) == (503, "livekit_not_configured")
    assert "LIVEKIT_URL" in asked.json()["detail"]
    assert (unknown.status_code, told.status_code) == (404, 403)
    assert seat.taken == 0


async def test_a_room_that_is_gone_has_no_leg_any_more_however_often_that_is_told(
    doors: Doors,
) -> None:
    first = await doors.token()
    statuses = [await doors.tell("room_finished", first["room"]) for _ in range(2)]
    held = await doors.legs.claim("one", 1000)

    assert statuses == [204, 204]
    assert parse_connection_id(first["room"]) not in {one.connection.id for one in held}
    second = await doors.token()
    late = await doors.tell("room_finished", first["room"])
    assert late == 204
    assert parse_connection_id(second["room"]) in {
        one.connection.id for one in await doors.legs.claim("one", 1000)
    }


@pytest.mark.parametrize("kind", ["room_started", "participant_joined", "track_published"])
async def test_other_news_changes_nothing(doors: Doors, kind: str) -> None:
    shown = await doors.token()

    assert await doors.tell(kind, shown["room"]) == 204
    assert await doors.tell("room_finished", "somebody's own room") == 204
    assert parse_connection_id(shown["room"]) in {
        one.connection.id for one in await doors.legs.claim("one", 1000)
    }


@pytest.mark.parametrize(("who", "told"), [("candidate", ["lost"]), ("agent", [])])
async def test_who_was_called_and_left_while_nobody_held_the_room_is_lost(
    doors: Doors, who: str, told: list[str]
) -> None:
    doors.calls.is_talking = True
    room = (await doors.token())["room"]

    for _ in range(2):
        left = await doors.tell("participant_left", room, identity=f"{who}_{_hex(room)}")
        assert left == 204

    assert doors.calls.told == told


async def test_a_notice_that_is_not_signed_by_us_closes_nothing(doors: Doors) -> None:
    shown = await doors.token()

    assert await doors.tell("room_finished", shown["room"], secret="x" * 32) == 403
    assert parse_connection_id(shown["room"]) in {
        one.connection.id for one in await doors.legs.claim("one", 1000)
    }


def _holding(
    ground: Ground, doors: Doors, rtc: FakeRtc, sessions: FakeSessions, name: str
) -> RoomHost:
    tools = ServeRoomDependencies(
        room_server=doors.server,
        join_room=create_join_room(rtc.load, ground.clock),
        sessions=sessions,
        room_calls=FakeRoomCalls(),
        start_connection=FakeConverse(),
        clock=ground.clock,
        ids=ground.ids,
    )
    return RoomHost(connections=doors.legs, dependencies=tools, worker_id=name, clock=ground.clock)


async def _until(is_so: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - what it waits for is at the other side of sockets
            await asyncio.sleep(0.05)


async def test_after_a_take_over_exactly_one_agent_is_in_the_room_and_the_candidate_stays(
    ground: Ground, doors: Doors
) -> None:
    sessions = FakeSessions()
    first_rtc, second_rtc = FakeRtc(doors.double), FakeRtc(doors.double)
    first = asyncio.get_running_loop().create_task(
        _holding(ground, doors, first_rtc, sessions, "one").run()
    )
    shown = await doors.token()
    room, candidate = shown["room"], f"candidate_{_hex(shown['room'])}"
    await _until(lambda: doors.double.agents_in(room) != [])
    seen = next(one for one in first_rtc.rooms if one.name == room)
    seen.comes(candidate)
    await _until(lambda: len(sessions.joined) == 1)

    # The process falls silent; its participant stands in the room as LiveKit leaves it there for a while.
    seen.disconnect = _never  # type: ignore[method-assign]
    silent_legs = doors.legs.release
    doors.legs.release = _never  # type: ignore[method-assign]
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    doors.legs.release = silent_legs  # type: ignore[method-assign]
    began = ground.clock.monotonic()
    second = asyncio.get_running_loop().create_task(
        _holding(ground, doors, second_rtc, sessions, "two").run()
    )
    try:
        await _until(lambda: len(sessions.joined) == 2)
        took_s = ground.clock.monotonic() - began
        people = set(doors.double.rooms[room].people)
    finally:
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)

    assert people == {candidate, "agent_2"}
    assert took_s >= ROOM_LEASE_S / 2  # not before its lease had run out
    assert sessions.joined[0].connection_id != sessions.joined[1].connection_id
    assert doors.double.agents_in(room) == []  # it was told to stop, and left


def _hex(room: str) -> str:
    connection_id = parse_connection_id(room)
    assert isinstance(connection_id, UUID)
    return connection_id.hex


async def _never(*_: object) -> None:
    """A dead process does nothing more."""


def _order(doors: Doors) -> OutboundCall:
    return OutboundCall(
        tenant_id=doors.seat.tenant,
        session_id=doors.seat.session,
        attempt_id=doors.seat.session,
        number=NUMBER,
        ring_s=20,
    )


async def test_a_call_that_is_answered_is_the_candidate_of_a_room_that_we_hold(
    ground: Ground, doors: Doors
) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, doors), connections=doors.legs)
    leg = RoomConnection(doors.seat.tenant, doors.seat.session, doors.seat.session)

    name = await dial.place_call(_order(doors))
    held = {one.connection.id for one in await doors.legs.claim("one", 1000)}
    there = set(doors.double.rooms[name].people)
    await dial.hang_up(name)
    await dial.hang_up(name)

    assert name == leg.room_name
    assert leg.id in held
    assert there == {leg.candidate_identity}
    assert doors.double.rooms == {}
    assert leg.id not in {one.connection.id for one in await doors.legs.claim("two", 1000)}


async def test_a_call_that_nobody_takes_leaves_no_room_and_no_leg(
    ground: Ground, doors: Doors
) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, doors), connections=doors.legs)
    doors.double.sip_status = 486

    with pytest.raises(CallNotAnsweredError) as refused:
        await dial.place_call(_order(doors))

    assert refused.value.reason == "busy"
    assert doors.double.rooms == {}
    held = await doors.legs.claim("one", 1000)
    assert doors.seat.session not in {one.connection.session_id for one in held}


async def test_a_call_of_which_nothing_is_known_keeps_its_room_for_who_may_answer(
    ground: Ground, doors: Doors
) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, doors), connections=doors.legs)
    doors.double.sip_fails = [502]

    with pytest.raises(CallOutcomeUnknownError):
        await dial.place_call(_order(doors))

    assert len(doors.double.rooms) == 1
    held = await doors.legs.claim("one", 1000)
    assert doors.seat.session in {one.connection.session_id for one in held}


async def test_a_server_that_is_away_has_placed_nothing(ground: Ground, doors: Doors) -> None:
    dial = LiveKitTelephony(room_server=_with_trunk(ground, doors), connections=doors.legs)
    doors.double.is_away = True

    with pytest.raises(CallNotPlacedError):
        await dial.place_call(_order(doors))
    with pytest.raises(CallNotPlacedError):
        await dial.hang_up(
            RoomConnection(doors.seat.tenant, doors.seat.session, doors.seat.session).room_name
        )


async def test_a_server_that_does_not_know_us_declines(ground: Ground, doors: Doors) -> None:
    access = LiveKitCredentials(url=doors.double.url, key=KEY, secret="x" * 32, trunk=TRUNK)
    dial = LiveKitTelephony(
        room_server=LiveKitRoomServer(access, ground.clock), connections=doors.legs
    )

    with pytest.raises(CallDeclinedError) as declined:
        await dial.place_call(_order(doors))

    assert declined.value.reason == "trunk"


def _with_trunk(ground: Ground, doors: Doors) -> LiveKitRoomServer:
    access = LiveKitCredentials(url=doors.double.url, key=KEY, secret=SECRET, trunk=TRUNK)
    return LiveKitRoomServer(access, ground.clock)
