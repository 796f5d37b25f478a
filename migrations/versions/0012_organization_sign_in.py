"""Let people sign in by their organization's OpenID provider, and let that provider manage them."""

from alembic import op

revision = "0012_organization_sign_in"
down_revision = "0011_connected_applications"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- An account that an organization's provider vouches for has no address of its own: it is found by
        -- its identity only, never by an e-mail address, and it has no password.
        ALTER TABLE account ALTER COLUMN email DROP NOT NULL;

        -- The OpenID provider by which people of an organization sign in; the client's secret is sealed.
        -- An organization has at most one.
        CREATE TABLE identity_provider (
            tenant_id uuid PRIMARY KEY REFERENCES tenant,
            issuer text NOT NULL,
            client_id text NOT NULL,
            client_secret bytea NOT NULL,
            default_role text NOT NULL,
            admits_unknown boolean NOT NULL,
            changed_at timestamptz NOT NULL
        );
        SELECT vivavoce_tenant_table('identity_provider');

        -- A person as the provider names them, by issuer and subject, in one organization. The same person
        -- in another organization is another identity with another account. A row stays when the provider
        -- deletes the person (deleted_at), so that they are not admitted again as unknown. The
        -- e-mail address is what the provider says, and is only written to. The user name comes by SCIM.
        CREATE TABLE staff_identity (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            issuer text NOT NULL,
            subject text NOT NULL,
            user_id uuid NOT NULL,
            user_name text,
            email text NOT NULL,
            created_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL,
            deleted_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, issuer, subject),
            UNIQUE (tenant_id, user_id),
            FOREIGN KEY (tenant_id, user_id) REFERENCES membership (tenant_id, id)
        );
        -- The provider's name of a person is unique among those that it has not deleted.
        CREATE UNIQUE INDEX staff_identity_name ON staff_identity (tenant_id, issuer, lower(user_name))
            WHERE deleted_at IS NULL AND user_name IS NOT NULL;
        SELECT vivavoce_tenant_table('staff_identity');
        SELECT vivavoce_system_table('staff_identity');
        REVOKE DELETE ON staff_identity FROM vivavoce_app;

        -- Creates an account without an address and without a password, for an identity.
        CREATE FUNCTION account_create_for_identity(new_id uuid) RETURNS uuid
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            INSERT INTO account (id, email) VALUES (new_id, NULL) RETURNING id
        $$;
        SELECT vivavoce_system_function('account_create_for_identity(uuid)');

        -- Returns the addresses to which users of the transaction's organization get e-mail: that of their
        -- account, or what the organization's provider says. They are not for finding a person.
        CREATE FUNCTION member_contacts() RETURNS TABLE (id uuid, email text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT m.id, coalesce(a.email, i.email, '')
            FROM membership m
            JOIN account a ON a.id = m.account_id
            LEFT JOIN staff_identity i ON i.tenant_id = m.tenant_id AND i.user_id = m.id
            WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        $$;
        SELECT vivavoce_system_function('member_contacts()');

        -- Returns the account of a user of the transaction's organization; '' if it has no address.
        CREATE OR REPLACE FUNCTION member_account(member uuid)
        RETURNS TABLE (id uuid, email text, password_hash text, version integer)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT a.id, coalesce(a.email, ''), a.password_hash, a.version
            FROM membership m
            JOIN account a ON a.id = m.account_id
            WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
              AND m.id = member
              AND m.removed_at IS NULL
        $$;
        """
    )
