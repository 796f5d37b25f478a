"""Find doors whose time has run out."""

from alembic import op

revision = "0011_overdue_doors"
down_revision = "0010_bus"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The sweep asks every few seconds which open doors are over.
        CREATE INDEX access_grant_overdue ON access_grant (expires_at) WHERE revoked_at IS NULL;

        -- Doors of all organisations whose time has run out and that nobody has closed yet.
        CREATE FUNCTION access_overdue(at timestamptz, most integer)
        RETURNS TABLE (tenant_id uuid, interview_id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT g.tenant_id, g.interview_id FROM access_grant g
            WHERE g.revoked_at IS NULL AND g.expires_at <= at
            ORDER BY g.expires_at LIMIT most
        $$;
        SELECT vivavoce_system_function('access_overdue(timestamptz, integer)');
        """
    )
