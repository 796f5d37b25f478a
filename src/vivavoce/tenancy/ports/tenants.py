"""Organizations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.domain.users import Tenant


class TenantRepository(Protocol):
    """Organizations."""

    async def add(self, work: UnitOfWork, *, slug: str, name: str) -> bool:
        """Create the tenant of ``work``; return False if the slug is taken."""

    async def read(self, work: UnitOfWork) -> Tenant | None:
        """Return the tenant of ``work``, or None."""

    async def rename(self, work: UnitOfWork, name: str) -> None:
        """Set the name of the tenant of ``work``; its slug stays."""

    async def update_settings(self, work: UnitOfWork, settings: Mapping[str, object]) -> None:
        """Update these settings of the tenant of ``work``; the others stay as they are."""
