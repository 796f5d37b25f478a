"""Add custom roles: permissions of an organization's own choice, under a name."""

from alembic import op

revision = "0015_custom_roles"
down_revision = "0014_applicant_tracking_systems"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A role that an organization made. membership.role and invitation.role hold its id instead of the
        -- name of a fixed role. A row stays when the role is deleted; a role in use is not deleted.
        CREATE TABLE custom_role (
            tenant_id uuid NOT NULL REFERENCES tenant,
            id uuid NOT NULL,
            name text NOT NULL,
            description text NOT NULL,
            permissions text[] NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            deleted_at timestamptz,
            PRIMARY KEY (tenant_id, id)
        );
        -- A name is used once, however it is written.
        CREATE UNIQUE INDEX custom_role_name ON custom_role (tenant_id, lower(name COLLATE "C"))
            WHERE deleted_at IS NULL;
        SELECT vivavoce_tenant_table('custom_role');
        SELECT vivavoce_system_table('custom_role');
        REVOKE DELETE ON custom_role FROM vivavoce_app;

        -- Returns a custom role of a person or of the creator of an API key, whose tenant is known from their
        -- credential.
        CREATE FUNCTION custom_role_find(tenant uuid, wanted uuid)
        RETURNS TABLE (id uuid, name text, description text, permissions text[])
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT r.id, r.name, r.description, r.permissions
            FROM custom_role r
            WHERE r.tenant_id = tenant AND r.id = wanted AND r.deleted_at IS NULL
        $$;
        SELECT vivavoce_system_function('custom_role_find(uuid, uuid)');
        """
    )
