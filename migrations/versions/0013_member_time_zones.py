"""Add the time zones of members."""

from alembic import op

revision = "0013_member_time_zones"
down_revision = "0012_organization_sign_in"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The IANA name of the time zone in which a person reads times; null is the organization's.
        ALTER TABLE membership ADD COLUMN time_zone text;
        """
    )
