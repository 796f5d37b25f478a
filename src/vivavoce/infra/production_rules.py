"""The production profile refuses plain-text URLs for candidate links and sign-ins."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from vivavoce.infra.settings import InvalidSettingError, Settings


def require_encrypted_public_urls(settings: Settings) -> None:
    """Return in the local profile or if public URLs are encrypted; else raise ``InvalidSettingError``.

    Candidate links, passwords and tokens travel through these URLs. A loopback address is accepted, because
    its traffic stays on the machine.
    """
    if settings.is_local:
        return
    named = {"PUBLIC_URL": (settings.gateway_url, "https"), "WS_URL": (settings.edge_url, "wss")}
    for name, (address, scheme) in named.items():
        parts = urlsplit(address)
        if parts.scheme != scheme and not is_loopback(parts.hostname or ""):
            raise InvalidSettingError(
                f"{name} must start with {scheme}:// in the production profile, because "
                f"candidate links and sign-ins use it. It is '{address}' now."
            )


def is_loopback(host: str) -> bool:
    """Return whether ``host``, a name or an address, is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
