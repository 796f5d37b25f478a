"""A real port with limits: oversized requests are refused while they arrive, slow ones are ended.

The protocol leans on uvicorn's inner names; when an upgrade changes them, this file fails.
"""

from __future__ import annotations

import asyncio
import inspect
import ipaddress
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
import websockets
from fastapi import APIRouter, Request, WebSocket
from starlette.types import Receive, Scope, Send
from tests.unit.infra.web.test_edge import _authenticate
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from vivavoce.app.serving import bind_socket, serve_app, sweep_connections
from vivavoce.infra.clock import SystemClock, SystemIdGenerator
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.connections import (
    KNOWN,
    ConnectionLimits,
    ConnectionTable,
    protect_connection,
)
from vivavoce.infra.web.http_protocol import LimitedHttpProtocol, make_http_protocol

QUICK = ConnectionLimits(
    first_byte_s=0.5, header_s=1.0, keep_alive_s=1.0, linger_s=0.5, small_body_s=1.0
)
GET = b"GET /ok HTTP/1.1\r\nHost: a\r\n"


@dataclass
class Port:
    number: int
    table: ConnectionTable

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.number)

    async def say(self, *pieces: bytes) -> bytes:
        """Say everything, as far as it is taken, and return all that is answered."""
        reader, writer = await self.open()
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass
        try:
            return await asyncio.wait_for(reader.read(), 30)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def settled(self, count: int) -> None:
        """Wait until so many connections are left."""
        async with asyncio.timeout(30):
            while True:
                if len(self.table) == count:
                    return
                await asyncio.sleep(0.01)


@asynccontextmanager
async def a_port(limits: ConnectionLimits = QUICK) -> AsyncIterator[Port]:
    routes = APIRouter()

    @routes.get("/ok")
    async def ok() -> dict[str, str]:
        return {"said": "ok"}

    @routes.get("/mine")
    async def mine(caller: CurrentCaller) -> dict[str, str]:
        return {"said": caller.name}

    @routes.get("/who")
    async def who(request: Request) -> dict[str, str | None]:
        return {"client": None if request.client is None else request.client.host}

    @routes.post("/body")
    async def body(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @routes.post("/unread")
    async def unread() -> dict[str, str]:
        return {"said": "no need"}

    @routes.websocket("/ws")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())
        await websocket.receive()

    @routes.websocket("/echo")
    async def echo(websocket: WebSocket, *, known: bool = False) -> None:
        if known:
            protect_connection(websocket.scope)
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(text)

    clock = SystemClock()
    app = make_application(
        "Test", [routes], authenticate=_authenticate, clock=clock, ids=SystemIdGenerator(clock)
    )
    bound = bind_socket("test", "127.0.0.1", 0, "VIVAVOCE_GATEWAY_PORT")
    port = bound.port
    async with sweep_connections(ConnectionTable(limits)) as table, serve_app(app, bound, table):
        yield Port(port, table)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def code(answer: bytes) -> str:
    return str(json.loads(answer.partition(b"\r\n\r\n")[2])["code"])


async def test_a_request_within_the_limits_is_served_in_parts_and_at_once() -> None:
    async with a_port() as port:
        large = GET + b"X-Large: " + b"a" * 30_000 + b"\r\nConnection: close\r\n\r\n"
        many = (
            GET + b"".join(b"X-%d: a\r\n" % no for no in range(97)) + b"Connection: close\r\n\r\n"
        )
        sent = (
            b"POST /body HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 900000\r\n\r\n"
        )

        assert status(await port.say(large)) == 200
        assert (
            status(await port.say(*(large[at : at + 500] for at in range(0, len(large), 500))))
            == 200
        )
        assert status(await port.say(many)) == 200
        answer = await port.say(sent, b"b" * 900_000)

        assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {"bytes": 900_000}
        await port.settled(0)


async def test_requests_on_one_connection_are_served_in_sequence_and_pipelined() -> None:
    async with a_port() as port:
        reader, writer = await port.open()
        for _ in range(2):
            writer.write(GET + b"\r\n")
            assert b"200 OK" in await reader.readuntil(b"}")
        writer.write((GET + b"\r\n") * 3)

        for _ in range(3):
            assert b"200 OK" in await reader.readuntil(b"}")
        post = b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        writer.write(post + GET + b"\r\n" + post)
        for said in (b'{"bytes":3}', b'{"said":"ok"}', b'{"bytes":3}'):
            assert (await reader.readuntil(b"}")).endswith(said)
        writer.close()


@pytest.mark.parametrize("piece", [700, 65_536, 1 << 20])
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (GET + b"X-Huge: " + b"a" * 2_000_000, 431),
        (GET + b"".join(b"X-%d: a\r\n" % no for no in range(200)) + b"\r\n", 431),
        (GET + b"a: b\r\n" * 300_000, 431),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET /" + b"a" * 2_000_000, 414),
        (b"\r\n" * 1_000_000, 431),
    ],
    ids=["one huge", "too many", "many small", "long address", "endless address", "empty lines"],
)
async def test_an_oversized_header_is_refused_while_it_arrives(
    sent: bytes, expected: int, piece: int
) -> None:
    async with a_port() as port:
        answer = await port.say(*(sent[at : at + piece] for at in range(0, len(sent), piece)))

        # A client that goes on for a MiB after the refusal is cut off, and may never have read it.
        assert status(answer) in (expected, 0)
        if len(sent) < 1 << 20:
            assert status(answer) == expected
            assert b"problem+json" in answer
        await port.settled(0)


async def test_a_refusal_states_its_reason() -> None:
    async with a_port() as port:
        reader, writer = await port.open()
        writer.write(GET + b"X-Huge: " + b"a" * 40_000)

        answer = await reader.read()

        assert status(answer) == 431
        assert code(answer) == "header_too_large"
        writer.close()


@pytest.mark.parametrize(
    "tail",
    [b"0\r\nX-Trailer: " + b"a" * 200_000, b"5;" + b"a" * 200_000],
    ids=["trailers", "chunk extension"],
)
async def test_chunk_extensions_and_trailers_are_limited_too(tail: bytes) -> None:
    async with a_port() as port:
        head = b"POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"

        await port.say(head, tail)

        await port.settled(0)


_CHUNKED = (
    b"POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
)


@pytest.mark.parametrize(
    "chunk", [b"1\r\na\r\n", b"1;" + b"x" * 3_000 + b"\r\na\r\n"], ids=["tiny", "extended"]
)
async def test_a_body_that_is_mostly_framing_is_refused(chunk: bytes) -> None:
    async with a_port() as port:
        answer = await port.say(_CHUNKED, chunk * (400_000 // len(chunk)), b"0\r\n\r\n")

        assert (status(answer), code(answer)) == (431, "header_too_large")


async def test_a_body_in_small_chunks_is_read_whole() -> None:
    async with a_port() as port:
        answer = await port.say(_CHUNKED, b"8\r\nabcdefgh\r\n" * 100_000, b"0\r\n\r\n")

        assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {"bytes": 800_000}


async def test_a_silent_connection_is_closed() -> None:
    async with a_port() as port:
        reader, writer = await port.open()

        assert await asyncio.wait_for(reader.read(), 30) == b""
        writer.close()


async def dripping(port: Port, head: bytes, drop: bytes, *, every_s: float = 0.1) -> bytes:
    """Drip until the port has enough, and return what it said."""
    reader, writer = await port.open()
    writer.write(head)

    async def drip() -> None:
        while True:
            await asyncio.sleep(every_s)
            writer.write(drop)

    task = asyncio.ensure_future(drip())
    try:
        return await asyncio.wait_for(reader.read(), 60)
    except ConnectionError:
        return b""
    finally:
        task.cancel()
        writer.close()


async def test_a_slow_header_has_one_deadline() -> None:
    async with a_port() as port:
        answers = await asyncio.gather(
            dripping(port, b"GET /ok HTTP/1.1\r\nX-Slow: ", b"a"), dripping(port, b"", b"\r\n")
        )

    assert [status(each) for each in answers] == [408, 408]


@pytest.mark.parametrize(
    "head",
    [
        b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
        b"POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
    ],
)
async def test_a_slow_body_has_one_deadline(head: bytes) -> None:
    async with a_port() as port:
        answer = await dripping(port, head, b"a")

        assert (status(answer), code(answer)) == (408, "too_slow")
        await port.settled(0)


@pytest.mark.soak
async def test_a_long_slow_body_has_one_deadline() -> None:
    async with a_port() as port:
        head = b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + b"b" * 70_000

        answer = await dripping(port, head, b"a", every_s=0.5)

        assert (status(answer), code(answer)) == (408, "too_slow")


async def test_a_client_that_waits_for_100_continue_gets_it() -> None:
    async with a_port() as port:
        reader, writer = await port.open()
        writer.write(
            b"POST /body HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
            b"Content-Length: 3\r\n\r\n"
        )
        assert b"100 Continue" in await reader.readuntil(b"\r\n\r\n")
        writer.write(b"abc")

        assert b'{"bytes":3}' in await reader.read()
        writer.close()


async def test_an_unread_body_is_discarded_soon_after_the_response() -> None:
    async with a_port() as port:
        head = b"POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + b"b" * 70_000

        assert status(await dripping(port, head, b"a")) == 200
        await port.settled(0)


async def test_an_idle_connection_after_a_response_is_closed() -> None:
    async with a_port() as port:
        assert status(await port.say(GET + b"\r\n")) == 200
        await port.settled(0)


async def test_idle_connections_are_dropped_for_new_ones_and_authenticated_ones_stay() -> None:
    limits = replace(QUICK, connections=40, per_address=40, first_byte_s=60, keep_alive_s=60)
    async with a_port(limits) as port:
        reader, writer = await port.open()
        writer.write(b"GET /mine HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\nX-Tenant-ID: me\r\n\r\n")
        assert b'"me"' in await reader.readuntil(b"}")
        silent = [await port.open() for _ in range(120)]

        served = [status(await port.say(GET + b"Connection: close\r\n\r\n")) for _ in range(20)]
        writer.write(b"GET /mine HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\nX-Tenant-ID: me\r\n\r\n")
        again = await reader.readuntil(b"}")

        assert served == [200] * 20
        assert b"200 OK" in again
        assert len(port.table) <= 40
        for _, one in [*silent, (reader, writer)]:
            one.close()


async def test_without_a_droppable_connection_a_new_one_is_refused_with_a_retry_time() -> None:
    limits = replace(QUICK, connections=40, per_address=1, keep_alive_s=60)
    async with a_port(limits) as port:
        reader, writer = await port.open()
        writer.write(b"GET /mine HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\n\r\n")
        await reader.readuntil(b"}")

        answer = await port.say(b"")

        assert (status(answer), code(answer)) == (503, "address_full")
        assert b"Retry-After" in answer
        writer.close()


async def test_a_forwarded_address_is_trusted_only_from_a_trusted_proxy() -> None:
    trusted = replace(QUICK, trusted_proxies=(ipaddress.ip_network("127.0.0.0/8"),))
    ask = (
        b"GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b"X-Forwarded-For: 198.51.100.7, 203.0.113.5, 127.0.0.9\r\n\r\n"
    )
    async with a_port() as port:
        assert b'"127.0.0.1"' in await port.say(ask)
    async with a_port(trusted) as port:
        assert b'"203.0.113.5"' in await port.say(ask)


async def test_a_proxied_client_with_too_many_connections_is_refused_and_others_are_not() -> None:
    trusted = replace(
        QUICK,
        per_address=1,
        keep_alive_s=60,
        trusted_proxies=(ipaddress.ip_network("127.0.0.1/32"),),
    )
    slow = b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nX-Forwarded-For: %s\r\n\r\n"
    known = b"GET /mine HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\nX-Forwarded-For: %s\r\n\r\n"
    async with a_port(trusted) as port:
        lines = []
        for client in (b"198.51.100.1", b"198.51.100.2"):
            reader, writer = await port.open()
            writer.write(known % client)
            assert b"200 OK" in await reader.readuntil(b"}")
            writer.write(slow % client)
            lines.append(writer)
        await asyncio.sleep(0.2)

        answer = await port.say(slow % b"198.51.100.1" + b"a" * 9)

        assert (status(answer), code(answer)) == (503, "address_full")
        for writer in lines:
            writer.close()


async def test_a_websocket_keeps_its_connection_slot_until_it_ends() -> None:
    async with a_port() as port:
        async with websockets.connect(f"ws://127.0.0.1:{port.number}/ws") as line:
            await line.send("hello")
            assert await line.recv() == "hello"
            assert len(port.table) == 1
            assert [slot.tier for slot in port.table._slots] != [KNOWN]
        await port.settled(0)


_HANDSHAKE = (
    b"GET /echo HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def test_a_websocket_with_an_unreadable_header_is_refused() -> None:
    async with a_port() as port:
        ask = (
            b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        )

        answer = await port.say(ask + b"X-Large: " + b"a" * 9000 + b"\r\n\r\n")

        assert status(answer) == 431
        await port.settled(0)


PING = b"\x89\x80\0\0\0\0"
EMPTY_PART = b"\x00\x80\0\0\0\0"


@pytest.mark.parametrize(
    "frames", [PING * 200_000, b"\x01\x80\0\0\0\0" + EMPTY_PART * 200_000], ids=["pings", "parts"]
)
async def test_a_flood_of_small_frames_delays_no_other_connection(frames: bytes) -> None:
    async with a_port() as port:
        attackers = [await port.open() for _ in range(4)]
        for reader, writer in attackers:
            writer.write(_HANDSHAKE)
            await reader.readuntil(b"\r\n\r\n")
        began = asyncio.get_running_loop().time()
        for _, writer in attackers:
            writer.write(frames)

        answers = [await port.say(GET + b"Connection: close\r\n\r\n") for _ in range(5)]
        took_s = asyncio.get_running_loop().time() - began

        for _, writer in attackers:
            writer.transport.abort()
        assert [status(answer) for answer in answers] == [200] * 5
        assert took_s < 1


async def test_frames_of_an_authenticated_client_wait_and_are_all_read() -> None:
    count = 3_000
    async with a_port() as port:
        url = f"ws://127.0.0.1:{port.number}/echo"
        async with websockets.connect(f"{url}?known=true", max_queue=None) as line:
            for number in range(count):
                await line.send(f"{number}")
            async with asyncio.timeout(30):
                assert [await line.recv() for _ in range(count)] == [f"{n}" for n in range(count)]


async def test_data_that_is_not_http_is_refused_and_counted() -> None:
    async with a_port() as port:
        assert status(await port.say(b"SSH-2.0-OpenSSH_9\r\n\r\n")) == 400
        await port.settled(0)


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (
            HttpToolsProtocol,
            "connection_made connection_lost data_received on_url on_headers_complete on_body "
            "on_message_complete on_response_complete handle_websocket_upgrade send_400_response "
            "pause_writing resume_writing _unset_keepalive_if_required _start_asgi_task",
        ),
        (
            WebSocketsSansIOProtocol,
            "handle_connect handle_events data_received receive connection_lost pause_writing "
            "resume_writing",
        ),
    ],
)
def test_uvicorn_still_has_the_methods_that_the_protocol_overrides(owner: type, names: str) -> None:
    assert [name for name in names.split() if not callable(owner.__dict__.get(name))] == []


def test_uvicorn_still_has_the_attributes_that_the_protocol_reads() -> None:
    source = inspect.getsource(HttpToolsProtocol)
    read = ("self.url", "self.headers", "self.pipeline", "self.scope", "self.cycle", "self.client")

    assert [
        name for name in (*read, "self.transport", "self.ws_protocol_class(") if name not in source
    ] == []
    assert "on_response=self.on_response_complete" in source
    assert "self.response_complete" in inspect.getsource(RequestResponseCycle)
    of_socket = inspect.getsource(WebSocketsSansIOProtocol)
    for name in ("self.scope: WebSocketScope", "self.conn.events_received()", "self.read_paused"):
        assert name in of_socket
    assert "self.events" in inspect.getsource(websockets.protocol.Protocol.events_received)
    assert issubclass(make_http_protocol(ConnectionTable()), LimitedHttpProtocol)


Attack = Callable[[Port], Awaitable[bytes]]


async def a_huge_header(port: Port) -> bytes:
    return await port.say(GET + b"X-Huge: " + b"a" * 200_000 + b"\r\nConnection: close\r\n\r\n")


async def test_without_limits_the_same_header_is_read_completely() -> None:
    """The mutant: were the limits not there, this is what the tests above would see."""
    async with a_port(replace(ConnectionLimits.unlimited(), keep_alive_s=1)) as port:
        assert status(await a_huge_header(port)) == 200
    async with a_port() as port:
        assert status(await a_huge_header(port)) == 431


async def test_a_port_whose_block_raised_leaves_nothing_that_answers_for_the_next_one() -> None:
    async def serve_once(*, fail: bool) -> int:
        bound = bind_socket("test", "127.0.0.1", 0, "VIVAVOCE_GATEWAY_PORT")
        with bound.socket:
            async with (
                sweep_connections(ConnectionTable(QUICK)) as table,
                serve_app(_say_nothing, bound, table),
            ):
                if fail:
                    raise LookupError
                reader, writer = await asyncio.open_connection("127.0.0.1", bound.port)
                writer.write(GET + b"Connection: close\r\n\r\n")
                answer = await asyncio.wait_for(reader.read(), 30)
                writer.close()
                return status(answer)

    for _ in range(3):
        with pytest.raises(ExceptionGroup):
            await serve_once(fail=True)
        assert await serve_once(fail=False) == 204


async def _say_nothing(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def test_an_answer_in_two_parts_is_sent_without_a_pause() -> None:
    """Only sockets with TCP_NODELAY do so; asyncio sets it where it knows the protocol."""
    bound = bind_socket("test", "127.0.0.1", 0, "VIVAVOCE_GATEWAY_PORT")
    found: list[int] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        found.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(note, sock=bound.socket):
        reader, writer = await asyncio.open_connection("127.0.0.1", bound.port)
        await reader.read()
        writer.close()

    assert found == [1]
