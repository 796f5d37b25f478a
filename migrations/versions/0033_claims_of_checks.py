"""Keep apart when a certificate's weekly check ran, and when a process claimed the next one."""

from alembic import op

revision = "0033_claims_of_checks"
down_revision = "0032_parts_of_names"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- When a process began the weekly check that has no result yet; an hour later the check is due again.
        ALTER TABLE model_certificate ADD COLUMN canary_claimed_at timestamptz;
        GRANT UPDATE (canary_claimed_at) ON model_certificate TO vivavoce_app;
        """
    )
