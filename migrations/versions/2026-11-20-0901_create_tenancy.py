"""Create who calls: tenants, accounts, memberships, keys and the audit."""

from alembic import op

revision = "0002_tenancy"
down_revision = "0001_ground"

TABLES = """
-- An organisation is its own tenant. The slug is unique over the installation: people type it.
CREATE TABLE tenant (
    tenant_id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT tenant_slug UNIQUE,
    name text NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL DEFAULT now()
);
SELECT vivavoce_tenant_table('tenant');
SELECT vivavoce_system_table('tenant');
REVOKE DELETE ON tenant FROM vivavoce_app;

-- One person's sign-in, whatever organisations they belong to. The app has no right on this table:
-- it is reached through the functions below and nothing else.
CREATE TABLE account (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
SELECT vivavoce_system_table('account');

-- The organisation sees its own id and its own name for a person, so that a known address looks like
-- a new one.
CREATE TABLE membership (
    tenant_id uuid NOT NULL REFERENCES tenant,
    id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES account,
    name text NOT NULL,
    role text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id)
);
-- Signing in asks for all memberships of one account.
CREATE INDEX membership_account ON membership (account_id);
SELECT vivavoce_tenant_table('membership');
SELECT vivavoce_system_table('membership');
REVOKE DELETE ON membership FROM vivavoce_app;

CREATE TABLE api_key (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    permissions text[] NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, made_by) REFERENCES membership (tenant_id, id)
);
-- A key is looked up before its tenant is known.
CREATE INDEX api_key_hash ON api_key (hash);
SELECT vivavoce_tenant_table('api_key');
SELECT vivavoce_system_table('api_key');
REVOKE DELETE ON api_key FROM vivavoce_app;

CREATE TABLE audit (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    subject text NOT NULL,
    details jsonb NOT NULL,
    request_id text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('audit');
REVOKE UPDATE, DELETE ON audit FROM vivavoce_app;
"""

FUNCTIONS = """
CREATE FUNCTION tenant_find(wanted text) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id FROM tenant t WHERE t.slug = wanted
$$;
SELECT vivavoce_system_function('tenant_find(text)');

CREATE FUNCTION account_find(address text) RETURNS TABLE (id uuid, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.password_hash FROM account a WHERE a.email = address
$$;
SELECT vivavoce_system_function('account_find(text)');

-- Makes an account, or finds the one that has the address; the password of a known one stays.
CREATE FUNCTION account_add(new_id uuid, address text, new_hash text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO account (id, email, password_hash)
    VALUES (new_id, address, new_hash)
    ON CONFLICT (email) DO NOTHING;
    RETURN (SELECT a.id FROM account a WHERE a.email = address);
END $$;
SELECT vivavoce_system_function('account_add(uuid, text, text)');

-- Picks the membership that was used last, or the one in the wanted organisation, and stamps it.
CREATE FUNCTION account_enter(who uuid, wanted uuid, closed uuid)
RETURNS TABLE (tenant_id uuid, id uuid, name text, role text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE membership m SET last_used_at = clock_timestamp()
    WHERE (m.tenant_id, m.id) = (
        SELECT n.tenant_id, n.id FROM membership n
        WHERE n.account_id = who
          AND n.removed_at IS NULL
          AND (wanted IS NULL OR n.tenant_id = wanted)
          AND (closed IS NULL OR n.tenant_id <> closed)
        ORDER BY n.last_used_at DESC NULLS LAST, n.added_at, n.id
        LIMIT 1)
    RETURNING m.tenant_id, m.id, m.name, m.role
$$;
SELECT vivavoce_system_function('account_enter(uuid, uuid, uuid)');

-- The addresses of the people of the transaction's own organisation.
CREATE FUNCTION member_addresses() RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, a.email
    FROM membership m
    JOIN account a ON a.id = m.account_id
    WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
$$;
SELECT vivavoce_system_function('member_addresses()');

-- Finds a key by its hash, with its maker's role, and notes the use at most once a minute.
CREATE FUNCTION api_key_find(wanted bytea)
RETURNS TABLE (tenant_id uuid, id uuid, name text, permissions text[], expires_at timestamptz, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE api_key k SET last_used_at = clock_timestamp()
    WHERE k.hash = wanted AND k.revoked_at IS NULL
      AND (k.last_used_at IS NULL OR k.last_used_at < clock_timestamp() - interval '1 minute');
    RETURN QUERY
    SELECT k.tenant_id, k.id, k.name, k.permissions, k.expires_at, m.role
    FROM api_key k
    JOIN membership m ON m.tenant_id = k.tenant_id AND m.id = k.made_by
    WHERE k.hash = wanted AND k.revoked_at IS NULL AND m.removed_at IS NULL;
END $$;
SELECT vivavoce_system_function('api_key_find(bytea)');
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(FUNCTIONS)
