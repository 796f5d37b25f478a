"""uvicorn's HTTP and WebSocket protocols with limits on bytes, time and connections.

uvicorn's settings limit none of this for httptools. This file relies on methods and attributes of uvicorn's
classes; ``tests/integration/infra/test_http_protocol.py`` fails when an upgrade changes them.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import json
from http import HTTPStatus
from typing import Any, ClassVar, cast

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from vivavoce.infra.web.connections import (
    KNOWN,
    SCOPE_KEY,
    ConnectionSlot,
    ConnectionTable,
    RefusalReason,
    client_key,
)

_BETWEEN_REQUESTS, _HEADER, _BODY = 0, 1, 2
_MAX_DISCARDED_BYTES = 1 << 20
"""Bytes that a refused client may still send before it is cut off; reading them lets the refusal arrive."""
_MAX_SOCKET_HEADER_LINE = 8 << 10
"""The longest header line that the WebSocket library reads."""
_SOCKET_PIECE_BYTES = 4 << 10
"""Bytes of a WebSocket that are read in one go: some 700 of the smallest frames."""
_TOO_SLOW = {
    "header": "The request header took too long to arrive.",
    "body": "The request body took too long to arrive.",
}
_REFUSALS: dict[RefusalReason, tuple[int, str]] = {
    "full": (503, "The server has reached its connection limit. Try again soon."),
    "address_full": (503, "Your address has too many open connections. Close some."),
    "header_too_large": (431, "The request header is too large."),
    "too_many_headers": (431, "The request has too many header fields."),
    "url_too_long": (414, "The request URL is too long."),
}


def _problem_response(status: int, code: str, detail: str) -> bytes:
    title = HTTPStatus(status).phrase
    body = json.dumps(
        {
            "type": f"https://vivavoce.dev/problems/{code}",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
            "errors": [],
            "requestId": "",
            "statusCode": status,
            "message": detail,
            "error": title,
            "details": [],
            **({"retryable": True} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}),
        }
    ).encode()
    retry = "Retry-After: 5\r\n" if status == HTTPStatus.SERVICE_UNAVAILABLE else ""
    head = (
        f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n{retry}Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


class LimitedHttpProtocol(HttpToolsProtocol):
    """One HTTP connection within the limits of its table."""

    table: ClassVar[ConnectionTable]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's
        """Take a slot in the table, or refuse the connection."""
        super().connection_made(transport)
        self._limits = self.table.limits
        self._parsing = _BETWEEN_REQUESTS
        self._unfinished_bytes = 0
        """Bytes since the last progress: the end of a header, a part of a body, the end of a message."""
        self._discarded = 0
        self._framing_bytes = 0
        """Bytes that arrived with the body of a request and are no part of it."""
        self._body_pieces: list[bytes] = []
        self._body_bytes = 0
        self._waiting_app: ASGI3Application | None = None
        """The application that will serve the request once its body has arrived; None without such a
        request."""
        self._is_refused = self._is_upgraded = self._is_url_too_long = False
        self._peer = self.client[0] if self.client else ""
        self._is_proxied = _is_within(self._peer, self._limits.trusted_proxies)
        address = None if self._is_proxied else client_key(self._peer)
        self._slot = self.table.admit(self, address)
        if self._slot is None:
            self._is_refused = True
            reason: RefusalReason = (
                "full" if len(self.table) >= self._limits.connections else "address_full"
            )
            transport.write(_problem_response(_REFUSALS[reason][0], reason, _REFUSALS[reason][1]))
            transport.close()
        else:
            self._slot.expire_in(self._limits.first_byte_s, "first_byte")

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the slot."""
        super().connection_lost(exc)
        if self._slot is not None:
            self._slot.release()

    def data_received(self, data: bytes) -> None:
        """Parse received bytes, in chunks that cannot exceed the limits by much."""
        if self._parsing == _BETWEEN_REQUESTS and self._slot is not None and not self._is_refused:
            self._parsing = _HEADER
            self._slot.expire_in(self._limits.header_s, "header")
        most = self._limits.header_bytes
        self._unfinished_bytes += len(data)
        if self._unfinished_bytes <= most and not self._is_refused:  # nearly always
            self._parse(data)
            if self._is_url_too_long and not self._is_over():
                self._refuse("url_too_long")
            return
        self._unfinished_bytes -= len(data)
        self._parse_in_chunks(memoryview(data), most)

    def _parse_in_chunks(self, remaining: memoryview, most: int) -> None:
        """Parse received bytes, with hardly more unfinished bytes than allowed."""
        while remaining and not self._is_over():
            room = most + 1 - self._unfinished_bytes
            piece, remaining = remaining[:room], remaining[room:]
            self._unfinished_bytes += len(piece)
            self._parse(cast("bytes", piece))
            if self._is_over():
                break
            if self._is_url_too_long:
                self._refuse("url_too_long")
            elif self._unfinished_bytes > most:
                self._refuse("header_too_large")
        if self._is_refused:
            self._discarded += len(remaining)
            if self._discarded > _MAX_DISCARDED_BYTES:
                self.drop()

    def _parse(self, data: bytes) -> None:
        """Parse ``data``; refuse a body whose chunks are mostly framing, as they cost more than they hold."""
        if self._parsing == _BODY:
            self._framing_bytes += len(data)
        super().data_received(data)
        self._pass_body_on()
        is_excessive = self._framing_bytes > self._limits.header_bytes + self._body_bytes
        if self._parsing == _BODY and is_excessive and not self._is_over():
            self._refuse("header_too_large")

    def _is_over(self) -> bool:
        return self._is_refused or self._is_upgraded or self.transport.is_closing()

    def on_url(self, url: bytes) -> None:
        """Collect a part of the URL, unless it is too long."""
        if len(self.url) + len(url) > self._limits.url_bytes:
            self._is_url_too_long = True
        else:
            super().on_url(url)

    def on_headers_complete(self) -> None:
        """Start a request, unless its header exceeds the limits."""
        self._parsing, self._unfinished_bytes = _BODY, 0
        self._framing_bytes = self._body_bytes = 0
        slot = self._slot
        if self._is_refused or slot is None:
            return
        if self._is_url_too_long:
            self._refuse("url_too_long")
        elif len(self.headers) > self._limits.header_count:
            self._refuse("too_many_headers")
        elif len(self.pipeline) >= self._limits.pipelined:
            self.table.refuse("too_many_pipelined")
            self._is_refused = True
            self.drop()
        elif self._is_proxied and not self.table.attribute(slot, self._forwarded_for()):
            self._refuse("address_full", is_counted=True)
        else:
            cast("dict[str, Any]", self.scope)[SCOPE_KEY] = slot  # Any: ASGI's scope
            super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Start to serve a request once its body has arrived or is too long to wait for.

        So a client that sends its body slowly does not use an application task until then.
        """
        slot = self._slot
        is_whole = cycle is not self.cycle or not cycle.more_body or not self._has_body()
        if slot is None or is_whole or cycle.waiting_for_100_continue:
            if slot is not None:
                slot.mark_busy()
            super()._start_asgi_task(cycle, app)
        else:
            self._waiting_app = app
            slot.expire_in(self._limits.small_body_s, "body")

    def _has_body(self) -> bool:
        return any(
            name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0")
            for name, value in self.headers
        )

    def _start_waiting_request(self) -> None:
        """Serve the request that was waiting for its body."""
        app, self._waiting_app = self._waiting_app, None
        if app is not None and self._slot is not None:
            self._slot.mark_busy()
            super()._start_asgi_task(self.cycle, app)

    def on_body(self, body: bytes) -> None:
        """Collect a part of a body."""
        self._unfinished_bytes = 0
        self._body_bytes += len(body)
        self._framing_bytes -= len(body)
        if not self._is_refused:
            self._body_pieces.append(body)

    def _pass_body_on(self) -> None:
        """Pass the collected parts on at once: one by one, each would copy all that came before."""
        if not self._body_pieces:
            return
        body = b"".join(self._body_pieces)
        self._body_pieces.clear()
        if self._is_refused:
            return
        super().on_body(body)
        if self._waiting_app is not None and len(self.cycle.body) > HIGH_WATER_LIMIT:
            self._start_waiting_request()

    def on_message_complete(self) -> None:
        """Finish receiving a request."""
        self._pass_body_on()
        self._parsing, self._unfinished_bytes = _BETWEEN_REQUESTS, 0
        if self._is_refused:
            return
        super().on_message_complete()
        self._start_waiting_request()
        self._mark_idle_if_done()

    def on_response_complete(self) -> None:
        """Wait for the next request, but only briefly for the rest of one that was answered already."""
        super().on_response_complete()
        if self._slot is None or self.transport.is_closing():
            return
        if self._parsing == _BODY and self.cycle.response_complete:
            self._slot.expire_in(self._limits.linger_s, "unread_body")
        else:
            self._mark_idle_if_done()

    def _mark_idle_if_done(self) -> None:
        if self._slot is None or self._parsing != _BETWEEN_REQUESTS or not self._is_answered():
            return
        self._slot.mark_idle()
        # uvicorn closes it a moment earlier; this covers a client that leaves the response unread.
        self._slot.expire_in(self._limits.keep_alive_s + self._limits.linger_s, "keep_alive")
        if self._is_proxied:
            self.table.attribute(self._slot, None)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection and its slot over to a WebSocket."""
        slot = self._slot
        if self._is_refused or slot is None:
            return
        if any(
            len(name) + len(value) + 4 > _MAX_SOCKET_HEADER_LINE for name, value in self.headers
        ):
            self._refuse("header_too_large")
            return
        slot.mark_busy()
        self._is_upgraded = True
        cast("Any", self).ws_protocol_class = functools.partial(LimitedSocketProtocol, slot=slot)
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Refuse input that is not HTTP."""
        if not self._is_refused:
            self.table.refuse("malformed")
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        """Start the timeout for a client that does not read."""
        super().pause_writing()
        if self._slot is not None:
            self._slot.write_deadline = self.table.now() + self._limits.write_stall_s

    def resume_writing(self) -> None:
        """Stop the timeout for a client that does not read."""
        super().resume_writing()
        if self._slot is not None:
            self._slot.write_deadline = float("inf")

    def shutdown(self) -> None:
        """Finish requests that are being served; drop a request that is still arriving."""
        super().shutdown()
        if self._waiting_app is not None:
            self.transport.close()

    def drop(self) -> None:
        """Close at once."""
        self.transport.abort()

    def expire(self, reason: str) -> None:
        """Close an expired connection; answer 408 if it was too slow to send its request."""
        if reason in _TOO_SLOW and not self._is_refused and self._is_answered():
            self._respond_and_close(_problem_response(408, "too_slow", _TOO_SLOW[reason]))
        else:
            self.transport.abort()

    def is_closing(self) -> bool:
        """Return whether the connection is being closed."""
        return bool(self.transport.is_closing())

    def _is_answered(self) -> bool:
        """Return whether no request is in progress."""
        cycle = cast("RequestResponseCycle | None", self.cycle)  # uvicorn begins without one
        is_answered = cycle is None or cycle.response_complete or self._waiting_app is not None
        return is_answered and not self.pipeline

    def _refuse(self, reason: RefusalReason, *, is_counted: bool = False) -> None:
        """Send a refusal, then read a little more, so that the client can receive it."""
        if not is_counted:
            self.table.refuse(reason)
        status, detail = _REFUSALS[reason]
        self._respond_and_close(_problem_response(status, reason, detail))

    def _respond_and_close(self, answer: bytes) -> None:
        """Answer, and discard input until the answer is read; a response in progress is cut off."""
        self._is_refused = True
        if not self._is_answered():
            self.drop()
            return
        self._unset_keepalive_if_required()
        self.transport.write(answer)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        if self._slot is not None:
            self._slot.mark_idle()
            self._slot.expire_in(self._limits.linger_s, "unread_body")

    def _forwarded_for(self) -> str:
        """Return the address of the client behind trusted proxies."""
        values = [
            value.decode("latin-1") for name, value in self.headers if name == b"x-forwarded-for"
        ]
        hops = [hop.strip() for hop in ",".join(values).split(",") if hop.strip()]
        for hop in reversed(hops):
            bare = hop.strip("[]") if hop.count(":") != 1 else hop.partition(":")[0]
            if not _is_within(bare, self._limits.trusted_proxies):
                return client_key(bare)[:64]
        return self._peer


class LimitedSocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket that keeps the slot of its HTTP connection."""

    def __init__(
        self, *, slot: ConnectionSlot, **of_uvicorn: Any
    ) -> None:  # Any: uvicorn's own parameters
        super().__init__(**of_uvicorn)
        self._slot = slot
        slot.holder = self
        self._unread = bytearray()
        self._resuming: asyncio.TimerHandle | None = None
        """What reads on later, while frames arrive too fast."""
        self._frames_left = float(slot.table.limits.socket_burst)
        self._frames_counted_at = slot.table.now()

    def data_received(self, data: bytes) -> None:
        """Read frames in small parts; frames that arrive too fast wait, here and then at the client."""
        self._unread += data
        if self._resuming is None:
            self._read_on()
        else:  # the server has resumed reading, as it does when it closes a socket
            self.transport.pause_reading()

    def _read_on(self) -> None:
        self._resuming = None
        while self._unread and not self.transport.is_closing():
            wait_s = self._seconds_until_next_frame()
            if wait_s > 0:
                self.transport.pause_reading()
                self._resuming = asyncio.get_running_loop().call_later(wait_s, self._read_on)
                return
            piece = bytes(self._unread[:_SOCKET_PIECE_BYTES])
            del self._unread[:_SOCKET_PIECE_BYTES]
            super().data_received(piece)
        if not self.read_paused:
            self.transport.resume_reading()

    def _seconds_until_next_frame(self) -> float:
        """Return 0 if a part may be read now: what its frames exceed the limit by, the next one waits for."""
        limits, now = self._slot.table.limits, self._slot.table.now()
        is_known = self._slot.tier == KNOWN
        rate = limits.known_socket_frames_per_s if is_known else limits.socket_frames_per_s
        earned = (now - self._frames_counted_at) * rate
        self._frames_left = min(limits.socket_burst, self._frames_left + earned)
        self._frames_counted_at = now
        return 0.0 if self._frames_left > 0 else (1 - self._frames_left) / rate

    def handle_events(self) -> None:
        """Count the frames, and handle them."""
        self._frames_left -= len(self.conn.events)
        super().handle_events()

    async def receive(self) -> Any:  # Any: ASGI's message
        """Return the next message, without reading on while frames arrive too fast."""
        message = await super().receive()
        if self._resuming is not None:
            self.transport.pause_reading()
        return message

    def handle_connect(self, event: Request) -> None:
        """Start the handshake."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            cast("dict[str, Any]", self.scope)[SCOPE_KEY] = self._slot  # Any: ASGI's scope

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the slot."""
        if self._resuming is not None:
            self._resuming.cancel()
        self._unread.clear()
        self._slot.release()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Start the timeout for a client that does not read."""
        super().pause_writing()
        limits = self._slot.table.limits
        self._slot.write_deadline = self._slot.table.now() + limits.write_stall_s

    def resume_writing(self) -> None:
        """Stop the timeout for a client that does not read."""
        super().resume_writing()
        self._slot.write_deadline = float("inf")

    def drop(self) -> None:
        """Close at once."""
        self.transport.abort()

    def expire(self, reason: str) -> None:
        """Close at once, whatever the reason."""
        self.transport.abort()

    def is_closing(self) -> bool:
        """Return whether the connection is being closed."""
        return bool(self.transport.is_closing())


def make_http_protocol(table: ConnectionTable) -> type[LimitedHttpProtocol]:
    """Return the protocol class whose connections take slots in ``table``."""
    return type("HttpProtocol", (LimitedHttpProtocol,), {"table": table})


def _is_within(
    address: str, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
) -> bool:
    if not networks:
        return False
    try:
        ip_address = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip_address in network for network in networks)
