"""Keep every version of a template, and the interview that a template was made from."""

from alembic import op

revision = "0010_template_changes"
down_revision = "0009_practice_answers"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        ALTER TABLE template
            ADD COLUMN interview_id uuid,
            ADD FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id);

        -- What people changed in a template, from version 2 on; version 1 is the template's own document. The
        -- newest version counts; without a document it says that the template was deleted. Nothing here is
        -- ever changed.
        CREATE TABLE template_change (
            tenant_id uuid NOT NULL,
            template_id uuid NOT NULL,
            version integer NOT NULL CHECK (version > 1),
            document jsonb,
            changed_by uuid NOT NULL,
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, template_id, version),
            FOREIGN KEY (tenant_id, template_id) REFERENCES template (tenant_id, id)
        );
        SELECT vivavoce_tenant_table('template_change');
        REVOKE UPDATE, DELETE ON template_change FROM vivavoce_app;
        """
    )
