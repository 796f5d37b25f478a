"""Add the flags by which interviews can be found."""

from alembic import op

revision = "0019_interview_flags"
down_revision = "0018_tasks_by_context"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The kinds of flags of the newest assessment that the list can be narrowed to; NULL if there are
        -- none, after the answers were erased, and for assessments before this column: their flags are
        -- encrypted with the candidate's key.
        ALTER TABLE interview ADD COLUMN flags text[];

        -- The list shows only the flagged interviews, newest first.
        CREATE INDEX interview_flagged ON interview (tenant_id, created_at DESC, id DESC)
        WHERE deleted_at IS NULL AND flags IS NOT NULL;
        """
    )
