"""Let one person have many interviews."""

from alembic import op

revision = "0014_seekers"
down_revision = "0013_insight"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
