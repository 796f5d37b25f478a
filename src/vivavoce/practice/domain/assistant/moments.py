"""Moments as replies write them."""

from __future__ import annotations

from datetime import UTC, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def shown_moment(text: str) -> str:
    """Return an ISO moment as replies write it, in UTC; what is none stays as it is."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{utc.day} {MONTHS[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"
