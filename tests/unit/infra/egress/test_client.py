import asyncio
import ssl

import httpcore
import pytest
from tests.fakes.hostile_urls import hostile_urls, resolve_hostile
from tests.fakes.network import ScriptedNames, ScriptedNetwork
from tests.simulated_clock import SimulatedClock

from vivavoce.infra.egress.client import MAX_BODY_BYTES, OutboundHttpClient, OutboundHttpResponse
from vivavoce.infra.egress.target import IpAddress

HOOK = "http://hooks.example:8080/in?x=1"
PUBLIC = "93.184.215.14"


async def post(
    network: ScriptedNetwork, names: ScriptedNames | None = None, url: str = HOOK
) -> OutboundHttpResponse:
    egress = OutboundHttpClient(
        clock=SimulatedClock(), resolve=names or ScriptedNames([[PUBLIC]]), connector=network
    )
    return await egress.post(url, headers={"X-Webhook-Id": "msg_1"}, body=b'{"a":1}')


async def test_a_post_is_sent_unchanged_and_the_response_returned() -> None:
    network = ScriptedNetwork()

    answer = await post(network)

    assert (answer.status, answer.error, answer.body) == (200, None, b"ok")
    head, _, body = bytes(network.streams[0].written).partition(b"\r\n\r\n")
    assert body == b'{"a":1}'
    assert head.split(b"\r\n") == [
        b"POST /in?x=1 HTTP/1.1",
        b"Host: hooks.example:8080",
        b"Content-Length: 7",
        b"Connection: close",
        b"X-Webhook-Id: msg_1",
    ]
    assert network.streams[0].is_closed


async def test_a_get_has_no_body_and_obeys_the_same_rules() -> None:
    network = ScriptedNetwork()
    egress = OutboundHttpClient(
        clock=SimulatedClock(), resolve=ScriptedNames([[PUBLIC]]), connector=network
    )

    answer = await egress.get(HOOK, headers={"Accept": "application/json"})

    assert (answer.status, answer.error, answer.body) == (200, None, b"ok")
    head, _, body = bytes(network.streams[0].written).partition(b"\r\n\r\n")
    assert body == b""
    assert head.split(b"\r\n") == [
        b"GET /in?x=1 HTTP/1.1",
        b"Host: hooks.example:8080",
        b"Connection: close",
        b"Accept: application/json",
    ]


async def test_a_forbidden_address_is_refused_before_a_connection_is_opened() -> None:
    network = ScriptedNetwork()
    egress = OutboundHttpClient(clock=SimulatedClock(), resolve=resolve_hostile, connector=network)

    for url in hostile_urls(8080):
        for answer in (
            await egress.get(url, headers={}),
            await egress.post(url, headers={}, body=b"{}"),
        ):
            assert network.dialled == [], url
            assert answer.status is None, url
            assert answer.error == "dns" or (answer.error or "").startswith("refused_"), url


async def test_a_guard_that_only_checks_is_private_is_detected_by_the_forbidden_addresses() -> None:
    def mutant(address: IpAddress) -> str | None:
        return "private" if address.is_private else None

    network = ScriptedNetwork()
    egress = OutboundHttpClient(
        clock=SimulatedClock(), resolve=resolve_hostile, connector=network, address_policy=mutant
    )

    for url in hostile_urls(8080):
        await egress.post(url, headers={}, body=b"{}")

    assert "64:ff9b::7f00:1" in {address for address, _ in network.dialled}


async def test_one_forbidden_address_among_many_refuses_them_all() -> None:
    network = ScriptedNetwork()

    answer = await post(network, ScriptedNames([[PUBLIC, "8.8.8.8", "127.0.0.1"]]))

    assert answer.error == "refused_address"
    assert network.dialled == []


async def test_a_name_is_resolved_once_and_the_checked_address_is_used() -> None:
    network = ScriptedNetwork()
    rebinding = ScriptedNames([[PUBLIC], ["127.0.0.1"]])

    first = await post(network, rebinding)
    asked_at_first = list(rebinding.asked)
    second = await post(network, rebinding)

    assert (first.status, second.error) == (200, "refused_address")
    assert asked_at_first == ["hooks.example"]
    assert network.dialled == [(PUBLIC, 8080)]


async def test_a_second_address_is_tried_when_the_first_is_not_reachable() -> None:
    network = ScriptedNetwork(unreachable=frozenset({"2606:4700::1111"}))

    answer = await post(network, ScriptedNames([["2606:4700::1111", PUBLIC]]))

    assert answer.status == 200
    assert [address for address, _ in network.dialled] == ["2606:4700::1111", PUBLIC]


async def test_a_redirect_is_returned_and_not_followed() -> None:
    network = ScriptedNetwork(
        [b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"]
    )

    answer = await post(network)

    assert (answer.status, answer.error) == (302, None)
    assert len(network.dialled) == 1


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ((60.0,), "timeout"),
        ((b"HTTP/1.1 20", 60.0), "timeout"),
        ((httpcore.ReadError("reset"),), "reset"),
        ((ConnectionResetError(),), "reset"),
        ((ssl.SSLError("alert"),), "tls"),
        ((b"SSH-2.0-OpenSSH_9\r\n\r\n",), "protocol"),
        ((b"",), "protocol"),
        ((b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000,), "protocol"),
    ],
)
async def test_a_failing_server_gives_an_error_kind_and_never_an_exception(
    script: tuple[bytes | float | Exception, ...], error: str
) -> None:
    network = ScriptedNetwork(script)

    answer = await post(network)

    assert (answer.status, answer.error) == (None, error)
    assert network.streams[0].is_closed


async def test_the_whole_call_ends_at_its_deadline() -> None:
    answer = await post(ScriptedNetwork([60.0]))

    assert answer.latency_ms == 5500


async def test_a_slow_name_server_is_covered_by_the_same_deadline() -> None:
    async def never(name: str, port: int) -> list[IpAddress]:
        await asyncio.sleep(60)
        return []

    egress = OutboundHttpClient(clock=SimulatedClock(), resolve=never, connector=ScriptedNetwork())

    answer = await egress.post(HOOK, headers={}, body=b"")

    assert (answer.error, answer.latency_ms) == ("timeout", 5500)


async def test_a_status_counts_even_when_its_body_never_ends() -> None:
    head = b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n"

    answer = await post(ScriptedNetwork([head, b"a", 3.0, b"b", 3.0, b"c", 3.0]))

    assert (answer.status, answer.error, answer.body, answer.latency_ms) == (202, None, b"ab", 5500)


async def test_a_huge_body_is_read_to_the_limit_only() -> None:
    chunks = [b"x" * 50_000] * 4
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n"
    network = ScriptedNetwork([head, *chunks])

    answer = await post(network)

    assert (answer.status, len(answer.body)) == (200, MAX_BODY_BYTES)
    assert network.streams[0].is_closed


async def test_cancellation_closes_the_connection() -> None:
    network = ScriptedNetwork([60.0])
    sending = asyncio.ensure_future(post(network))
    await asyncio.sleep(1)

    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    assert network.streams[0].is_closed


async def test_a_name_without_an_address_is_reported() -> None:
    assert (await post(ScriptedNetwork(), ScriptedNames([[]]))).error == "dns"


@pytest.mark.parametrize(
    ("script", "is_complete"),
    [
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"whol"], True),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"ha"], False),
        ([b"HTTP/1.1 200 OK\r\n\r\n", b"x" * MAX_BODY_BYTES], False),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", httpcore.ReadError("reset")], False),
    ],
)
async def test_a_response_says_whether_it_is_all_of_it(
    script: list[bytes | Exception], *, is_complete: bool
) -> None:
    answer = await post(ScriptedNetwork(script))

    assert (answer.status, answer.is_complete) == (200, is_complete)


async def test_a_redirect_is_reported_and_not_followed() -> None:
    network = ScriptedNetwork(
        [b"HTTP/1.1 302 Found\r\nLOCATION: /else\r\nContent-Length: 0\r\n\r\n"]
    )

    answer = await post(network)

    assert (answer.status, answer.location) == (302, "/else")
    assert len(network.dialled) == 1
