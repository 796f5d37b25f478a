"""Webhook messages and the log of their delivery attempts in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.delivery.domain.webhook import WebhookMessage, serialize_message
from vivavoce.delivery.domain.webhook_delivery import (
    DeliveryAttempt,
    DeliveryPendingError,
    DeliveryRecord,
    DeliveryStatus,
    DueDelivery,
    WebhookDestination,
)
from vivavoce.infra.cursors import place_after
from vivavoce.infra.database import Row
from vivavoce.infra.keys import DataErasedError, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId


class PostgresWebhookMessageRepository:
    """Repository of webhook messages. Statements filter by tenant in addition to row-level security."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def next_sequence(self, work: UnitOfWork, interview_id: InterviewId) -> int:
        """Return the interview's next sequence number: 1, 2, 3… without gaps, also under concurrency."""
        row = await work.fetch_one(
            _NEXT_SEQUENCE, {"tenant": work.tenant_id, "interview": interview_id}
        )
        assert row is not None  # noqa: S101 - an upsert returns its row
        return int(row["last_sequence"])

    async def add(
        self,
        work: UnitOfWork,
        message: WebhookMessage,
        *,
        to: WebhookDestination,
        subject_id: UUID,
        next_attempt_at: datetime | None,
    ) -> None:
        """Store a message, encrypted with the key of ``subject_id``.

        Without ``next_attempt_at``, it is stored as ``gone``.
        """
        cipher = await self._vault.get_cipher(work, subject_id)
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": message.id,
                "interview": message.interview_id,
                "run": message.run_id,
                "sequence": message.sequence,
                "event": message.event,
                "state": message.state,
                "at": message.at,
                "endpoint": to.endpoint_id,
                "url": to.url,
                "subject": subject_id,
                "body": cipher.encrypt(serialize_message(message).decode()),
                "status": "gone" if next_attempt_at is None else "pending",
                "next_attempt_at": next_attempt_at,
            },
        )

    async def is_callback_gone(self, work: UnitOfWork, interview_id: InterviewId, url: str) -> bool:
        """Return whether this callback of this interview has returned 410 Gone."""
        params = {"tenant": work.tenant_id, "interview": interview_id, "url": url}
        return await work.fetch_one(_IS_CALLBACK_GONE, params) is not None

    async def find_due(
        self, work: UnitOfWork, message_id: UUID, attempt: int
    ) -> DueDelivery | None:
        """Return the message if attempt number ``attempt`` has not been made yet, else None."""
        row = await work.fetch_one(
            _FIND_DUE, {"tenant": work.tenant_id, "id": message_id, "before": attempt - 1}
        )
        if row is None:
            return None
        return DueDelivery(
            id=message_id,
            endpoint_id=row["endpoint_id"],
            url=row["url"],
            body=await self._decrypt_body(work, row),
            attempt=attempt,
            schedule_attempt=attempt - row["attempts_before_redelivery"],
            is_target_gone=row["is_target_gone"],
        )

    async def _decrypt_body(self, work: UnitOfWork, row: Row) -> bytes | None:
        try:
            cipher = await self._vault.get_cipher(work, row["subject_id"])
            return cipher.decrypt(bytes(row["body"])).encode()
        except DataErasedError:
            return None

    async def record_attempt(
        self,
        work: UnitOfWork,
        message_id: UUID,
        attempt: DeliveryAttempt,
        *,
        status: DeliveryStatus,
        next_attempt_at: datetime | None,
    ) -> bool:
        """Record an attempt and its result; return False, and change nothing, if already recorded."""
        shared = {"tenant": work.tenant_id, "id": message_id}
        updated_rows = await work.execute(
            _UPDATE_STATUS,
            {
                **shared,
                "before": attempt.attempt - 1,
                "status": status,
                "next_attempt_at": next_attempt_at,
            },
        )
        if updated_rows:
            noted = asdict(attempt)
            await work.execute(_ADD_ATTEMPT, {**shared, **noted})
        return updated_rows > 0

    async def close(self, work: UnitOfWork, message_id: UUID, status: DeliveryStatus) -> None:
        """Close a pending message with ``status``, without an attempt."""
        await work.execute(_CLOSE, {"tenant": work.tenant_id, "id": message_id, "status": status})

    async def postpone(self, work: UnitOfWork, message_id: UUID, next_attempt_at: datetime) -> None:
        """Set the time of a pending message's next attempt."""
        await work.execute(
            _POSTPONE,
            {"tenant": work.tenant_id, "id": message_id, "next_attempt_at": next_attempt_at},
        )

    async def restart(self, work: UnitOfWork, message_id: UUID, next_attempt_at: datetime) -> int:
        """Make an ended message pending again and return the number of its next attempt.

        Raises ``NotFoundError`` or ``DeliveryPendingError``.
        """
        shared = {"tenant": work.tenant_id, "id": message_id}
        row = await work.fetch_one(_RESTART, {**shared, "next_attempt_at": next_attempt_at})
        if row is not None:
            return int(row["attempts"]) + 1
        if await work.fetch_one(_EXISTS, shared) is None:
            raise NotFoundError
        raise DeliveryPendingError(
            "This webhook is still being retried automatically. See 'nextAttemptAt' for "
            "the next attempt."
        )

    async def get(self, work: UnitOfWork, message_id: UUID) -> DeliveryRecord:
        """Return a message with its attempts, or raise ``NotFoundError``."""
        rows = await work.fetch_all(_FIND, {"tenant": work.tenant_id, "id": message_id})
        if not rows:
            raise NotFoundError
        return (await self._load_records(work, rows))[0]

    async def list_by_interview(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Sequence[DeliveryRecord]:
        """Return an interview's messages with their attempts, by sequence number."""
        rows = await work.fetch_all(
            _LIST_BY_INTERVIEW, {"tenant": work.tenant_id, "interview": interview_id}
        )
        return await self._load_records(work, rows)

    async def list_by_status(
        self,
        work: UnitOfWork,
        statuses: Sequence[DeliveryStatus],
        *,
        limit: int,
        offset: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[Sequence[DeliveryRecord], int]:
        """Return a page of messages with their attempts, newest first, and the total.

        ``after`` is the time and the id of the last message of the page before.
        """
        params: dict[str, Any] = {"tenant": work.tenant_id, "statuses": list(statuses)}  # Any: SQL
        count = await work.fetch_one(_COUNT_BY_STATUS, params)
        rows = await work.fetch_all(
            _LIST_BY_STATUS, {**params, **place_after(after), "limit": limit, "offset": offset}
        )
        return await self._load_records(work, rows), int(count["total"]) if count else 0

    async def _load_records(self, work: UnitOfWork, rows: Sequence[Row]) -> list[DeliveryRecord]:
        tries: dict[UUID, list[DeliveryAttempt]] = {row["id"]: [] for row in rows}
        for row in await work.fetch_all(
            _LIST_ATTEMPTS, {"tenant": work.tenant_id, "ids": list(tries)}
        ):
            message_id = row.pop("message_id")
            tries[message_id].append(DeliveryAttempt(**row))
        return [DeliveryRecord(**row, attempts=tuple(tries[row["id"]])) for row in rows]


_NEXT_SEQUENCE = """
    INSERT INTO webhook_sequence (tenant_id, interview_id, last_sequence)
    VALUES (%(tenant)s, %(interview)s, 1)
    ON CONFLICT (tenant_id, interview_id) DO UPDATE SET last_sequence = webhook_sequence.last_sequence + 1
    RETURNING last_sequence
"""
_ADD = """
    INSERT INTO webhook_message (tenant_id, id, interview_id, run_id, sequence, event, state, at,
                                 endpoint_id, url, subject_id, body, status, next_attempt_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(run)s, %(sequence)s, %(event)s, %(state)s, %(at)s,
            %(endpoint)s, %(url)s, %(subject)s, %(body)s, %(status)s, %(next_attempt_at)s)
"""
_IS_CALLBACK_GONE = """
    SELECT 1
    FROM webhook_message
    WHERE tenant_id = %(tenant)s
      AND interview_id = %(interview)s
      AND url = %(url)s
      AND endpoint_id IS NULL
      AND status = 'gone'
    LIMIT 1
"""
# A message for the tenant's endpoint follows it to a new URL and ends when the endpoint is deleted. An
# endpoint that is gone is tried again only by manual redelivery.
_FIND_DUE = """
    SELECT m.endpoint_id, m.subject_id, m.body, m.attempts_before_redelivery,
           coalesce(e.callback_url, m.url) AS url,
           CASE
               WHEN m.endpoint_id IS NOT NULL AND e.id IS NULL THEN true
               WHEN m.is_redelivery THEN false
               WHEN m.endpoint_id IS NOT NULL THEN e.disabled_reason IS NOT NULL
               ELSE EXISTS (
                   SELECT 1
                   FROM webhook_message other
                   WHERE other.tenant_id = m.tenant_id
                     AND other.interview_id = m.interview_id
                     AND other.url = m.url
                     AND other.endpoint_id IS NULL
                     AND other.status = 'gone')
           END AS is_target_gone
    FROM webhook_message m
    LEFT JOIN webhook_endpoint e ON e.tenant_id = m.tenant_id AND e.id = m.endpoint_id
    WHERE m.tenant_id = %(tenant)s
      AND m.id = %(id)s
      AND m.status = 'pending'
      AND m.attempts = %(before)s
"""
_UPDATE_STATUS = """
    UPDATE webhook_message
    SET attempts = attempts + 1, status = %(status)s, next_attempt_at = %(next_attempt_at)s
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status = 'pending'
      AND attempts = %(before)s
"""
_ADD_ATTEMPT = """
    INSERT INTO webhook_attempt (tenant_id, message_id, attempt, at, status, duration_ms, error)
    VALUES (%(tenant)s, %(id)s, %(attempt)s, %(at)s, %(status)s, %(duration_ms)s, %(error)s)
"""
_CLOSE = """
    UPDATE webhook_message
    SET status = %(status)s, next_attempt_at = NULL
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status = 'pending'
"""
_POSTPONE = """
    UPDATE webhook_message
    SET next_attempt_at = %(next_attempt_at)s
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status = 'pending'
"""
_RESTART = """
    UPDATE webhook_message
    SET status = 'pending', is_redelivery = true, attempts_before_redelivery = attempts,
        next_attempt_at = %(next_attempt_at)s
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status <> 'pending'
    RETURNING attempts
"""
_EXISTS = """
    SELECT 1
    FROM webhook_message
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_FIND = """
    SELECT id, interview_id, run_id, sequence, event, state, at, url, status, next_attempt_at
    FROM webhook_message
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_LIST_BY_INTERVIEW = """
    SELECT id, interview_id, run_id, sequence, event, state, at, url, status, next_attempt_at
    FROM webhook_message
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ORDER BY sequence
"""
_LIST_BY_STATUS = """
    SELECT id, interview_id, run_id, sequence, event, state, at, url, status, next_attempt_at
    FROM webhook_message
    WHERE tenant_id = %(tenant)s AND status = ANY(%(statuses)s)
      AND (%(after_at)s::timestamptz IS NULL OR at < %(after_at)s
           OR (at = %(after_at)s AND id > %(after_id)s))
    ORDER BY at DESC, id
    LIMIT %(limit)s OFFSET %(offset)s
"""
_COUNT_BY_STATUS = """
    SELECT count(*) AS total
    FROM webhook_message
    WHERE tenant_id = %(tenant)s AND status = ANY(%(statuses)s)
"""
_LIST_ATTEMPTS = """
    SELECT message_id, attempt, at, status, duration_ms, error
    FROM webhook_attempt
    WHERE tenant_id = %(tenant)s AND message_id = ANY(%(ids)s)
    ORDER BY message_id, attempt
"""
