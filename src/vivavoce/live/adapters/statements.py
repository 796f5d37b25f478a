"""The SQL of the session log."""

from __future__ import annotations

from typing import LiteralString

Query = LiteralString

_SELECT_SESSION = """
    SELECT tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash, last_seq,
           ended_at IS NOT NULL AS is_over
    FROM session
"""
SELECT_SESSION: Query = f"""
    {_SELECT_SESSION}
    WHERE tenant_id = %(tenant)s AND id = %(session)s
"""
SELECT_LATEST_SESSION: Query = f"""
    {_SELECT_SESSION}
    WHERE interview_id = %(interview)s
    ORDER BY opened_at DESC, id DESC
    LIMIT 1
"""
INSERT_SESSION: Query = """
    INSERT INTO session (tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash, last_seq)
    VALUES (%(tenant)s, %(session)s, %(interview)s, %(person)s, %(attempt)s, %(salt)s, %(hash)s, %(last)s)
    ON CONFLICT (tenant_id, interview_id) WHERE ended_at IS NULL DO NOTHING
"""
INSERT_LEASE: Query = """
    INSERT INTO lease (tenant_id, session_id, worker_id, epoch, heartbeat_at, expires_at)
    VALUES (%(tenant)s, %(session)s, NULL, 0, NULL, clock_timestamp())
"""
_INSERT_COLUMNS = """
    INSERT INTO session_event (tenant_id, session_id, worker_id, epoch, correlation_id,
                               seq, type, v, at, actor, idempotency_key, open, personal)
    SELECT %(tenant)s, %(session)s, %(worker)s, %(epoch)s, %(correlation)s,
           e.seq, e.type, e.v, e.at, e.actor, e.once, e.open, e.personal
"""
_EVENTS = """
    unnest(%(seqs)s::integer[], %(types)s::text[], %(versions)s::smallint[], %(times)s::timestamptz[],
           %(actors)s::text[], %(once)s::text[], %(opens)s::jsonb[], %(sealed)s::bytea[])
    AS e(seq, type, v, at, actor, once, open, personal)
"""
INSERT_EVENTS: Query = f"""
    {_INSERT_COLUMNS}
    FROM {_EVENTS}
"""
# FOR KEY SHARE makes a claim (FOR UPDATE) wait for this append, and makes this append see an earlier
# claim. It does not block lease renewals, so a worker with many running appends keeps its leases.
APPEND: Query = f"""
    WITH held AS (
        SELECT session_id
        FROM lease
        WHERE tenant_id = %(tenant)s AND session_id = %(session)s
          AND worker_id = %(worker)s AND epoch = %(epoch)s
        FOR KEY SHARE
    ), moved AS (
        UPDATE session s
        SET last_seq = %(last)s,
            ended_at = CASE WHEN %(ends)s THEN clock_timestamp() END
        FROM held
        WHERE s.tenant_id = %(tenant)s AND s.id = held.session_id
          AND s.last_seq = %(before)s AND s.ended_at IS NULL
        RETURNING s.id
    )
    {_INSERT_COLUMNS}
    FROM moved
    CROSS JOIN {_EVENTS}
"""  # noqa: S608 - made of constants only
IS_HELD: Query = """
    SELECT 1
    FROM lease
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s
      AND worker_id = %(worker)s AND epoch = %(epoch)s
"""
LOAD: Query = """
    SELECT seq, type, v, at, open, personal
    FROM session_event
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND seq > %(after)s
    ORDER BY seq
"""
LOAD_ALL: Query = """
    SELECT session_id, seq, type, v, at, open, personal
    FROM session_event
    WHERE tenant_id = %(tenant)s AND session_id = ANY(%(sessions)s::uuid[])
    ORDER BY session_id, seq
"""
_CLAIM_RETURNING = """
    UPDATE lease l
    SET worker_id = %(worker)s, epoch = l.epoch + 1, heartbeat_at = clock_timestamp(), next_check_at = NULL,
        expires_at = clock_timestamp() + make_interval(secs => %(seconds)s)
    FROM former f, session s
    WHERE l.tenant_id = f.tenant_id AND l.session_id = f.session_id
      AND s.tenant_id = l.tenant_id AND s.id = l.session_id
    RETURNING l.epoch, f.heartbeat_at AS last_heartbeat_at, s.person_id
"""
CLAIM: Query = f"""
    WITH former AS (
        SELECT tenant_id, session_id, heartbeat_at
        FROM lease
        WHERE tenant_id = %(tenant)s AND session_id = %(session)s
        FOR UPDATE
    )
    {_CLAIM_RETURNING}
"""  # noqa: S608 - made of constants only
CLAIM_IF_FREE: Query = f"""
    WITH former AS (
        SELECT tenant_id, session_id, heartbeat_at
        FROM lease
        WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND expires_at <= clock_timestamp()
        FOR UPDATE SKIP LOCKED
    )
    {_CLAIM_RETURNING}
"""  # noqa: S608 - made of constants only
RELEASE: Query = """
    UPDATE lease
    SET worker_id = NULL, expires_at = clock_timestamp(), next_check_at = %(next_check_at)s
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s
      AND worker_id = %(worker)s AND epoch = %(epoch)s
"""
FIND_SESSION: Query = "SELECT tenant_id, id FROM session_find(%(hash)s)"
RENEW: Query = (
    "SELECT session_id, epoch FROM lease_renew(%(worker)s, %(seconds)s, %(hosted)s::uuid[])"
)
SECONDS_UNTIL_LEASE_EXPIRY: Query = "SELECT lease_next_expiry() AS seconds"
CLAIM_EXPIRED: Query = """
    SELECT tenant_id, session_id, person_id, epoch, last_heartbeat_at
    FROM lease_claim_expired(%(worker)s, %(seconds)s, %(hosted)s::uuid[], %(most)s)
"""
# Runs in the transaction of the append, so that queue and log agree on who is present.
UPDATE_ADMISSION: Query = """
    UPDATE admission
    SET disconnected_since = CASE WHEN %(is_here)s THEN NULL
                          WHEN %(is_away)s THEN clock_timestamp()
                          ELSE disconnected_since END,
        started_at = CASE WHEN %(begins)s THEN coalesce(started_at, clock_timestamp()) ELSE started_at END
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s
"""
DELETE_ADMISSION: Query = """
    DELETE FROM admission
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s
"""
JOIN_ADMISSION_QUEUE: Query = """
    SELECT admission_join(%(tenant)s, %(session)s, %(priority)s::smallint, %(room)s, %(patience)s)
        AS queue_position
"""
ADMIT_WAITING: Query = (
    "SELECT session_id, queue_position FROM admission_admit(%(worker)s, %(room)s, %(patience)s)"
)
FIND_UNATTENDED: Query = "SELECT tenant_id, id FROM session_unattended(%(most)s)"
INSERT_TICKET: Query = """
    INSERT INTO session_ticket (tenant_id, hash, session_id, expires_at)
    VALUES (%(tenant)s, %(hash)s, %(session)s, clock_timestamp() + make_interval(secs => %(seconds)s))
"""
REDEEM_TICKET: Query = "SELECT tenant_id, session_id AS id FROM session_ticket_redeem(%(hash)s)"
INSERT_MESSAGE: Query = """
    INSERT INTO session_inbox (tenant_id, session_id, id, type, v, open, personal)
    VALUES (%(tenant)s, %(session)s, %(id)s, %(type)s, %(v)s, %(open)s, %(personal)s)
    ON CONFLICT (tenant_id, id) DO NOTHING
"""
LOAD_MESSAGES: Query = """
    SELECT id, type, v, open, personal
    FROM session_inbox
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s
    ORDER BY position
"""
FIND_SESSIONS_WITH_MESSAGES: Query = (
    "SELECT session_id FROM session_inbox_pending(%(tenants)s::uuid[], %(sessions)s::uuid[])"
)
DELETE_MESSAGES: Query = """
    DELETE FROM session_inbox
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND id = ANY(%(ids)s::uuid[])
"""
INSERT_DASHBOARD_VIEW: Query = """
    INSERT INTO live_dashboard_view (tenant_id, session_id, interview_id, seq, view)
    VALUES (%(tenant)s, %(session)s, %(interview)s, %(seq)s, %(card)s)
    ON CONFLICT (tenant_id, session_id) DO NOTHING
"""
END_DASHBOARD_VIEW: Query = """
    UPDATE live_dashboard_view
    SET ended_at = clock_timestamp(), end_event_type = %(ended)s
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND ended_at IS NULL
"""
NOTIFICATION_CHANNEL = "vivavoce_sessions"
"""The notification channel for new inbox messages; every host listens on it."""
NOTIFY: Query = f"SELECT pg_notify('{NOTIFICATION_CHANNEL}', %(said)s)"
LISTEN: Query = f"LISTEN {NOTIFICATION_CHANNEL}"
