"""What the production profile refuses of addresses: people's links and sign-ins in clear text."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from vivavoce.infra.settings import InvalidSettingError, Settings


def refuse_plain_transport(settings: Settings) -> None:
    """Return in the local profile or when people's links are encrypted, else raise ``InvalidSettingError``.

    Candidate links, passwords and tokens travel through these addresses. A loopback address is
    taken as it is: nothing of it leaves the machine.
    """
    if settings.is_local:
        return
    named = {"PUBLIC_URL": (settings.gateway_url, "https"), "WS_URL": (settings.edge_url, "wss")}
    for name, (address, scheme) in named.items():
        parts = urlsplit(address)
        if parts.scheme != scheme and not is_loopback(parts.hostname or ""):
            raise InvalidSettingError(
                f"{name} must begin with {scheme}:// in the production profile, because candidate "
                f"links and sign-ins travel through it. It is '{address}' now."
            )


def is_loopback(host: str) -> bool:
    """Whether ``host``, a name or an address, is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
