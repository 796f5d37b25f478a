"""The client's network address, for rate limits."""

from __future__ import annotations

import ipaddress

from fastapi import Request

_CLIENT_NETWORK_BITS = 64


def client_address(request: Request) -> str:
    """Return the address of the client: an IPv4 address, or the /64 network of an IPv6 address.

    It is the connection's own address, or the one that a trusted proxy forwarded: 'X-Forwarded-For' is only
    read from proxies in ``VIVAVOCE_TRUSTED_PROXIES``.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _CLIENT_NETWORK_BITS), strict=False))
