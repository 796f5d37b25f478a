"""The states that the operator sees are those that the logs fold to, after every event."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb
from tests.database import TestDatabase
from tests.replay.recorded_streams import FOLDER, read_stream

from vivavoce.live.adapters.postgres_admission_queue import LIVE_STATES
from vivavoce.live.domain.event_codec import encode
from vivavoce.live.domain.session import apply_event
from vivavoce.live.domain.transitions import TERMINAL_STATUSES


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.jsonl")), ids=lambda file: file.stem)
def test_the_recorded_state_equals_the_folded_log_after_every_event(
    database: TestDatabase, file: Path
) -> None:
    state, seen = None, set()
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE session SET ended_at = now() WHERE ended_at IS NULL")
        connection.execute(
            """
            INSERT INTO session (tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash,
                                 last_seq)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, '',
                   'of this test', 0
            """
        )
        for record in read_stream(file):
            state = apply_event(state, record)
            stored = encode(record.event)
            connection.execute(
                "INSERT INTO session_event (tenant_id, session_id, seq, type, v, at, actor, worker_id,"
                " epoch, correlation_id, open) SELECT tenant_id, id, %s, %s, %s, %s, 'system', '', 0, '', %s"
                " FROM session WHERE handle_hash = 'of this test'",
                (record.seq, stored.type, stored.v, record.at, Jsonb(stored.open)),
            )
            if state.status in TERMINAL_STATUSES:
                break
            found = connection.execute("SELECT state, sessions FROM session_states()").fetchall()
            assert found == [(state.status, 1)], record
            seen.add(state.status)
        connection.rollback()

    assert {"in_progress", "wrapping_up"} & seen
    assert seen <= set(LIVE_STATES)
