"""A socket as a line: slow clients are given up, closing ends the serving task, twice is fine."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.websockets import WebSocket

from vivavoce.live.domain.wire.frames import PING_FRAME
from vivavoce.live.ports import ChannelClosedError
from vivavoce.live.sockets import WebSocketCandidateChannel


class Wire:
    """The server's side of a socket, made of two functions."""

    def __init__(self, *, is_stuck: bool = False) -> None:
        self.sent: list[dict[str, Any]] = []
        self.is_stuck = is_stuck

    async def receive(self) -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(self, message: Any) -> None:
        if self.is_stuck and message["type"] != "websocket.accept":
            await asyncio.sleep(3600)
        self.sent.append(message)


async def a_line(wire: Wire, served: asyncio.Timeout) -> WebSocketCandidateChannel:
    websocket = WebSocket({"type": "websocket"}, wire.receive, wire.send)  # type: ignore[arg-type]
    await websocket.accept()
    return WebSocketCandidateChannel(websocket, "leg", serving_timeout=served)


async def test_a_frame_goes_out_as_json() -> None:
    wire = Wire()
    async with asyncio.timeout(None) as served:
        line = await a_line(wire, served)
        await line.send(PING_FRAME)

    assert wire.sent[-1] == {"type": "websocket.send", "text": '{"type":"PING"}'}


async def test_a_client_that_takes_nothing_is_given_up_within_ten_seconds() -> None:
    began = asyncio.get_running_loop().time()

    async def serve() -> None:
        async with asyncio.timeout(None) as served:
            line = await a_line(Wire(is_stuck=True), served)
            with pytest.raises(ChannelClosedError):
                await line.send(PING_FRAME)
            await line.close(1012, "connection lost")
            await asyncio.sleep(3600)

    with pytest.raises(TimeoutError):
        await serve()

    assert asyncio.get_running_loop().time() - began <= 10


async def test_closing_twice_sends_one_close_and_then_nothing_goes_out() -> None:
    wire = Wire()

    async def serve() -> None:
        async with asyncio.timeout(None) as served:
            line = await a_line(wire, served)
            await line.close(4409, "replaced")
            await line.close(1000, "ended")
            with pytest.raises(ChannelClosedError):
                await line.send(PING_FRAME)
            await asyncio.sleep(1)

    with pytest.raises(TimeoutError):
        await serve()

    assert [m["code"] for m in wire.sent if m["type"] == "websocket.close"] == [4409]
