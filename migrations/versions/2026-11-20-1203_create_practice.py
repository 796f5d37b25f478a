"""Create practice: edits, assignments, reviews, conversations."""

from alembic import op

revision = "0015_practice"
down_revision = "0014_seekers"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
