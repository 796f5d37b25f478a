"""Removes what nobody wants any more: tickets run out, wasted objects, and what a killed process left."""

from __future__ import annotations

from datetime import timedelta

import structlog

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId
from vivavoce.media.ports import ObjectStore, Shelf, StoreUnavailable, Untidy

_AT_ONCE = 100
_STRAY_AFTER = timedelta(hours=1)
"""Between an object and its row pass milliseconds; between two bytes of an upload at most seconds."""
_log = structlog.get_logger(__name__)


class Tidy:
    """The sweep of media. Running twice at once is fine: deleting what is gone changes nothing."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        shelf: Shelf,
        store: ObjectStore,
        untidy: Untidy,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._shelf = shelf
        self._store = store
        self._untidy = untidy
        self._clock = clock

    async def __call__(self) -> int:
        """Forget tickets that ran out, delete wasted objects, and return how many were deleted."""
        deleted = 0
        for tenant_id in await self._untidy():
            async with self._open_work(tenant_id) as work:
                await self._shelf.forget_tickets(work, self._clock.now())
            deleted += await self._clear(tenant_id)
        return deleted

    async def strays(self) -> int:
        """Remove half-written files and objects without a row, an hour after; return how many."""
        before = self._clock.now() - _STRAY_AFTER
        try:
            found = await self._store.clear_unfinished(before=before)
            for tenant_id in await self._store.tenants():
                names = await self._store.names(tenant_id, before=before)
                if names:
                    async with self._open_work(tenant_id) as work:
                        strays = await self._shelf.unknown(work, names)
                        for name in strays:
                            await self._shelf.waste(work, name)
                    found += len(strays)
        except StoreUnavailable:
            _log.warning("media.store_unavailable")
            return 0
        return found

    async def _clear(self, tenant_id: TenantId) -> int:
        async with self._open_work(tenant_id) as work:
            names = await self._shelf.wasted(work, _AT_ONCE)
        if not names:
            return 0
        try:
            for name in names:
                await self._store.delete(name)
        except StoreUnavailable:
            _log.warning("media.store_unavailable")
            return 0
        async with self._open_work(tenant_id) as work:
            await self._shelf.cleared(work, names)
        return len(names)
