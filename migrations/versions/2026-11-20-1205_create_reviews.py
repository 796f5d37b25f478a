"""Create reviews of practice sessions."""

from alembic import op

revision = "0017_reviews"
down_revision = "0016_media"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
