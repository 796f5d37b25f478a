"""Add what each person has seen of their notifications."""

from alembic import op

revision = "0025_notifications"
down_revision = "0024_own_texts"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The moment until which a person has read everything. Notifications themselves are not stored: they
        -- are read from what waits.
        CREATE TABLE notification_seen (
            tenant_id uuid NOT NULL,
            user_id uuid NOT NULL,
            seen_until timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, user_id)
        );
        SELECT vivavoce_tenant_table('notification_seen');

        -- A notification that a person has read apart from the others. The id names what it is about, and no
        -- person.
        CREATE TABLE notification_read (
            tenant_id uuid NOT NULL,
            user_id uuid NOT NULL,
            notification_id text NOT NULL,
            read_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, user_id, notification_id)
        );
        SELECT vivavoce_tenant_table('notification_read');
        """
    )
