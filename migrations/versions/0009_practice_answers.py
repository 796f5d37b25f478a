"""Add answers that a person gives to one question of a reviewed practice session once more."""

from alembic import op

revision = "0009_practice_answers"
down_revision = "0008_hiring_analytics"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A new answer to one question of a reviewed practice session, compared with the answer of the
        -- session. question_number is its place among the questions that were asked. Everything that was
        -- said or scored is in document, encrypted with the key of the review's person.
        CREATE TABLE practice_answer (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            question_number integer NOT NULL CHECK (question_number >= 1),
            attempt integer NOT NULL CHECK (attempt >= 1),
            answered_at timestamptz NOT NULL,
            document bytea NOT NULL,
            PRIMARY KEY (tenant_id, interview_id, question_number, attempt),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES review (tenant_id, interview_id)
        );
        SELECT vivavoce_tenant_table('practice_answer');
        REVOKE UPDATE ON practice_answer FROM vivavoce_app;
        """
    )
