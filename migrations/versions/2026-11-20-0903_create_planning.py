"""Create skills and plans."""

from alembic import op

revision = "0004_planning"
down_revision = "0003_hiring"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        SELECT 1
        """
    )
