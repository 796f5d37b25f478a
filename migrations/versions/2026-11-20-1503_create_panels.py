"""Create evaluations, opinions, panels and rankings."""

from alembic import op

revision = "0023_panel"
down_revision = "0022_wall"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
