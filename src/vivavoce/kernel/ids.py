"""The id types of the platform, and how a time-ordered UUID is made."""

from __future__ import annotations

from typing import NewType, Protocol
from uuid import UUID

TenantId = NewType("TenantId", UUID)
AccountId = NewType("AccountId", UUID)
PersonId = NewType("PersonId", UUID)
InterviewId = NewType("InterviewId", UUID)
PlanId = NewType("PlanId", UUID)
SessionId = NewType("SessionId", UUID)
AssessmentId = NewType("AssessmentId", UUID)
EventId = NewType("EventId", UUID)

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
