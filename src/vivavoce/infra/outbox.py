"""The outbox: events wait here, in the transaction that caused them, for the relay."""

from __future__ import annotations

import zlib
from typing import LiteralString

from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import Event
from vivavoce.infra.database import Connection

PARTITIONS = 16
"""Events of one interview share a partition, so their order holds whoever relays them."""

_INSERT: LiteralString = """
    INSERT INTO outbox (tenant_id, event_id, topic, partition, run_id, interview_id, at, version,
                        correlation_id, payload)
    VALUES (%(tenant_id)s, %(event_id)s, %(topic)s, %(partition)s, %(run_id)s, %(interview_id)s,
            %(at)s, %(version)s, %(correlation_id)s, %(payload)s)
"""


def partition_of(key: bytes) -> int:
    """Return the partition of a key: stable over processes and versions (CRC-32)."""
    return zlib.crc32(key) % PARTITIONS


async def insert(connection: Connection, event: Event) -> None:
    """Write ``event`` into the caller's transaction."""
    await connection.execute(
        _INSERT,
        {
            "tenant_id": event.tenant_id,
            "event_id": event.id,
            "topic": event.topic,
            "partition": partition_of(event.interview_id.bytes),
            "run_id": event.run_id,
            "interview_id": event.interview_id,
            "at": event.at,
            "version": event.version,
            "correlation_id": event.correlation_id,
            "payload": Jsonb(dict(event.payload)),
        },
    )
