"""Notifications of a person: what waits for them, and what changed that they should know.

They are read from what is stored and vanish when it is done; only what a person has read is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.queue import QueueItemKind

NotificationKind = QueueItemKind | Literal["step_failed", "item_claimed", "certificate_ends"]
"""An item of the queue; a step that failed; a colleague who claimed an item that you requested or claimed;
the model's certificate, for operators of the installation."""
CERTIFICATE_NOTICE = timedelta(days=14)
"""How long before the end of a certificate its operators are notified."""
MAX_IDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One notification; ``interview`` is None for what is about the installation."""

    id: str
    kind: NotificationKind
    at: datetime
    is_read: bool
    interview: Interview | None = None
    claimed_kind: QueueItemKind | None = None
    """What was claimed; None for other kinds."""
    claimed_by: str | None = None
    failure: dict[str, Any] | None = None  # Any: JSON {stage, code, attempts}
    ends_at: datetime | None = None
    """When the certificate ends; None for other kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPage:
    """One page of notifications, newest first, with the numbers of all of them."""

    items: tuple[Notification, ...]
    total: int
    unread: int
    as_of: datetime
    has_more: bool = False
    """Whether the list goes on after this page."""


def find_certificate_notification(
    ends_at: datetime | None, now: datetime
) -> tuple[str, datetime] | None:
    """Return the id and the time of the notification about a certificate, or None if it is not due."""
    if ends_at is None or ends_at - now > CERTIFICATE_NOTICE:
        return None
    return f"certificate_ends:{int(ends_at.timestamp())}", ends_at - CERTIFICATE_NOTICE
