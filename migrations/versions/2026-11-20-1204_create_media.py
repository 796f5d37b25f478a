"""Create artifacts and uploads."""

from alembic import op

revision = "0016_media"
down_revision = "0015_practice"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
