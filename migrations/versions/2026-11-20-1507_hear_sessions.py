"""What live sessions need to be spoken."""

from alembic import op

revision = "0027_sound"
down_revision = "0026_chunks"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
