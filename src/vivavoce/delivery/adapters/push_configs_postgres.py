"""Push notification configurations in PostgreSQL; URLs and credentials are encrypted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from vivavoce.delivery.domain.push_notification import PushNotificationConfig
from vivavoce.infra.database import Row
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId

_KEY_PURPOSE = "push-notification-config"


class PostgresPushNotificationConfigRepository:
    """Repository of push notification configurations."""

    def __init__(self, keys: InstallationKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock the configurations of an interview until ``work`` ends."""
        await work.execute(_LOCK, {"interview": interview_id})

    async def save(self, work: UnitOfWork, config: PushNotificationConfig) -> None:
        """Store a configuration, in place of the one with the same id, whose ``sent_version`` stays."""
        target = {
            "url": config.url,
            "token": config.token,
            "scheme": config.scheme,
            "credentials": config.credentials,
        }
        await work.execute(
            _SAVE,
            {
                **_key(work, config.interview_id, config.id),
                "protocol_version": config.version,
                "target": self._keys.encrypt(
                    _KEY_PURPOSE, json.dumps(target).encode(), _bound_to(config.interview_id)
                ),
                "sent_version": config.sent_version,
                "now": self._clock.now(),
            },
        )

    async def find(
        self, work: UnitOfWork, interview_id: InterviewId, config_id: str
    ) -> PushNotificationConfig | None:
        """Return a configuration, or None."""
        row = await work.fetch_one(_FIND, _key(work, interview_id, config_id))
        return None if row is None else self._to_config(interview_id, row)

    async def list(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Sequence[PushNotificationConfig]:
        """Return the configurations of an interview by id."""
        named = {"tenant": work.tenant_id, "interview": interview_id}
        return [self._to_config(interview_id, row) for row in await work.fetch_all(_LIST, named)]

    async def list_ids(self, work: UnitOfWork, interview_id: InterviewId) -> Sequence[str]:
        """Return the ids of the configurations of an interview."""
        named = {"tenant": work.tenant_id, "interview": interview_id}
        return [row["id"] for row in await work.fetch_all(_LIST_IDS, named)]

    async def delete(self, work: UnitOfWork, interview_id: InterviewId, config_id: str) -> bool:
        """Delete a configuration and return whether there was one."""
        return await work.execute(_DELETE, _key(work, interview_id, config_id)) > 0

    async def mark_sent(
        self, work: UnitOfWork, interview_id: InterviewId, config_id: str, version: int
    ) -> None:
        """Record the version of the interview that was sent."""
        await work.execute(_MARK_SENT, {**_key(work, interview_id, config_id), "version": version})

    def _to_config(self, interview_id: InterviewId, row: Row) -> PushNotificationConfig:
        sealed = bytes(row["target"])
        target = json.loads(self._keys.decrypt(_KEY_PURPOSE, sealed, _bound_to(interview_id)))
        return PushNotificationConfig(
            interview_id=interview_id,
            id=row["id"],
            version=row["protocol_version"],
            sent_version=row["sent_version"],
            **target,
        )


def _key(work: UnitOfWork, interview_id: InterviewId, config_id: str) -> dict[str, Any]:  # Any: SQL
    return {"tenant": work.tenant_id, "interview": interview_id, "id": config_id}


def _bound_to(interview_id: InterviewId) -> bytes:
    return interview_id.bytes


_LOCK = """
    SELECT pg_advisory_xact_lock(hashtextextended('push notification ' || %(interview)s::text, 0))
"""
_SAVE = """
    INSERT INTO push_notification_config (tenant_id, interview_id, id, protocol_version, target,
                                          sent_version, changed_at)
    VALUES (%(tenant)s, %(interview)s, %(id)s, %(protocol_version)s, %(target)s, %(sent_version)s, %(now)s)
    ON CONFLICT (tenant_id, interview_id, id) DO UPDATE
    SET protocol_version = excluded.protocol_version,
        target = excluded.target,
        changed_at = excluded.changed_at
"""
_FIND = """
    SELECT id, protocol_version, target, sent_version
    FROM push_notification_config
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s AND id = %(id)s
"""
_LIST = """
    SELECT id, protocol_version, target, sent_version
    FROM push_notification_config
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ORDER BY id
"""
_LIST_IDS = """
    SELECT id
    FROM push_notification_config
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
"""
_DELETE = """
    DELETE FROM push_notification_config
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s AND id = %(id)s
"""
_MARK_SENT = """
    UPDATE push_notification_config
    SET sent_version = greatest(sent_version, %(version)s)
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s AND id = %(id)s
"""
