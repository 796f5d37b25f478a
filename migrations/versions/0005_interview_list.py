"""Columns and indexes that keep the list of interviews fast with many rows."""

from alembic import op

revision = "0005_interview_list"
down_revision = "0004_hiring_decisions"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- position is read from the request, so that it is erased with it. recommendation is what the
        -- newest assessment proposes.
        ALTER TABLE interview
            ADD COLUMN position text GENERATED ALWAYS AS (request ->> 'position') STORED,
            ADD COLUMN recommendation text
                CHECK (recommendation IN ('STRONG_HIRE', 'HIRE', 'MAYBE', 'NO_HIRE'));

        -- The rows of every organization get the recommendation of their newest assessment.
        ALTER TABLE interview NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE assessment NO FORCE ROW LEVEL SECURITY;
        UPDATE interview i
        SET recommendation = newest.recommendation
        FROM (
            SELECT DISTINCT ON (a.tenant_id, a.interview_id) a.tenant_id, a.interview_id, a.recommendation
            FROM assessment a
            WHERE a.completed_at IS NOT NULL
            ORDER BY a.tenant_id, a.interview_id, a.version DESC
        ) newest
        WHERE newest.tenant_id = i.tenant_id AND newest.interview_id = i.id
          AND i.assessment_id IS NOT NULL;
        ALTER TABLE interview FORCE ROW LEVEL SECURITY;
        ALTER TABLE assessment FORCE ROW LEVEL SECURITY;

        -- The list can also begin with the interview that has been in its state longest ...
        CREATE INDEX interview_longest_wait ON interview (tenant_id, state_since, id)
        WHERE deleted_at IS NULL;
        -- ... or with the last change ...
        CREATE INDEX interview_changed ON interview (tenant_id, updated_at DESC, id DESC)
        WHERE deleted_at IS NULL;
        -- ... show only one state ...
        CREATE INDEX interview_state_newest ON interview (tenant_id, state, created_at DESC, id DESC)
        WHERE deleted_at IS NULL;
        -- ... or only one position, and offers the positions that exist.
        CREATE INDEX interview_position ON interview (tenant_id, position, created_at DESC, id DESC)
        WHERE deleted_at IS NULL;
        """
    )
