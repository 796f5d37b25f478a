from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.infra.egress.target import (
    check_public_address,
    check_public_or_loopback_address,
)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.255", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "unspecified"),
        ("::", "unspecified"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.255.1", "private"),
        ("fd12:3456::1", "private"),
        ("fec0::1", "private"),
        ("169.254.169.254", "link_local"),
        ("fe80::1", "link_local"),
        ("fd00:ec2::254", "private"),
        ("168.63.129.16", "metadata"),
        ("100.64.0.1", "carrier_nat"),
        ("100.100.100.200", "carrier_nat"),
        ("192.0.0.8", "protocol_assignment"),
        ("2001::1", "protocol_assignment"),
        ("2001:2::1", "protocol_assignment"),
        ("192.0.2.9", "documentation"),
        ("198.51.100.9", "documentation"),
        ("203.0.113.9", "documentation"),
        ("2001:db8::9", "documentation"),
        ("3fff:fff::9", "documentation"),
        ("198.19.255.255", "benchmarking"),
        ("192.88.99.1", "relay"),
        ("2002:7f00:1::", "relay"),
        ("2002:808:808::", "relay"),
        ("224.0.0.251", "multicast"),
        ("ff02::fb", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("100::1", "reserved"),
        ("5f00::1", "reserved"),
        ("::ffff:0:7f00:1", "reserved"),
        ("::ffff:127.0.0.1", "mapped"),
        ("::ffff:8.8.8.8", "mapped"),
        ("::127.0.0.1", "compatible"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "link_local"),
        ("64:ff9b:1::808:808", "translation"),
    ],
)
def test_a_forbidden_address_is_refused_with_its_reason(address: str, reason: str) -> None:
    assert check_public_address(ip_address(address)) == reason


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "192.0.1.1", "198.20.0.1"),
        *("2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "2001:4860:4860::8888"),
    ],
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert check_public_address(ip_address(address)) is None


@given(st.ip_addresses(v=4))
def test_a_translated_address_is_checked_by_its_embedded_address(inside: IPv4Address) -> None:
    outside = ip_address(int(ip_address("64:ff9b::")) | int(inside))

    assert check_public_address(outside) == check_public_address(inside)


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_outside_global_unicast_is_allowed(address: IPv6Address) -> None:
    if address in IPv6Network("2000::/3") or address in IPv6Network("64:ff9b::/96"):
        return

    assert check_public_address(address) is not None


def test_the_local_profile_allows_this_machine_and_nothing_else_of_its_network() -> None:
    assert check_public_or_loopback_address(ip_address("127.0.0.1")) is None
    assert check_public_or_loopback_address(ip_address("127.8.8.8")) is None
    assert check_public_or_loopback_address(ip_address("::1")) is None
    assert check_public_or_loopback_address(ip_address("8.8.8.8")) is None
    for near in ("10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::ffff:127.0.0.1"):
        assert check_public_or_loopback_address(ip_address(near)) is not None
