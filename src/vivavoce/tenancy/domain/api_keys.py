"""API keys: their format, their permissions and their expiry."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vivavoce.kernel.caller import (
    ORGANIZATION_PERMISSIONS,
    Caller,
    Permission,
)
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import KeyMode, TenantId, restrict_to_mode
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.domain.form_fields import build_field_error
from vivavoce.tenancy.domain.roles import (
    AssignedRole,
    GrantExceedsRightsError,
    get_permissions,
    read_permissions,
)

API_KEY_PREFIXES: dict[KeyMode, str] = {"live": "sk_live_", "test": "sk_test_"}
"""The beginning of a key shows its mode."""
TEST_KEY_PERMISSIONS = frozenset(
    {
        Permission.INTERVIEW_CREATE,
        Permission.INTERVIEW_READ,
        Permission.INTERVIEW_UPDATE,
        Permission.INTERVIEW_APPROVE,
        Permission.INTERVIEW_DELETE,
        Permission.TENANT_READ,
    }
)
"""What a test key can carry: all else changes what is live, such as users, settings and practice."""
_VISIBLE_CHARACTERS = 4
MAX_KEY_LENGTH = 200
DEMO_KEY = "demo_api_key_" + ("1234567890" * 6)[:56]
"""The key that the quick start prints. It works only in the local profile."""

_INSTALLATION_PERMISSIONS = frozenset(Permission) - ORGANIZATION_PERMISSIONS
_NOT_FOR_KEYS = translatable(
    "An organization's API key cannot have '{permission}'. Only operators of this installation have it.",
    permission=Permission.PLATFORM_OPERATE,
)


class ApiKeyEndedError(ConflictError):
    """This API key was revoked or has expired. Create a new one."""

    code = "api_key_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as its organization sees it: everything but the secret."""

    id: UUID
    name: str
    prefix: str
    permissions: frozenset[Permission]
    mode: KeyMode = "live"
    created_by: UUID
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def check_active(self, now: datetime) -> None:
        """Raise ``ApiKeyEndedError`` if the key was revoked or has expired."""
        if self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now):
            raise ApiKeyEndedError

    @property
    def lifetime(self) -> timedelta | None:
        """How long the key was made for; None if it does not expire."""
        return None if self.expires_at is None else self.expires_at - self.created_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedApiKey:
    """A key that was found by its secret, with its creator's current role."""

    tenant_id: TenantId
    id: UUID
    name: str
    permissions: frozenset[Permission]
    mode: KeyMode
    expires_at: datetime | None
    creator_role: AssignedRole

    def is_expired(self, now: datetime) -> bool:
        """Return whether the key has expired."""
        return self.expires_at is not None and self.expires_at <= now

    def to_caller(self) -> Caller:
        """Return the caller: the key's permissions, as far as its creator still has them."""
        return Caller(
            tenant_id=restrict_to_mode(self.tenant_id, self.mode),
            kind="api_key",
            id=self.id,
            name=self.name,
            permissions=self.permissions & get_permissions(self.creator_role),
        )


def build_api_key(randomness: str, mode: KeyMode) -> str:
    """Return the text of a key: its mode's prefix and 64 hexadecimal digits derived from ``randomness``."""
    return API_KEY_PREFIXES[mode] + hashlib.sha256(randomness.encode()).hexdigest()


def visible_prefix(key: str) -> str:
    """Return the beginning of a key, by which its owner can recognize it."""
    head = next(
        (prefix for prefix in API_KEY_PREFIXES.values() if key.startswith(prefix)),
        key[: key.rfind("_") + 1],
    )
    return key[: len(head) + _VISIBLE_CHARACTERS]


def parse_permissions(
    creator: Caller, names: Sequence[str], mode: KeyMode
) -> frozenset[Permission]:
    """Return the permissions of a new key; raise ``InvalidFieldError`` or ``GrantExceedsRightsError``."""
    if not names:
        raise build_field_error(
            "permissions",
            translatable("Choose at least one permission for the API key."),
            code="required",
        )
    if not _INSTALLATION_PERMISSIONS.isdisjoint(names):
        raise build_field_error("permissions", _NOT_FOR_KEYS, code="not_for_keys")
    unknown = next((name for name in names if name not in ORGANIZATION_PERMISSIONS), None)
    if unknown is not None:
        listed = ", ".join(sorted(ORGANIZATION_PERMISSIONS))
        raise build_field_error(
            "permissions",
            translatable(
                "One of the permissions does not exist. Choose from: {listed}.", listed=listed
            ),
            code="unknown_permission",
        )
    permissions = read_permissions(names)
    if mode == "test" and (refused := permissions - TEST_KEY_PERMISSIONS):
        raise build_field_error(
            "permissions",
            translatable(
                "A test key cannot have '{permission}'. Choose from: {listed}.",
                permission=min(refused),
                listed=", ".join(sorted(TEST_KEY_PERMISSIONS)),
            ),
            code="not_for_test_keys",
        )
    if not permissions <= creator.permissions:
        raise GrantExceedsRightsError
    return permissions


def validate_key_expiry(expires_at: datetime | None, now: datetime) -> datetime | None:
    """Return ``expires_at``; raise ``InvalidFieldError`` if it is past or has no time zone."""
    if expires_at is not None and (expires_at.tzinfo is None or expires_at <= now):
        message = translatable("'expiresAt' needs a time zone and must be in the future.")
        raise build_field_error("expiresAt", message, code="not_ahead")
    return expires_at
