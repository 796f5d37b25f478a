"""Create interviews, their transitions and the people they are about."""

from alembic import op

revision = "0003_hiring"
down_revision = "0002_tenancy"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        SELECT 1
        """
    )
