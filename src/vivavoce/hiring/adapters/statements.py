"""SQL statements for interviews, their history and their people."""

from __future__ import annotations

from typing import LiteralString

# Locks an existing person until the unit of work ends: an erasure either waits or came first.
ADD_PERSON = """
    INSERT INTO person AS known (tenant_id, id, created_at)
    VALUES (%(tenant)s, %(id)s, %(at)s)
    ON CONFLICT (tenant_id, id) DO UPDATE
    SET created_at = known.created_at
    WHERE known.erased_at IS NULL
"""
ADD_RETURNING_PERSON = """
    INSERT INTO person (tenant_id, id, account_index, created_at)
    VALUES (%(tenant)s, %(id)s, %(seeker)s, %(at)s)
    ON CONFLICT (tenant_id, account_index) DO UPDATE
    SET account_index = excluded.account_index
    RETURNING id
"""
FIND_PERSON_BY_REFERENCE = """
    SELECT id
    FROM person
    WHERE account_index = %(seeker)s
"""
SAVE_PERSON = """
    UPDATE person
    SET reference = %(reference)s, personal = %(personal)s,
        email_index = %(email_index)s, name_index = %(name_index)s
    WHERE id = %(id)s
"""
ERASE_PERSON = """
    UPDATE person
    SET reference = NULL, personal = NULL, email_index = NULL, name_index = '{}', account_index = NULL,
        erased_at = %(at)s
    WHERE id = %(id)s
"""
IS_RETURNING_PERSON = """
    SELECT account_index IS NOT NULL AS is_known
    FROM person
    WHERE id = %(id)s
"""
MARK_WORDS_ERASED = """
    UPDATE interview
    SET transcript_erased_at = %(at)s, flags = NULL
    WHERE id = ANY (%(ids)s) AND transcript_erased_at IS NULL
"""
ADD_INTERVIEW = """
    INSERT INTO interview (tenant_id, id, run_id, person_id, external_id, profile, request, data_quality,
                           gaps, warnings, transcript_retention_days, assessment_retention_days,
                           created_by_kind, created_by_id, created_at, updated_at, state_since, is_test)
    VALUES (%(tenant)s, %(id)s, %(run_id)s, %(person_id)s, %(external_id)s, %(profile)s, %(request)s,
            %(quality)s, %(gaps)s, %(warnings)s, %(words_days)s, %(assessment_days)s, %(by_kind)s,
            %(by_id)s, %(created_at)s, %(created_at)s, %(created_at)s, %(is_test)s)
"""
SELECT = """
    SELECT i.id, i.run_id, i.person_id, i.external_id, i.profile, i.request, i.state, i.version,
           i.data_quality, i.gaps, i.warnings, i.plan_id, i.assessment_id, i.session_id, i.attempt,
           i.attempts_used, i.last_ended_session, i.cancel_reason, i.failure, i.created_at, i.updated_at,
           i.state_since, i.context, i.transcript_retention_days, i.assessment_retention_days,
           i.recommendation, i.flags, i.is_test, p.personal, p.reference
    FROM interview i
    JOIN person p ON p.tenant_id = i.tenant_id AND p.id = i.person_id
"""
_WHERE_KEY = """
    WHERE (i.id = %(id)s::uuid OR i.run_id = %(run_id)s::text) AND i.deleted_at IS NULL
      AND (%(profiles)s::text[] IS NULL OR i.profile = ANY (%(profiles)s::text[]))
"""
FIND = SELECT + _WHERE_KEY
# Only locks: a statement that had to wait would see the joined person as they were before.
LOCK: LiteralString = f"""
    SELECT 1
    FROM interview i
    {_WHERE_KEY}
    FOR UPDATE
"""  # noqa: S608 - made of constants only
FIND_BY_EXTERNAL_ID = (
    SELECT
    + """
    WHERE i.external_id = %(external_id)s AND i.deleted_at IS NULL AND i.is_test = %(is_test)s
"""
)
ERASE_FREE_TEXT = """
    UPDATE interview
    SET context = NULL,
        conversation_index = NULL,
        request = request || '{"position": null, "company_name": null, "company_description": null,
                               "job_description": null, "framework": null, "focus": [], "avoid": []}'
    WHERE id = ANY (%(ids)s)
"""
LIST_IDS_FOR_PERSON = """
    SELECT id
    FROM interview
    WHERE person_id = %(person)s AND deleted_at IS NULL
    ORDER BY created_at, id
"""
LIST_FOR_PERSON = (
    SELECT
    + """
    WHERE i.person_id = %(person)s AND i.deleted_at IS NULL AND i.profile = %(profile)s
      AND (%(after_at)s::timestamptz IS NULL OR (i.created_at, i.id) < (%(after_at)s, %(after_id)s))
      AND (%(profiles)s::text[] IS NULL OR i.profile = ANY (%(profiles)s::text[]))
    ORDER BY i.created_at DESC, i.id DESC
    LIMIT %(limit)s
"""
)
LOCK_EXTERNAL_IDS = """
    SELECT pg_advisory_xact_lock(ordered.lock)
    FROM (
        SELECT DISTINCT hashtextextended(%(tenant)s::text || wanted, 7002) AS lock
        FROM unnest(%(external_ids)s::text[]) AS wanted
        ORDER BY lock
    ) AS ordered
"""
SAVE = """
    UPDATE interview
    SET state = %(state)s, version = %(version)s, plan_id = %(plan_id)s,
        assessment_id = %(assessment_id)s, recommendation = %(recommendation)s, flags = %(flags)s,
        session_id = %(session_id)s, attempt = %(attempt)s,
        attempts_used = %(attempts_used)s, last_ended_session = %(last_ended_session)s,
        cancel_reason = %(cancel_reason)s, failure = %(failure)s, updated_at = %(updated_at)s,
        state_since = %(state_since)s
    WHERE id = %(id)s AND version = %(was)s
"""
SAVE_REQUEST = """
    UPDATE interview
    SET profile = %(profile)s, request = %(request)s, data_quality = %(quality)s, gaps = %(gaps)s,
        warnings = %(warnings)s
    WHERE id = %(id)s
"""
SAVE_CONTEXT = """
    UPDATE interview
    SET context = %(context)s, conversation_index = %(conversation)s
    WHERE id = %(id)s
"""
SOFT_DELETE = """
    UPDATE interview
    SET deleted_at = %(at)s, external_id = NULL
    WHERE id = %(id)s
"""
ADD_TRANSITION = """
    INSERT INTO interview_transition (tenant_id, interview_id, seq, transition, from_state, to_state,
                                      actor_kind, actor_id, actor_name, on_behalf_of, reason, topic,
                                      event_id, at)
    VALUES (%(tenant)s, %(interview_id)s, %(seq)s, %(transition)s, %(before)s, %(after)s, %(by_kind)s,
            %(by_id)s, %(by_name)s, %(on_behalf_of)s, %(reason)s, %(topic)s, %(event_id)s, %(at)s)
"""
HISTORY = """
    SELECT seq, transition, from_state, to_state, actor_kind, actor_id, actor_name, on_behalf_of, reason,
           topic, event_id, at
    FROM interview_transition
    WHERE interview_id = %(id)s
    ORDER BY seq
"""
COUNTS = """
    SELECT state, count(*) AS total
    FROM interview
    WHERE deleted_at IS NULL AND is_test = %(is_test)s
      AND (%(profiles)s::text[] IS NULL OR profile = ANY (%(profiles)s::text[]))
    GROUP BY state
"""
STATE_SUMMARIES = """
    SELECT state, count(*) AS total, count(failure) AS failed,
           min(state_since) FILTER (WHERE failure IS NULL) AS oldest_since
    FROM interview
    WHERE deleted_at IS NULL AND is_test = %(is_test)s
      AND (%(profiles)s::text[] IS NULL OR profile = ANY (%(profiles)s::text[]))
    GROUP BY state
"""
POSITION_SUMMARIES = """
    WITH counted AS (
        SELECT position, state, count(*) AS total, max(updated_at) AS changed_at
        FROM interview
        WHERE deleted_at IS NULL AND is_test = %(is_test)s AND position IS NOT NULL
          AND profile = ANY (%(profiles)s::text[])
          AND (%(position)s::text IS NULL OR position = %(position)s::text)
        GROUP BY position, state
    )
    SELECT position, jsonb_object_agg(state, total) AS counts, max(changed_at) AS changed_at
    FROM counted
    GROUP BY position
    ORDER BY max(changed_at) DESC, position
    LIMIT %(limit)s
"""
