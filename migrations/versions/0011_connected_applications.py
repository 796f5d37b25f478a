"""Add the applications that people connect by OAuth, and their tokens."""

from alembic import op

revision = "0011_connected_applications"
down_revision = "0010_template_changes"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A person's permission for one application to act for them in one organization, with the code that
        -- the application exchanges for its first tokens. The versions are those of the person's membership
        -- and account: the permission ends with them. Applications register without a row: their id is a
        -- sealed document, of which only the hash is kept here.
        CREATE TABLE oauth_grant (
            tenant_id uuid NOT NULL REFERENCES tenant,
            id uuid NOT NULL,
            user_id uuid NOT NULL,
            user_version integer NOT NULL,
            account_version integer NOT NULL,
            client_hash bytea NOT NULL,
            client_name text NOT NULL,
            redirect_uri text NOT NULL,
            permissions text[] NOT NULL,
            code_hash bytea NOT NULL,
            code_challenge text NOT NULL,
            code_expires_at timestamptz NOT NULL,
            code_used_at timestamptz,
            created_at timestamptz NOT NULL,
            last_used_at timestamptz,
            revoked_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, user_id) REFERENCES membership (tenant_id, id)
        );
        -- A code is looked up before its tenant is known.
        CREATE UNIQUE INDEX oauth_grant_code ON oauth_grant (code_hash);
        -- Lists the applications of a person.
        CREATE INDEX oauth_grant_user ON oauth_grant (tenant_id, user_id, id DESC);
        SELECT vivavoce_tenant_table('oauth_grant');
        SELECT vivavoce_system_table('oauth_grant');
        REVOKE DELETE ON oauth_grant FROM vivavoce_app;

        -- A token by its hash: of a grant, or of an API key (client credentials). A refresh token is used
        -- once; the row stays until it expires, so that a second use is noticed.
        CREATE TABLE oauth_token (
            tenant_id uuid NOT NULL,
            hash bytea NOT NULL,
            kind text NOT NULL CHECK (kind IN ('access', 'refresh')),
            grant_id uuid,
            api_key_id uuid,
            audience text NOT NULL CHECK (audience IN ('api', 'mcp')),
            permissions text[] NOT NULL,
            expires_at timestamptz NOT NULL,
            used_at timestamptz,
            PRIMARY KEY (tenant_id, hash),
            FOREIGN KEY (tenant_id, grant_id) REFERENCES oauth_grant (tenant_id, id) ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, api_key_id) REFERENCES api_key (tenant_id, id),
            CHECK (num_nonnulls(grant_id, api_key_id) = 1),
            CHECK (kind = 'access' OR grant_id IS NOT NULL)
        );
        -- A token is looked up before its tenant is known.
        CREATE UNIQUE INDEX oauth_token_hash ON oauth_token (hash);
        -- Finds the tokens of a grant.
        CREATE INDEX oauth_token_grant ON oauth_token (tenant_id, grant_id);
        -- Finds expired tokens.
        CREATE INDEX oauth_token_expiry ON oauth_token (expires_at);
        SELECT vivavoce_tenant_table('oauth_token');
        SELECT vivavoce_system_table('oauth_token');
        REVOKE DELETE ON oauth_token FROM vivavoce_app;

        -- Returns the organization and the grant of a code or a token.
        CREATE FUNCTION oauth_grant_find(wanted bytea) RETURNS TABLE (tenant_id uuid, id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT g.tenant_id, g.id FROM oauth_grant g WHERE g.code_hash = wanted
            UNION ALL
            SELECT t.tenant_id, t.grant_id
            FROM oauth_token t
            WHERE t.hash = wanted AND t.grant_id IS NOT NULL
        $$;
        SELECT vivavoce_system_function('oauth_grant_find(bytea)');

        -- Returns whom an access token stands for, unless the token, its grant, the API key, the membership
        -- or the account has ended; records the use of a grant or a key at most once a minute.
        CREATE FUNCTION oauth_access_find(wanted bytea, at timestamptz)
        RETURNS TABLE (tenant_id uuid, id uuid, name text, role text, is_person boolean, permissions text[],
                       key_permissions text[], audience text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            UPDATE oauth_grant g SET last_used_at = clock_timestamp()
            FROM oauth_token t
            WHERE t.hash = wanted AND g.tenant_id = t.tenant_id AND g.id = t.grant_id
              AND (g.last_used_at IS NULL OR g.last_used_at < clock_timestamp() - interval '1 minute');
            UPDATE api_key k SET last_used_at = clock_timestamp()
            FROM oauth_token t
            WHERE t.hash = wanted AND k.tenant_id = t.tenant_id AND k.id = t.api_key_id
              AND (k.last_used_at IS NULL OR k.last_used_at < clock_timestamp() - interval '1 minute');
            RETURN QUERY
            SELECT m.tenant_id, m.id, m.name, m.role, true, t.permissions, t.permissions, t.audience
            FROM oauth_token t
            JOIN oauth_grant g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
            JOIN membership m ON m.tenant_id = g.tenant_id AND m.id = g.user_id
            JOIN account a ON a.id = m.account_id
            WHERE t.hash = wanted AND t.kind = 'access' AND t.expires_at > at
              AND g.revoked_at IS NULL
              AND m.removed_at IS NULL AND m.version = g.user_version
              AND a.version = g.account_version
            UNION ALL
            SELECT k.tenant_id, k.id, k.name, m.role, false, t.permissions, k.permissions, t.audience
            FROM oauth_token t
            JOIN api_key k ON k.tenant_id = t.tenant_id AND k.id = t.api_key_id
            JOIN membership m ON m.tenant_id = k.tenant_id AND m.id = k.created_by
            WHERE t.hash = wanted AND t.kind = 'access' AND t.expires_at > at
              AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at)
              AND m.removed_at IS NULL AND m.version = k.creator_version;
        END $$;
        SELECT vivavoce_system_function('oauth_access_find(bytea, timestamptz)');

        -- Deletes tokens that expired over a day ago, and grants without tokens that can have no more.
        CREATE FUNCTION oauth_delete_expired(at timestamptz) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            deleted_count bigint;
        BEGIN
            DELETE FROM oauth_token t WHERE t.expires_at < at - interval '1 day';
            GET DIAGNOSTICS deleted_count = ROW_COUNT;
            DELETE FROM oauth_grant g
            WHERE g.code_expires_at < at - interval '1 day'
              AND NOT EXISTS (
                  SELECT 1 FROM oauth_token t WHERE t.tenant_id = g.tenant_id AND t.grant_id = g.id);
            RETURN deleted_count;
        END $$;
        SELECT vivavoce_system_function('oauth_delete_expired(timestamptz)');
        """
    )
