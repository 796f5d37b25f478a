"""An endpoint on loopback with TLS that speaks HTTP/1.1, or HTTP/2 with the library h2, as a test says.

A behavior answers one exchange; the same behavior runs over both protocols. What only HTTP/2 knows is
asked of ``Http2Exchange.connection``, which can also send any bytes.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    DataReceived,
    Event,
    RequestReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes
from hyperframe.frame import GoAwayFrame

Protocol = Literal["http1", "http2"]
Header = tuple[bytes, bytes]


class Exchange:
    """One request as it arrived, and the way to answer it."""

    def __init__(self, path: str, headers: Sequence[Header], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body
        self.given_up = asyncio.Event()
        """Set once the client has closed the connection or reset the stream."""
        self.sent = 0

    async def send_head(self, status: int = 200, headers: Sequence[Header] = ()) -> None:
        raise NotImplementedError

    async def send(self, data: bytes) -> None:
        raise NotImplementedError

    async def end(self, trailers: Sequence[Header] = ()) -> None:
        raise NotImplementedError

    def close_connection(self) -> None:
        raise NotImplementedError

    def drop_connection(self) -> None:
        """Close the connection without the farewell of TLS."""
        raise NotImplementedError

    async def answer(self, body: bytes = b"done", status: int = 200) -> None:
        await self.send_head(status)
        await self.send(body)
        await self.end()


Behavior = Callable[[Exchange], Awaitable[None]]


@dataclass
class TlsModelServer:
    """What was asked, and where to ask."""

    behave: Behavior
    port: int = 0
    max_streams: int = 100
    farewells: int = 0
    """How many connections over HTTP/2 are ended before anything is sent on them."""
    connections: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with the first request."""
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with the end of the first connection over HTTP/2."""
    errors: list[Exception] = field(default_factory=list)
    resets: list[int] = field(default_factory=list)
    """The codes of the streams that clients have reset."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    open_connections: set[asyncio.BaseTransport] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def begin(self, exchange: Exchange) -> asyncio.Task[None]:
        self.exchanges.append(exchange)
        self.arrived.set()
        task = asyncio.ensure_future(self._run(exchange))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def _run(self, exchange: Exchange) -> None:
        try:
            with suppress(ConnectionError, ProtocolError):
                await self.behave(exchange)
        except Exception as error:  # noqa: BLE001 - raised at the end
            self.errors.append(error)


class Http1Exchange(Exchange):
    def __init__(
        self, path: str, headers: Sequence[Header], body: bytes, writer: asyncio.StreamWriter
    ) -> None:
        super().__init__(path, headers, body)
        self.writer = writer

    async def send_head(self, status: int = 200, headers: Sequence[Header] = ()) -> None:
        lines = [b"HTTP/1.1 %d X" % status, *(name + b": " + value for name, value in headers)]
        if status >= 200:
            lines.append(b"transfer-encoding: chunked")
        self.writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
        await self.writer.drain()

    async def send(self, data: bytes) -> None:
        self.writer.write(b"%x\r\n%b\r\n" % (len(data), data))
        await self.writer.drain()
        self.sent += len(data)

    async def end(self, trailers: Sequence[Header] = ()) -> None:
        lines = [name + b": " + value + b"\r\n" for name, value in trailers]
        self.writer.write(b"0\r\n" + b"".join(lines) + b"\r\n")
        await self.writer.drain()

    def close_connection(self) -> None:
        self.writer.close()

    def drop_connection(self) -> None:
        self.writer.transport.abort()


class Http2Exchange(Exchange):
    def __init__(
        self, path: str, headers: Sequence[Header], body: bytes, connection: ServerConnection
    ) -> None:
        super().__init__(path, headers, body)
        self.connection = connection
        self.stream_id = 0

    async def send_head(self, status: int = 200, headers: Sequence[Header] = ()) -> None:
        self.connection.h2.send_headers(self.stream_id, [(b":status", b"%d" % status), *headers])
        self.connection.flush()

    async def send(self, data: bytes) -> None:
        rest = data
        while rest:
            window = self.connection.h2.local_flow_control_window(self.stream_id)
            size = min(window, self.connection.h2.max_outbound_frame_size, len(rest))
            if size <= 0:
                self.connection.changed.clear()
                await self.connection.changed.wait()
                continue
            self.connection.h2.send_data(self.stream_id, rest[:size])
            self.connection.flush()
            rest = rest[size:]
            self.sent += size

    async def end(self, trailers: Sequence[Header] = ()) -> None:
        if trailers:
            self.connection.h2.send_headers(self.stream_id, trailers, end_stream=True)
        else:
            self.connection.h2.end_stream(self.stream_id)
        self.connection.flush()

    def close_connection(self) -> None:
        self.connection.transport.close()

    def drop_connection(self) -> None:
        self.connection.transport.abort()

    def reset(self, code: ErrorCodes) -> None:
        self.connection.h2.reset_stream(self.stream_id, code)
        self.connection.flush()


class ServerConnection(asyncio.Protocol):
    """The endpoint's side of one HTTP/2 connection."""

    transport: asyncio.Transport

    def __init__(self, server: TlsModelServer) -> None:
        self.server = server
        self.h2 = H2Connection(H2Configuration(client_side=False, header_encoding=None))
        self.changed = asyncio.Event()
        self.is_deaf = False
        """Whether it reads nothing more, as if the network were gone."""
        self._open: dict[int, Http2Exchange] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.server.connections += 1
        self.server.open_connections.add(transport)
        if self.server.connections <= self.server.farewells:
            self.transport.write(GoAwayFrame(0).serialize())
            self.transport.close()
            return
        self.h2.initiate_connection()
        self.h2.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: self.server.max_streams})
        self.flush()

    def data_received(self, data: bytes) -> None:
        if self.is_deaf:
            return
        with suppress(ProtocolError):
            for event in self.h2.receive_data(data):
                self._handle(event)
        self.flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self.changed.set()
        self.server.closed.set()
        self.server.open_connections.discard(self.transport)
        for exchange in self._open.values():
            exchange.given_up.set()

    def flush(self) -> None:
        if (data := self.h2.data_to_send()) and not self.transport.is_closing():
            self.transport.write(data)

    def send_raw(self, data: bytes) -> None:
        self.flush()
        self.transport.write(data)

    def _handle(self, event: Event) -> None:
        if isinstance(event, RequestReceived):
            headers = list(event.headers or ())
            path = dict(headers)[b":path"].decode()
            exchange = Http2Exchange(path, headers, b"", self)
            exchange.stream_id = event.stream_id or 0
            self._open[exchange.stream_id] = exchange
            if event.stream_ended:
                return
        elif isinstance(event, DataReceived):
            self._open[event.stream_id or 0].body += event.data or b""
            self.h2.acknowledge_received_data(
                event.flow_controlled_length or 0, event.stream_id or 0
            )
        elif isinstance(event, StreamEnded):
            self.server.begin(self._open[event.stream_id or 0])
        elif isinstance(event, StreamReset):
            self.server.resets.append(int(event.error_code or 0))
            self._open[event.stream_id or 0].given_up.set()
            self.changed.set()
        elif isinstance(event, WindowUpdated):
            self.changed.set()


async def _serve_http1(
    server: TlsModelServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    server.connections += 1
    server.open_connections.add(writer.transport)
    exchange: Http1Exchange | None = None
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.strip().split(b"\r\n")
            headers = [
                (name.lower(), value.strip())
                for name, _, value in (line.partition(b":") for line in lines)
            ]
            body = await reader.readexactly(int(dict(headers).get(b"content-length", b"0")))
            exchange = Http1Exchange(first.split()[1].decode(), headers, body, writer)
            answering = server.begin(exchange)
            gone = asyncio.ensure_future(reader.read(1))
            await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                return
            gone.cancel()
            await asyncio.wait({gone})
    except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
        pass
    finally:
        if exchange is not None:
            exchange.given_up.set()
        server.open_connections.discard(writer.transport)
        writer.transport.abort()


@asynccontextmanager
async def serve_tls(
    behave: Behavior,
    certificate: Path,
    protocol: Protocol,
    *,
    max_streams: int = 100,
    farewells: int = 0,
) -> AsyncIterator[TlsModelServer]:
    """Serve with one protocol on a free port; at the end, all connections are gone."""
    server = TlsModelServer(behave, max_streams=max_streams, farewells=farewells)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    if protocol == "http2":
        context.set_alpn_protocols(["h2", "http/1.1"])
        listener = await loop.create_server(
            lambda: ServerConnection(server), "127.0.0.1", 0, ssl=context
        )
    else:
        context.set_alpn_protocols(["http/1.1"])

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _serve_http1(server, reader, writer)

        listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tuple(server.tasks):
            task.cancel()
        for transport in tuple(server.open_connections):
            cast("asyncio.Transport", transport).abort()
        await asyncio.gather(*server.tasks, return_exceptions=True)
    if server.errors:
        raise server.errors[0]
