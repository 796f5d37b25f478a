"""Which network addresses a tenant may make us call: an explicit list, closed by default.

The standard library's ``is_private`` and ``is_global`` are not used: they call NAT64 and 6to4 forms of
loopback global, and their answers differ between Python versions.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IpAddress = IPv4Address | IPv6Address
AddressPolicy = Callable[[IpAddress], str | None]
"""Returns the reason why an address is refused, or None if it may be called."""

_BLOCKED_IPV4 = tuple(
    (IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier_nat"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "metadata"),
        ("169.254.0.0/16", "link_local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol_assignment"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_BLOCKED_IPV6 = tuple(
    (IPv6Network(network), reason)
    for network, reason in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "mapped"),
        ("::/96", "compatible"),
        ("64:ff9b:1::/48", "translation"),
        ("2001::/23", "protocol_assignment"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "relay"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link_local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def check_public_address(address: IpAddress) -> str | None:
    """Return why ``address`` is refused, or None for an ordinary public Internet address."""
    if isinstance(address, IPv4Address):
        return next((reason for network, reason in _BLOCKED_IPV4 if address in network), None)
    if address in _NAT64:
        # An IPv6-only network reaches every IPv4 host in this form: the embedded IPv4 address decides.
        return check_public_address(IPv4Address(int(address) & 0xFFFF_FFFF))
    listed = next((reason for network, reason in _BLOCKED_IPV6 if address in network), None)
    if listed is None and address not in _GLOBAL_UNICAST:
        return "reserved"
    return listed


def check_public_or_loopback_address(address: IpAddress) -> str | None:
    """Return what ``check_public_address`` returns, but allow this machine's loopback addresses."""
    if address == IPv6Address(1) or address in IPv4Network("127.0.0.0/8"):
        return None
    return check_public_address(address)
