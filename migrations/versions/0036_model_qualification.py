"""Add the qualifications that operators start on a page."""

from alembic import op

revision = "0036_model_qualification"
down_revision = "0035_model_budget"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A qualification of the installation's model that an operator started. It belongs to no organization,
        -- as the certificate that it ends with.
        CREATE TABLE model_qualification (
            id uuid PRIMARY KEY,
            model text NOT NULL,
            endpoint text NOT NULL,
            status text NOT NULL
                CHECK (status IN ('waiting', 'running', 'completed', 'failed', 'canceled')),
            started_at timestamptz NOT NULL,
            -- When the process that runs it last wrote its progress.
            seen_at timestamptz NOT NULL,
            ended_at timestamptz,
            answers_read integer NOT NULL DEFAULT 0 CHECK (answers_read >= 0),
            answers_total integer NOT NULL DEFAULT 0 CHECK (answers_total >= 0),
            certificate_id uuid REFERENCES model_certificate,
            -- Why it ended without a certificate, in one sentence.
            reason text,
            CHECK ((status IN ('waiting', 'running')) = (ended_at IS NULL)),
            CHECK ((status = 'completed') = (certificate_id IS NOT NULL))
        );
        -- At most one at a time: each costs about 1,800 requests.
        CREATE UNIQUE INDEX model_qualification_active ON model_qualification ((true))
            WHERE status IN ('waiting', 'running');
        -- Finds the newest one.
        CREATE INDEX model_qualification_newest ON model_qualification (started_at DESC, id);
        GRANT SELECT, INSERT ON model_qualification TO vivavoce_app;
        GRANT UPDATE (status, seen_at, ended_at, answers_read, answers_total, certificate_id, reason)
            ON model_qualification TO vivavoce_app;
        """
    )
