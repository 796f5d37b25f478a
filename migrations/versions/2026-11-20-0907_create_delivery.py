"""Create webhooks, their attempts and the mailbox."""

from alembic import op

revision = "0008_delivery"
down_revision = "0007_assessment"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        SELECT 1
        """
    )
