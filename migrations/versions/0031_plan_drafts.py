"""Keep what a model has written of a plan so far, until the plan is there."""

from alembic import op

revision = "0031_plan_drafts"
down_revision = "0030_panel_provenance"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A list of competencies with the texts of their questions. A closed order has none.
        ALTER TABLE plan_order ADD COLUMN drafted jsonb;
        ALTER TABLE plan_order
            ADD CONSTRAINT plan_order_check2 CHECK (closed_at IS NULL OR drafted IS NULL);
        """
    )
