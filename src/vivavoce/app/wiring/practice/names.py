"""The short names by which people know organisations."""

from __future__ import annotations

from vivavoce.infra.work import Work
from vivavoce.tenancy.facade import TenantReader


class OrganisationNames:
    """Answers practice's question for the organisation's short name."""

    def __init__(self, tenants: TenantReader) -> None:
        self._tenants = tenants

    async def slug(self, work: Work) -> str:
        """Return the short name of the work's own organisation."""
        return (await self._tenants.read(work)).slug
