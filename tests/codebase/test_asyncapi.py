"""The AsyncAPI document has every socket of the gateway, and its messages are those that the codecs know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from starlette.routing import WebSocketRoute
from tests.redocly import check_with_redocly
from tests.replay.recorded_streams import FOLDER, read_stream
from tests.script_modules import load_script

from vivavoce.app.asyncapi import ServerUrls, build_asyncapi
from vivavoce.app.asyncapi.socket_channels import (
    CANDIDATE_SOCKET,
    DASHBOARD_SOCKET,
    OBSERVER_SOCKET,
    PRACTICE_SOCKET,
    SOCKET_CHANNELS,
    SocketChannel,
    SocketMessage,
)
from vivavoce.contracts.topics import TOPICS
from vivavoce.kernel.errors import NotFoundError
from vivavoce.live.domain.session import Session, apply_event
from vivavoce.live.domain.wire import client_frames, practice_codec
from vivavoce.live.domain.wire.client_frames import UnknownFrameError
from vivavoce.live.domain.wire.frame_codecs import MAYA_CODEC, FrameCodec
from vivavoce.live.domain.wire.frames import (
    PONG_FRAME,
    ServerFrame,
    build_frames,
    build_heartbeat_frame,
    build_problem_frame,
    build_queue_position_frame,
    build_ready_frame,
)
from vivavoce.live.domain.wire.practice_codec import PracticeCodec
from vivavoce.live.sockets import candidate, self_service, staff
from vivavoce.live.sockets.websocket_channel import CLOSE_FORBIDDEN, CLOSE_UNAUTHENTICATED
from vivavoce.live.usecases.candidate_connection import (
    CLOSE_ALREADY_OVER,
    CLOSE_ENDED,
    CLOSE_REPLACED,
    CLOSE_TRY_AGAIN,
)
from vivavoce.voice.domain.calls.twilio import MEDIA_STREAM_PATH

DOCUMENT = build_asyncapi()
PRACTICE_CODEC = PracticeCodec("int_0123456789abcdef0123456789abcdef")
SAMPLES: dict[str, Any] = {
    "accepted": True,
    "text": "I fixed it.",
    "turn": 1,
    "pace": "thinking",
}
BOTH_WIRES = pytest.mark.parametrize(
    ("socket", "codec"),
    [(CANDIDATE_SOCKET, MAYA_CODEC), (PRACTICE_SOCKET, PRACTICE_CODEC)],
    ids=["candidate", "practice"],
)


def test_every_topic_has_a_channel_with_the_six_specified_fields() -> None:
    messages = DOCUMENT["components"]["messages"]

    for name in TOPICS:
        channel = DOCUMENT["channels"][name]
        assert channel["servers"] == [{"$ref": "#/servers/kafka"}]
        assert len(messages[name]["payload"]["properties"]) == 6


def _sockets(routes: Iterable[Any]) -> Iterator[WebSocketRoute]:  # Any: routes and included routers
    for route in routes:
        if isinstance(route, WebSocketRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from _sockets(route.original_router.routes)


def test_every_socket_of_the_gateway_has_a_channel_except_the_phone_providers() -> None:
    paths = {route.path for route in _sockets(load_script("api_types").application().routes)}

    described = {re.sub("sessionId", "session_id", channel.address) for channel in SOCKET_CHANNELS}
    assert described == paths - {MEDIA_STREAM_PATH}


def test_every_reference_leads_somewhere() -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DOCUMENT)):
        part = DOCUMENT
        for name in reference.split("/"):
            part = part[name]


def test_servers_have_the_addresses_of_the_installation() -> None:
    urls = ServerUrls(gateway="https://hire.example.com", edge="wss://hire.example.com/live")

    servers = build_asyncapi(urls)["servers"]

    assert [(one["protocol"], one["host"]) for one in servers.values()] == [
        ("wss", "hire.example.com"),
        ("wss", "hire.example.com"),
        ("kafka", "{broker}"),
    ]
    assert servers["edge"]["pathname"] == "/live"


async def test_the_gateway_serves_the_document() -> None:
    transport = httpx.ASGITransport(app=load_script("api_types").application())
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        answer = await http.get("/asyncapi.json")

    assert answer.json()["channels"].keys() == DOCUMENT["channels"].keys()


@BOTH_WIRES
def test_a_client_may_send_every_message_of_the_document(
    socket: SocketChannel, codec: FrameCodec
) -> None:
    for message in socket.from_client:
        sample = {name: SAMPLES[name] for name in message.members if not name.endswith("?")}
        codec.parse(json.dumps({"type": message.type, **sample}))
    with pytest.raises(UnknownFrameError):
        codec.parse('{"type": "ELSE"}')


def test_the_document_has_every_message_that_a_client_may_send() -> None:
    spoken = {message.type for message in CANDIDATE_SOCKET.from_client}
    practised = {message.type for message in PRACTICE_SOCKET.from_client}

    assert spoken >= client_frames._FRAMES_WITHOUT_FIELDS.keys()
    assert practised >= practice_codec._FRAMES_WITHOUT_FIELDS.keys()
    assert {message.type for message in PRACTICE_SOCKET.to_client} >= {
        kind.lower() for kind in ("READY", "STATE", "CONSENT", "QUEUED", "ENDED", "PONG", "ERROR")
    }


@cache
def sent_frames() -> tuple[ServerFrame, ...]:
    """Return the frames of all recorded sessions, and of what is not in a log."""
    return tuple(frame for stream in sorted(FOLDER.glob("*.jsonl")) for frame in _frames(stream))


def _frames(stream: Path) -> Iterator[ServerFrame]:
    state: Session | None = None
    for record in read_stream(stream):
        state = apply_event(state, record)
        yield from build_frames(record, state)
    assert state is not None
    now = datetime(2026, 11, 21, tzinfo=UTC)
    yield build_ready_frame(state, now, public_id="handle")
    yield build_queue_position_frame(state, now, 2)
    yield build_heartbeat_frame(state, now)
    yield build_problem_frame(NotFoundError())


@BOTH_WIRES
def test_what_the_server_sends_is_as_the_document_says(
    socket: SocketChannel, codec: FrameCodec
) -> None:
    schemas = {message.type: message for message in socket.to_client}
    seen = set()
    extra = (PONG_FRAME,) if socket is PRACTICE_SOCKET else ()

    for frame in (*sent_frames(), *extra):
        written = codec.write(frame)
        assert isinstance(written, dict)
        message = schemas[written["type"]]
        seen.add(message.type)
        jsonschema_rs.validate(message.schema(), written)
        assert written.keys() <= message.schema()["properties"].keys(), written

    assert seen == schemas.keys()


@pytest.mark.parametrize(
    ("socket", "codes"),
    [
        (
            CANDIDATE_SOCKET,
            {CLOSE_UNAUTHENTICATED, CLOSE_FORBIDDEN, CLOSE_REPLACED, CLOSE_ALREADY_OVER}
            | {CLOSE_ENDED, candidate.CLOSE_TRY_AGAIN},
        ),
        (
            PRACTICE_SOCKET,
            {code for _, code in self_service._CLOSE_CODES} | {CLOSE_ENDED, CLOSE_TRY_AGAIN},
        ),
        (DASHBOARD_SOCKET, {CLOSE_UNAUTHENTICATED, CLOSE_FORBIDDEN, CLOSE_TRY_AGAIN}),
        (OBSERVER_SOCKET, {code for _, code in staff._CLOSE_CODES} | {CLOSE_TRY_AGAIN}),
    ],
    ids=lambda value: value.name if isinstance(value, SocketChannel) else "",
)
def test_the_document_has_every_close_code(socket: SocketChannel, codes: set[int]) -> None:
    assert socket.close_codes.keys() >= codes


def test_a_member_that_is_missing_is_found() -> None:
    message = SocketMessage("STATE", "A sentence.", {"seq": {"type": "integer"}, "text?": {}})

    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(message.schema(), {"type": "STATE"})


def test_redocly_finds_nothing_to_correct(tmp_path: Path) -> None:
    """Except for the security of the topics, which is the broker's."""
    check_with_redocly(DOCUMENT, tmp_path, "--skip-rule=security-defined")
