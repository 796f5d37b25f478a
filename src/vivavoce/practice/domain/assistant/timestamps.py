"""Format timestamps for replies."""

from __future__ import annotations

from datetime import UTC, datetime

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_timestamp(text: str) -> str:
    """Return an ISO 8601 timestamp like ``7 March 2025, 14:30 UTC``; other text is returned unchanged."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{utc.day} {MONTH_NAMES[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"
