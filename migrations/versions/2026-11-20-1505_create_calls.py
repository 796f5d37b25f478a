"""Create telephone calls."""

from alembic import op

revision = "0025_calls"
down_revision = "0024_intake"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
