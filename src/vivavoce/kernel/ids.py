"""The id types of the platform, and how a time-ordered UUID is made."""

from __future__ import annotations

from typing import Literal, NewType, Protocol
from uuid import UUID

TenantId = NewType("TenantId", UUID)
AccountId = NewType("AccountId", UUID)
PersonId = NewType("PersonId", UUID)
InterviewId = NewType("InterviewId", UUID)
PlanId = NewType("PlanId", UUID)
SessionId = NewType("SessionId", UUID)
AssessmentId = NewType("AssessmentId", UUID)
EventId = NewType("EventId", UUID)

KeyMode = Literal["live", "test"]
"""The mode of an API key: a key sees and changes only what was created in its own mode."""


class _LiveModeTenantId(UUID):
    """The id of an organization, as a live key names it."""

    __slots__ = ()


class _TestModeTenantId(UUID):
    """The id of an organization, as a test key names it."""

    __slots__ = ()


_TENANT_IDS_BY_MODE: dict[KeyMode, type[UUID]] = {
    "live": _LiveModeTenantId,
    "test": _TestModeTenantId,
}


def restrict_to_mode(tenant_id: TenantId, mode: KeyMode) -> TenantId:
    """Return the same id, restricted: a transaction opened with it sees the interviews of ``mode`` only.

    It equals the id without a mode. Use cases pass it on without knowing; stored or sent, it has no mode.
    """
    return TenantId(_TENANT_IDS_BY_MODE[mode](int=tenant_id.int))


def get_mode(tenant_id: TenantId) -> KeyMode | None:
    """Return the mode to which a tenant id is restricted; None if it sees both."""
    for mode, restricted in _TENANT_IDS_BY_MODE.items():
        if isinstance(tenant_id, restricted):
            return mode
    return None


DEMO_TENANT_ID = TenantId(UUID("00000000-0000-7000-8000-00000000d390"))
"""The demo organization: the local profile creates it at first start, production never does."""


class IdGenerator(Protocol):
    """Generates ids and secrets; a port, so that tests can fix them."""

    def new_id(self) -> UUID:
        """Return a UUID version 7: unique, and later ones sort after earlier ones."""

    def random_token(self, bits: int) -> str:
        """Return an unguessable URL-safe string with at least ``bits`` random bits."""

    def random_digits(self, count: int) -> str:
        """Return ``count`` random decimal digits."""


def uuid7(at_ms: int, randomness: bytes) -> UUID:
    """Return the UUID version 7 (RFC 9562, section 5.7) of a Unix time in ms and ten random bytes.

    Raises ``ValueError`` if ``randomness`` is not ten bytes long.
    """
    if len(randomness) != 10:
        raise ValueError(f"ten random bytes are needed, not {len(randomness)}")
    bits = (at_ms & ((1 << 48) - 1)) << 80 | int.from_bytes(randomness, "big")
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=bits)
