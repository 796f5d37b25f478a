"""Device cookies and log hashes, both keyed by the installation's secret."""

from __future__ import annotations

import hmac
import secrets

from vivavoce.infra.keys import InstallationKeys

_ID_BYTES = 16
_MAX_COOKIE_LENGTH = 200


class HmacDeviceCookies:
    """Signs a random id for one address. The cookie grants no access, only a separate attempt limit."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._key = keys.derive("device-cookie")

    def issue(self, address: str) -> str:
        """Return the cookie value for a browser in which the owner of ``address`` signed in."""
        device = secrets.token_hex(_ID_BYTES)
        return f"{device}.{self._signature(device, address)}"

    def read(self, address: str, cookie: str) -> str | None:
        """Return the browser's id if the cookie is authentic and was issued for ``address``, else None."""
        if not cookie or len(cookie) > _MAX_COOKIE_LENGTH or not cookie.isascii():
            return None
        device, _, signature = cookie.partition(".")
        fits = hmac.compare_digest(signature, self._signature(device, address))
        return device if fits else None

    def _signature(self, device: str, address: str) -> str:
        return hmac.new(self._key, f"{device}|{address}".encode(), "sha256").hexdigest()


class HmacLogHasher:
    """Hashes addresses for logs, so that log lines about the same address can be correlated."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._key = keys.derive("log-hash")

    def __call__(self, text: str) -> str:
        """Return 16 hexadecimal digits."""
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()[:16]
