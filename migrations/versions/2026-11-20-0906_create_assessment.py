"""Create assessments."""

from alembic import op

revision = "0007_assessment"
down_revision = "0006_live"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        SELECT 1
        """
    )
