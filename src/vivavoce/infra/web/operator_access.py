"""Access to operator routes: metrics and internal details, and whether the installation uses https."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass

from starlette.requests import Request

from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import ForbiddenError, UnauthenticatedError

_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAccess:
    """Who may read operators' routes. The default is that of the local profile without a token."""

    metrics_token: str | None = None
    is_local: bool = True
    is_https: bool = False
    """Whether people reach this installation over https only."""

    @classmethod
    def from_settings(cls, settings: Settings) -> OperatorAccess:
        """Return the access rules of the settings."""
        token = settings.metrics_token
        return cls(
            metrics_token=None if token is None else token.get_secret_value(),
            is_local=settings.is_local,
            is_https=not settings.is_local and settings.gateway_url.startswith("https://"),
        )

    def has_metrics_token(self, request: Request) -> bool:
        """Return whether the request carries the metrics token."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if self.metrics_token is None or scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(given.strip().encode(), self.metrics_token.encode())

    def require_metrics_access(self, request: Request) -> None:
        """Return if the request may read the metrics.

        Raises ``UnauthenticatedError`` for a missing or wrong token, ``ForbiddenError`` if metrics are
        closed.
        """
        if self.has_metrics_token(request):
            return
        if self.metrics_token is not None:
            raise UnauthenticatedError("Send METRICS_TOKEN as a bearer token.")
        if not self.is_local or not _is_from_this_machine(request):
            raise ForbiddenError(
                "Metrics are closed here. Set METRICS_TOKEN, and send it as a bearer token."
            )


def _is_from_this_machine(request: Request) -> bool:
    """Return whether the client is on this machine and no proxy forwarded the request."""
    if request.client is None or any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
