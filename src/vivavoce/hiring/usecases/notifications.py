"""Read the notifications of a person, and store what they have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.notifications import PostgresNotificationRepository
from vivavoce.hiring.domain.human_task import PeopleOnlyError
from vivavoce.hiring.domain.notification import (
    MAX_IDS,
    Notification,
    NotificationPage,
    find_certificate_notification,
)
from vivavoce.hiring.domain.queue import kinds_decided_by
from vivavoce.hiring.ports.queue import (
    CertificateEndReader,
    NotificationEntry,
    NotificationQuery,
    OwnIntakeReader,
    QueueQuery,
)
from vivavoce.hiring.usecases.read_queue import find_own_intakes
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock

_MARKS_KEPT = timedelta(days=90)


class ReadNotifications:
    """Reads what waits for the caller and what they should know, by their permissions."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        notifications: PostgresNotificationRepository,
        read_certificate_end: CertificateEndReader,
        list_own_intakes: OwnIntakeReader,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._notifications = notifications
        self._read_certificate_end = read_certificate_end
        self._list_own_intakes = list_own_intakes
        self._clock = clock

    async def __call__(
        self,
        caller: Caller,
        *,
        only_unread: bool,
        page: int,
        limit: int,
        after: tuple[datetime, str] | None = None,
    ) -> NotificationPage:
        """Return one page, newest first. It is empty for a role that decides nothing.

        ``after`` is the time and the id of the last notification of the page before.
        """
        caller.require(Permission.INTERVIEW_READ)
        now = self._clock.now()
        ends_at = await self._find_certificate_end(caller)
        query = NotificationQuery(
            waiting=QueueQuery(
                kinds=kinds_decided_by(caller.permissions),
                user_id=caller.id,
                due_hours=None,
                now=now,
                page=page,
                limit=limit,
            ),
            sees_failures=Permission.INTERVIEW_UPDATE in caller.permissions,
            certificate=find_certificate_notification(ends_at, now),
            only_unread=only_unread,
            after=after,
        )
        async with self._open_work(caller.tenant_id) as work:
            intakes = await find_own_intakes(work, caller, self._list_own_intakes)
            query = replace(query, waiting=replace(query.waiting, intakes=intakes))
            total, unread = await self._notifications.count(work, query)
            entries = await self._notifications.list(work, query)
            items = [await self._load(work, entry, ends_at) for entry in entries[:limit]]
        return NotificationPage(
            items=tuple(items),
            total=total,
            unread=unread,
            as_of=now,
            has_more=len(entries) > limit,
        )

    async def _find_certificate_end(self, caller: Caller) -> datetime | None:
        if Permission.PLATFORM_OPERATE not in caller.permissions:
            return None
        return await self._read_certificate_end()

    async def _load(
        self, work: UnitOfWork, entry: NotificationEntry, ends_at: datetime | None
    ) -> Notification:
        interview = None
        if entry.interview_id is not None:
            interview = await self._interviews.find(work, str(entry.interview_id))
        failure = interview.failure if interview and entry.kind == "step_failed" else None
        return Notification(
            id=entry.id,
            kind=entry.kind,
            at=entry.at,
            is_read=entry.is_read,
            interview=interview,
            claimed_kind=entry.claimed_kind,
            claimed_by=entry.claimed_by,
            failure=None if failure is None else dict(failure),
            ends_at=ends_at if entry.kind == "certificate_ends" else None,
        )


class MarkNotifications:
    """Stores what the caller has read."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        notifications: PostgresNotificationRepository,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._notifications = notifications
        self._clock = clock

    async def __call__(
        self, caller: Caller, *, ids: Sequence[str] = (), until: datetime | None = None
    ) -> None:
        """Mark these as read, and all until a moment, which is at the latest now.

        Raises ``PeopleOnlyError`` for a caller who is no person.
        """
        caller.require(Permission.INTERVIEW_READ)
        if not caller.is_person:
            raise PeopleOnlyError
        now = self._clock.now()
        async with self._open_work(caller.tenant_id) as work:
            if ids:
                await self._notifications.mark_read(work, caller.id, list(ids)[:MAX_IDS], now)
            if until is not None:
                await self._notifications.mark_seen(
                    work, caller.id, min(until, now), forget_before=now - _MARKS_KEPT
                )
