"""A retention run deletes the practice assistant's conversations, too, and counts them."""

from alembic import op

revision = "0034_deleted_conversations"
down_revision = "0033_claims_of_checks"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        ALTER TABLE retention_run ADD COLUMN conversations integer NOT NULL DEFAULT 0;
        GRANT SELECT (tenant_id) ON conversation TO vivavoce_system;

        CREATE OR REPLACE FUNCTION interview_retention_tenants() RETURNS TABLE (tenant_id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $function$
            SELECT i.tenant_id
            FROM interview i
            WHERE i.transcript_erased_at IS NULL OR i.assessment_erased_at IS NULL
            UNION
            SELECT c.tenant_id
            FROM conversation c
        $function$;
        """
    )
