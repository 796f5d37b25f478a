"""The short names by which people know organisations."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.facade import TenantReader


class TenantOrganizationNames:
    """Answers practice's question for the organisation's short name."""

    def __init__(self, tenants: TenantReader) -> None:
        self._tenants = tenants

    async def slug(self, work: UnitOfWork) -> str:
        """Return the short name of the work's own organisation."""
        return (await self._tenants.read(work)).slug
