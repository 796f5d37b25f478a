"""Let a signed-in person enter a live session."""

from alembic import op

revision = "0018_practice_live"
down_revision = "0017_reviews"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
