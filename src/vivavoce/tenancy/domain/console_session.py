"""The session of a person in the console: how long it lasts, and when its cookie is renewed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from vivavoce.kernel.errors import UnauthenticatedError

IDLE_LIMIT = timedelta(hours=1)
ABSOLUTE_LIMIT = timedelta(hours=12)
"""A working day. Both limits are those of NIST SP 800-63B-4 for its second level or stricter."""
RENEWAL_INTERVAL = timedelta(minutes=1)
"""A cookie that is younger is not renewed: pages send many requests at once."""


class SignInEndedError(UnauthenticatedError):
    """This sign-in was ended: by a sign-out, a new password, or because you were removed. Sign in again."""

    code = "sign_in_ended"


class SignInExpiredError(UnauthenticatedError):
    """You have not used the console for an hour, or have been signed in for 12 hours. Sign in again."""

    code = "sign_in_expired"


class AnotherPersonSignedInError(UnauthenticatedError):
    """Another person now uses this browser. Reload the page to go on as that person."""

    code = "another_person_signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTimes:
    """When the person signed in, and when they last used the console."""

    began_at: datetime
    used_at: datetime

    def is_over(self, now: datetime, *, is_in_use: bool = False) -> bool:
        """Return whether the session has reached one of its limits; one that is in use is not idle."""
        is_idle = not is_in_use and now >= self.used_at + IDLE_LIMIT
        return is_idle or now >= self.began_at + ABSOLUTE_LIMIT

    def renewed(self, now: datetime) -> SessionTimes | None:
        """Return the times with a use at ``now``, or None if the last one was noted just before."""
        is_due = now >= self.used_at + RENEWAL_INTERVAL
        return replace(self, used_at=now) if is_due else None
