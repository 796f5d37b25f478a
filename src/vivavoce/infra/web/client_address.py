"""Where a request comes from, for limits: the client's network address."""

from __future__ import annotations

import ipaddress

from fastapi import Request

_CLIENT_NETWORK_BITS = 64


def client_address(request: Request) -> str:
    """Return the address of the client: an IPv4 address, or the /64 network of an IPv6 address.

    It is the connection's own, or what a trusted proxy forwarded: the server reads 'X-Forwarded-For'
    from the proxies of ``VIVAVOCE_TRUSTED_PROXIES`` only.
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
