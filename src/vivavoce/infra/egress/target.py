"""A tenant's address, read once and strictly: what is checked is what is dialled."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

import idna

from vivavoce.infra.egress.guard import IpAddress
from vivavoce.kernel.errors import Malformed

MAX_URL_LENGTH = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_ESCAPES = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What listens on these is no web server, and a line of HTTP can mean something to it.
_FORBIDDEN_PORTS = frozenset(
    {1025, 1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5060, 5061, 5432}
    | {5672, 5900, 5984, 6000, 6379, 6443, 6566, *range(6665, 6670), 6697, 7001, 8500, 9042, 9092}
    | {9200, 9300, 10080, 10250, 10255, 11211, 15672, 27017}
)

TargetFault = Literal[
    "refused_url", "refused_scheme", "refused_user", "refused_host", "refused_port"
]


class TargetRefused(Malformed):
    """This address cannot be called."""

    code = "address_refused"

    def __init__(self, kind: TargetFault, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes: an ASCII name or one literal address, a port and a request line."""

    scheme: Literal["http", "https"]
    name: str
    literal: IpAddress | None
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The ``Host`` that the receiver expects: the name as given, the port where unusual."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == _DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"


def read_target(url: str) -> Target:
    """Return what ``url`` points at, or raise ``TargetRefused`` with a sentence for its owner.

    Nothing is resolved here. Numbers that a resolver would take for an address, such as
    ``2130706433`` or ``0x7f.1``, are refused; so are user names, escapes and odd ports.
    """
    if len(url) > MAX_URL_LENGTH:
        raise TargetRefused("refused_url", f"An address has at most {MAX_URL_LENGTH} characters.")
    if _UNSAFE.search(url):
        raise TargetRefused("refused_url", "An address has no spaces, backslashes or controls.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise TargetRefused("refused_url", "The address cannot be read.") from None
    scheme = _scheme(parts.scheme)
    name, port = _authority(parts.netloc)
    return Target(
        scheme=scheme,
        name=name,
        literal=_literal(name),
        port=_port(port, scheme),
        path=_path(parts.path or "/", parts.query),
    )


def _scheme(scheme: str) -> Literal["http", "https"]:
    if scheme == "https":
        return "https"
    if scheme == "http":
        return "http"
    raise TargetRefused("refused_scheme", "The address starts with https:// or http://.")


def _authority(netloc: str) -> tuple[str, str | None]:
    if "@" in netloc:
        raise TargetRefused("refused_user", "The address carries no user name or password.")
    if netloc.startswith("["):
        host, bracket, rest = netloc[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise TargetRefused("refused_host", "The IPv6 address is not closed by a bracket.")
        return _six(host), rest[1:] if rest else None
    host, colon, port = netloc.partition(":")
    return _name(host), port if colon else None


def _six(host: str) -> str:
    address = None if "%" in host else _literal(host)
    if not isinstance(address, ipaddress.IPv6Address):
        raise TargetRefused("refused_host", "The IPv6 address cannot be read.")
    return str(address)


def _name(host: str) -> str:
    name = _ascii(host).removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise TargetRefused("refused_host", "The host is not a name or an IP address.")
    if _NUMBER.fullmatch(labels[-1]) and _literal(name) is None:
        raise TargetRefused("refused_host", "Write an IPv4 address as four decimal numbers.")
    return name


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError:
        raise TargetRefused("refused_host", "The host's name cannot be read.") from None


def _literal(name: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _port(port: str | None, scheme: Literal["http", "https"]) -> int:
    if port is None:
        return _DEFAULT_PORTS[scheme]
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) <= 65535):
        raise TargetRefused("refused_port", "The port is a number from 1 to 65535.")
    number = int(port)
    if number in _FORBIDDEN_PORTS or (number < 1024 and number not in _DEFAULT_PORTS.values()):
        raise TargetRefused("refused_port", f"Port {number} is not one that receives web requests.")
    return number


def _path(path: str, query: str) -> str:
    line = f"{path}?{query}" if query else path
    return quote(_ESCAPES.sub("%25", line), safe="/?:@!$&'()*+,;=-._~%[]|")
