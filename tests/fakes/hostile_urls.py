"""Addresses that must never be called, in the many ways in which one can write them."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from vivavoce.infra.egress.target import IpAddress

_HOSTS = (
    # this machine, as IPv4, as a number and as text that a resolver reads as one
    *(
        "127.0.0.1",
        "127.0.0.2",
        "127.255.255.254",
        "127.0.0.1.",
        "0.0.0.0",
        "0",
        "127.1",
        "127.0.1",
    ),
    *("2130706433", "0x7f000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1."),
    *("127.0.0.1.0x", "①②⑦.⓪.⓪.①", "127。0。0。1", "127%2e0%2e0%2e1", "\uff11\uff12\uff17.1"),
    # this machine, as IPv6 and as every wrapping of IPv4
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:1::1]", "[::ffff:0:7f00:1]"),
    *("[::1%lo]", "[::1%25lo]", "[::1", "::1", "[127.0.0.1]", "[v1.x]"),
    # the neighbourhood, the cloud's own addresses, and what is no address of a server
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.8", "192.0.0.192"),
    *("198.18.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.1", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255", "[fe80::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]"),
    *("[2001:db8::1]", "[3fff::1]", "[2001::7f00:1]", "[100::1]", "[64:ff9b::a00:1]", "[5f00::1]"),
    # names
    *("localhost", "LOCALHOST", "localhost.", "inside.example", "mixed.example", "six.example"),
    *("nat.example", "nowhere.example", "a..example", "-", "", "exa mple.org", "ex\u0000.org"),
)
_WHOLE = (
    "https://example.org@127.0.0.1:{port}/",
    "http://example.org:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@example.org/",
    "http://example.org\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\.example.org/",
    "http://127.0.0.1:{port}\t/",
    "\nhttp://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@example.org/",
    "http://127.0.0.1:{port}?@example.org/",
    "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    "javascript:alert(1)",
    "http://example.org:22/",
    "http://example.org:6379/",
    "http://example.org:0/",
    "http://example.org:65536/",
    "http://example.org:٨٠/",
    "http://example.org:+80/",
    "http://example.org:/",
    "http://ex℀mple.org/",
    "https://example.org/" + "a" * 3000,
)

NAMES: dict[str, tuple[str, ...]] = {
    "localhost": ("127.0.0.1", "::1"),
    "inside.example": ("10.1.2.3",),
    "mixed.example": ("93.184.215.14", "127.0.0.1"),
    "six.example": ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:127.0.0.1"),
    "nat.example": ("64:ff9b::7f00:1",),
    "nowhere.example": (),
}


def hostile_urls(port: int) -> list[str]:
    """Return every form, pointed at ``port`` where the form has room for one."""
    hosts = [f"http://{host}:{port}/hook" for host in _HOSTS]
    return hosts + [whole.format(port=port) for whole in _WHOLE]


async def resolve_hostile(name: str, port: int) -> Sequence[IpAddress]:
    """Answer as a hostile name server would, and as a lenient resolver for the rest."""
    if name.removesuffix(".").lower() not in NAMES:
        raise OSError(f"no such name: {name}")
    return [ip_address(text) for text in NAMES[name.removesuffix(".").lower()]]
