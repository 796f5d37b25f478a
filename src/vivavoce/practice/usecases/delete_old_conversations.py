"""Delete the assistant's conversations that the organization has kept long enough."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

import structlog

from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId
from vivavoce.practice.adapters.conversations import PostgresConversationRepository

_log = structlog.get_logger(__name__)


class DeleteOldConversations:
    """Deletes conversations in which nothing was written for as long as practice sessions are kept."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        list_tenants: Callable[[], Awaitable[Iterable[TenantId]]],
        retention_days: Callable[[UnitOfWork], Awaitable[int]],
        conversations: PostgresConversationRepository,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._list_tenants = list_tenants
        self._retention_days = retention_days
        self._conversations = conversations
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many conversations of all organizations were deleted."""
        deleted = 0
        for tenant_id in await self._list_tenants():
            async with self._open_work(tenant_id) as work:
                kept = timedelta(days=await self._retention_days(work))
                deleted += await self._conversations.delete_before(work, self._clock.now() - kept)
        if deleted:
            _log.info("conversations.deleted", count=deleted)
        return deleted
