"""The short names of organizations."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.facade import TenantReader


class TenantOrganizationNames:
    """Returns an organization's short name to practice."""

    def __init__(self, tenants: TenantReader) -> None:
        self._tenants = tenants

    async def slug(self, work: UnitOfWork) -> str:
        """Return the short name of the unit of work's own organization."""
        return (await self._tenants.read(work)).slug
