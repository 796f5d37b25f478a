"""One HTTP/2 connection to a model endpoint: requests run at the same time, each as a stream of its own.

The connection is an ``asyncio.Protocol``. What arrives is handled, and what is sent is queued, without an
await: a canceled request leaves no half of a frame behind and holds no lock. The connection belongs to the
event loop that opened it, and has no task of its own. The file is long because this state is one: places,
streams, windows and time decide together.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ssl import SSLObject
from typing import cast

import httpx2
from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    DataReceived,
    Event,
    RemoteSettingsChanged,
    RequestReceived,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.exceptions import (
    DenialOfServiceError,
    FrameTooLargeError,
    NoAvailableStreamIDError,
    ProtocolError,
    TooManyStreamsError,
)
from h2.settings import SettingCodes, Settings

Header = tuple[bytes, bytes]
HEADER_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9a-z-]+")
HEADER_VALUE = re.compile(rb"([^\x00-\x20\x7f]([^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?")

_FRAME_HEAD_BYTES, _MAX_FRAME_BYTES = 9, 16_384
_GOAWAY = 0x7
_MAX_HEADER_BYTES = 64 * 1024
_CONNECTION_WINDOW_BYTES = 64 * 1024 * 1024
"""Room for a thousand readers that do not read: each holds up at most its own 64 KiB, never the others."""
_MAX_UNSENT_BYTES = 1024 * 1024
"""Above this, the endpoint makes us answer and does not read the answers."""
_MAX_USELESS_FRAMES = 5000
"""Frames in a row that bring no response forward: pings, settings, empty data, pieces of headers."""
_MAX_HEADER_TABLE_BYTES = 4096
_CLOSING_S = 1.0
_FIRST_USE_S = 10.0
"""How long a connection that closes after its last response waits for its first request."""


class NotProcessedError(Exception):
    """The endpoint has not begun with the request, so that it can be sent again."""


class Http1RequiredError(NotProcessedError):
    """The endpoint wants requests over HTTP/1.1."""


_UNPROCESSED: dict[int, type[NotProcessedError]] = {
    ErrorCodes.REFUSED_STREAM: NotProcessedError,
    ErrorCodes.HTTP_1_1_REQUIRED: Http1RequiredError,
}
"""What the endpoint's error codes say about a request without a response; the others say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionTimes:
    """When a connection is tested and closed, in seconds."""

    keep_alive_s: float
    """How long it stays open without a request; 0 closes it after the last response."""
    ping_after_s: float = 20.0
    """How long the endpoint may be silent during a request before it is sent a ping."""
    doubt_after_s: float = 2.0
    """How long a ping may be unanswered before other requests get a new connection."""
    ping_timeout_s: float = 20.0
    """How long a ping may be unanswered before the connection is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTimeouts:
    """How long one step of a request may take, in seconds; None for no limit."""

    read_s: float | None
    write_s: float | None
    place_s: float | None
    """How long a request waits until the endpoint has room for it."""


class Http2Stream:
    """One request on a connection, and its response."""

    def __init__(self, connection: Http2Connection, stream_id: int) -> None:
        self._connection = connection
        self.stream_id = stream_id
        self.status = 0
        self.headers: Sequence[Header] = ()
        self.pieces: deque[tuple[bytes, int]] = deque()
        """What has arrived and was not read: data, and its size in the windows."""
        self.is_sent = False
        self.is_ended = False
        self.error: Exception | None = None
        self._changed: asyncio.Future[None] | None = None

    async def read(self, timeout_s: float | None) -> bytes | None:
        """Return what has arrived of the body, or the next piece; None at its end."""
        while not self.pieces:
            if self.is_ended:
                return None
            await self.wait(timeout_s, httpx2.ReadTimeout)
        return self._connection.take_pieces(self)

    def close(self) -> None:
        """Give up what has not arrived; nothing happens after the end, or the second time."""
        self._connection.give_up(self)

    async def wait(self, timeout_s: float | None, late: type[httpx2.TimeoutException]) -> None:
        """Wait for a change of the stream or of a window; raise the stream's error, or ``late``."""
        if self.error is not None:
            raise self.error
        self._changed = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed
        except TimeoutError:
            raise late("The endpoint took too long.") from None
        finally:
            self._changed = None

    def wake(self) -> None:
        """Let the waiting task look again."""
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)

    def fail(self, error: Exception) -> None:
        """End the stream with an error; what has arrived can still be read."""
        if self.error is None:
            self.error = error
        self.wake()


class Http2Connection(asyncio.Protocol):
    """Sends requests within the endpoint's limits, and waits in order for a place where it has none."""

    def __init__(self, times: ConnectionTimes, on_lost: Callable[[Http2Connection], None]) -> None:
        self._times = times
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._h2 = _prepare_h2()
        self._received = bytearray()
        self._useless_frames = 0
        self._streams: dict[int, Http2Stream] = {}
        self._places = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_paused = self._is_closing = self._is_ended = False
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._lost: asyncio.Future[None] = self._loop.create_future()
        self._heard_at = self._idle_since = self._loop.time()
        self._pinged_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        self.is_http2 = False

    @property
    def is_available(self) -> bool:
        """Whether it takes another request."""
        is_doubtful = (
            self._pinged_at is not None
            and self._loop.time() - self._pinged_at > self._times.doubt_after_s
        )
        return self._is_open and not is_doubtful

    @property
    def _is_open(self) -> bool:
        """Whether what is written now is sent: the event loop says a little later that it is lost."""
        return not (self._is_closing or self._transport is None or self._transport.is_closing())

    async def start(self) -> None:
        """Wait for the endpoint's settings: without them, its limit on requests is not known.

        Raises ``NotProcessedError`` if the endpoint says goodbye instead, or a ``TransportError``.
        """
        await asyncio.shield(self._ready)
        if not self._is_open:
            raise NotProcessedError

    async def request(
        self, headers: Sequence[Header], body: bytes, timeouts: RequestTimeouts
    ) -> Http2Stream:
        """Return the stream once the response's headers are there; the caller closes it.

        Raises ``NotProcessedError`` if it can be sent again, or a ``TransportError`` of httpx2.
        """
        await self._wait_for_place(timeouts.place_s)
        stream = self._open_stream(headers, is_whole=not body)
        try:
            await self._send_body(stream, body, timeouts.write_s)
            while not stream.status:
                await stream.wait(timeouts.read_s, httpx2.ReadTimeout)
        except BaseException:
            self.give_up(stream)
            raise
        return stream

    def take_pieces(self, stream: Http2Stream) -> bytes:
        """Return what has arrived of a body; the endpoint may send as much again."""
        data = b"".join(piece for piece, _ in stream.pieces)
        size = sum(size for _, size in stream.pieces)
        stream.pieces.clear()
        self._acknowledge(size, stream.stream_id)
        return data

    def give_up(self, stream: Http2Stream) -> None:
        """Free the stream's place; if the endpoint still works on it, it is sent a reset."""
        self.take_pieces(stream)
        if stream.stream_id in self._streams:
            stream.fail(httpx2.ReadError("The stream is closed."))
            self._h2.reset_stream(stream.stream_id, ErrorCodes.CANCEL)
            self._flush()
            self._drop(stream)

    async def aclose(self) -> None:
        """Close the connection, and with it the streams that are left."""
        self.close()
        if self._transport is not None:
            await asyncio.shield(self._lost)

    def close(self) -> None:
        """Begin to close the connection; it is lost a second later at most."""
        self._end(httpx2.ReadError, "The connection is closed.")

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with HTTP/2 if the endpoint has chosen it in the TLS handshake."""
        self._transport = cast("asyncio.Transport", transport)
        tls = cast("SSLObject | None", transport.get_extra_info("ssl_object"))
        self.is_http2 = tls is not None and tls.selected_alpn_protocol() == "h2"
        if self.is_http2:
            self._h2.initiate_connection()
            self._h2.increment_flow_control_window(_CONNECTION_WINDOW_BYTES)
            self._flush()

    def data_received(self, data: bytes) -> None:
        """Handle each frame that is complete."""
        if not self.is_http2 or self._is_ended:
            return
        self._heard_at = self._loop.time()
        if self._pinged_at is not None:
            self._pinged_at = None
            self._watch()
        self._received += data
        try:
            for frame in self._take_frames():
                self._handle_frame(frame)
        except ProtocolError as error:
            self._end(
                httpx2.RemoteProtocolError, type(error).__name__, ErrorCodes(error.error_code)
            )
        self._flush()

    def eof_received(self) -> None:
        """Take no more requests: the endpoint has closed, and what is sent would reach nothing."""
        self._stop_admitting()

    def pause_writing(self) -> None:
        """Send no more data until the endpoint has read."""
        self._is_paused = True

    def resume_writing(self) -> None:
        """Go on with sending."""
        self._is_paused = False
        self._wake_senders()

    def connection_lost(self, exc: Exception | None) -> None:
        """End what is left, as without HTTP/2: an interrupted response is an error."""
        self._transport = None
        if exc is None:
            self._end(httpx2.RemoteProtocolError, "The server closed the connection.")
        else:
            self._end(httpx2.ReadError, type(exc).__name__)
        if self._timer is not None:
            self._timer.cancel()
        self._lost.set_result(None)
        self._on_lost(self)

    # Places

    async def _wait_for_place(self, timeout_s: float | None) -> None:
        if not self._is_open:
            raise NotProcessedError
        place: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(place)
        self._admit()
        try:
            async with asyncio.timeout(timeout_s):
                await place
        except NotProcessedError:
            raise
        except BaseException as error:
            if place in self._waiting:
                self._waiting.remove(place)
            elif not place.cancelled() and place.exception() is None:
                self._release_place()
            if isinstance(error, TimeoutError):
                raise httpx2.PoolTimeout("The endpoint had no room for the request.") from None
            raise

    def _admit(self) -> None:
        while self._waiting:
            if not self._waiting[0].done():
                if self._places >= self._h2.remote_settings.max_concurrent_streams:
                    return
                self._places += 1
                self._waiting[0].set_result(None)
            self._waiting.popleft()

    def _release_place(self) -> None:
        self._places -= 1
        self._admit()
        self._close_if_idle()

    def _drop(self, stream: Http2Stream) -> None:
        if self._streams.pop(stream.stream_id, None) is not None:
            self._release_place()

    def _close_if_idle(self) -> None:
        if self._places:
            return
        self._idle_since = self._loop.time()
        if self._is_closing or not self._times.keep_alive_s:
            self.close()
        else:
            self._watch()

    # Sending

    def _open_stream(self, headers: Sequence[Header], *, is_whole: bool) -> Http2Stream:
        if not self._is_open:
            self._release_place()
            raise NotProcessedError
        try:
            stream = Http2Stream(self, self._h2.get_next_available_stream_id())
            self._h2.send_headers(stream.stream_id, headers, end_stream=is_whole)
        except ProtocolError as error:
            if not isinstance(error, TooManyStreamsError):  # the limit became lower meanwhile
                self._stop_admitting()  # no numbers are left, or the headers' compression is broken
            self._release_place()
            if isinstance(error, TooManyStreamsError | NoAvailableStreamIDError):
                raise NotProcessedError from error
            raise httpx2.LocalProtocolError(type(error).__name__) from error
        stream.is_sent = is_whole
        self._streams[stream.stream_id] = stream
        self._flush()
        self._watch()
        return stream

    async def _send_body(self, stream: Http2Stream, body: bytes, timeout_s: float | None) -> None:
        sent = 0
        while sent < len(body) and not stream.is_ended:
            if stream.error is not None:
                raise stream.error
            window = self._h2.local_flow_control_window(stream.stream_id)
            size = min(window, _MAX_FRAME_BYTES, len(body) - sent)
            if size <= 0 or self._is_paused:
                await stream.wait(timeout_s, httpx2.WriteTimeout)
                continue
            stream.is_sent = sent + size == len(body)
            self._h2.send_data(
                stream.stream_id, body[sent : sent + size], end_stream=stream.is_sent
            )
            sent += size
            self._flush()

    def _acknowledge(self, size: int, stream_id: int) -> None:
        if size and not self._is_ended:
            self._h2.acknowledge_received_data(size, stream_id)
            self._flush()

    def _flush(self) -> None:
        data = self._h2.data_to_send()
        if self._transport is None or self._transport.is_closing() or not data:
            return
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > _MAX_UNSENT_BYTES:
            self._end(httpx2.WriteError, "The server does not read.", is_abrupt=True)

    # Receiving

    def _take_frames(self) -> Iterator[bytes]:
        """Yield each complete frame."""
        while len(self._received) >= _FRAME_HEAD_BYTES and not self._is_ended:
            length = int.from_bytes(self._received[:3], "big")
            if length > _MAX_FRAME_BYTES:
                raise FrameTooLargeError("A frame is larger than allowed.")
            end = _FRAME_HEAD_BYTES + length
            if len(self._received) < end:
                return
            frame = bytes(self._received[:end])
            del self._received[:end]
            yield frame

    def _handle_frame(self, frame: bytes) -> None:
        self._useless_frames += 1
        if self._useless_frames > _MAX_USELESS_FRAMES:
            raise DenialOfServiceError("Too many frames without a response.")
        if frame[3] == _GOAWAY:  # h2 would end all streams, also those that the endpoint finishes
            self._handle_goaway(frame[_FRAME_HEAD_BYTES:])
            return
        for event in self._h2.receive_data(frame):
            self._handle_event(event)

    def _handle_goaway(self, payload: bytes) -> None:
        if len(payload) < 8:
            raise ProtocolError("A GOAWAY frame is too short.")
        last = int.from_bytes(payload[:4], "big") & 0x7FFF_FFFF
        code = int.from_bytes(payload[4:8], "big")
        error = _UNPROCESSED.get(code, NotProcessedError)
        self._stop_admitting(error)
        for stream in list(self._streams.values()):
            needs_http1 = error is Http1RequiredError and not stream.status
            if stream.stream_id > last or needs_http1:
                self._abandon(stream, error)
        self._close_if_idle()

    def _handle_event(self, event: Event) -> None:
        if isinstance(event, RemoteSettingsChanged):
            if not self._ready.done():
                self._ready.set_result(None)
                self._watch()
            if self._h2.encoder.header_table_size > _MAX_HEADER_TABLE_BYTES:
                self._h2.encoder.header_table_size = _MAX_HEADER_TABLE_BYTES
            self._admit()
            self._wake_senders()
        elif isinstance(event, WindowUpdated):
            self._wake_senders(event.stream_id or 0)
        elif isinstance(event, ResponseReceived | DataReceived | StreamEnded | StreamReset):
            self._handle_stream_event(event)
        elif isinstance(event, RequestReceived):
            raise ProtocolError("An endpoint sends no requests.")

    def _handle_stream_event(
        self, event: ResponseReceived | DataReceived | StreamEnded | StreamReset
    ) -> None:
        stream = self._streams.get(event.stream_id or 0)
        if stream is None:
            if isinstance(event, DataReceived):
                self._acknowledge(event.flow_controlled_length or 0, event.stream_id or 0)
            return
        if isinstance(event, ResponseReceived):
            self._useless_frames = 0
            self._set_head(stream, event)
        elif isinstance(event, DataReceived):
            self._add_piece(stream, event)
        elif isinstance(event, StreamEnded):
            self._useless_frames = 0
            stream.is_ended = True
            if stream.is_sent:
                self._drop(stream)
        else:
            self._abandon(stream, _UNPROCESSED.get(event.error_code or 0))
        stream.wake()

    def _abandon(self, stream: Http2Stream, error: type[NotProcessedError] | None) -> None:
        """End a stream that the endpoint does not finish; one with a response is never repeated."""
        if error is not None and not stream.status:
            stream.fail(error())
        else:
            stream.fail(httpx2.RemoteProtocolError("The server reset the stream."))
        self._drop(stream)

    def _set_head(self, stream: Http2Stream, event: ResponseReceived) -> None:
        """Keep a response's status and headers; a malformed response is an error of its own request."""
        headers = [(name, value.strip(b" \t")) for name, value in event.headers or ()]
        status = next((value for name, value in headers if name == b":status"), b"")
        stream.headers = [(name, value) for name, value in headers if name[:1] != b":"]
        if re.fullmatch(rb"[2-9][0-9][0-9]", status) and all(
            HEADER_NAME.fullmatch(name) and HEADER_VALUE.fullmatch(value)
            for name, value in stream.headers
        ):
            stream.status = int(status)
        else:
            stream.fail(httpx2.RemoteProtocolError("The response is malformed."))

    def _add_piece(self, stream: Http2Stream, event: DataReceived) -> None:
        size = event.flow_controlled_length or 0
        if event.data:
            self._useless_frames = 0
            stream.pieces.append((event.data, size))
        else:
            self._acknowledge(size, stream.stream_id)

    def _wake_senders(self, stream_id: int = 0) -> None:
        for stream in self._streams.values():
            if not stream.is_sent and stream_id in (0, stream.stream_id):
                stream.wake()

    # The end

    def _watch(self) -> None:
        """Send a ping after a silence, give up without an answer to it, and close when idle for long."""
        if self._timer is not None:
            self._timer.cancel()
        if self._is_closing and not self._places:
            return
        now, times = self._loop.time(), self._times
        if self._pinged_at is not None:
            due = self._pinged_at + times.ping_timeout_s
            if now >= due:
                self._end(httpx2.ReadError, "The server is silent.", is_abrupt=True)
                return
        elif self._places:
            due = self._heard_at + times.ping_after_s
            if now >= due:
                self._h2.ping(bytes(8))
                self._pinged_at, due = now, now + times.ping_timeout_s
                self._flush()
        else:
            due = self._idle_since + (times.keep_alive_s or _FIRST_USE_S)
            if now >= due:
                self.close()
                return
        self._timer = self._loop.call_at(due, self._watch)

    def _stop_admitting(self, error: type[NotProcessedError] = NotProcessedError) -> None:
        """Take no more requests; those that wait can be sent on another connection."""
        self._is_closing = True
        self._fail_start(error())
        while self._waiting:
            if not (place := self._waiting.popleft()).done():
                place.set_exception(error())

    def _fail_start(self, error: Exception) -> None:
        if not self._ready.done():
            self._ready.set_exception(error)
            self._ready.exception()  # it may be that nothing waits for it

    def _end(
        self,
        kind: type[httpx2.TransportError],
        message: str,
        code: ErrorCodes = ErrorCodes.NO_ERROR,
        *,
        is_abrupt: bool = False,
    ) -> None:
        """Fail what is left and close the connection."""
        self._is_ended = True
        self._fail_start(kind(message))
        self._stop_admitting()
        for stream in list(self._streams.values()):
            stream.fail(kind(message))
            self._streams.pop(stream.stream_id)
            self._places -= 1
        if self._transport is None:
            return
        if is_abrupt:
            self._transport.abort()
        elif not self._transport.is_closing():
            if self.is_http2 and self._h2.state_machine.state is not ConnectionState.CLOSED:
                self._h2.close_connection(code)
            self._flush()
            self._transport.close()
            self._loop.call_later(_CLOSING_S, self._transport.abort)


def _prepare_h2() -> H2Connection:
    """Return the protocol's state, without pushed responses.

    It leaves a response's headers to ``_set_head``: its own checks would end the whole connection.
    """
    h2 = H2Connection(
        H2Configuration(client_side=True, header_encoding=None, validate_inbound_headers=False)
    )
    h2.local_settings = Settings(
        client=True,
        initial_values={
            SettingCodes.ENABLE_PUSH: 0,
            SettingCodes.MAX_HEADER_LIST_SIZE: _MAX_HEADER_BYTES,
        },
    )
    del h2.local_settings[SettingCodes.ENABLE_CONNECT_PROTOCOL]  # a setting for servers
    return h2
