"""Keep with a panel's evaluation what a certified model did for it."""

from alembic import op

revision = "0030_panel_provenance"
down_revision = "0029_staff_calendars"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The model, its certificate, the hash of its instructions, its votes, and how many items were dropped
        -- and lowered; no words of the answer. NULL where the rules alone evaluated.
        ALTER TABLE evaluation ADD COLUMN provenance jsonb;
        """
    )
