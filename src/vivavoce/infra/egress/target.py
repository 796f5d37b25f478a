"""Parses a tenant's URL once and strictly, and checks which network addresses it may make us call.

Exactly what is checked is what gets called. Allowed addresses are an explicit list, closed by default. The
standard library's ``is_private`` and ``is_global`` are not used: they call NAT64 and 6to4 forms of loopback
global, and their answers differ between Python versions.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Literal
from urllib.parse import quote, urlsplit

import idna

from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.translation import phrase, translatable

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


MAX_URL_LENGTH = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSAFE_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Services on these ports are not web servers, and a line of HTTP can mean something to them.
_FORBIDDEN_PORTS = frozenset(
    {1025, 1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5060, 5061, 5432}
    | {5672, 5900, 5984, 6000, 6379, 6443, 6566, *range(6665, 6670), 6697, 7001, 8500, 9042, 9092}
    | {9200, 9300, 10080, 10250, 10255, 11211, 15672, 27017}
)

TargetErrorKind = Literal[
    "refused_url", "refused_scheme", "refused_user", "refused_host", "refused_port"
]


class TargetRefusedError(InvalidRequestError):
    """This address cannot be called."""

    code = "address_refused"

    def __init__(self, kind: TargetErrorKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundTarget:
    """Where a request goes: an ASCII name or one literal address, a port and a request path."""

    scheme: Literal["http", "https"]
    name: str
    ip_address: IpAddress | None
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """Return the ``Host`` header: the name as given, with the port if it is not the default."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == _DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"


def parse_target(url: str) -> OutboundTarget:
    """Return the target of ``url``, or raise ``TargetRefusedError`` with a message for its owner.

    Nothing is resolved here. Numbers that a resolver would accept as an address, such as ``2130706433`` or
    ``0x7f.1``, are refused; so are user names, escapes and unusual ports.
    """
    if len(url) > MAX_URL_LENGTH:
        raise TargetRefusedError(
            "refused_url",
            translatable("An address can have at most {limit} characters.", limit=MAX_URL_LENGTH),
        )
    if _UNSAFE_CHARACTERS.search(url):
        raise TargetRefusedError(
            "refused_url",
            phrase("An address cannot contain spaces, backslashes or control characters."),
        )
    try:
        parts = urlsplit(url)
    except ValueError:
        raise TargetRefusedError("refused_url", phrase("The address is not valid.")) from None
    scheme = _parse_scheme(parts.scheme)
    name, port = _parse_authority(parts.netloc)
    return OutboundTarget(
        scheme=scheme,
        name=name,
        ip_address=_parse_ip_address(name),
        port=_parse_port(port, scheme),
        path=_encode_path(parts.path or "/", parts.query),
    )


def _parse_scheme(scheme: str) -> Literal["http", "https"]:
    if scheme == "https":
        return "https"
    if scheme == "http":
        return "http"
    raise TargetRefusedError(
        "refused_scheme", phrase("The address must start with https:// or http://.")
    )


def _parse_authority(netloc: str) -> tuple[str, str | None]:
    if "@" in netloc:
        raise TargetRefusedError(
            "refused_user", phrase("The address must not contain a user name or password.")
        )
    if netloc.startswith("["):
        host, bracket, rest = netloc[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise TargetRefusedError(
                "refused_host", phrase("The IPv6 address has no closing bracket.")
            )
        return _parse_ipv6(host), rest[1:] if rest else None
    host, colon, port = netloc.partition(":")
    return _parse_host_name(host), port if colon else None


def _parse_ipv6(host: str) -> str:
    address = None if "%" in host else _parse_ip_address(host)
    if not isinstance(address, ipaddress.IPv6Address):
        raise TargetRefusedError("refused_host", phrase("The IPv6 address is not valid."))
    return str(address)


def _parse_host_name(host: str) -> str:
    name = _to_ascii_host(host).removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise TargetRefusedError(
            "refused_host", phrase("The host must be a name or an IP address.")
        )
    if _NUMBER.fullmatch(labels[-1]) and _parse_ip_address(name) is None:
        raise TargetRefusedError(
            "refused_host", phrase("Write an IPv4 address as four decimal numbers.")
        )
    return name


def _to_ascii_host(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError:
        raise TargetRefusedError("refused_host", phrase("The host name is not valid.")) from None


def _parse_ip_address(name: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _parse_port(port: str | None, scheme: Literal["http", "https"]) -> int:
    if port is None:
        return _DEFAULT_PORTS[scheme]
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) <= 65535):
        raise TargetRefusedError(
            "refused_port", phrase("The port must be a number from 1 to 65535.")
        )
    number = int(port)
    if number in _FORBIDDEN_PORTS or (number < 1024 and number not in _DEFAULT_PORTS.values()):
        raise TargetRefusedError(
            "refused_port",
            translatable("Port {number} is not allowed for web requests.", number=number),
        )
    return number


def _encode_path(path: str, query: str) -> str:
    line = f"{path}?{query}" if query else path
    return quote(_BARE_PERCENT.sub("%25", line), safe="/?:@!$&'()*+,;=-._~%[]|")
