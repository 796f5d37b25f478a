"""The SQL of recordings and their chunks."""

from __future__ import annotations

from typing import LiteralString

Query = LiteralString

_SELECT_RECORDINGS = """
    SELECT session_id, kind, interview_id, run_id, person_id, consent_version, has_consent,
           is_start_logged, answered_at
    FROM recording
"""
SELECT_RECORDING: Query = f"""
    {_SELECT_RECORDINGS}
    WHERE session_id = %(session)s AND kind = %(kind)s
"""
LOCK_RECORDING: Query = f"""
    {SELECT_RECORDING}
    FOR UPDATE
"""
LOCK_INTERVIEW_RECORDINGS: Query = f"""
    {_SELECT_RECORDINGS}
    WHERE interview_id = %(interview)s AND kind = %(kind)s
    ORDER BY session_id
    FOR UPDATE
"""
INSERT_CONSENT: Query = """
    INSERT INTO video_consent (tenant_id, id, session_id, kind, person_id, version, text, accepted, at)
    VALUES (%(tenant)s, %(id)s, %(session)s, %(kind)s, %(person)s, %(version)s, %(text)s,
            %(is_agreed)s, %(at)s)
"""
UPSERT_RECORDING: Query = """
    INSERT INTO recording (tenant_id, session_id, kind, interview_id, run_id, person_id,
                           consent_version, has_consent, answered_at)
    VALUES (%(tenant)s, %(session)s, %(kind)s, %(interview)s, %(run)s, %(person)s, %(version)s,
            %(is_agreed)s, %(at)s)
    ON CONFLICT (tenant_id, session_id, kind) DO UPDATE
    SET consent_version = excluded.consent_version,
        has_consent = excluded.has_consent,
        is_start_logged = recording.is_start_logged AND excluded.has_consent,
        answered_at = excluded.answered_at
"""
SELECT_CONSENTS: Query = """
    SELECT accepted, at
    FROM video_consent
    WHERE session_id = %(session)s AND kind = %(kind)s
    ORDER BY at, id
"""
MARK_START_LOGGED: Query = """
    UPDATE recording
    SET is_start_logged = true
    WHERE session_id = %(session)s AND kind = %(kind)s
"""
_SELECT_CHUNKS = """
    SELECT id, person_id, seq, at_ms, duration_ms, is_file_start, object_id, sealed_key, bytes, sha256,
           consent_version, stored_at, connection_id, connection_ms
    FROM video_chunk
"""
SELECT_CHUNK: Query = f"""
    {_SELECT_CHUNKS}
    WHERE session_id = %(session)s AND kind = %(kind)s AND seq = %(seq)s
"""
SELECT_CHUNKS: Query = f"""
    {_SELECT_CHUNKS}
    WHERE session_id = %(session)s AND kind = %(kind)s
    ORDER BY seq
"""
_OF_INTERVIEW = """session_id IN (
        SELECT session_id
        FROM recording
        WHERE interview_id = %(interview)s AND kind = %(kind)s
    )"""
SELECT_INTERVIEW_CHUNKS: Query = f"""
    {_SELECT_CHUNKS}
    WHERE {_OF_INTERVIEW} AND kind = %(kind)s
    ORDER BY session_id, at_ms, seq
"""
SELECT_USAGE: Query = """
    SELECT count(*) AS pieces, coalesce(sum(bytes), 0)::bigint AS bytes,
           coalesce(sum(duration_ms), 0)::bigint AS duration_ms, coalesce(max(seq) + 1, 0) AS next_seq
    FROM video_chunk
    WHERE session_id = %(session)s AND kind = %(kind)s
"""
SELECT_INTERVIEW_USAGE: Query = SELECT_USAGE.replace("session_id = %(session)s", _OF_INTERVIEW)
SELECT_PREVIOUS_CHUNK: Query = """
    SELECT at_ms, duration_ms
    FROM video_chunk
    WHERE session_id = %(session)s AND kind = %(kind)s AND seq = %(seq)s - 1
"""
INSERT_CHUNK: Query = """
    INSERT INTO video_chunk (tenant_id, id, session_id, kind, interview_id, person_id, seq, at_ms,
                             duration_ms, is_file_start, object_id, sealed_key, bytes, sha256,
                             consent_version, stored_at, expires_at, connection_id, connection_ms)
    VALUES (%(tenant)s, %(id)s, %(session)s, %(kind)s, %(interview)s, %(person)s, %(seq)s, %(at_ms)s,
            %(duration_ms)s, %(opens)s, %(object)s, %(sealed_key)s, %(bytes)s, %(sha256)s,
            %(version)s, %(kept_at)s, %(forget_at)s, %(connection)s, %(connection_ms)s)
"""
DELETE_CHUNKS: Query = """
    WITH former AS (
        DELETE FROM video_chunk
        WHERE session_id = %(session)s AND kind = %(kind)s
        RETURNING tenant_id, object_id
    ), wasted AS (
        INSERT INTO media_object_deletion (tenant_id, object_id)
        SELECT tenant_id, object_id
        FROM former
    )
    SELECT count(*) AS deleted_count
    FROM former
"""
SELECT_CHUNKS_WITHOUT_CONSENT: Query = """
    SELECT c.id, c.seq
    FROM video_chunk c
    JOIN recording r ON r.session_id = c.session_id AND r.kind = c.kind
    WHERE NOT r.has_consent
       OR NOT EXISTS (
            SELECT 1
            FROM video_consent f
            WHERE f.session_id = c.session_id AND f.kind = c.kind AND f.person_id = c.person_id
              AND f.version = c.consent_version AND f.accepted
       )
    ORDER BY c.id
"""
