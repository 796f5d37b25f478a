"""Add what candidates write on their own page, and the tasks that come from it."""

from alembic import op

revision = "0006_candidate_page"
down_revision = "0005_interview_list"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A candidate can also ask from their own page, outside a session; then session_id is NULL. A decision
        -- that needs a second person is a task, too.
        ALTER TABLE human_task
            ALTER COLUMN session_id DROP NOT NULL,
            DROP CONSTRAINT human_task_kind_check,
            ADD CONSTRAINT human_task_kind_check
                CHECK (kind IN ('person_requested', 'candidate_withdrew', 'review_requested',
                                'decision_to_confirm'));

        -- What the candidate of an interview wrote on their own page. A correction belongs to a turn of the
        -- transcript and stands beside it; the transcript never changes. Writing again replaces the earlier
        -- message, but not a request for a review that was answered. text and answer are encrypted with the
        -- key of the interview's person.
        CREATE TABLE candidate_message (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('correction', 'feedback', 'review_request')),
            turn integer NOT NULL DEFAULT 0,
            stars smallint CHECK (stars BETWEEN 1 AND 5),
            text bytea,
            written_at timestamptz NOT NULL,
            answer bytea,
            answered_by uuid,
            answered_by_name text,
            answered_at timestamptz,
            PRIMARY KEY (tenant_id, interview_id, kind, turn),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id),
            CHECK ((kind = 'correction') = (turn > 0)),
            CHECK ((kind = 'feedback') = (stars IS NOT NULL)),
            CHECK (kind = 'review_request' OR answered_at IS NULL),
            CHECK ((answered_at IS NULL) = (answered_by IS NULL)),
            CHECK ((answered_at IS NULL) = (answered_by_name IS NULL)),
            CHECK (answered_at IS NOT NULL OR answer IS NULL)
        );
        SELECT vivavoce_tenant_table('candidate_message');
        """
    )
