"""Add the certificates by which a model may score."""

from alembic import op

revision = "0007_model_certificate"
down_revision = "0006_candidate_page"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- What `vivavoce qualify` found out about a model, passed or not. It holds for all organizations. The
        -- signature is made with the installation's key, so that a row that was changed is not valid.
        CREATE TABLE model_certificate (
            id uuid PRIMARY KEY,
            model text NOT NULL,
            issued_at timestamptz NOT NULL,
            document jsonb NOT NULL,
            signature bytea NOT NULL,
            canary_at timestamptz,
            canary_misses integer NOT NULL DEFAULT 0 CHECK (canary_misses >= 0),
            suspended_at timestamptz,
            CHECK (suspended_at IS NULL OR canary_at IS NOT NULL)
        );
        -- Finds the newest certificates.
        CREATE INDEX model_certificate_newest ON model_certificate (issued_at DESC, id);
        GRANT SELECT, INSERT ON model_certificate TO vivavoce_app;
        GRANT UPDATE (canary_at, canary_misses, suspended_at) ON model_certificate TO vivavoce_app;
        """
    )
