"""Create the candidate's door: grants, codes, consents."""

from alembic import op

revision = "0005_access"
down_revision = "0004_planning"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        SELECT 1
        """
    )
