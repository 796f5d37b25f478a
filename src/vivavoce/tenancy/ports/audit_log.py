"""Reads the audit of an organization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One row of the audit: who did what."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    """The name that the user or API key has now; None for the platform and for agents."""
    action: str
    subject: str
    subject_name: str | None
    """The name that the subject has now if it is a user, an API key or a role of the organization."""
    details: Mapping[str, object]
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which rows of the audit are asked for; None asks for all."""

    action: str | None = None
    """A whole action, or the part before its dot: ``user`` stands for every ``user.…``."""
    actor: str | None = None
    """A part of the name that the user or API key has now, or the whole id."""
    subject: str | None = None
    """The whole id of what it was done to."""
    at_from: datetime | None = None
    at_before: datetime | None = None


class AuditLogReader(Protocol):
    """Reads the audit of an organization."""

    async def list(
        self,
        work: UnitOfWork,
        filters: AuditFilter,
        *,
        offset: int,
        limit: int,
        after: UUID | None = None,
    ) -> tuple[list[AuditEntry], int]:
        """Return a page of rows, newest first, and the total."""
