"""A fake LiveKit server: Twirp with protobuf bodies, grants, rooms, webhooks.

It is stricter than the real one where versions differ: agents count as people of a room, and nobody joins a
room that was not made before.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from livekit.protocol import models, room, sip, webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.fakes.quick_server import serve_quickly

from vivavoce.app.serving import bind_socket
from vivavoce.infra.clock import SystemClock

KEY, SECRET, TRUNK = "APItest", "a secret of thirty-two letters, at least", "ST_outbound"
Claims = dict[str, Any]


class JoinRefused(Exception):
    """The server let nobody in."""


@dataclass
class OpenRoom:
    """A room and who is in it; each is called when the server sends them out."""

    asked: room.CreateRoomRequest
    people: dict[str, Callable[[str], None]] = field(default_factory=dict)
    watchers: dict[str, Callable[..., None]] = field(default_factory=dict)
    """Who is told what happens in it: an event and what it is about."""
    called: dict[str, Any] = field(default_factory=dict)
    """Those of its people who came by a call."""

    def tell(self, event: str, *about: object) -> None:
        for notify in list(self.watchers.values()):
            notify(event, *about)


@dataclass
class LiveKitDouble:
    """What was asked, with whose token; and the rooms."""

    port: int = 0
    rooms: dict[str, OpenRoom] = field(default_factory=dict)
    asked: list[tuple[str, Message, Claims]] = field(default_factory=list)
    is_away: bool = False
    fails: list[int] = field(default_factory=list)
    """Statuses that the next requests are answered with, in order."""
    sip_fails: list[int] = field(default_factory=list)
    """The same for requests to call somebody."""
    sip_status: int = 200
    """How the telephone network answers a call."""
    bridge: Callable[[Any], Awaitable[Message | Response]] | None = None
    """What does the calling, where somebody is really to be called."""

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def methods(self) -> list[str]:
        return [method for method, _, _ in self.asked]

    def join(self, token: str, on_out: Callable[[str], None]) -> tuple[str, str]:
        """Let the holder of a token in and return the room and the identity."""
        claims = claims_of(token)
        grants = claims["video"]
        name, identity = grants["room"], claims["sub"]
        if not grants.get("roomJoin"):
            raise JoinRefused("this token joins nothing")
        if name not in self.rooms:
            raise JoinRefused("no such room")
        people = self.rooms[name].people
        if identity in people:
            people.pop(identity)("DUPLICATE_IDENTITY")
        if len(people) >= self.rooms[name].asked.max_participants:
            raise JoinRefused("the room is full")
        people[identity] = on_out
        return name, identity

    def leave(self, name: str, identity: str) -> None:
        if name in self.rooms:
            self.rooms[name].people.pop(identity, None)
            self.rooms[name].watchers.pop(identity, None)

    def agents_in(self, name: str) -> list[str]:
        return [one for one in self.rooms[name].people if one.startswith("agent_")]


def claims_of(token: str) -> Claims:
    """Read a token as the server does: our key, our secret, not too late."""
    claims: Claims = jwt.decode(token, SECRET, algorithms=["HS256"], issuer=KEY)
    return claims


@asynccontextmanager
async def open_livekit() -> AsyncIterator[LiveKitDouble]:
    server = LiveKitDouble()
    bound = bind_socket("fake LiveKit", "127.0.0.1", 0, "none")
    server.port = bound.port
    async with serve_quickly(_application(server), bound.socket):
        yield server


def _application(server: LiveKitDouble) -> Starlette:
    async def answer(request: Request) -> Response:
        return await _answer(server, request)

    return Starlette(routes=[Route("/twirp/{method}/{name}", answer, methods=["POST"])])


def twirp_error(code: str, status: int, **meta: str) -> Response:
    return JSONResponse({"code": code, "msg": code, "meta": meta}, status)


async def _answer(server: LiveKitDouble, request: Request) -> Response:
    if server.is_away:
        return twirp_error("unavailable", 503)
    if server.fails:
        return twirp_error("internal", server.fails.pop(0))
    if request.headers["content-type"] != "application/protobuf":
        return twirp_error("malformed", 400)
    try:
        claims = claims_of(request.headers.get("authorization", "").removeprefix("Bearer "))
    except jwt.InvalidTokenError:
        return twirp_error("unauthenticated", 401)
    method = (
        f"{request.path_params['method'].removeprefix('livekit.')}/{request.path_params['name']}"
    )
    if method not in _METHODS:
        return twirp_error("bad_route", 404)
    kind, do = _METHODS[method]
    asked = kind.FromString(await request.body())
    server.asked.append((method, asked, claims))
    if kind is sip.CreateSIPParticipantRequest and server.bridge is not None and _may_call(claims):
        made = await server.bridge(asked)
    else:
        made = do(server, asked, claims)
    if isinstance(made, Response):
        return made
    return Response(made.SerializeToString(), media_type="application/protobuf")


def _may(claims: Claims, grant: str, name: str | None = None) -> bool:
    video = claims.get("video", {})
    return video.get(grant) is True and (name is None or video.get("room") == name)


def _may_call(claims: Claims) -> bool:
    return claims.get("sip", {}).get("call") is True


def _create(server: LiveKitDouble, asked: Any, claims: Claims) -> Message | Response:
    if not _may(claims, "roomCreate"):
        return twirp_error("unauthenticated", 401)
    server.rooms.setdefault(asked.name, OpenRoom(asked))
    return models.Room(name=asked.name, max_participants=asked.max_participants)


def _delete(server: LiveKitDouble, asked: Any, claims: Claims) -> Message | Response:
    if not _may(claims, "roomCreate"):
        return twirp_error("unauthenticated", 401)
    if asked.room not in server.rooms:
        return twirp_error("not_found", 404)
    for out in server.rooms.pop(asked.room).people.values():
        out("ROOM_DELETED")
    return room.DeleteRoomResponse()


def _list(server: LiveKitDouble, asked: Any, claims: Claims) -> Message | Response:
    if not _may(claims, "roomAdmin", asked.room):
        return twirp_error("unauthenticated", 401)
    if asked.room not in server.rooms:
        return twirp_error("not_found", 404)
    people = [models.ParticipantInfo(identity=one) for one in server.rooms[asked.room].people]
    return room.ListParticipantsResponse(participants=people)


def _remove(server: LiveKitDouble, asked: Any, claims: Claims) -> Message | Response:
    if not _may(claims, "roomAdmin", asked.room):
        return twirp_error("unauthenticated", 401)
    people = server.rooms[asked.room].people if asked.room in server.rooms else {}
    if asked.identity not in people:
        return twirp_error("not_found", 404)
    people.pop(asked.identity)("PARTICIPANT_REMOVED")
    return room.RemoveParticipantResponse()


def _dial(server: LiveKitDouble, asked: Any, claims: Claims) -> Message | Response:
    if not _may_call(claims):
        return twirp_error("unauthenticated", 401)
    if server.sip_fails:
        return twirp_error("internal", server.sip_fails.pop(0))
    if server.sip_status != 200:
        return twirp_error("resource_exhausted", 429, sip_status_code=str(server.sip_status))
    server.rooms[asked.room_name].people[asked.participant_identity] = lambda _: None
    return sip.SIPParticipantInfo(
        participant_identity=asked.participant_identity,
        room_name=asked.room_name,
        sip_call_id="SCL_1",
    )


_METHODS: dict[str, tuple[Any, Callable[[LiveKitDouble, Any, Claims], Message | Response]]] = {
    "RoomService/CreateRoom": (room.CreateRoomRequest, _create),
    "RoomService/DeleteRoom": (room.DeleteRoomRequest, _delete),
    "RoomService/ListParticipants": (room.ListParticipantsRequest, _list),
    "RoomService/RemoveParticipant": (room.RoomParticipantIdentity, _remove),
    "SIP/CreateSIPParticipant": (sip.CreateSIPParticipantRequest, _dial),
}


def signed_notice(
    kind: str,
    name: str,
    *,
    identity: str = "",
    secret: str = SECRET,
    at: float | None = None,
    lasts_s: float = 300,
) -> tuple[bytes, dict[str, str]]:
    """Return a webhook's body and headers as LiveKit sends them."""
    now = SystemClock().now().timestamp() if at is None else at
    event = webhook.WebhookEvent(
        event=kind,
        room=models.Room(name=name),
        participant=models.ParticipantInfo(identity=identity) if identity else None,
        id="EV_1",
        created_at=int(now),
    )
    body = MessageToJson(event).encode()
    claims = {
        "iss": KEY,
        "nbf": int(now),
        "exp": int(now + lasts_s),
        "sha256": base64.b64encode(hashlib.sha256(body).digest()).decode(),
    }
    token = jwt.encode(claims, secret, algorithm="HS256")
    return body, {"authorization": token, "content-type": "application/webhook+json"}
