"""Applications that people connect by OAuth 2.1: where they may be reached, and what they may do.

A person's permission for an application is a *grant*. It carries some of the person's permissions, and only
those that the tools of MCP need.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import ConflictError, ForbiddenError, InvalidRequestError
from vivavoce.kernel.ids import KeyMode, TenantId, restrict_to_mode
from vivavoce.tenancy.domain.roles import AssignedRole, get_permissions

Audience = Literal["api", "mcp"]
"""What an access token is for: the REST API, or the tools of MCP. It is refused at the other one."""
APPLICATION_PERMISSIONS = frozenset(
    {
        Permission.INTERVIEW_CREATE,
        Permission.INTERVIEW_READ,
        Permission.INTERVIEW_UPDATE,
        Permission.INTERVIEW_APPROVE,
        Permission.PRACTICE_USE,
    }
)
"""What a person can permit an application: the permissions that the tools of MCP need."""
ACCESS_TOKEN_PREFIX, REFRESH_TOKEN_PREFIX, CODE_PREFIX = "oat_", "ort_", "oac_"
ACCESS_TOKEN_LIFETIME_S = 600
REFRESH_TOKEN_LIFETIME = timedelta(days=30)
CODE_LIFETIME = timedelta(minutes=1)
REQUEST_LIFETIME = timedelta(minutes=10)
"""How long a person can take to decide about a request."""
MAX_REDIRECT_URIS = 5
MAX_REDIRECT_URI_LENGTH = 300
MAX_STATE_LENGTH = 1000
_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class RedirectUriError(InvalidRequestError):
    """A redirect address is https, http on this computer, or of an own scheme: 'com.example.app:/done'."""

    code = "redirect_uri_refused"


class ConsentRequestEndedError(ConflictError):
    """This request has expired or was changed. Start again in the application."""

    code = "consent_request_ended"


class NothingToPermitError(ForbiddenError):
    """The application asks for nothing that your role can do."""

    code = "nothing_to_permit"


class GrantRefusedError(InvalidRequestError):
    """The code or the refresh token is not valid: it was used, has expired, or its permission has ended."""

    code = "invalid_grant"


class ClientRefusedError(InvalidRequestError):
    """The client's id and secret do not belong to an API key that works."""

    code = "invalid_client"


class ScopeRefusedError(InvalidRequestError):
    """The client asks for a permission that it does not have."""

    code = "invalid_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application that has registered. Its name is what it calls itself, and not verified."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRequest:
    """What an application asks a person for, until the person decides."""

    client_id: str
    client_name: str
    redirect_uri: str
    state: str | None
    code_challenge: str
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationGrant:
    """A person's permission for an application, without its secrets."""

    id: UUID
    user_id: UUID
    client_hash: bytes
    client_name: str
    redirect_uri: str
    permissions: frozenset[Permission]
    code_challenge: str
    code_expires_at: datetime
    code_used_at: datetime | None
    created_at: datetime
    last_used_at: datetime | None
    is_active: bool
    """Whether it was not revoked, and the person's membership and account are as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """A stored refresh token and its grant."""

    grant: ApplicationGrant
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAccessToken:
    """Whom an access token stands for, with their current role."""

    tenant_id: TenantId
    id: UUID
    name: str
    role: AssignedRole
    is_person: bool
    key_mode: KeyMode | None
    """The mode of the API key that the token was issued for; None if it stands for a person."""
    permissions: frozenset[Permission]
    audience: Audience

    def to_caller(self) -> Caller:
        """Return the caller: the token's permissions, as far as the role still has them."""
        return Caller(
            tenant_id=self.tenant_id
            if self.key_mode is None
            else restrict_to_mode(self.tenant_id, self.key_mode),
            kind="account" if self.is_person else "api_key",
            id=self.id,
            name=self.name,
            permissions=self.permissions & get_permissions(self.role),
            role=str(self.role) if self.is_person else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTokens:
    """New tokens; ``expires_in`` is that of the access token, in seconds."""

    access_token: str
    expires_in: int
    permissions: frozenset[Permission]
    refresh_token: str | None = None


def read_scope(scope: str) -> frozenset[Permission]:
    """Return the permissions of a scope, or raise ``ScopeRefusedError`` for a name that is none."""
    names = scope.split()
    if not set(names) <= set(Permission):
        raise ScopeRefusedError
    return frozenset(Permission(name) for name in names)


def write_scope(permissions: Iterable[Permission]) -> str:
    """Return the scope with these permissions, in alphabetical order."""
    return " ".join(sorted(permissions))


def check_redirect_uris(uris: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses, or raise ``RedirectUriError``."""
    if not 0 < len(uris) <= MAX_REDIRECT_URIS or not all(map(_is_redirect_uri, uris)):
        raise RedirectUriError
    return tuple(uris)


def _is_redirect_uri(uri: str) -> bool:
    """Return whether a browser may be sent there with a code (RFC 8252, sections 7 and 8)."""
    if len(uri) > MAX_REDIRECT_URI_LENGTH or not uri.isascii() or not uri.isprintable():
        return False
    try:
        parts = urlsplit(uri)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if parts.fragment or "#" in uri or "\\" in uri or " " in uri or "@" in parts.netloc:
        return False
    if parts.scheme == "https":
        return bool(host)
    if parts.scheme == "http":
        return host in _LOOPBACK_HOSTS
    return "." in parts.scheme  # no scheme that a browser itself understands has a dot


def is_same_redirect(registered: str, asked: str) -> bool:
    """Return whether the addresses are equal; on this computer, the port may differ (RFC 8252, 7.3)."""
    if registered == asked:
        return True
    if not _is_redirect_uri(asked):
        return False
    one, other = urlsplit(registered), urlsplit(asked)
    if one.scheme == "http":
        one, other = (each._replace(netloc=each.hostname or "") for each in (one, other))
    # An address without a path means the root.
    return one._replace(path=one.path or "/") == other._replace(path=other.path or "/")


def describe_redirect(uri: str) -> str | None:
    """Return where the person will be sent: a host, an own scheme, or None for this computer."""
    parts = urlsplit(uri)
    if parts.scheme == "https":
        return parts.hostname
    return None if parts.scheme == "http" else parts.scheme


def build_redirect(uri: str, values: Mapping[str, str | None]) -> str:
    """Return ``uri`` with these values added to its query; None is left out."""
    parts = urlsplit(uri)
    added = [(name, value) for name, value in values.items() if value is not None]
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *added])
    return urlunsplit(parts._replace(query=query))


def hash_client_id(client_id: str) -> bytes:
    """Return the hash by which grants and tokens name an application."""
    return hashlib.sha256(client_id.encode()).digest()
