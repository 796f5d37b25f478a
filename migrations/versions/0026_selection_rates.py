"""Add the voluntary answers of candidates, and the counted selection rates of a quarter."""

from alembic import op

revision = "0026_selection_rates"
down_revision = "0025_notifications"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- What a candidate answered to voluntary questions, encrypted with the candidate's key. Only the
        -- selection rates of a quarter are counted from it; no page of the staff reads a row.
        CREATE TABLE voluntary_answer (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            person_id uuid NOT NULL,
            answers bytea NOT NULL,
            PRIMARY KEY (tenant_id, interview_id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id),
            FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
        );
        -- The answers of a person are deleted together.
        CREATE INDEX voluntary_answer_person ON voluntary_answer (tenant_id, person_id);
        SELECT vivavoce_tenant_table('voluntary_answer');

        -- The selection rates of a quarter that is over, counted once. They never change, so that nobody
        -- learns from two versions whose answer was deleted in between. They name no one.
        CREATE TABLE selection_report (
            tenant_id uuid NOT NULL,
            starts_on date NOT NULL,
            counted_at timestamptz NOT NULL,
            minimum integer NOT NULL CHECK (minimum >= 5),
            rates jsonb NOT NULL,
            PRIMARY KEY (tenant_id, starts_on)
        );
        SELECT vivavoce_tenant_table('selection_report');

        -- Finds the decisions of a quarter.
        CREATE INDEX hiring_decision_final ON hiring_decision (tenant_id, final_at)
        WHERE status = 'final';
        """
    )
