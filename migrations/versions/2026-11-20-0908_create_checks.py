"""Let the doctor see the revision and the organisations."""

from alembic import op

revision = "0009_checks"
down_revision = "0008_delivery"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        GRANT SELECT ON alembic_version TO vivavoce_app;

        -- Every organisation by id: the doctor visits each in a transaction of its own.
        CREATE FUNCTION tenant_list() RETURNS TABLE (tenant_id uuid, slug text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT t.tenant_id, t.slug FROM tenant t ORDER BY t.slug
        $$;
        SELECT vivavoce_system_function('tenant_list()');
        """
    )
