"""Keep that an assessment could not be made."""

from alembic import op

revision = "0017_assess_failed"
down_revision = "0016_media"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
