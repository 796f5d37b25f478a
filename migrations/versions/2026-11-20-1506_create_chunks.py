"""Create pieces of recordings."""

from alembic import op

revision = "0026_chunks"
down_revision = "0025_calls"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
