"""One HTTP/2 connection against an endpoint in memory, on simulated time."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, PingReceived, RequestReceived, StreamReset
from h2.settings import SettingCodes
from hyperframe.frame import GoAwayFrame, HeadersFrame, PingFrame, SettingsFrame

from vivavoce.infra.language_model.http2 import build_headers
from vivavoce.infra.language_model.http2_connection import (
    ConnectionTimes,
    Http2Connection,
    Http2Stream,
    NotProcessedError,
    RequestTimeouts,
)

TIMES = ConnectionTimes(keep_alive_s=120)
TIMEOUTS = RequestTimeouts(read_s=600, write_s=600, place_s=600)
STATUS = [(b":status", b"200")]


class Endpoint(asyncio.Transport):
    """The other end of a connection: it answers only what a test says."""

    def __init__(self, times: ConnectionTimes = TIMES) -> None:
        super().__init__()
        self.h2 = H2Connection(H2Configuration(client_side=False, header_encoding=None))
        self.events: list[Event] = []
        self.unread_bytes = 0
        self.is_closed = self.reads_nothing = False
        self.connection = Http2Connection(times, lambda _: None)
        self.connection.connection_made(self)
        self.h2.initiate_connection()
        self.reply()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self if name == "ssl_object" else default

    def selected_alpn_protocol(self) -> str:
        return "h2"

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        if self.reads_nothing:
            self.unread_bytes += len(data)
            if self.unread_bytes > 64 * 1024:  # as the transports of asyncio do
                self.connection.pause_writing()
        else:
            self.events += self.h2.receive_data(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.unread_bytes

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            asyncio.get_running_loop().call_soon(self.connection.connection_lost, None)

    def abort(self) -> None:
        self.close()

    def reply(self, more: bytes = b"") -> None:
        self.connection.data_received(self.h2.data_to_send() + more)

    def find(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    async def ask(self, body: bytes = b"") -> asyncio.Task[Http2Stream]:
        request = httpx2.Request("POST", "https://model/v1", content=body)
        asked = self.connection.request(build_headers(request), body, TIMEOUTS)
        task = asyncio.ensure_future(asked)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return task

    async def answer(self) -> None:
        """Begin a response to a new request, so that it ends with the next piece."""
        task = await self.ask()
        (*_, request) = self.find(RequestReceived)
        self.h2.send_headers(request.stream_id, STATUS, end_stream=True)
        self.reply()
        await task


async def test_a_silent_endpoint_is_sent_a_ping_and_then_left() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()

    await asyncio.sleep(19)
    pings_before = len(endpoint.find(PingReceived))
    await asyncio.sleep(2)
    pings_after = len(endpoint.find(PingReceived))

    assert (pings_before, pings_after) == (0, 1)
    assert endpoint.connection.is_available, "the answer may be on its way"
    await asyncio.sleep(3)
    assert not endpoint.connection.is_available
    with pytest.raises(httpx2.ReadError):
        await asked
    assert endpoint.is_closed


async def test_an_answered_ping_keeps_a_long_silence_alive() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()

    for _ in range(20):
        await asyncio.sleep(25)
        endpoint.reply()  # with the answers to pings

    assert not asked.done()
    assert endpoint.connection.is_available
    assert len(endpoint.find(PingReceived)) >= 5
    asked.cancel()


async def test_after_an_answered_ping_the_next_silence_is_noticed_as_soon() -> None:
    endpoint = Endpoint(ConnectionTimes(keep_alive_s=120, ping_after_s=5, ping_timeout_s=60))
    asked = await endpoint.ask()
    await asyncio.sleep(5.5)
    endpoint.reply()

    await asyncio.sleep(5.5)

    assert len(endpoint.find(PingReceived)) == 2
    asked.cancel()


async def test_a_request_after_a_long_pause_is_sent_with_a_ping() -> None:
    endpoint = Endpoint()
    await endpoint.answer()
    await asyncio.sleep(60)
    endpoint.reads_nothing = True

    asked = await endpoint.ask()
    asked.cancel()
    await asyncio.sleep(3)

    assert not endpoint.connection.is_available, "the network between them is gone"
    await asyncio.sleep(20)
    assert endpoint.is_closed


async def test_an_idle_connection_is_closed_after_two_minutes() -> None:
    endpoint = Endpoint()
    await endpoint.answer()

    await asyncio.sleep(119)
    was_closed = endpoint.is_closed
    await asyncio.sleep(2)

    assert (was_closed, endpoint.is_closed) == (False, True)
    assert not endpoint.find(PingReceived), "nothing waits for it"


async def test_a_short_time_to_stay_open_is_not_stretched() -> None:
    endpoint = Endpoint(ConnectionTimes(keep_alive_s=5))
    await endpoint.answer()

    await asyncio.sleep(6)

    assert endpoint.is_closed


async def test_a_body_waits_while_what_was_sent_is_not_taken() -> None:
    endpoint = Endpoint()
    endpoint.connection.pause_writing()
    asked = await endpoint.ask(b"body")

    sent_before = endpoint.find(DataReceived)
    endpoint.connection.resume_writing()
    await asyncio.sleep(0)

    assert not sent_before
    assert [event.data for event in endpoint.find(DataReceived)] == [b"body"]
    asked.cancel()


async def test_a_large_body_is_sent_as_it_is_taken_whatever_the_endpoint_allows() -> None:
    endpoint = Endpoint()
    generous = {SettingCodes.MAX_FRAME_SIZE: 2**24 - 1, SettingCodes.INITIAL_WINDOW_SIZE: 2**30}
    endpoint.h2.update_settings(generous)
    endpoint.h2.increment_flow_control_window(2**30)
    endpoint.reply()
    endpoint.reads_nothing = True

    asked = await endpoint.ask(bytes(5_000_000))

    assert endpoint.unread_bytes < 100_000
    assert not endpoint.is_closed
    asked.cancel()


async def test_a_response_that_has_begun_is_never_repeated() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()
    endpoint.h2.send_headers(1, STATUS)
    endpoint.reply(GoAwayFrame(0, last_stream_id=0).serialize())

    with pytest.raises(httpx2.RemoteProtocolError):
        await (await asked).read(1)


async def test_the_endpoint_is_asked_to_push_nothing() -> None:
    endpoint = Endpoint()

    assert not endpoint.h2.remote_settings.enable_push


async def test_a_farewell_after_the_whole_response_is_no_error() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask(b"v" * 100_000)
    endpoint.h2.send_headers(1, STATUS)
    endpoint.h2.send_data(1, b"whole", end_stream=True)
    endpoint.h2.reset_stream(1, ErrorCodes.NO_ERROR)
    endpoint.reply()

    stream = await asked
    assert [await stream.read(1), await stream.read(1)] == [b"whole", None]


async def test_no_request_begins_on_a_connection_that_has_said_goodbye() -> None:
    endpoint = Endpoint()
    first = await endpoint.ask()
    endpoint.reply(GoAwayFrame(0, last_stream_id=2**31 - 1).serialize())

    with pytest.raises(NotProcessedError):
        await (await endpoint.ask())

    endpoint.h2.send_headers(1, STATUS, end_stream=True)
    endpoint.reply()
    assert (await first).status == 200
    await asyncio.sleep(0)
    assert endpoint.is_closed


async def test_a_connection_without_a_first_request_is_closed() -> None:
    endpoint = Endpoint(ConnectionTimes(keep_alive_s=0))

    await asyncio.sleep(11)

    assert endpoint.is_closed


async def test_an_endpoint_that_does_not_read_our_answers_is_left() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()
    endpoint.h2.send_headers(1, STATUS)
    endpoint.reads_nothing = True
    pings = PingFrame(0, bytes(8)).serialize() * 1000

    for _ in range(100):  # the data makes the pings look useful
        if not endpoint.is_closed:
            endpoint.h2.send_data(1, b"x")
            endpoint.reply(pings)

    assert endpoint.is_closed
    assert endpoint.unread_bytes < 2 * 1024 * 1024
    stream = await asked
    await stream.read(1)
    with pytest.raises(httpx2.WriteError):
        await stream.read(1)


async def test_a_whole_response_is_read_although_the_endpoint_breaks_the_rules_after_it() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()

    endpoint.h2.send_headers(1, STATUS)
    endpoint.h2.send_data(1, b"whole", end_stream=True)
    endpoint.reply(PingFrame(0, bytes(8)).serialize()[:-4] + b"no frame at all, and long enough")

    stream = await asked
    assert [await stream.read(1), await stream.read(1)] == [b"whole", None]


async def test_a_response_before_the_end_of_the_request_is_read_and_the_rest_not_sent() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask(b"v" * 200_000)
    endpoint.h2.send_headers(1, [(b":status", b"413")])
    endpoint.h2.send_data(1, b"too large", end_stream=True)
    endpoint.reply()

    stream = await asked
    body = await stream.read(1)
    stream.close()

    assert (stream.status, body, await stream.read(1)) == (413, b"too large", None)
    assert sum(len(event.data) for event in endpoint.find(DataReceived)) == 65_535
    assert [event.error_code for event in endpoint.find(StreamReset)] == [ErrorCodes.CANCEL]


async def test_padding_gives_the_windows_back() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()
    endpoint.h2.send_headers(1, STATUS)
    endpoint.reply()
    stream = await asked

    for _ in range(1000):
        endpoint.h2.send_data(1, b"", pad_length=200)
        endpoint.reply()

    endpoint.h2.send_data(1, b"end", end_stream=True)
    endpoint.reply()
    assert await stream.read(1) == b"end"


async def test_responses_that_are_given_up_unread_give_the_window_back() -> None:
    endpoint = Endpoint()

    for stream_id in range(1, 2400, 2):  # more than the window has room for
        asked = await endpoint.ask()
        endpoint.h2.send_headers(stream_id, STATUS)
        for _ in range(4):
            endpoint.h2.send_data(stream_id, bytes(16_000))
        endpoint.reply()
        (await asked).close()

    assert endpoint.h2.outbound_flow_control_window > 64_000


async def test_a_lower_limit_holds_for_those_who_wait() -> None:
    endpoint = Endpoint()
    endpoint.reply(SettingsFrame(0, {SettingCodes.MAX_CONCURRENT_STREAMS: 1}).serialize())
    first = await endpoint.ask()
    second = await endpoint.ask()

    endpoint.h2.send_headers(1, STATUS, end_stream=True)
    endpoint.reply(SettingsFrame(0, {SettingCodes.MAX_CONCURRENT_STREAMS: 0}).serialize())

    await first
    with pytest.raises(NotProcessedError):
        await second


async def test_a_place_that_was_given_to_a_canceled_request_goes_to_the_next() -> None:
    endpoint = Endpoint()
    endpoint.reply(SettingsFrame(0, {SettingCodes.MAX_CONCURRENT_STREAMS: 1}).serialize())
    first, second, third = [await endpoint.ask() for _ in range(3)]

    endpoint.h2.send_headers(1, STATUS, end_stream=True)
    endpoint.reply()
    second.cancel()  # it has its place already, and has not run since
    await first
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert len(endpoint.find(RequestReceived)) == 2
    assert second.cancelled()
    assert not third.done()
    third.cancel()


async def test_a_huge_table_of_the_endpoint_is_not_filled() -> None:
    endpoint = Endpoint()
    endpoint.h2.update_settings({SettingCodes.HEADER_TABLE_SIZE: 2**31 - 1})
    endpoint.reply()

    assert endpoint.connection._h2.encoder.header_table_size == 4096
    await endpoint.answer()


async def test_a_canceled_request_that_waits_for_a_place_is_forgotten() -> None:
    endpoint = Endpoint()
    endpoint.reply(SettingsFrame(0, {SettingCodes.MAX_CONCURRENT_STREAMS: 1}).serialize())
    first = await endpoint.ask()
    for _ in range(100):
        waiting = await endpoint.ask()
        waiting.cancel()
        await asyncio.sleep(0)

    assert not endpoint.connection._waiting
    first.cancel()


@pytest.mark.parametrize("has_seen_the_end", [False, True])
async def test_no_request_is_written_to_a_connection_that_the_endpoint_closes(
    has_seen_the_end: bool,
) -> None:
    endpoint = Endpoint()
    waiting = await endpoint.ask()
    if has_seen_the_end:
        endpoint.connection.eof_received()
    else:
        endpoint.is_closed = True

    assert not endpoint.connection.is_available
    with pytest.raises(NotProcessedError):
        await (await endpoint.ask())
    waiting.cancel()


@pytest.mark.parametrize(
    "head",
    [
        b"\x00\x01a\x01b",
        b"\x08\x03abc",
        b"\x88\x00\x01A\x01b",
        b"\x88\x00\x00\x01b",
        b"\x88\x00\x01a\x03b\r\n",
        b"\x88\x00\x01a\x03b\0c",
    ],
    ids=["no status", "no number", "uppercase name", "no name", "end of line", "zero"],
)
async def test_a_malformed_response_ends_its_own_request_only(head: bytes) -> None:
    endpoint = Endpoint()
    first, second = await endpoint.ask(), await endpoint.ask()

    endpoint.reply(HeadersFrame(1, head, flags=["END_HEADERS"]).serialize())
    with pytest.raises(httpx2.RemoteProtocolError):
        await first
    endpoint.h2.send_headers(3, STATUS, end_stream=True)
    endpoint.reply()

    assert (await second).status == 200
    assert [event.stream_id for event in endpoint.find(StreamReset)] == [1]


async def test_an_endpoint_that_sends_a_request_is_left() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()

    request = b"\x82\x84\x87\x41\x01m"
    endpoint.reply(HeadersFrame(2, request, flags=["END_HEADERS"]).serialize())

    assert endpoint.is_closed
    with pytest.raises(httpx2.RemoteProtocolError):
        await asked


async def test_headers_of_http_1_1_in_a_response_are_no_fault() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()

    head = b"\x88\x00\x0aconnection\x0akeep-alive\x00\x01a\x02b "
    endpoint.reply(HeadersFrame(1, head, flags=["END_HEADERS"]).serialize())

    stream = await asked
    assert (stream.status, dict(stream.headers)[b"a"]) == (200, b"b")
    stream.close()


async def test_closing_ends_what_is_left() -> None:
    endpoint = Endpoint()
    asked = await endpoint.ask()

    await endpoint.connection.aclose()

    with pytest.raises(httpx2.ReadError):
        await asked
    with pytest.raises(NotProcessedError):
        await (await endpoint.ask())
