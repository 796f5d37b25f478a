"""The SQL of artifacts and tickets, and of what is done to all that is kept at once."""

from __future__ import annotations

from typing import LiteralString

Query = LiteralString

_ARTIFACT = """
    SELECT id, interview_id, person_id, type, content_type, object_id, sealed_key, bytes, sha256,
           upload_id, at
    FROM artifact
"""
ARTIFACT: Query = f"""
    {_ARTIFACT}
    WHERE id = %(id)s
"""
ARTIFACT_OF: Query = f"""
    {_ARTIFACT}
    WHERE interview_id = %(interview)s AND type = %(type)s
"""
ADD: Query = """
    INSERT INTO artifact (tenant_id, id, interview_id, person_id, type, content_type, object_id,
                          sealed_key, bytes, sha256, upload_id, at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(person)s, %(type)s, %(content_type)s, %(object)s,
            %(sealed_key)s, %(bytes)s, %(sha256)s, %(upload)s, %(at)s)
    ON CONFLICT (tenant_id, interview_id, type) DO NOTHING
"""
_WASTE = "INSERT INTO media_waste (tenant_id, object_id)"
TICKETS_IN_TURN: Query = """
    SELECT pg_advisory_xact_lock(hashtextextended('upload ' || %(interview)s::text, 0))
"""
WASTE_TICKET_OF: Query = f"""
    WITH former AS (
        DELETE FROM upload
        WHERE interview_id = %(interview)s
        RETURNING tenant_id, object_id
    )
    {_WASTE}
    SELECT tenant_id, object_id
    FROM former
    WHERE object_id IS NOT NULL
"""  # noqa: S608 - made of constants only
OPEN_TICKET: Query = """
    INSERT INTO upload (tenant_id, id, interview_id, run_id, person_id, content_type, max_bytes, forget_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(run)s, %(person)s, %(content_type)s, %(max_bytes)s,
            %(forget_at)s)
"""
_TICKET = """
    SELECT id, interview_id, run_id, person_id, content_type, max_bytes, object_id, sealed_key, bytes,
           sha256
    FROM upload
"""
TICKET: Query = f"""
    {_TICKET}
    WHERE id = %(id)s
"""
LOCK_TICKET: Query = """
    SELECT person_id
    FROM upload
    WHERE id = %(id)s
    FOR UPDATE
"""
LOCK_TICKET_OF: Query = f"""
    {_TICKET}
    WHERE interview_id = %(interview)s
    FOR UPDATE
"""
ARRIVED: Query = """
    UPDATE upload
    SET object_id = %(object)s, sealed_key = %(sealed_key)s, bytes = %(bytes)s, sha256 = %(sha256)s,
        forget_at = %(forget_at)s
    WHERE id = %(id)s AND object_id IS NULL
"""
SPEND: Query = """
    DELETE FROM upload
    WHERE id = %(id)s
"""
FORGET_TICKETS: Query = f"""
    WITH tickets AS (
        DELETE FROM upload
        WHERE forget_at < %(before)s
        RETURNING tenant_id, object_id
    ), pieces AS (
        DELETE FROM chunk
        WHERE forget_at < %(before)s
        RETURNING tenant_id, object_id
    ), former AS (
        SELECT tenant_id, object_id
        FROM tickets
        UNION ALL
        SELECT tenant_id, object_id
        FROM pieces
    ), wasted AS (
        {_WASTE}
        SELECT tenant_id, object_id
        FROM former
        WHERE object_id IS NOT NULL
    )
    SELECT count(*) AS forgotten
    FROM former
"""  # noqa: S608 - made of constants only
LOCK_FILMS_OF: Query = """
    SELECT session_id
    FROM recording
    WHERE person_id = %(person)s
    FOR UPDATE
"""
FORGET_FILMS_OF: Query = """
    DELETE FROM recording
    WHERE person_id = %(person)s
"""
FORGET_PERSON: Query = f"""
    WITH tickets AS (
        DELETE FROM upload
        WHERE person_id = %(person)s
        RETURNING tenant_id, object_id
    ), artifacts AS (
        DELETE FROM artifact
        WHERE person_id = %(person)s
        RETURNING tenant_id, object_id
    ), pieces AS (
        DELETE FROM chunk
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
        {_WASTE}
        SELECT tenant_id, object_id
        FROM former
        WHERE object_id IS NOT NULL
    )
    SELECT count(*) AS forgotten
    FROM former
"""  # noqa: S608 - made of constants only
FORGET_INTERVIEWS: Query = FORGET_PERSON.replace(
    "person_id = %(person)s", "interview_id = ANY (%(interviews)s)"
)
COUNT_OLD_PIECES: Query = """
    SELECT count(DISTINCT session_id) AS recordings
    FROM chunk
    WHERE kept_at < %(before)s
"""
FORGET_OLD_PIECES: Query = f"""
    WITH pieces AS (
        DELETE FROM chunk
        WHERE kept_at < %(before)s
        RETURNING tenant_id, object_id, session_id
    ), wasted AS (
        {_WASTE}
        SELECT tenant_id, object_id
        FROM pieces
    )
    SELECT count(DISTINCT session_id) AS recordings
    FROM pieces
"""  # noqa: S608 - made of constants only
WASTE: Query = f"""
    {_WASTE}
    VALUES (%(tenant)s, %(object)s)
    ON CONFLICT DO NOTHING
"""
WASTED: Query = """
    SELECT object_id
    FROM media_waste
    ORDER BY object_id
    LIMIT %(limit)s
"""
CLEARED: Query = """
    DELETE FROM media_waste
    WHERE object_id = ANY(%(objects)s)
"""
UNKNOWN: Query = """
    SELECT wanted.id
    FROM unnest(%(objects)s::uuid[]) AS wanted(id)
    WHERE NOT EXISTS (SELECT 1 FROM artifact a WHERE a.object_id = wanted.id)
      AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.object_id = wanted.id)
      AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.object_id = wanted.id)
      AND NOT EXISTS (SELECT 1 FROM media_waste w WHERE w.object_id = wanted.id)
"""
KEPT: Query = """
    SELECT id, object_id, bytes
    FROM artifact
    UNION ALL
    SELECT id, object_id, bytes
    FROM upload
    WHERE object_id IS NOT NULL
    UNION ALL
    SELECT id, object_id, bytes
    FROM chunk
    ORDER BY id
"""
SEALED: Query = """
    SELECT person_id AS subject
    FROM artifact
    UNION
    SELECT person_id
    FROM upload
    WHERE object_id IS NOT NULL
    UNION
    SELECT person_id
    FROM chunk
"""
UNTIDY: Query = "SELECT tenant_id FROM media_untidy(%(now)s)"
