"""The outbox: events wait here, written in the transaction that caused them, for the relay."""

from __future__ import annotations

import zlib
from typing import LiteralString

from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.database import Connection
from vivavoce.kernel.ids import InterviewId

PARTITIONS = 16
"""Events of one interview share a partition, so their order is kept whichever relay sends them."""

# Each event of a test says so, whoever publishes it.
_INSERT: LiteralString = """
    INSERT INTO outbox (tenant_id, event_id, topic, partition, run_id, interview_id, at, version,
                        correlation_id, payload)
    VALUES (%(tenant_id)s, %(event_id)s, %(topic)s, %(partition)s, %(run_id)s, %(interview_id)s,
            %(at)s, %(version)s, %(correlation_id)s,
            CASE
                WHEN interview_is_test(%(interview_id)s) THEN %(payload)s::jsonb || '{"isTest": true}'
                ELSE %(payload)s::jsonb
            END)
"""


# Waiting, sent and failed events are all stored for a while.
_ERASE_FREE_TEXT: tuple[LiteralString, ...] = (
    "UPDATE outbox SET payload = payload - %(members)s::text[]"
    " WHERE interview_id = %(interview)s AND topic = %(topic)s",
    "UPDATE dead_letter SET payload = payload - %(members)s::text[]"
    " WHERE interview_id = %(interview)s AND topic = %(topic)s",
)


def compute_outbox_partition(key: bytes) -> int:
    """Return the partition of a key: stable across processes and versions (CRC-32)."""
    return zlib.crc32(key) % PARTITIONS


async def insert_event(connection: Connection, event: IntegrationEvent) -> None:
    """Insert ``event`` in the caller's transaction."""
    await connection.execute(
        _INSERT,
        {
            "tenant_id": event.tenant_id,
            "event_id": event.id,
            "topic": event.topic,
            "partition": compute_outbox_partition(event.interview_id.bytes),
            "run_id": event.run_id,
            "interview_id": event.interview_id,
            "at": event.at,
            "version": event.version,
            "correlation_id": event.correlation_id,
            "payload": Jsonb(dict(event.payload)),
        },
    )


async def erase_free_text(connection: Connection, interview_id: InterviewId) -> None:
    """Remove people's free text from an interview's events; the events themselves remain."""
    for topic in TOPICS.values():
        if topic.free_text_members:
            params = {
                "members": list(topic.free_text_members),
                "interview": interview_id,
                "topic": topic.name,
            }
            for statement in _ERASE_FREE_TEXT:
                await connection.execute(statement, params)
