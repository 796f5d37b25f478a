"""One HTTP/2 connection for all requests: places, resets, farewells, silence and attacks of an endpoint.

Each scenario is also run on a connection that is broken on purpose, and must fail there.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

import httpx2
import pytest
from h2.errors import ErrorCodes
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    SettingsFrame,
    WindowUpdateFrame,
)
from pydantic_ai.messages import ModelRequest, UserPromptPart
from tests.fakes.tls_certificates import write_certificate
from tests.fakes.tls_model_server import (
    Behavior,
    Exchange,
    Http2Exchange,
    Protocol,
    TlsModelServer,
    serve_tls,
)
from uvicorn.loops.auto import auto_loop_factory

from vivavoce.infra.egress.response_limits import ResponseLimits
from vivavoce.infra.language_model.connection import (
    CallFailedError,
    EndpointConnection,
    read_text,
)
from vivavoce.infra.language_model.endpoint_profile import EndpointProfile
from vivavoce.infra.language_model.http2 import Http2Transport
from vivavoce.infra.language_model.http2_connection import (
    ConnectionTimes,
    Http2Connection,
    Http2Stream,
)
from vivavoce.infra.language_model.options import read_model_options
from vivavoce.infra.language_model.transport import ResponseLimitingModelTransport
from vivavoce.infra.settings import Settings

PATIENCE_S, MUTANT_PATIENCE_S = 30, 2
TIMES = ConnectionTimes(keep_alive_s=60)
LIMITS = ResponseLimits(max_bytes=512 * 1024, timeout_s=60)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = write_certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


class Mutant(Http2Connection):
    """A connection that is broken on purpose."""


@asynccontextmanager
async def asking(
    behave: Behavior,
    certificate: Path,
    *,
    connection_type: type[Http2Connection] = Http2Connection,
    times: ConnectionTimes = TIMES,
    max_streams: int = 100,
    farewells: int = 0,
    http1: httpx2.AsyncBaseTransport | None = None,
) -> AsyncIterator[tuple[TlsModelServer, httpx2.AsyncClient]]:
    """Serve and ask; a mutant has two seconds, which begin when its first request has arrived."""

    async def behave_in_time(exchange: Exchange) -> None:
        if issubclass(connection_type, Mutant) and exchange is server.exchanges[0]:
            limit.reschedule(asyncio.get_running_loop().time() + MUTANT_PATIENCE_S)
        await behave(exchange)

    async with (
        asyncio.timeout(PATIENCE_S) as limit,
        serve_tls(
            behave_in_time, certificate, "http2", max_streams=max_streams, farewells=farewells
        ) as server,
    ):
        transport = Http2Transport(http1 or httpx2.AsyncHTTPTransport(), times, connection_type)
        async with httpx2.AsyncClient(
            transport=ResponseLimitingModelTransport(LIMITS, transport), timeout=PATIENCE_S
        ) as client:
            yield server, client


async def give_up_requests(certificate: Path, connection_type: type[Http2Connection]) -> None:
    arrived = asyncio.Event()

    async def behave(exchange: Exchange) -> None:
        if exchange.path == "/canceled":
            arrived.set()
            await exchange.given_up.wait()
        elif exchange.path == "/left":
            await exchange.send_head()
            await exchange.send(b"first")
            await exchange.given_up.wait()
        await exchange.answer()

    async with asking(behave, certificate, connection_type=connection_type, max_streams=1) as (
        server,
        client,
    ):
        task = asyncio.ensure_future(client.get(f"{server.url}/canceled"))
        await arrived.wait()
        task.cancel()
        async with client.stream("GET", f"{server.url}/left") as response:
            await anext(response.aiter_bytes())
        assert (await client.get(server.url)).text == "done", "their places are free"

    assert server.resets == [ErrorCodes.CANCEL, ErrorCodes.CANCEL]
    assert server.connections == 1


async def wait_in_order(certificate: Path, connection_type: type[Http2Connection]) -> None:
    running: list[str] = []
    most = 0
    is_full, may_end = asyncio.Event(), asyncio.Event()

    async def behave(exchange: Exchange) -> None:
        nonlocal most
        running.append(exchange.path)
        most = max(most, len(running))
        if most == 2:
            is_full.set()
        await may_end.wait()
        running.remove(exchange.path)
        await exchange.answer()

    async with asking(behave, certificate, connection_type=connection_type, max_streams=2) as (
        server,
        client,
    ):
        asked = [asyncio.ensure_future(client.get(f"{server.url}/{n}")) for n in range(6)]
        await is_full.wait()
        may_end.set()
        await asyncio.gather(*asked)

    assert [exchange.path for exchange in server.exchanges] == [f"/{n}" for n in range(6)]
    assert (most, server.connections) == (2, 1)


async def go_away(certificate: Path, connection_type: type[Http2Connection]) -> None:
    both, is_repeated = asyncio.Barrier(2), asyncio.Event()

    async def behave(exchange: Exchange) -> None:
        assert isinstance(exchange, Http2Exchange)
        if server.connections == 1:
            await both.wait()
            if exchange.stream_id > 1:
                farewell = GoAwayFrame(0, last_stream_id=1)
                exchange.connection.send_raw(farewell.serialize())
                return
            await is_repeated.wait()
        else:
            is_repeated.set()
        await exchange.answer(exchange.path.encode())

    async with asking(behave, certificate, connection_type=connection_type) as (server, client):
        responses = await asyncio.gather(
            client.get(f"{server.url}/finished"), client.get(f"{server.url}/repeated")
        )
        await server.exchanges[0].given_up.wait()

    assert [response.text for response in responses] == ["/finished", "/repeated"]
    assert server.connections == 2


async def fall_silent(certificate: Path, connection_type: type[Http2Connection]) -> None:
    async def behave(exchange: Exchange) -> None:
        assert isinstance(exchange, Http2Exchange)
        if len(server.exchanges) == 1:
            exchange.connection.is_deaf = True
            return
        await exchange.answer()

    times = replace(TIMES, ping_after_s=0.2, ping_timeout_s=0.5)
    async with asking(behave, certificate, connection_type=connection_type, times=times) as (
        server,
        client,
    ):
        with pytest.raises(httpx2.ReadError):
            await client.get(server.url)
        assert (await client.get(server.url)).text == "done"

    assert server.connections == 2


async def read_slowly(certificate: Path, connection_type: type[Http2Connection]) -> None:
    body = b"v" * 200_000

    async def behave(exchange: Exchange) -> None:
        await exchange.answer(body)

    async with asking(behave, certificate, connection_type=connection_type) as (server, client):
        async with client.stream("GET", f"{server.url}/slow") as slow:
            others = await asyncio.gather(*(client.get(server.url) for _ in range(20)))
            assert all(other.content == body for other in others)
            assert server.exchanges[0].sent < 70_000, "its own window holds it up"
            assert await slow.aread() == body

    assert server.connections == 1


async def be_flooded(
    certificate: Path, connection_type: type[Http2Connection], frames: Callable[[int], bytes]
) -> None:
    async def behave(exchange: Exchange) -> None:
        assert isinstance(exchange, Http2Exchange)
        if server.connections == 1:
            attack = frames(exchange.stream_id)
            for _ in range(100):
                exchange.connection.send_raw(attack)
                await asyncio.sleep(0)
            await exchange.given_up.wait()
        await exchange.answer()

    async with asking(behave, certificate, connection_type=connection_type) as (server, client):
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.get(server.url)
        await server.exchanges[0].given_up.wait()
        assert (await client.get(server.url)).text == "done"

    assert server.connections == 2


def repeat(frame: Frame, times: int = 200) -> bytes:
    return frame.serialize() * times


def flood_headers(stream_id: int) -> bytes:
    begun = HeadersFrame(stream_id, b"\x88").serialize()
    return begun + repeat(ContinuationFrame(stream_id, b"\x00\x01a\x01b"))


FLOODS: dict[str, Callable[[int], bytes]] = {
    "pings": lambda _: repeat(PingFrame(0, bytes(8))),
    "settings": lambda _: repeat(SettingsFrame(0, {3: 100})),
    "empty data": lambda stream: (
        HeadersFrame(stream, b"\x88", flags=["END_HEADERS"]).serialize()
        + repeat(DataFrame(stream, b""))
    ),
    "interim responses": lambda stream: repeat(
        HeadersFrame(stream, b"\x08\x03103", flags=["END_HEADERS"])
    ),
    "headers without an end": flood_headers,
    "unknown frames": lambda _: (b"\0\0\1\xee\0\0\0\0\0x") * 200,
    "a window that overflows": lambda _: repeat(WindowUpdateFrame(0, 2**31 - 1), 2),
    "a frame that is too large": lambda stream: DataFrame(stream, bytes(20_000)).serialize(),
    "a pushed response": lambda stream: PushPromiseFrame(
        stream, data=b"\x82", promised_stream_id=2, flags=["END_HEADERS"]
    ).serialize(),
    "data before headers": lambda stream: DataFrame(stream, b"x").serialize(),
    "farewells": lambda _: repeat(GoAwayFrame(0, last_stream_id=2**31 - 1)),
    "no HTTP/2 at all": lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n",
}


@pytest.mark.parametrize("flood", FLOODS)
async def test_what_no_endpoint_may_send_ends_the_connection(certificate: Path, flood: str) -> None:
    await be_flooded(certificate, Http2Connection, FLOODS[flood])


class NoReset(Mutant):
    def give_up(self, stream: Http2Stream) -> None:
        self._drop(stream)


class NoLimit(Mutant):
    def _admit(self) -> None:
        while self._waiting:
            self._places += 1
            self._waiting.popleft().set_result(None)


class NoGoaway(Mutant):
    """A farewell ends all requests, also those that the endpoint finishes."""

    def _handle_goaway(self, payload: bytes) -> None:
        self._end(httpx2.RemoteProtocolError, "The server said goodbye.")


class NoPing(Mutant):
    def _watch(self) -> None:
        pass


class OneWindow(Mutant):
    """All streams share the window that one of them has."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._h2.increment_flow_control_window = lambda *_: None
        super().connection_made(transport)


class NoFrameLimit(Mutant):
    def _handle_frame(self, frame: bytes) -> None:
        self._useless_frames = 0
        super()._handle_frame(frame)


async def be_flooded_with_pings(certificate: Path, connection_type: type[Http2Connection]) -> None:
    await be_flooded(certificate, connection_type, FLOODS["pings"])


Scenario = Callable[[Path, type[Http2Connection]], Awaitable[None]]
SCENARIOS: dict[Scenario, tuple[type[Mutant], type[Exception]]] = {
    give_up_requests: (NoReset, httpx2.RemoteProtocolError),
    wait_in_order: (NoLimit, httpx2.RemoteProtocolError),
    go_away: (NoGoaway, httpx2.RemoteProtocolError),
    fall_silent: (NoPing, TimeoutError),
    read_slowly: (OneWindow, TimeoutError),
    be_flooded_with_pings: (NoFrameLimit, TimeoutError),
}
"""Each with a connection that breaks the promise, and what happens there."""


def name_scenario(value: object) -> str:
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=name_scenario)
async def test_the_connection_keeps_its_promise(certificate: Path, scenario: Scenario) -> None:
    await scenario(certificate, Http2Connection)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=name_scenario)
def test_it_does_so_on_the_event_loop_of_the_web_server(
    certificate: Path, scenario: Scenario
) -> None:
    async def run() -> None:
        await scenario(certificate, Http2Connection)

    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(run())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=name_scenario)
async def test_a_connection_without_it_is_found_out(certificate: Path, scenario: Scenario) -> None:
    mutant, error = SCENARIOS[scenario]

    with pytest.raises(error):
        await scenario(certificate, mutant)


LOOPS = [asyncio.new_event_loop, auto_loop_factory()]


@pytest.mark.parametrize("loop_factory", LOOPS, ids=["asyncio", "web server"])
def test_a_request_while_the_endpoint_closes_is_sent_on_a_new_connection(
    certificate: Path, loop_factory: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.answer()

    async def run() -> None:
        has_closed = asyncio.Event()

        class Watched(Http2Connection):
            def eof_received(self) -> None:
                super().eof_received()
                has_closed.set()

        async with asking(behave, certificate, connection_type=Watched) as (server, client):
            await client.get(server.url)
            server.exchanges[0].close_connection()
            await has_closed.wait()
            assert (await client.get(server.url)).text == "done"

        assert server.connections == 2

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(run())


@pytest.mark.parametrize("is_farewell", [False, True])
async def test_an_endpoint_that_wants_http_1_1_is_asked_so(
    certificate: Path, is_farewell: bool
) -> None:
    async def behave(exchange: Exchange) -> None:
        assert isinstance(exchange, Http2Exchange)
        if is_farewell:
            farewell = GoAwayFrame(0, last_stream_id=1, error_code=ErrorCodes.HTTP_1_1_REQUIRED)
            exchange.connection.send_raw(farewell.serialize())
        else:
            exchange.reset(ErrorCodes.HTTP_1_1_REQUIRED)

    http1 = httpx2.MockTransport(lambda request: httpx2.Response(200, content=request.content))
    async with asking(behave, certificate, max_streams=1, http1=http1) as (server, client):
        at_once = await asyncio.gather(*(client.post(server.url, content=f"{n}") for n in range(3)))
        later = await client.post(server.url, content="later")

    assert [response.text for response in (*at_once, later)] == ["0", "1", "2", "later"]
    assert server.connections == 1


async def test_a_connection_that_says_goodbye_before_its_settings_is_replaced(
    certificate: Path,
) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.answer()

    async with asking(behave, certificate, farewells=1) as (server, client):
        assert (await client.get(server.url)).text == "done"

    assert server.connections == 2


@pytest.mark.parametrize("has_data", [False, True])
async def test_a_response_shorter_than_announced_is_an_error(
    certificate: Path, has_data: bool
) -> None:
    async def behave(exchange: Exchange) -> None:
        if exchange.path == "/whole":
            await exchange.answer()
            return
        await exchange.send_head(200, [(b"content-length", b"9")])
        if has_data:
            await exchange.send(b"half")
        await exchange.end([(b"x-checksum", b"1")])

    async with asking(behave, certificate) as (server, client):
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.get(server.url)
        assert (await client.get(f"{server.url}/whole")).text == "done"

    assert server.connections == 1


async def test_an_endpoint_that_never_connects_holds_up_no_other(certificate: Path) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.answer()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        async with asking(behave, certificate) as (server, client):
            url = f"https://127.0.0.1:{silent.getsockname()[1]}"
            waiting = asyncio.ensure_future(client.get(url))
            accepted, _ = await asyncio.get_running_loop().sock_accept(silent)
            with accepted:
                assert (await client.get(server.url)).text == "done"
                assert not waiting.done()
                waiting.cancel()
                await asyncio.wait({waiting})


async def test_a_lost_connection_is_not_kept(certificate: Path) -> None:
    kept: weakref.WeakSet[Http2Connection] = weakref.WeakSet()
    is_lost = asyncio.Event()

    class Watched(Http2Connection):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            kept.add(self)
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            is_lost.set()

    async def behave(exchange: Exchange) -> None:
        await exchange.answer()

    async with asking(behave, certificate, connection_type=Watched) as (server, client):
        await client.get(server.url)
        server.exchanges[0].drop_connection()
        await is_lost.wait()
        await asyncio.sleep(0)
        gc.collect()
        assert not kept


async def test_a_request_that_waits_for_a_place_is_given_up_in_time(certificate: Path) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.given_up.wait()

    async with asking(behave, certificate, max_streams=1) as (server, client):
        first = asyncio.ensure_future(client.get(f"{server.url}/first"))
        await server.arrived.wait()
        with pytest.raises(httpx2.PoolTimeout):
            await client.get(server.url, timeout=httpx2.Timeout(PATIENCE_S, pool=0.05))
        first.cancel()
        await server.exchanges[0].given_up.wait()

    assert len(server.exchanges) == 1


async def test_a_request_that_waits_for_a_place_survives_the_connection(
    certificate: Path,
) -> None:
    waiting = asyncio.Event()

    async def behave(exchange: Exchange) -> None:
        if exchange.path == "/first":
            await waiting.wait()
            exchange.drop_connection()
        else:
            await exchange.answer()

    async with asking(behave, certificate, max_streams=1) as (server, client):
        first = asyncio.ensure_future(client.get(f"{server.url}/first"))
        await server.arrived.wait()
        second = asyncio.ensure_future(client.get(f"{server.url}/second"))
        await asyncio.sleep(0)
        waiting.set()
        assert (await second).text == "done"
        with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
            await first

    assert [exchange.path for exchange in server.exchanges] == ["/first", "/second"]


@pytest.mark.parametrize(("refusals", "requests"), [(2, 3), (9, 3)])
async def test_a_refused_stream_is_sent_again_but_not_for_ever(
    certificate: Path, refusals: int, requests: int
) -> None:
    async def behave(exchange: Exchange) -> None:
        if len(server.exchanges) <= refusals:
            cast("Http2Exchange", exchange).reset(ErrorCodes.REFUSED_STREAM)
        else:
            await exchange.answer()

    async with asking(behave, certificate) as (server, client):
        if refusals < requests:
            assert (await client.get(server.url)).text == "done"
        else:
            with pytest.raises(httpx2.RemoteProtocolError):
                await client.get(server.url)

    assert (len(server.exchanges), server.connections) == (requests, 1)


@pytest.mark.parametrize("keep_alive_s", [0.0, 0.5])
async def test_an_idle_connection_is_closed(certificate: Path, keep_alive_s: float) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.answer()

    times = replace(TIMES, keep_alive_s=keep_alive_s)
    async with asking(behave, certificate, times=times) as (server, client):
        await client.get(server.url)
        await server.exchanges[0].given_up.wait()
        await client.get(server.url)

    assert server.connections == 2


async def test_other_requests_leave_a_connection_that_does_not_answer_a_ping(
    certificate: Path,
) -> None:
    async def behave(exchange: Exchange) -> None:
        if len(server.exchanges) == 1:
            cast("Http2Exchange", exchange).connection.is_deaf = True
        else:
            await exchange.answer()

    times = replace(TIMES, ping_after_s=0.01, doubt_after_s=0.01)
    async with asking(behave, certificate, times=times) as (server, client):
        with pytest.raises(httpx2.ReadTimeout):
            await client.get(server.url, timeout=httpx2.Timeout(PATIENCE_S, read=0.3))
        assert (await client.get(server.url)).text == "done"

    assert server.connections == 2


async def test_a_connection_that_opens_while_the_client_closes_is_closed(certificate: Path) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.answer()

    async with asyncio.timeout(PATIENCE_S), serve_tls(behave, certificate, "http2") as server:
        transport = Http2Transport(httpx2.AsyncHTTPTransport(), TIMES)
        asked = asyncio.ensure_future(
            transport.handle_async_request(httpx2.Request("GET", server.url))
        )
        await asyncio.sleep(0)
        await transport.aclose()
        with pytest.raises(httpx2.ConnectError):
            await asked
        await server.closed.wait()

    assert not server.exchanges


def stream_completion(*words: str) -> bytes:
    pieces = [
        f'{{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{{"index":0,'
        f'"delta":{{"role":"assistant","content":"{word}"}},"finish_reason":null}}]}}'
        for word in words
    ]
    return "".join(f"data: {piece}\n\n" for piece in [*pieces, "[DONE]"]).encode()


@pytest.mark.parametrize("setting", ["auto", "off"])
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "model.example"], ids=["unknown authority", "other host"]
)
async def test_an_endpoint_with_a_certificate_that_is_not_trusted_counts_as_unreachable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, setting: str
) -> None:
    served = write_certificate(tmp_path, host)
    trusted = served
    if host == "127.0.0.1":
        (tmp_path / "other").mkdir()
        trusted = write_certificate(tmp_path / "other", host)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    async def behave(exchange: Exchange) -> None:
        await exchange.answer()

    protocol: Protocol = "http2" if setting == "auto" else "http1"
    async with asyncio.timeout(PATIENCE_S), serve_tls(behave, served, protocol) as server:
        settings = Settings(
            LLM_BASE_URL=f"{server.url}/v1", LLM_MODEL="m", LLM_API_KEY="k", LLM_HTTP2=setting
        )
        connection = EndpointConnection(f"{server.url}/v1", read_model_options(settings))
        asked = [ModelRequest(parts=[UserPromptPart("Greet me.")])]
        with pytest.raises(CallFailedError) as failed:
            await connection.request("m", EndpointProfile(), {}, asked)

    assert failed.value.failure.code == "unreachable"
    assert not server.exchanges


@pytest.mark.parametrize(("setting", "connections"), [("auto", 1), ("off", 8)])
async def test_the_setting_decides_how_an_endpoint_is_asked(
    certificate: Path, setting: str, connections: int
) -> None:
    arrived = asyncio.Barrier(8)

    async def behave(exchange: Exchange) -> None:
        await arrived.wait()
        await exchange.send_head(200, [(b"content-type", b"text/event-stream")])
        await exchange.send(stream_completion("Good ", "day"))
        await exchange.end()

    protocol = "http2" if setting == "auto" else "http1"
    async with asyncio.timeout(PATIENCE_S), serve_tls(behave, certificate, protocol) as server:
        settings = Settings(
            LLM_BASE_URL=f"{server.url}/v1", LLM_MODEL="m", LLM_API_KEY="k", LLM_HTTP2=setting
        )
        options = replace(read_model_options(settings), keeps_connections=True)
        connection = EndpointConnection(f"{server.url}/v1", options)
        try:
            responses = await asyncio.gather(
                *(
                    connection.request(
                        "m",
                        EndpointProfile(),
                        {},
                        [ModelRequest(parts=[UserPromptPart("Greet me.")])],
                        on_first_token=lambda: None,
                    )
                    for _ in range(8)
                )
            )
        finally:
            with suppress(httpx2.TransportError):
                await connection.close()

    assert [read_text(response) for response in responses] == ["Good day"] * 8
    assert dict(server.exchanges[0].headers)[b"authorization"] == b"Bearer k"
    assert server.connections == connections
