"""A link that shows one scorecard, read-only and without signing in, until it expires or is revoked.

The token names the organization and the link, and is signed, so that nobody can make one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId

DEFAULT_LINK_DAYS, MAX_LINK_DAYS = 7, 30
_IDS_BYTES, _MAC_BYTES = 32, 32


class ScorecardLinkClosedError(NotFoundError):
    """This link is not open. It expired, was revoked, or was never valid."""

    code = "scorecard_link_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardLink:
    """One link to the scorecard of an interview, and how often it was opened."""

    id: UUID
    interview_id: InterviewId
    created_by: UUID
    created_by_name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    times_opened: int = 0
    last_opened_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether the link shows the scorecard at ``now``."""
        return self.revoked_at is None and now < self.expires_at

    def to_json(self) -> Json:
        """Return the link as API JSON, without its URL."""
        return {
            "linkId": str(self.id),
            "createdBy": self.created_by_name,
            "createdAt": format_timestamp(self.created_at),
            "expiresAt": format_timestamp(self.expires_at),
            "revokedAt": _format(self.revoked_at),
            "timesOpened": self.times_opened,
            "lastOpenedAt": _format(self.last_opened_at),
        }


def expiry_of(now: datetime, days: int) -> datetime:
    """Return when a link made ``now`` expires."""
    return now + timedelta(days=days)


def sign_token(tenant_id: TenantId, link_id: UUID, key: bytes) -> str:
    """Return the token of a link."""
    plain = tenant_id.bytes + link_id.bytes
    return _encode(plain + hmac.digest(key, plain, "sha256"))


def read_token(token: str, key: bytes) -> tuple[TenantId, UUID]:
    """Return the organization and the link of a token, or raise ``ScorecardLinkClosedError``."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ScorecardLinkClosedError from error
    plain, mac = raw[:_IDS_BYTES], raw[_IDS_BYTES:]
    # Base64 can encode the same bytes in several ways; only one of them is valid.
    is_ours = len(mac) == _MAC_BYTES and _encode(raw) == token
    if not is_ours or not hmac.compare_digest(hmac.digest(key, plain, "sha256"), mac):
        raise ScorecardLinkClosedError
    return TenantId(UUID(bytes=plain[:16])), UUID(bytes=plain[16:])


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _format(moment: datetime | None) -> str | None:
    return None if moment is None else format_timestamp(moment)
