"""Delete expired tickets, unused objects, and what a killed process left behind."""

from __future__ import annotations

from datetime import timedelta

import structlog

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId
from vivavoce.media.adapters.artifacts_postgres import PostgresArtifactRepository
from vivavoce.media.ports import CleanUpTenantFinder, ObjectStore, ObjectStoreUnavailableError

_BATCH_SIZE = 100
_ORPHAN_AGE = timedelta(hours=1)
"""Minimum age of an orphan: an object's row follows within ms, the next bytes of an upload within seconds."""
_log = structlog.get_logger(__name__)


class CleanUpMedia:
    """The clean-up job of media. It may run concurrently: deleting what is gone has no effect."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        artifacts: PostgresArtifactRepository,
        store: ObjectStore,
        list_tenants: CleanUpTenantFinder,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._artifacts = artifacts
        self._store = store
        self._list_tenants = list_tenants
        self._clock = clock

    async def __call__(self) -> int:
        """Delete expired tickets and chunks, then scheduled objects; return how many objects."""
        deleted = 0
        for tenant_id in await self._list_tenants():
            async with self._open_work(tenant_id) as work:
                await self._artifacts.delete_expired(work, self._clock.now())
            deleted += await self._delete_objects(tenant_id)
        return deleted

    async def delete_orphans(self) -> int:
        """Delete partial files and schedule objects without a row, if older than an hour; return how many."""
        before = self._clock.now() - _ORPHAN_AGE
        try:
            count = await self._store.delete_unfinished(before=before)
            for tenant_id in await self._store.list_tenants():
                names = await self._store.list_names(tenant_id, before=before)
                if names:
                    async with self._open_work(tenant_id) as work:
                        strays = await self._artifacts.find_orphaned_objects(work, names)
                        for name in strays:
                            await self._artifacts.schedule_object_deletion(work, name)
                    count += len(strays)
        except ObjectStoreUnavailableError:
            _log.warning("media.storage_unavailable")
            return 0
        return count

    async def _delete_objects(self, tenant_id: TenantId) -> int:
        async with self._open_work(tenant_id) as work:
            names = await self._artifacts.list_objects_to_delete(work, _BATCH_SIZE)
        if not names:
            return 0
        try:
            for name in names:
                await self._store.delete(name)
        except ObjectStoreUnavailableError:
            _log.warning("media.storage_unavailable")
            return 0
        async with self._open_work(tenant_id) as work:
            await self._artifacts.mark_objects_deleted(work, names)
        return len(names)
