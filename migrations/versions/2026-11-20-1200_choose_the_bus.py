"""Keep which bus carries the events."""

from alembic import op

revision = "0012_bus_mode"
down_revision = "0011_overdue_doors"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
