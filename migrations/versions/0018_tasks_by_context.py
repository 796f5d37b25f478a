"""Find the interviews of one conversation of an agent (A2A: the tasks of a context)."""

from alembic import op

revision = "0018_tasks_by_context"
down_revision = "0017_push_notifications"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The blind index of the context id that the agent chose; the id itself is in the sealed context.
        ALTER TABLE interview ADD COLUMN conversation_index bytea;
        -- The tasks of a context, last change first.
        CREATE INDEX interview_conversation ON interview (tenant_id, conversation_index, updated_at DESC, id DESC)
            WHERE conversation_index IS NOT NULL AND deleted_at IS NULL;
        """
    )
