"""A link that shows one scorecard, read-only and without signing in, until it expires or is revoked.

The token names the organization and the link, and is signed, so that nobody can make one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.kernel.signed_ids import read_signed_ids

DEFAULT_LINK_DAYS, MAX_LINK_DAYS = 7, 30


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
            "revokedAt": format_optional_timestamp(self.revoked_at),
            "timesOpened": self.times_opened,
            "lastOpenedAt": format_optional_timestamp(self.last_opened_at),
        }


def expiry_of(now: datetime, days: int) -> datetime:
    """Return when a link made ``now`` expires."""
    return now + timedelta(days=days)


def read_token(token: str, key: bytes) -> tuple[TenantId, UUID]:
    """Return the organization and the link of a token, or raise ``ScorecardLinkClosedError``."""
    ids = read_signed_ids(token, key)
    if ids is None:
        raise ScorecardLinkClosedError
    return ids
