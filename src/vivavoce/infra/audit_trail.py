"""Port through which all slices write the audit trail; the tenancy slice stores it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller


class AuditTrail(Protocol):
    """Records who did what, in the caller's transaction."""

    async def record(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Record that ``caller`` (None: the platform itself) did ``action`` to ``subject``.

        ``details`` are ids, field names and codes, never personal data.
        """
