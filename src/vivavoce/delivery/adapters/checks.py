"""Consistency checks of webhooks and e-mails."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import TenantInvariant, check_by_query
from vivavoce.infra.unit_of_work import UnitOfWork

_SEQUENCE_GAPS: LiteralString = """
    SELECT coalesce(q.interview_id, m.interview_id) AS subject,
           concat('counted to ', coalesce(q.last_sequence, 0), ', forgot ', coalesce(q.deleted_count, 0),
                  ', keeps ', coalesce(m.messages, 0), ' messages up to ',
                  coalesce(m.last_sequence, 0)) AS detail
    FROM webhook_sequence q
    FULL JOIN (
        SELECT interview_id, count(*) AS messages, max(sequence) AS last_sequence
        FROM webhook_message
        GROUP BY interview_id
    ) m ON m.interview_id = q.interview_id
    WHERE q.last_sequence - q.deleted_count IS DISTINCT FROM coalesce(m.messages, 0)
       OR (m.messages > 0 AND q.last_sequence IS DISTINCT FROM m.last_sequence)
    ORDER BY 1
"""
_UNLOGGED_ATTEMPTS: LiteralString = """
    SELECT m.id AS subject, concat('counts ', m.attempts, ' tries, ', t.logged, ' are logged') AS detail
    FROM webhook_message m
    CROSS JOIN LATERAL (
        SELECT count(*) AS logged
        FROM webhook_attempt a
        WHERE a.message_id = m.id
    ) t
    WHERE t.logged <> m.attempts
    ORDER BY m.id
"""
_UNCONFIRMED_DELIVERIES: LiteralString = """
    SELECT m.id AS subject, 'is marked as delivered, but no receiver said yes' AS detail
    FROM webhook_message m
    WHERE m.status = 'delivered'
      AND NOT EXISTS (
          SELECT 1
          FROM webhook_attempt a
          WHERE a.message_id = m.id AND a.status BETWEEN 200 AND 299
      )
    ORDER BY m.id
"""
_DEAD_DELIVERIES: LiteralString = """
    SELECT id AS subject, concat(event, ' was given up after ', attempts, ' tries') AS detail
    FROM webhook_message
    WHERE status = 'dead'
    UNION ALL
    SELECT id, concat('a letter was given up after ', attempts, ' tries')
    FROM email
    WHERE status = 'dead'
    ORDER BY 1
"""
_SEALED_SUBJECTS: LiteralString = """
    SELECT subject_id AS subject
    FROM webhook_message
    UNION
    SELECT subject_id
    FROM email
    WHERE sealed IS NOT NULL
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of delivery's tables."""
    return (
        TenantInvariant(
            owner="delivery",
            name="sequence_has_no_gaps",
            sentence="The webhooks of an interview are numbered from 1 without gaps, one message a number.",
            examine=check_by_query(_SEQUENCE_GAPS),
        ),
        TenantInvariant(
            owner="delivery",
            name="tries_are_logged",
            sentence="Every attempt to deliver a webhook is in the delivery log.",
            examine=check_by_query(_UNLOGGED_ATTEMPTS),
        ),
        TenantInvariant(
            owner="delivery",
            name="delivered_was_answered",
            sentence="Every webhook marked as delivered has a success response.",
            examine=check_by_query(_UNCONFIRMED_DELIVERIES),
        ),
        TenantInvariant(
            owner="delivery",
            name="nothing_was_given_up",
            sentence="No webhook and no e-mail has failed for good.",
            examine=check_by_query(_DEAD_DELIVERIES),
            is_advisory=True,
        ),
    )


async def list_sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of people whose keys encrypt data in these tables."""
    return {row["subject"] for row in await work.fetch_all(_SEALED_SUBJECTS)}
