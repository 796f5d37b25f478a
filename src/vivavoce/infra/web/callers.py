"""The caller of a request and their network address, and access to operator routes."""

from __future__ import annotations

import base64
import hmac
import ipaddress
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, cast

import structlog
from fastapi import Depends, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPBearer

from vivavoce.infra.rate_limiter import report_rate_limits
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.connections import protect_connection
from vivavoce.infra.web.console_session import (
    CONSOLE_USER,
    authenticate_session,
    is_from_console,
)
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ForbiddenError, UnauthenticatedError

_CLIENT_NETWORK_BITS = 64
RATE_LIMITS_KEY = "vivavoce.rate_limits"
"""Where the scope of an authenticated request has its rate limits. Without a caller, none are reported: an
attacker does not learn how many attempts at a password or a code remain."""


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
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if self.metrics_token is None or scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(token.strip().encode(), self.metrics_token.encode())

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


class CallerAuthenticator(Protocol):
    """Finds the caller for a request's credentials."""

    async def __call__(
        self,
        *,
        authorization: str,
        api_key: str,
        tenant: str,
        audience: Literal["api", "mcp"] = "api",
    ) -> Caller:
        """Return the caller; ``audience`` is what the request reaches.

        Raises ``UnauthenticatedError`` or ``ForbiddenError``. Missing headers are ''.
        """


async def current_caller(request: Request, audience: Literal["api", "mcp"] = "api") -> Caller:
    """Return the caller, from ``Authorization``, ``X-API-Key`` and ``X-Tenant-ID``.

    Without the first two, the session of the console counts, for the API and on its own pages only.
    ``audience`` is what the request reaches: an application's access token is for one of them only.
    """
    headers = request.headers
    has_credential = "authorization" in headers or "x-api-key" in headers
    if not has_credential and audience == "api" and is_from_console(request):
        caller = await authenticate_session(request, headers[CONSOLE_USER])
        if caller is not None:
            return _note_caller(request, caller)
    return await _authenticate(
        request,
        authorization=headers.get("authorization", ""),
        api_key=headers.get("x-api-key", ""),
        tenant=headers.get("x-tenant-id", ""),
        audience=audience,
    )


async def basic_caller(request: Request) -> Caller:
    """Return the caller whose API key is the user name of HTTP Basic (RFC 7617); the password is ignored.

    For systems that can send a key in no other way.
    """
    key = read_basic_user_name(request.headers.get("authorization", ""))
    if not key:
        raise UnauthenticatedError("Send your API key as the user name of HTTP Basic.")
    return await _authenticate(request, authorization="", api_key=key, tenant="", audience="api")


def read_basic_user_name(header: str) -> str:
    """Return the user name in an ``Authorization`` header of HTTP Basic, or ''."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("ascii")
    except ValueError:
        return ""
    return decoded.partition(":")[0]


async def _authenticate(
    request: Request,
    *,
    authorization: str,
    api_key: str,
    tenant: str,
    audience: Literal["api", "mcp"],
) -> Caller:
    authenticate = cast("CallerAuthenticator", request.app.state.authenticate)  # set by the role
    caller = await authenticate(
        authorization=authorization, api_key=api_key, tenant=tenant, audience=audience
    )
    return _note_caller(request, caller)


def _note_caller(request: Request, caller: Caller) -> Caller:
    """Return the caller, with whom the connection and the log lines of the request are now connected."""
    protect_connection(request.scope)
    request.scope[RATE_LIMITS_KEY] = report_rate_limits()
    structlog.contextvars.bind_contextvars(tenant_id=str(caller.tenant_id))
    return caller


_BEARER = HTTPBearer(
    scheme_name="bearer", description="The access token that a sign-in returns.", auto_error=False
)
_API_KEY = APIKeyHeader(
    name="X-API-Key",
    scheme_name="apiKey",
    description="An organization's API key.",
    auto_error=False,
)


async def _documented_caller(
    request: Request,
    _bearer: Annotated[object, Security(_BEARER)],
    _key: Annotated[object, Security(_API_KEY)],
) -> Caller:
    """Return the caller; the two security schemes only document the route."""
    return await current_caller(request)


def authenticates(route: APIRoute) -> bool:
    """Return whether a route finds its caller by ``CurrentCaller``."""
    return _reaches_caller(route.dependant)


def _reaches_caller(dependant: Dependant) -> bool:
    return any(
        one.call is _documented_caller or _reaches_caller(one) for one in dependant.dependencies
    )


CurrentCaller = Annotated[Caller, Depends(_documented_caller)]
SECURITY_REQUIREMENTS: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}]
"""Security requirements for routes that authenticate without the dependency."""
