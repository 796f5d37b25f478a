"""Create assessments."""

from alembic import op

revision = "0007_assessment"
down_revision = "0006_live"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- One row each time an interview is to be assessed; it is made when ``made_at`` is set. ``cause``
        -- is what asked for it: hearing the same thing twice asks once. ``scores`` holds numbers and
        -- reasons; quotes and flags are in ``sealed``, under the key of the interview's person.
        CREATE TABLE assessment (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            interview_id uuid NOT NULL,
            run_id text NOT NULL,
            session_id uuid NOT NULL,
            version integer NOT NULL,
            cause text NOT NULL,
            asked_at timestamptz NOT NULL,
            made_at timestamptz,
            person_id uuid,
            rubric_version text,
            scorer_kind text,
            scorer_version text,
            overall_score double precision CHECK (overall_score BETWEEN 0 AND 100),
            recommendation text CHECK (recommendation IN ('STRONG_HIRE', 'HIRE', 'MAYBE', 'NO_HIRE')),
            scores jsonb,
            sealed bytea,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, interview_id, version),
            UNIQUE (tenant_id, interview_id, cause),
            CHECK (num_nulls(made_at, person_id, rubric_version, scorer_kind, scorer_version, scores, sealed)
                   IN (0, 7))
        );
        SELECT vivavoce_tenant_table('assessment');
        REVOKE DELETE ON assessment FROM vivavoce_app;
        """
    )
