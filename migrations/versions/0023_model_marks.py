"""Add what an organization demands of a model before it scores."""

from alembic import op

revision = "0023_model_marks"
down_revision = "0022_booking"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- What an organization demands of a model's certificate, by property. One without a row is as the
        -- qualification demands it.
        CREATE TABLE model_mark (
            tenant_id uuid NOT NULL,
            property text NOT NULL,
            -- The bound of the property's first figure.
            minimum numeric(4, 3) NOT NULL CHECK (minimum BETWEEN 0 AND 1),
            PRIMARY KEY (tenant_id, property)
        );
        SELECT vivavoce_tenant_table('model_mark');
        """
    )
