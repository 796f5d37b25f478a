"""Create intakes, their artifacts and interview templates."""

from alembic import op

revision = "0024_intake"
down_revision = "0023_panel"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
