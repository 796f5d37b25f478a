"""Create intakes, their artifacts and interview templates."""

from alembic import op

revision = "0024_intake"
down_revision = "0023_panel"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- One row for each talk with a hiring manager; its id is the interview's. ``manager_id`` is the user
        -- who is asked, ``opened_by`` who asked for it. ``ended_at`` is when the talk ended, ``told_at``
        -- when it was told that every document has come to an end.
        CREATE TABLE intake (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            run_id text NOT NULL,
            person_id uuid NOT NULL,
            manager_id uuid NOT NULL,
            opened_by uuid NOT NULL,
            session_id uuid,
            created_at timestamptz NOT NULL,
            ended_at timestamptz,
            told_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            CHECK ((session_id IS NULL) = (ended_at IS NULL)),
            CHECK (told_at IS NULL OR ended_at IS NOT NULL)
        );
        SELECT vivavoce_tenant_table('intake');
        REVOKE DELETE ON intake FROM vivavoce_app;
        CREATE INDEX intake_newest ON intake (tenant_id, created_at DESC, id DESC);
        -- Versions of the documents of an intake. ``content`` and ``instruction`` are sealed under the key of
        -- the intake's person. A version that has ended is never written again; one of a kind is accepted.
        CREATE TABLE workshop_artifact (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            intake_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('job_description', 'interview_questions', 'rating_rubric',
                                               'job_simulation')),
            version integer NOT NULL CHECK (version > 0),
            status text NOT NULL CHECK (status IN ('queued', 'writing', 'ready', 'failed')),
            instruction bytea,
            regenerated_from integer CHECK (regenerated_from < version),
            content bytea,
            made_by text,
            failure text,
            is_accepted boolean NOT NULL DEFAULT false,
            created_at timestamptz NOT NULL,
            ended_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, intake_id, kind, version),
            FOREIGN KEY (tenant_id, intake_id) REFERENCES intake (tenant_id, id),
            CHECK ((ended_at IS NOT NULL) = (status IN ('ready', 'failed'))),
            CHECK ((content IS NOT NULL AND made_by IS NOT NULL) = (status = 'ready')),
            CHECK ((failure IS NOT NULL) = (status = 'failed')),
            CHECK (status = 'ready' OR NOT is_accepted)
        );
        SELECT vivavoce_tenant_table('workshop_artifact');
        REVOKE DELETE ON workshop_artifact FROM vivavoce_app;
        CREATE UNIQUE INDEX workshop_artifact_accepted
            ON workshop_artifact (tenant_id, intake_id, kind) WHERE is_accepted;
        CREATE UNIQUE INDEX workshop_artifact_open
            ON workshop_artifact (tenant_id, intake_id, kind) WHERE ended_at IS NULL;
        -- What interviews for one position have in common. It belongs to the organisation, which accepted
        -- the documents that it was made from; it is never changed.
        CREATE TABLE template (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            intake_id uuid,
            document jsonb NOT NULL,
            created_by uuid NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, intake_id) REFERENCES intake (tenant_id, id)
        );
        SELECT vivavoce_tenant_table('template');
        REVOKE UPDATE, DELETE ON template FROM vivavoce_app;
        CREATE INDEX template_newest ON template (tenant_id, created_at DESC, id DESC);
        """
    )
