"""A model's endpoint is asked alike over HTTP/1.1 and HTTP/2: what arrives, what is given up, what fails."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from tests.fakes.tls_certificates import write_certificate
from tests.fakes.tls_model_server import (
    Behavior,
    Exchange,
    Protocol,
    TlsModelServer,
    serve_tls,
)

from vivavoce.infra.egress.response_limits import ResponseLimits
from vivavoce.infra.language_model.transport import ResponseLimitingModelTransport

LIMITS = ResponseLimits(max_bytes=256 * 1024, timeout_s=60)
PATIENCE_S = 30
VERSIONS = {"http1": "HTTP/1.1", "http2": "HTTP/2"}


@pytest.fixture(params=["http1", "http2"])
def protocol(request: pytest.FixtureRequest) -> Protocol:
    chosen: Protocol = request.param
    return chosen


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of the operator's own authority, trusted as an operator does it."""
    file = write_certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def open_client(
    *, allows_http2: bool = True, limits: ResponseLimits = LIMITS
) -> httpx2.AsyncClient:
    transport = ResponseLimitingModelTransport(limits, keeps_alive=True, allows_http2=allows_http2)
    return httpx2.AsyncClient(transport=transport, timeout=PATIENCE_S)


@asynccontextmanager
async def asking(
    behave: Behavior, certificate: Path, protocol: Protocol, **options: bool
) -> AsyncIterator[tuple[TlsModelServer, httpx2.AsyncClient]]:
    async with asyncio.timeout(PATIENCE_S), serve_tls(behave, certificate, protocol) as server:
        async with open_client(**options) as client:
            yield server, client


async def echo(exchange: Exchange) -> None:
    await exchange.answer(exchange.body or b"empty")


async def hang(exchange: Exchange) -> None:
    await exchange.given_up.wait()


async def test_a_request_and_its_response_arrive_whole(
    certificate: Path, protocol: Protocol
) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.send_head(201, [(b"x-request-id", b"7")])
        await exchange.send(exchange.body)
        await exchange.end()

    async with asking(behave, certificate, protocol) as (server, client):
        headers = {"Authorization": "Bearer k", "TE": "gzip", "Keep-Alive": "5"}
        response = await client.post(f"{server.url}/v1/chat?a=b", content="Grüße", headers=headers)

    (exchange,) = server.exchanges
    assert (response.status_code, response.text) == (201, "Grüße")
    assert response.headers["x-request-id"] == "7"
    assert response.http_version == VERSIONS[protocol]
    assert exchange.path == "/v1/chat?a=b"
    received = dict(exchange.headers)
    assert received[b"authorization"] == b"Bearer k"
    assert received[b"accept-encoding"] == b"identity"


async def test_a_request_larger_than_every_window_arrives(
    certificate: Path, protocol: Protocol
) -> None:
    body = bytes(range(256)) * 8192

    async def behave(exchange: Exchange) -> None:
        await exchange.answer(str(hash(exchange.body)).encode())

    async with asking(behave, certificate, protocol) as (server, client):
        response = await client.post(server.url, content=body)

    assert response.text == str(hash(body))


async def test_a_piece_is_passed_on_as_it_arrives(certificate: Path, protocol: Protocol) -> None:
    seen = asyncio.Event()

    async def behave(exchange: Exchange) -> None:
        await exchange.send_head()
        await exchange.send(b"first")
        await seen.wait()
        await exchange.send(b"second")
        await exchange.end()

    async with asking(behave, certificate, protocol) as (server, client):
        async with client.stream("POST", server.url, content=b"x") as response:
            pieces = response.aiter_bytes()
            assert await anext(pieces) == b"first"
            seen.set()
            assert [piece async for piece in pieces] == [b"second"]


async def test_fifty_requests_at_once_are_answered_each_with_its_own(
    certificate: Path, protocol: Protocol
) -> None:
    arrived = asyncio.Barrier(50)

    async def behave(exchange: Exchange) -> None:
        await arrived.wait()
        await echo(exchange)

    async with asking(behave, certificate, protocol) as (server, client):
        responses = await asyncio.gather(
            *(client.post(server.url, content=f"{number}" * 3000) for number in range(50))
        )

    assert [response.text for response in responses] == [f"{n}" * 3000 for n in range(50)]
    assert server.connections == {"http1": 51, "http2": 1}[protocol], "one tries for HTTP/2"


async def test_a_connection_is_kept_for_the_next_request(
    certificate: Path, protocol: Protocol
) -> None:
    async with asking(echo, certificate, protocol) as (server, client):
        for _ in range(5):
            await client.get(server.url)

    assert server.connections == {"http1": 2, "http2": 1}[protocol]


async def test_a_new_connection_replaces_one_that_the_server_has_closed(
    certificate: Path, protocol: Protocol
) -> None:
    async with asking(echo, certificate, protocol) as (server, client):
        await client.get(server.url)
        before = server.connections
        server.exchanges[0].drop_connection()
        await server.exchanges[0].given_up.wait()
        await asyncio.to_thread(int)  # the event loop sees the end meanwhile
        response = await client.get(server.url)

    assert (response.text, server.connections) == ("empty", before + 1)


async def test_the_server_learns_that_a_request_was_canceled(
    certificate: Path, protocol: Protocol
) -> None:
    arrived = asyncio.Event()

    async def behave(exchange: Exchange) -> None:
        arrived.set()
        await exchange.given_up.wait()

    async with asking(behave, certificate, protocol) as (server, client):
        task = asyncio.ensure_future(client.post(server.url, content=b"x"))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.exchanges[0].given_up.wait()


async def test_the_server_learns_that_a_reader_stopped(
    certificate: Path, protocol: Protocol
) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.send_head()
        await exchange.send(b"first")
        await exchange.given_up.wait()

    async with asking(behave, certificate, protocol) as (server, client):
        async with client.stream("GET", server.url) as response:
            await anext(response.aiter_bytes())
        await server.exchanges[0].given_up.wait()


async def test_a_response_that_takes_too_long_is_a_read_timeout(
    certificate: Path, protocol: Protocol
) -> None:
    async with asking(hang, certificate, protocol) as (server, client):
        with pytest.raises(httpx2.ReadTimeout):
            await client.get(server.url, timeout=httpx2.Timeout(PATIENCE_S, read=0.05))
        await server.exchanges[0].given_up.wait()


@pytest.mark.parametrize("has_begun", [False, True])
async def test_a_server_that_closes_before_the_end_is_an_error(
    certificate: Path, protocol: Protocol, has_begun: bool
) -> None:
    async def behave(exchange: Exchange) -> None:
        if has_begun:
            await exchange.send_head()
            await exchange.send(b"half")
        exchange.close_connection()

    async with asking(behave, certificate, protocol) as (server, client):
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.post(server.url, content=b"x")

    assert len(server.exchanges) == 1, "nobody knows whether the server has worked on it"


async def test_headers_beyond_the_limit_are_refused(certificate: Path, protocol: Protocol) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.send_head(200, [(b"x-%d" % number, b"v" * 8000) for number in range(32)])
        await exchange.end()

    async with asking(behave, certificate, protocol) as (server, client):
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.get(server.url)
        await server.exchanges[0].given_up.wait()


async def test_a_body_beyond_the_limit_is_given_up(certificate: Path, protocol: Protocol) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.send_head()
        while not exchange.given_up.is_set():
            await exchange.send(b"v" * 8000)
            await asyncio.sleep(0)

    async with asking(behave, certificate, protocol) as (server, client):
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.get(server.url)
        await server.exchanges[0].given_up.wait()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"x", b"a\r\nx-other: b"),
        (b"x", b"a\x00"),
        (b"x\r\ny", b"a"),
        (b"x y", b"a"),
        (b"", b"a"),
        (b":path", b"/other"),
    ],
)
async def test_a_header_with_an_illegal_name_or_value_is_never_sent(
    certificate: Path, protocol: Protocol, name: bytes, value: bytes
) -> None:
    async with asking(echo, certificate, protocol) as (server, client):
        await client.get(server.url)
        before = server.connections
        with pytest.raises(httpx2.LocalProtocolError):
            await client.get(server.url, headers=[(name, value)])
        for _ in range(2):
            response = await client.get(server.url, headers=[(b"x", b"plain")])

    assert response.text == "empty"
    assert all(b"x-other" not in dict(exchange.headers) for exchange in server.exchanges)
    if protocol == "http2":
        assert server.connections == before, "the other requests of the connection go on"


async def test_interim_responses_and_trailers_are_passed_over(
    certificate: Path, protocol: Protocol
) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.send_head(103, [(b"link", b"a")])
        await exchange.send_head(103, [(b"link", b"b")])
        await exchange.send_head(200)
        await exchange.send(b"done")
        await exchange.end([(b"x-checksum", b"1")])

    async with asking(behave, certificate, protocol) as (server, client):
        response = await client.get(server.url)

    assert (response.status_code, response.text) == (200, "done")
    assert "link" not in response.headers


async def test_a_certificate_of_an_unknown_authority_is_refused(
    certificate: Path, protocol: Protocol, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(write_certificate(tmp_path / "other", "127.0.0.1")))

    async with asking(echo, certificate, protocol) as (server, client):
        with pytest.raises(httpx2.ConnectError):
            await client.get(server.url)

    assert not server.exchanges


async def test_a_certificate_for_another_name_is_refused(
    certificate: Path, protocol: Protocol
) -> None:
    async with asking(echo, certificate, protocol) as (server, client):
        with pytest.raises(httpx2.ConnectError):
            await client.get(server.url.replace("127.0.0.1", "localhost"))

    assert not server.exchanges


@pytest.mark.parametrize("allows_http2", [False, True])
async def test_an_endpoint_that_is_away_is_a_connect_error(
    certificate: Path, allows_http2: bool
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{unused.getsockname()[1]}"
        async with open_client(allows_http2=allows_http2) as client:
            with pytest.raises(httpx2.ConnectError):
                await client.get(url)


@pytest.mark.parametrize("allows_http2", [False, True])
async def test_a_handshake_that_never_ends_is_a_connect_timeout_for_all_who_wait(
    certificate: Path, allows_http2: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        async with open_client(allows_http2=allows_http2) as client:
            errors = await asyncio.gather(
                *(client.get(url, timeout=httpx2.Timeout(PATIENCE_S, connect=0.1)) for _ in "abc"),
                return_exceptions=True,
            )

    assert [type(error) for error in errors] == [httpx2.ConnectTimeout] * 3


async def test_it_is_http_1_1_where_it_is_switched_off(certificate: Path) -> None:
    async with asking(echo, certificate, "http1", allows_http2=False) as (server, client):
        response = await client.get(server.url)

    assert (response.http_version, server.connections) == ("HTTP/1.1", 1)
