"""What must be true of webhooks and letters."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import Invariant, by_query
from vivavoce.infra.work import Work

_SEQUENCE: LiteralString = """
    SELECT coalesce(q.interview_id, m.interview_id) AS subject,
           concat('counted to ', coalesce(q.last, 0), ', forgot ', coalesce(q.forgotten, 0), ', keeps ',
                  coalesce(m.messages, 0), ' messages up to ', coalesce(m.last, 0)) AS detail
    FROM webhook_sequence q
    FULL JOIN (
        SELECT interview_id, count(*) AS messages, max(sequence) AS last
        FROM webhook_message
        GROUP BY interview_id
    ) m ON m.interview_id = q.interview_id
    WHERE q.last - q.forgotten IS DISTINCT FROM coalesce(m.messages, 0)
       OR (m.messages > 0 AND q.last IS DISTINCT FROM m.last)
    ORDER BY 1
"""
_TRIES: LiteralString = """
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
_UNPROVEN: LiteralString = """
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
_DEAD: LiteralString = """
    SELECT id AS subject, concat(event, ' was given up after ', attempts, ' tries') AS detail
    FROM webhook_message
    WHERE status = 'dead'
    UNION ALL
    SELECT id, concat('a letter was given up after ', attempts, ' tries')
    FROM letter
    WHERE status = 'dead'
    ORDER BY 1
"""
_SEALED: LiteralString = """
    SELECT subject_id AS subject
    FROM webhook_message
    UNION
    SELECT subject_id
    FROM letter
    WHERE sealed IS NOT NULL
"""


def invariants() -> tuple[Invariant, ...]:
    """Return what must be true of delivery's rows."""
    return (
        Invariant(
            owner="delivery",
            name="sequence_has_no_gaps",
            sentence="The webhooks of an interview are numbered from 1 without gaps, one message a number.",
            examine=by_query(_SEQUENCE),
        ),
        Invariant(
            owner="delivery",
            name="tries_are_logged",
            sentence="Every try of a webhook is in the delivery log.",
            examine=by_query(_TRIES),
        ),
        Invariant(
            owner="delivery",
            name="delivered_was_answered",
            sentence="A delivered webhook was answered with a success.",
            examine=by_query(_UNPROVEN),
        ),
        Invariant(
            owner="delivery",
            name="nothing_was_given_up",
            sentence="No webhook and no letter was given up.",
            examine=by_query(_DEAD),
            is_note=True,
        ),
    )


async def sealed_subjects(work: Work) -> set[UUID]:
    """Return the people under whose keys something is sealed here."""
    return {row["subject"] for row in await work.fetch_all(_SEALED)}
