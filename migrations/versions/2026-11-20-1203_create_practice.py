"""Create practice: what is kept of a draft, and assignments."""

from alembic import op

revision = "0015_practice"
down_revision = "0014_seekers"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- What practice adds to an interview. ``asked`` is a keyed hash of the last request for its plan;
        -- the questions can be edited once, at ``edited_at``.
        CREATE TABLE practice_draft (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            adjustments jsonb NOT NULL,
            assignment_id uuid,
            asked bytea NOT NULL,
            edited_at timestamptz,
            PRIMARY KEY (tenant_id, interview_id)
        );
        SELECT vivavoce_tenant_table('practice_draft');

        -- The address is sealed under a key of its batch and found by a keyed hash; an erased one is NULL.
        CREATE TABLE assignment (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            batch_id uuid NOT NULL,
            role text NOT NULL,
            round text NOT NULL CHECK (round IN ('warm_up', 'behavioral', 'technical')),
            email_index bytea,
            email bytea,
            status text NOT NULL CHECK (status IN ('assigned', 'started', 'completed', 'unassigned')),
            interview_id uuid,
            assigned_by uuid NOT NULL,
            assigned_at timestamptz NOT NULL,
            started_at timestamptz,
            completed_at timestamptz,
            unassigned_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            CHECK (status <> 'completed' OR (interview_id IS NOT NULL AND completed_at IS NOT NULL)),
            CHECK (status <> 'unassigned' OR (interview_id IS NULL AND unassigned_at IS NOT NULL))
        );
        -- A person's assignments are found by their address ...
        CREATE INDEX assignment_email ON assignment (tenant_id, email_index, assigned_at DESC, id DESC);
        -- ... and a talk that begins or is reviewed finds its own.
        CREATE INDEX assignment_interview ON assignment (tenant_id, interview_id);
        SELECT vivavoce_tenant_table('assignment');
        REVOKE DELETE ON assignment FROM vivavoce_app;

        -- Answers that nobody can ask for again are forgotten.
        CREATE INDEX idempotency_key_age ON idempotency_key (tenant_id, at);
        """
    )
