"""Create conversations with the practice assistant."""

from alembic import op

revision = "0019_conversations"
down_revision = "0018_practice_live"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
