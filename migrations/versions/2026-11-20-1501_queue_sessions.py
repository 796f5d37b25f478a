"""Create the queue of sessions that wait for room."""

from alembic import op

revision = "0021_admission"
down_revision = "0020_control"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
