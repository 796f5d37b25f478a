"""Create what the operator watches: series, alerts, prices, usage."""

from alembic import op

revision = "0013_insight"
down_revision = "0012_bus_mode"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
