"""The SQL of artifacts and tickets, and of deletion across all media tables."""

from __future__ import annotations

from typing import LiteralString

Query = LiteralString

_SELECT_ARTIFACTS = """
    SELECT id, interview_id, person_id, type, content_type, object_id, sealed_key, bytes, sha256,
           upload_id, at
    FROM artifact
"""
SELECT_ARTIFACT: Query = f"""
    {_SELECT_ARTIFACTS}
    WHERE id = %(id)s
"""
SELECT_INTERVIEW_ARTIFACT: Query = f"""
    {_SELECT_ARTIFACTS}
    WHERE interview_id = %(interview)s AND type = %(type)s
"""
INSERT_ARTIFACT: Query = """
    INSERT INTO artifact (tenant_id, id, interview_id, person_id, type, content_type, object_id,
                          sealed_key, bytes, sha256, upload_id, at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(person)s, %(type)s, %(content_type)s, %(object)s,
            %(sealed_key)s, %(bytes)s, %(sha256)s, %(upload)s, %(at)s)
    ON CONFLICT (tenant_id, interview_id, type) DO NOTHING
"""
_INSERT_DELETIONS = "INSERT INTO media_object_deletion (tenant_id, object_id)"
LOCK_INTERVIEW_UPLOADS: Query = """
    SELECT pg_advisory_xact_lock(hashtextextended('upload ' || %(interview)s::text, 0))
"""
DELETE_INTERVIEW_TICKET: Query = f"""
    WITH former AS (
        DELETE FROM upload_ticket
        WHERE interview_id = %(interview)s
        RETURNING tenant_id, object_id
    )
    {_INSERT_DELETIONS}
    SELECT tenant_id, object_id
    FROM former
    WHERE object_id IS NOT NULL
"""  # noqa: S608 - made of constants only
INSERT_TICKET: Query = """
    INSERT INTO upload_ticket (tenant_id, id, interview_id, run_id, person_id, content_type, max_bytes,
                               expires_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(run)s, %(person)s, %(content_type)s, %(max_bytes)s,
            %(forget_at)s)
"""
_SELECT_TICKETS = """
    SELECT id, interview_id, run_id, person_id, content_type, max_bytes, object_id, sealed_key, bytes,
           sha256
    FROM upload_ticket
"""
SELECT_TICKET: Query = f"""
    {_SELECT_TICKETS}
    WHERE id = %(id)s
"""
LOCK_TICKET: Query = """
    SELECT person_id
    FROM upload_ticket
    WHERE id = %(id)s
    FOR UPDATE
"""
LOCK_INTERVIEW_TICKET: Query = f"""
    {_SELECT_TICKETS}
    WHERE interview_id = %(interview)s
    FOR UPDATE
"""
RECORD_UPLOAD: Query = """
    UPDATE upload_ticket
    SET object_id = %(object)s, sealed_key = %(sealed_key)s, bytes = %(bytes)s, sha256 = %(sha256)s,
        expires_at = %(forget_at)s
    WHERE id = %(id)s AND object_id IS NULL
"""
DELETE_TICKET: Query = """
    DELETE FROM upload_ticket
    WHERE id = %(id)s
"""
DELETE_EXPIRED: Query = f"""
    WITH tickets AS (
        DELETE FROM upload_ticket
        WHERE expires_at < %(before)s
        RETURNING tenant_id, object_id
    ), pieces AS (
        DELETE FROM video_chunk
        WHERE expires_at < %(before)s
        RETURNING tenant_id, object_id
    ), former AS (
        SELECT tenant_id, object_id
        FROM tickets
        UNION ALL
        SELECT tenant_id, object_id
        FROM pieces
    ), wasted AS (
        {_INSERT_DELETIONS}
        SELECT tenant_id, object_id
        FROM former
        WHERE object_id IS NOT NULL
    )
    SELECT count(*) AS deleted_count
    FROM former
"""  # noqa: S608 - made of constants only
LOCK_PERSON_RECORDINGS: Query = """
    SELECT session_id
    FROM recording
    WHERE person_id = %(person)s
    FOR UPDATE
"""
DELETE_PERSON_RECORDINGS: Query = """
    DELETE FROM recording
    WHERE person_id = %(person)s
"""
DELETE_PERSON_DATA: Query = f"""
    WITH tickets AS (
        DELETE FROM upload_ticket
        WHERE person_id = %(person)s
        RETURNING tenant_id, object_id
    ), artifacts AS (
        DELETE FROM artifact
        WHERE person_id = %(person)s
        RETURNING tenant_id, object_id
    ), pieces AS (
        DELETE FROM video_chunk
        WHERE person_id = %(person)s
        RETURNING tenant_id, object_id
    ), former AS (
        SELECT tenant_id, object_id
        FROM tickets
        UNION ALL
        SELECT tenant_id, object_id
        FROM artifacts
        UNION ALL
        SELECT tenant_id, object_id
        FROM pieces
    ), wasted AS (
        {_INSERT_DELETIONS}
        SELECT tenant_id, object_id
        FROM former
        WHERE object_id IS NOT NULL
    )
    SELECT count(*) AS deleted_count
    FROM former
"""  # noqa: S608 - made of constants only
_OF_PERSON, _OF_INTERVIEWS = "person_id = %(person)s", "interview_id = ANY (%(interviews)s)"
LOCK_INTERVIEWS_RECORDINGS: Query = LOCK_PERSON_RECORDINGS.replace(_OF_PERSON, _OF_INTERVIEWS)
DELETE_INTERVIEWS_DATA: Query = DELETE_PERSON_DATA.replace(_OF_PERSON, _OF_INTERVIEWS)
DELETE_INTERVIEWS_RECORDINGS: Query = DELETE_PERSON_RECORDINGS.replace(_OF_PERSON, _OF_INTERVIEWS)
COUNT_OLD_RECORDINGS: Query = """
    SELECT count(DISTINCT session_id) AS recordings
    FROM video_chunk
    WHERE stored_at < %(before)s
"""
DELETE_OLD_CHUNKS: Query = f"""
    WITH pieces AS (
        DELETE FROM video_chunk
        WHERE stored_at < %(before)s
        RETURNING tenant_id, object_id, session_id
    ), wasted AS (
        {_INSERT_DELETIONS}
        SELECT tenant_id, object_id
        FROM pieces
    )
    SELECT count(DISTINCT session_id) AS recordings
    FROM pieces
"""  # noqa: S608 - made of constants only
SCHEDULE_OBJECT_DELETION: Query = f"""
    {_INSERT_DELETIONS}
    VALUES (%(tenant)s, %(object)s)
    ON CONFLICT DO NOTHING
"""
SELECT_OBJECTS_TO_DELETE: Query = """
    SELECT object_id
    FROM media_object_deletion
    ORDER BY object_id
    LIMIT %(limit)s
"""
UNSCHEDULE_OBJECT_DELETIONS: Query = """
    DELETE FROM media_object_deletion
    WHERE object_id = ANY(%(objects)s)
"""
SELECT_ORPHANED_OBJECTS: Query = """
    SELECT wanted.id
    FROM unnest(%(objects)s::uuid[]) AS wanted(id)
    WHERE NOT EXISTS (SELECT 1 FROM artifact a WHERE a.object_id = wanted.id)
      AND NOT EXISTS (SELECT 1 FROM upload_ticket u WHERE u.object_id = wanted.id)
      AND NOT EXISTS (SELECT 1 FROM video_chunk c WHERE c.object_id = wanted.id)
      AND NOT EXISTS (SELECT 1 FROM media_object_deletion w WHERE w.object_id = wanted.id)
"""
SELECT_STORED_OBJECTS: Query = """
    SELECT id, object_id, bytes
    FROM artifact
    UNION ALL
    SELECT id, object_id, bytes
    FROM upload_ticket
    WHERE object_id IS NOT NULL
    UNION ALL
    SELECT id, object_id, bytes
    FROM video_chunk
    ORDER BY id
"""
SELECT_SEALED_SUBJECTS: Query = """
    SELECT person_id AS subject
    FROM artifact
    UNION
    SELECT person_id
    FROM upload_ticket
    WHERE object_id IS NOT NULL
    UNION
    SELECT person_id
    FROM video_chunk
"""
SELECT_TENANTS_TO_CLEAN_UP: Query = "SELECT tenant_id FROM media_cleanup_tenants(%(now)s)"
