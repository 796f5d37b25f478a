"""Add where agents are notified of the changes of a task (A2A push notifications)."""

from alembic import op

revision = "0017_push_notifications"
down_revision = "0016_queue_and_saved_views"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- Where an agent wants to be notified of the changes of one interview. The URL and the credentials
        -- are encrypted with the installation's key. sent_version is the version of the interview that the
        -- agent has last been told.
        CREATE TABLE push_notification_config (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            id text NOT NULL CHECK (id <> ''),
            protocol_version text NOT NULL CHECK (protocol_version IN ('0.3', '1.0')),
            target bytea NOT NULL,
            sent_version integer NOT NULL,
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, interview_id, id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id)
        );
        SELECT vivavoce_tenant_table('push_notification_config');
        """
    )
