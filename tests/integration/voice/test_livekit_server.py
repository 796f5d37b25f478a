"""The LiveKit server as the official SDK asks it, and a double that checks every token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from livekit import api
from livekit.protocol import room, sip
from tests.fakes.livekit_server import (
    KEY,
    SECRET,
    TRUNK,
    JoinRefused,
    LiveKitDouble,
    claims_of,
    open_livekit,
    signed_notice,
)

from vivavoce.infra.clock import SystemClock
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.adapters.livekit_server.server import LiveKitCredentials, LiveKitRoomServer
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.calls import (
    CallNotAnsweredError,
    CallNotPlacedError,
    CallOutcomeUnknownError,
)
from vivavoce.voice.ports.rooms import (
    InvalidLiveKitWebhookError,
    LiveKitRequestError,
    LiveKitUnavailableError,
)

LEG = RoomConnection(TenantId(UUID(int=1)), SessionId(UUID(int=2)), UUID(int=3))
ROOM = f"vv_{2:032x}_{3:032x}"
NUMBER = "+441134960001"


@pytest.fixture
async def double() -> AsyncIterator[LiveKitDouble]:
    async with open_livekit() as server:
        yield server


@pytest.fixture
def server(double: LiveKitDouble) -> LiveKitRoomServer:
    return _server(double)


def _server(
    double: LiveKitDouble, *, secret: str = SECRET, trunk: str | None = TRUNK
) -> LiveKitRoomServer:
    access = LiveKitCredentials(url=double.url, key=KEY, secret=secret, trunk=trunk)
    return LiveKitRoomServer(access, SystemClock())


def _by_hand(token: str) -> dict[str, object]:
    """Read a token with nothing but the standard library."""
    head, body, mark = token.split(".")
    right = hmac.new(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(mark + "==") == right
    assert json.loads(base64.urlsafe_b64decode(head + "=="))["alg"] == "HS256"
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(body + "=="))
    return claims


async def test_a_candidate_token_grants_exactly_the_documented_permissions(
    server: LiveKitRoomServer,
) -> None:
    key = await server.issue_candidate_credentials(LEG)

    claims = _by_hand(key.token)
    expires = claims.pop("exp")
    assert abs(expires - key.expires_at.timestamp()) <= 2  # type: ignore[operator]
    assert 100 < expires - SystemClock().now().timestamp() <= 121  # type: ignore[operator]
    assert expires - claims.pop("nbf") == 120  # type: ignore[operator]
    assert claims == {
        "iss": KEY,
        "sub": f"candidate_{3:032x}",
        "video": {
            "roomJoin": True,
            "room": ROOM,
            "canPublish": True,
            "canPublishSources": ["microphone"],
            "canSubscribe": True,
            "canPublishData": True,
            "canUpdateOwnMetadata": False,
        },
    }


async def test_the_official_sdk_verifies_both_tokens(
    server: LiveKitRoomServer,
) -> None:
    verifier = api.TokenVerifier(KEY, SECRET)

    candidate = verifier.verify((await server.issue_candidate_credentials(LEG)).token)
    agent = verifier.verify((await server.issue_agent_credentials(LEG, 7)).token)

    assert candidate.identity == LEG.candidate_identity
    assert candidate.kind == ""
    for grants in (candidate.video, agent.video):
        assert grants is not None
        assert (grants.room_join, grants.room) == (True, ROOM)
        assert grants.can_publish_sources == ["microphone"]
        too_wide = (
            "room_admin",
            "room_create",
            "room_list",
            "room_record",
            "ingress_admin",
            "hidden",
        )
        assert not any(getattr(grants, name) for name in too_wide)
    assert (agent.identity, agent.kind) == ("agent_7", "agent")
    assert candidate.sip == api.SIPGrants()


async def test_a_token_opens_its_own_room_only_and_grants_no_administration(
    server: LiveKitRoomServer, double: LiveKitDouble
) -> None:
    other = RoomConnection(LEG.tenant_id, LEG.session_id, UUID(int=4))
    await server.create_room(other)
    token = (await server.issue_candidate_credentials(LEG)).token

    with pytest.raises(JoinRefused):
        double.join(token, lambda _: None)

    async with api.LiveKitAPI(double.url, token=token) as as_candidate:
        for ask in (
            as_candidate.room.list_participants(room.ListParticipantsRequest(room=ROOM)),
            as_candidate.room.delete_room(room.DeleteRoomRequest(room=other.room_name)),
            as_candidate.room.create_room(room.CreateRoomRequest(name="mine")),
            as_candidate.sip.create_sip_participant(sip.CreateSIPParticipantRequest()),
        ):
            with pytest.raises(api.TwirpError) as refused:
                await ask
            assert refused.value.status == 401
    assert set(double.rooms) == {other.room_name}


async def test_no_token_is_printed_or_logged(
    server: LiveKitRoomServer, double: LiveKitDouble
) -> None:
    key = await server.issue_candidate_credentials(LEG)

    assert key.token not in f"{key} {key!r}"
    assert SECRET not in repr(LiveKitCredentials(url=double.url, key=KEY, secret=SECRET))


async def test_a_room_is_created_once_with_its_limits_and_closed_for_all_participants(
    server: LiveKitRoomServer, double: LiveKitDouble
) -> None:
    out: list[str] = []
    await server.create_room(LEG)
    await server.create_room(LEG)
    double.join((await server.issue_candidate_credentials(LEG)).token, out.append)
    there = await server.list_participants(LEG.room_name)
    await server.delete_room(LEG.room_name)
    await server.delete_room(LEG.room_name)

    method, asked, claims = double.asked[0]
    assert method == "RoomService/CreateRoom"
    assert asked == room.CreateRoomRequest(
        name=ROOM, empty_timeout=150, departure_timeout=150, max_participants=2
    )
    assert claims["video"]["roomCreate"] is True
    assert there == {LEG.candidate_identity}
    assert out == ["ROOM_DELETED"]
    assert await server.list_participants(LEG.room_name) == frozenset()


async def test_a_participant_is_removed_with_a_token_for_that_room_only(
    server: LiveKitRoomServer, double: LiveKitDouble
) -> None:
    out: list[str] = []
    await server.create_room(LEG)
    double.join((await server.issue_agent_credentials(LEG, 1)).token, out.append)
    await server.remove_participant(LEG.room_name, "agent_1")
    await server.remove_participant(LEG.room_name, "agent_1")

    _, _, claims = double.asked[-1]
    assert out == ["PARTICIPANT_REMOVED"]
    assert claims["video"]["roomAdmin"] is True
    assert claims["video"]["room"] == ROOM


async def test_an_idempotent_request_is_tried_three_times(
    server: LiveKitRoomServer, double: LiveKitDouble
) -> None:
    double.fails = [503, 500]

    await server.create_room(LEG)

    assert ROOM in double.rooms
    double.fails = [503, 500, 502]
    with pytest.raises(LiveKitUnavailableError):
        await server.create_room(LEG)


async def test_a_wrong_secret_is_reported_as_such_and_not_retried(double: LiveKitDouble) -> None:
    outsider = _server(double, secret="another secret of thirty-two letters")

    with pytest.raises(LiveKitRequestError, match="LIVEKIT_API_KEY"):
        await outsider.create_room(LEG)

    assert double.asked == []


async def test_an_unreachable_server_is_unavailable() -> None:
    nowhere = LiveKitRoomServer(
        LiveKitCredentials(url="ws://127.0.0.1:9", key=KEY, secret=SECRET), SystemClock()
    )

    with pytest.raises(LiveKitUnavailableError):
        await nowhere.create_room(LEG)


async def test_a_call_is_placed_over_the_trunk_as_the_rooms_candidate(
    server: LiveKitRoomServer, double: LiveKitDouble
) -> None:
    await server.create_room(LEG)

    await server.dial_participant(LEG, NUMBER, ring_s=25)

    method, asked, claims = double.asked[-1]
    expected = sip.CreateSIPParticipantRequest(
        sip_trunk_id=TRUNK,
        sip_call_to=NUMBER,
        room_name=ROOM,
        participant_identity=LEG.candidate_identity,
        hide_phone_number=True,
        wait_until_answered=True,
    )
    expected.ringing_timeout.seconds = 25
    assert (method, asked) == ("SIP/CreateSIPParticipant", expected)
    assert claims["sip"] == {"admin": False, "call": True}
    await server.remove_participant(LEG.room_name, LEG.candidate_identity)
    assert await server.list_participants(LEG.room_name) == frozenset()


@pytest.mark.parametrize(
    ("status", "why"),
    [(486, "busy"), (480, "no_answer"), (408, "no_answer"), (603, "rejected"), (404, "invalid")],
)
async def test_an_unanswered_call_reports_its_reason_and_never_rings_twice(
    server: LiveKitRoomServer, double: LiveKitDouble, status: int, why: str
) -> None:
    double.sip_status = status

    with pytest.raises(CallNotAnsweredError) as refused:
        await server.dial_participant(LEG, NUMBER, ring_s=20)

    assert refused.value.reason == why
    assert NUMBER not in str(refused.value)
    assert double.methods() == ["SIP/CreateSIPParticipant"]


async def test_a_call_is_not_retried_after_a_server_error(
    server: LiveKitRoomServer, double: LiveKitDouble
) -> None:
    double.fails = [500]

    with pytest.raises(CallOutcomeUnknownError):
        await server.dial_participant(LEG, NUMBER, ring_s=20)

    assert double.methods() == []
    assert double.fails == []


async def test_an_unreachable_server_has_placed_no_call() -> None:
    access = LiveKitCredentials(url="ws://127.0.0.1:9", key=KEY, secret=SECRET, trunk=TRUNK)

    with pytest.raises(CallNotPlacedError):
        await LiveKitRoomServer(access, SystemClock()).dial_participant(LEG, NUMBER, ring_s=20)


async def test_a_webhook_signed_over_its_exact_bytes_is_accepted(
    server: LiveKitRoomServer,
) -> None:
    body, headers = signed_notice("room_finished", ROOM)

    notice = await server.verify_webhook(body, headers["authorization"])
    again = await server.verify_webhook(body, f"Bearer {headers['authorization']}")

    assert (notice.kind, notice.room_name) == ("room_finished", ROOM)
    assert again == notice


@pytest.mark.parametrize(
    "wrong", ["body", "secret", "old", "no sha", "garbage", "empty", "expired"]
)
async def test_every_other_webhook_is_refused(server: LiveKitRoomServer, wrong: str) -> None:
    now = SystemClock().now().timestamp()
    body, headers = signed_notice("room_finished", ROOM)
    token = headers["authorization"]
    if wrong == "body":
        body = body.replace(b"room_finished", b"room_started!")
    elif wrong == "secret":
        body, headers = signed_notice("room_finished", ROOM, secret="x" * 32)
        token = headers["authorization"]
    elif wrong == "old":
        long_ago = now - timedelta(minutes=11).total_seconds()
        body, headers = signed_notice("room_finished", ROOM, at=long_ago, lasts_s=3600)
        token = headers["authorization"]
    elif wrong == "expired":
        body, headers = signed_notice("room_finished", ROOM, at=now - 120, lasts_s=30)
        token = headers["authorization"]
    elif wrong == "no sha":
        token = (await server.issue_candidate_credentials(LEG)).token
    elif wrong == "garbage":
        body, token = b"\xff\x00", "not.a.token"
    else:
        body, token = b"", ""

    with pytest.raises(InvalidLiveKitWebhookError):
        await server.verify_webhook(body, token)


def test_the_fake_server_checks_tokens_as_strictly_as_a_real_one() -> None:
    late = api.AccessToken(KEY, SECRET).with_ttl(timedelta(seconds=-5)).to_jwt()

    with pytest.raises(Exception, match="expired"):
        claims_of(late)
