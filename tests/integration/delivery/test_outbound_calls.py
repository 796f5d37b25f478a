"""The way out over real sockets: a canary that must stay silent, and a receiver that answers."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path

import httpcore
import pytest
from tests.fakes.hostile_urls import NAMES, hostile_urls, resolve_hostile
from tests.fakes.tls_certificates import build_tls_context
from tests.fakes.webhook_receiver import Receiver

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.egress.client import OutboundHttpClient, OutboundHttpResponse, SystemResolver
from vivavoce.infra.egress.target import (
    AddressPolicy,
    IpAddress,
    check_public_address,
    check_public_or_loopback_address,
)

_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"), IPv6Network("::ffff:0:0/96"))


class TranslatingNetwork(httpcore.AnyIOBackend):
    """A network that carries IPv4 inside IPv6, as a cloud with NAT64 does."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address = ip_address(host)
        if isinstance(address, IPv6Address) and any(address in net for net in _TRANSLATED):
            address = IPv4Address(int(address) & 0xFFFF_FFFF)
        if not address.is_loopback:
            raise httpcore.ConnectError("outside this machine")
        return await super().connect_tcp(str(address), port, timeout)


class LenientNames(SystemResolver):
    """The hostile names first; all else as the machine's own resolver reads it."""

    async def __call__(self, name: str, port: int) -> Sequence[IpAddress]:
        if name.removesuffix(".").lower() in NAMES:
            return await resolve_hostile(name, port)
        if name.replace(".", "").isalpha():
            raise OSError("no name is looked up outside this machine")
        return await super().__call__(name, port)


async def _call_every_address(canary: Receiver, guard: AddressPolicy) -> int:
    egress = OutboundHttpClient(
        clock=SystemClock(),
        address_policy=guard,
        resolve=LenientNames(),
        connector=TranslatingNetwork(),
        connect_timeout_s=0.5,
        timeout_s=1.0,
    )
    for url in hostile_urls(canary.port):
        await egress.post(url, headers={}, body=b"{}")
    return canary.connections


async def test_no_form_of_a_forbidden_address_reaches_a_local_server() -> None:
    async with Receiver() as canary:
        assert len(hostile_urls(canary.port)) >= 40
        assert await _call_every_address(canary, check_public_address) == 0


async def test_the_local_server_is_reached_by_a_guard_that_only_checks_is_private() -> None:
    def mutant(address: IpAddress) -> str | None:
        return "private" if address.is_private else None

    async with Receiver() as canary:
        assert await _call_every_address(canary, mutant) > 0


async def _named(name: str, port: int) -> Sequence[IpAddress]:
    return (ip_address("127.0.0.1"),)


async def _post(
    url: str, tls: ssl.SSLContext | None = None, total_s: float = 5.5
) -> OutboundHttpResponse:
    egress = OutboundHttpClient(
        clock=SystemClock(),
        address_policy=check_public_or_loopback_address,
        resolve=_named,
        tls=tls,
        timeout_s=total_s,
    )
    return await egress.post(
        url, headers={"Content-Type": "application/json"}, body=b'{"a":"\xc3\xbc"}'
    )


async def test_the_local_profile_reaches_a_server_on_this_machine_by_its_name() -> None:
    async with Receiver() as receiver:
        answer = await _post(receiver.url("ok", host="hooks.example"))

    assert (answer.status, answer.error) == (204, None)
    assert receiver.requests[0].headers["host"] == f"hooks.example:{receiver.port}"
    assert receiver.requests[0].body == '{"a":"ü"}'


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("500", 500, None),
        ("410", 410, None),
        ("302", 302, None),
        ("slow", None, "timeout"),
        ("reset", None, "reset"),
        ("garbage", None, "protocol"),
    ],
)
async def test_each_kind_of_failing_server_has_its_own_error(
    path: str, status: int | None, error: str | None
) -> None:
    async with Receiver() as receiver:
        answer = await _post(receiver.url(path), total_s=0.5)

    assert (answer.status, answer.error) == (status, error)
    assert receiver.connections == 1


async def test_a_response_body_of_one_megabyte_is_truncated() -> None:
    async with Receiver() as receiver:
        answer = await _post(receiver.url("big"))

    assert (answer.status, len(answer.body)) == (200, 65536)


async def test_a_closed_port_and_a_silent_one_have_different_errors() -> None:
    async with Receiver() as receiver:
        url = receiver.url("ok")

    assert (await _post(url)).error == "connect"


async def test_the_certificate_is_checked_against_the_host_name_and_not_the_pinned_address(
    tmp_path: Path,
) -> None:
    async with Receiver(tls=build_tls_context(tmp_path, "hooks.example")) as receiver:
        trusting = ssl.create_default_context(cafile=tmp_path / "hooks.example.pem")

        right = await _post(receiver.url("ok", host="hooks.example"), tls=trusting)
        other = await _post(receiver.url("ok", host="other.example"), tls=trusting)
        outsider = await _post(receiver.url("ok", host="hooks.example"))

    assert (right.status, other.error, outsider.error) == (204, "tls", "tls")
    assert receiver.server_names == ["hooks.example", "other.example", "hooks.example"]
    assert len(receiver.requests) == 1
