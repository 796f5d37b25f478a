"""Create what the wall of live sessions is read from."""

from alembic import op

revision = "0022_wall"
down_revision = "0021_admission"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
