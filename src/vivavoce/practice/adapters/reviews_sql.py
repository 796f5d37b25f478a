"""SQL statements of the ``review`` table."""

from __future__ import annotations

STATUS_COLUMNS = (
    "interview_id",
    "run_id",
    "person_id",
    "session_id",
    "status",
    "stage",
    "ending",
    "reason",
    "failure_code",
    "is_retryable",
    "attempts",
    "version",
    "interview_type",
    "difficulty",
    "assessment_id",
    "created_at",
    "updated_at",
    "completed_at",
)
"""The columns of ``Review``: everything but the text and the scores."""

FIND = """
    SELECT *
    FROM review
    WHERE interview_id = %(interview_id)s
"""
LOCK = """
    SELECT *
    FROM review
    WHERE interview_id = %(interview_id)s
    FOR UPDATE
"""
ADD = """
    INSERT INTO review (
        tenant_id, interview_id, run_id, person_id, status, stage, ineligibility_reason, interview_type,
        difficulty,
        created_at, updated_at
    )
    VALUES (
        %(tenant)s, %(interview_id)s, %(run_id)s, %(person_id)s, %(status)s, %(stage)s, %(reason)s,
        %(interview_type)s, %(difficulty)s, %(created_at)s, %(updated_at)s
    )
    ON CONFLICT (tenant_id, interview_id) DO NOTHING
"""
SAVE = """
    UPDATE review
    SET session_id = %(session_id)s,
        status = %(status)s,
        stage = %(stage)s,
        end_reason = %(ending)s,
        ineligibility_reason = %(reason)s,
        failure_code = %(failure_code)s,
        is_retryable = %(is_retryable)s,
        attempts = %(attempts)s,
        updated_at = %(updated_at)s
    WHERE interview_id = %(interview_id)s
      AND status <> 'completed'
"""
SAVE_COMPLETED = """
    UPDATE review
    SET status = %(status)s,
        stage = %(stage)s,
        failure_code = NULL,
        is_retryable = false,
        version = %(version)s,
        assessment_id = %(assessment_id)s,
        scorer_kind = %(scorer_kind)s,
        scorer_version = %(scorer_version)s,
        overall_score = %(overall_score)s,
        is_listed = %(is_listed)s,
        updated_at = %(updated_at)s,
        completed_at = %(completed_at)s,
        sealed_document = %(document)s
    WHERE interview_id = %(interview_id)s
"""
FIND_COMPLETED = """
    SELECT interview_id, person_id, scorer_kind, scorer_version, overall_score, completed_at, sealed_document
    FROM review
    WHERE interview_id = %(interview_id)s
      AND status = 'completed'
"""
LIST_COMPLETED = """
    SELECT interview_id, person_id, scorer_kind, scorer_version, overall_score, completed_at, sealed_document
    FROM review
    WHERE interview_id = ANY (%(interview_ids)s)
      AND status = 'completed'
"""
LIST_BY_PERSON = """
    SELECT interview_id, person_id, scorer_kind, scorer_version, overall_score, completed_at, sealed_document
    FROM review
    WHERE person_id = %(person_id)s
      AND status = 'completed'
      AND (%(kind)s::text IS NULL OR scorer_kind = %(kind)s)
    ORDER BY completed_at DESC
    LIMIT %(limit)s
"""
# Only scores that a person chose to show, and of one kind of scorer: the one that scored most recently.
LIST_BEST = """
    WITH kind AS (
        SELECT scorer_kind
        FROM review
        WHERE overall_score IS NOT NULL
          AND is_listed
        ORDER BY completed_at DESC
        LIMIT 1
    ), listed AS (
        SELECT DISTINCT ON (person_id) *
        FROM review
        WHERE overall_score IS NOT NULL
          AND scorer_kind = (SELECT scorer_kind FROM kind)
          AND is_listed
        ORDER BY person_id, overall_score DESC, completed_at
    )
    SELECT rank() OVER (ORDER BY overall_score DESC) AS rank, *
    FROM listed
    ORDER BY overall_score DESC, completed_at
    LIMIT %(limit)s
"""
ERASE_PERSON = """
    UPDATE review
    SET overall_score = NULL, is_listed = false
    WHERE person_id = %(person_id)s
"""
ERASE_INTERVIEWS = """
    UPDATE review
    SET sealed_document = '', overall_score = NULL, is_listed = false
    WHERE interview_id = ANY (%(ids)s) AND sealed_document IS NOT NULL
"""
LIST_SUMMARIES = """
    SELECT interview_id, status, overall_score
    FROM review
    WHERE interview_id = ANY (%(ids)s)
"""
