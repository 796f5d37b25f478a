-- Organizations, sign-in, API keys, roles of the installation, and the audit log.

-- An organization is its own tenant. The slug is unique in the installation, because people type it.
CREATE TABLE tenant (
    tenant_id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT tenant_slug UNIQUE,
    name text NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
SELECT vivavoce_tenant_table('tenant');
SELECT vivavoce_system_table('tenant');
REVOKE DELETE ON tenant FROM vivavoce_app;

-- The sign-in of one person, for all organizations that they belong to. The app's role has no right on this
-- table; only the functions below reach it. No password: the person has set none yet, or belongs to no
-- organization any more. Every token names the version, which grows with a new password and with signing out
-- everywhere. A password counts as set by the owner of the mailbox if the link that allowed it was sent
-- there and shown to nobody else. There is one reset link at a time.
CREATE TABLE account (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    password_hash text,
    is_password_by_owner boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    reset_hash bytea CONSTRAINT account_reset_hash UNIQUE,
    reset_expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
SELECT vivavoce_system_table('account');

-- An organization has its own id and its own name for a person, so a known address looks like a new one. The
-- version grows when a person is removed: earlier tokens and API keys stay invalid if they are invited
-- again.
CREATE TABLE membership (
    tenant_id uuid NOT NULL REFERENCES tenant,
    id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES account,
    name text NOT NULL,
    role text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    added_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id)
);
-- Signing in reads all memberships of one account.
CREATE INDEX membership_account ON membership (account_id);
SELECT vivavoce_tenant_table('membership');
SELECT vivavoce_system_table('membership');
REVOKE DELETE ON membership FROM vivavoce_app;

-- An invitation to join. It gives no access until the owner of the mailbox accepts it.
CREATE TABLE invitation (
    tenant_id uuid NOT NULL REFERENCES tenant,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    token_hash bytea NOT NULL,
    is_mailed boolean NOT NULL,
    invited_by uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, invited_by) REFERENCES membership (tenant_id, id)
);
-- One open invitation for an address; a new one replaces its link.
CREATE UNIQUE INDEX invitation_open ON invitation (tenant_id, email)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
-- A link is looked up before its tenant is known.
CREATE UNIQUE INDEX invitation_token ON invitation (token_hash);
SELECT vivavoce_tenant_table('invitation');
SELECT vivavoce_system_table('invitation');
REVOKE DELETE ON invitation FROM vivavoce_app;

-- Tokens that were signed out, until they would have expired.
CREATE TABLE revoked_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('revoked_token');
SELECT vivavoce_system_table('revoked_token');

-- An API key is stored as a hash. creator_version is the version of its creator's membership: the key ends
-- with it.
CREATE TABLE api_key (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    permissions text[] NOT NULL,
    created_by uuid NOT NULL,
    creator_version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, created_by) REFERENCES membership (tenant_id, id)
);
-- A key is looked up before its tenant is known.
CREATE INDEX api_key_hash ON api_key (hash);
SELECT vivavoce_tenant_table('api_key');
SELECT vivavoce_system_table('api_key');
REVOKE DELETE ON api_key FROM vivavoce_app;

-- A role of an account in the whole installation. A row stays when the role ends, as the record of who
-- granted and who revoked it. The app's role can neither read nor write it.
CREATE TABLE installation_role (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL REFERENCES account,
    role text NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    granted_by text NOT NULL,
    revoked_at timestamptz,
    revoked_by text,
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
-- An account has a role once; read with every request.
CREATE UNIQUE INDEX installation_role_open ON installation_role (account_id, role)
    WHERE revoked_at IS NULL;
ALTER TABLE installation_role ENABLE ROW LEVEL SECURITY;
ALTER TABLE installation_role FORCE ROW LEVEL SECURITY;
SELECT vivavoce_system_table('installation_role');

-- Who did what. Rows are added and never changed.
CREATE TABLE audit_log (
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
SELECT vivavoce_tenant_table('audit_log');
REVOKE UPDATE, DELETE ON audit_log FROM vivavoce_app;

-- Returns the organization with this slug.
CREATE FUNCTION tenant_find(wanted text) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id FROM tenant t WHERE t.slug = wanted
$$;
SELECT vivavoce_system_function('tenant_find(text)');

-- Returns every organization: `vivavoce doctor` checks each in a transaction of its own.
CREATE FUNCTION tenant_list() RETURNS TABLE (tenant_id uuid, slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id, t.slug FROM tenant t ORDER BY t.slug
$$;
SELECT vivavoce_system_function('tenant_list()');

-- Returns an account for signing in and for accepting an invitation; has_tenants says whether it belongs to
-- any organization.
CREATE FUNCTION account_find(address text)
RETURNS TABLE (id uuid, password_hash text, version integer, is_password_by_owner boolean,
               has_tenants boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.password_hash, a.version, a.is_password_by_owner,
           EXISTS (SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.removed_at IS NULL)
    FROM account a
    WHERE a.email = address
$$;
SELECT vivavoce_system_function('account_find(text)');

-- Creates a demo account, or returns the one that has the address; a known account keeps its password.
CREATE FUNCTION account_seed(new_id uuid, address text, new_hash text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO account (id, email, password_hash)
    VALUES (new_id, address, new_hash)
    ON CONFLICT (email) DO NOTHING;
    RETURN (SELECT a.id FROM account a WHERE a.email = address);
END $$;
SELECT vivavoce_system_function('account_seed(uuid, text, text)');

-- Sets the first password of an address: for a new account, or for one that has none and belongs to no
-- organization. Returns no row if another transaction was first.
CREATE FUNCTION account_claim(new_id uuid, address text, new_hash text, by_owner boolean)
RETURNS TABLE (id uuid, version integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO account AS a (id, email, password_hash, is_password_by_owner)
    VALUES (new_id, address, new_hash, by_owner)
    ON CONFLICT (email) DO UPDATE
    SET password_hash = excluded.password_hash, version = a.version + 1,
        is_password_by_owner = excluded.is_password_by_owner
    WHERE a.password_hash IS NULL
      AND NOT EXISTS (
          SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.removed_at IS NULL)
    RETURNING a.id, a.version
$$;
SELECT vivavoce_system_function('account_claim(uuid, text, text, boolean)');

-- Locks an account until the transaction ends; returns no row if the account has changed meanwhile.
CREATE FUNCTION account_lock(who uuid, known_version integer) RETURNS TABLE (id uuid, version integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.version
    FROM account a
    WHERE a.id = who AND a.version = known_version AND a.is_password_by_owner
    FOR UPDATE
$$;
SELECT vivavoce_system_function('account_lock(uuid, integer)');

-- Returns the membership that was used last, or the one in the wanted organization, and records its use.
CREATE FUNCTION membership_select(who uuid, known_version integer, wanted uuid, closed uuid)
RETURNS TABLE (tenant_id uuid, id uuid, name text, role text, version integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE membership m SET last_used_at = clock_timestamp()
    WHERE (m.tenant_id, m.id) = (
        SELECT n.tenant_id, n.id
        FROM membership n
        JOIN account a ON a.id = n.account_id
        WHERE n.account_id = who
          AND a.version = known_version
          AND n.removed_at IS NULL
          AND (wanted IS NULL OR n.tenant_id = wanted)
          AND (closed IS NULL OR n.tenant_id <> closed)
        ORDER BY n.last_used_at DESC NULLS LAST, n.added_at, n.id
        LIMIT 1)
    RETURNING m.tenant_id, m.id, m.name, m.role, m.version
$$;
SELECT vivavoce_system_function('membership_select(uuid, integer, uuid, uuid)');

-- Sets another password and ends every earlier token and link; returns no version if the account has changed
-- meanwhile. Knowing the old password does not prove access to the mailbox, so is_password_by_owner stays.
CREATE FUNCTION account_set_password(who uuid, known_version integer, new_hash text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE account
    SET password_hash = new_hash, version = version + 1, reset_hash = NULL, reset_expires_at = NULL
    WHERE id = who AND version = known_version
    RETURNING version
$$;
SELECT vivavoce_system_function('account_set_password(uuid, integer, text)');

-- Ends every token of an account; returns its new version.
CREATE FUNCTION account_revoke_tokens(who uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE account SET version = version + 1 WHERE id = who RETURNING version
$$;
SELECT vivavoce_system_function('account_revoke_tokens(uuid)');

-- Removes the password and the installation roles of an account that belongs to no organization any more,
-- and ends its tokens and links, so that the next owner of the mailbox gets none of them.
CREATE FUNCTION account_clear_unused(who uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH released AS (
        UPDATE account a
        SET password_hash = NULL, version = a.version + 1, is_password_by_owner = false,
            reset_hash = NULL, reset_expires_at = NULL
        WHERE a.id = who
          AND NOT EXISTS (
              SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.removed_at IS NULL)
        RETURNING a.id),
    ended AS (
        UPDATE installation_role r
        SET revoked_at = now(), revoked_by = 'removed from the last organization'
        FROM released
        WHERE r.account_id = released.id AND r.revoked_at IS NULL)
    SELECT EXISTS (SELECT 1 FROM released)
$$;
SELECT vivavoce_system_function('account_clear_unused(uuid)');

-- Stores a reset link; returns the membership that was used last, or no row for an address that belongs to
-- no organization.
CREATE FUNCTION account_start_reset(address text, new_hash bytea, expires_at timestamptz, closed uuid)
RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH latest AS (
        SELECT a.id AS account_id, m.tenant_id, m.id
        FROM account a
        JOIN membership m ON m.account_id = a.id
        WHERE a.email = address
          AND m.removed_at IS NULL
          AND (closed IS NULL OR m.tenant_id <> closed)
        ORDER BY m.last_used_at DESC NULLS LAST, m.added_at, m.id
        LIMIT 1),
    opened AS (
        UPDATE account a SET reset_hash = new_hash, reset_expires_at = expires_at
        FROM latest p
        WHERE a.id = p.account_id
        RETURNING a.id)
    SELECT p.tenant_id, p.id FROM latest p JOIN opened o ON o.id = p.account_id
$$;
SELECT vivavoce_system_function('account_start_reset(text, bytea, timestamptz, uuid)');

-- Returns the account of a reset link that has not expired.
CREATE FUNCTION account_find_reset(wanted bytea, at timestamptz)
RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.email FROM account a WHERE a.reset_hash = wanted AND a.reset_expires_at > at
$$;
SELECT vivavoce_system_function('account_find_reset(bytea, timestamptz)');

-- Uses up a reset link and sets the password, which counts as set by the owner. Returns no row for a link
-- that has expired.
CREATE FUNCTION account_finish_reset(wanted bytea, at timestamptz, new_hash text) RETURNS TABLE (id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE account a
    SET password_hash = new_hash, version = a.version + 1, is_password_by_owner = true,
        reset_hash = NULL, reset_expires_at = NULL
    WHERE a.reset_hash = wanted AND a.reset_expires_at > at
    RETURNING a.id
$$;
SELECT vivavoce_system_function('account_finish_reset(bytea, timestamptz, text)');

-- Returns the organizations and user ids of an account, so that each organization can log what concerns the
-- person.
CREATE FUNCTION account_memberships(who uuid) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.tenant_id, m.id
    FROM membership m
    WHERE m.account_id = who AND m.removed_at IS NULL
    ORDER BY m.last_used_at DESC NULLS LAST, m.added_at, m.id
$$;
SELECT vivavoce_system_function('account_memberships(uuid)');

-- Returns the user of a token, with the installation roles of their account, unless the token, the
-- membership or the account has been revoked. Runs with every request: plpgsql keeps the plan, which makes
-- it much faster.
CREATE FUNCTION member_find(tenant uuid, member uuid, member_version integer, account_version integer,
                            token uuid)
RETURNS TABLE (tenant_id uuid, id uuid, name text, role text, installation_roles text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT m.tenant_id, m.id, m.name, m.role,
           ARRAY(
               SELECT r.role
               FROM installation_role r
               WHERE r.account_id = m.account_id AND r.revoked_at IS NULL)
    FROM membership m
    JOIN account a ON a.id = m.account_id
    WHERE m.tenant_id = tenant
      AND m.id = member
      AND m.removed_at IS NULL
      AND m.version = member_version
      AND a.version = account_version
      AND NOT EXISTS (
          SELECT 1 FROM revoked_token e WHERE e.tenant_id = tenant AND e.id = token);
END $$;
SELECT vivavoce_system_function('member_find(uuid, uuid, integer, integer, uuid)');

-- Returns the account of a user of the transaction's organization.
CREATE FUNCTION member_account(member uuid)
RETURNS TABLE (id uuid, email text, password_hash text, version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.email, a.password_hash, a.version
    FROM membership m
    JOIN account a ON a.id = m.account_id
    WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND m.id = member
      AND m.removed_at IS NULL
$$;
SELECT vivavoce_system_function('member_account(uuid)');

-- Returns the addresses of the users of the transaction's organization.
CREATE FUNCTION member_emails() RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, a.email
    FROM membership m
    JOIN account a ON a.id = m.account_id
    WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
$$;
SELECT vivavoce_system_function('member_emails()');

-- Returns the organization of an invitation's link.
CREATE FUNCTION invitation_find(wanted bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.tenant_id, i.id FROM invitation i WHERE i.token_hash = wanted
$$;
SELECT vivavoce_system_function('invitation_find(bytea)');

-- Returns a key by its hash, with the role of its creator, and records its use at most once a minute.
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
    JOIN membership m ON m.tenant_id = k.tenant_id AND m.id = k.created_by
    WHERE k.hash = wanted AND k.revoked_at IS NULL AND m.removed_at IS NULL
      AND m.version = k.creator_version;
END $$;
SELECT vivavoce_system_function('api_key_find(bytea)');

-- Grants a role to the account of an address. The owner of the database may call this and the next two
-- functions, as a member of vivavoce_system; the app's role may not.
CREATE FUNCTION installation_role_grant(address text, wanted text, granter text)
RETURNS TABLE (account_id uuid, is_new boolean, is_password_by_owner boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH granted AS (
        INSERT INTO installation_role (account_id, role, granted_by)
        SELECT a.id, wanted, granter
        FROM account a
        WHERE a.email = address
          AND EXISTS (
              SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.removed_at IS NULL)
        ON CONFLICT (account_id, role) WHERE revoked_at IS NULL DO NOTHING
        RETURNING installation_role.account_id)
    SELECT a.id, EXISTS (SELECT 1 FROM granted), a.is_password_by_owner
    FROM account a
    WHERE a.email = address
      AND EXISTS (SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.removed_at IS NULL)
$$;
ALTER FUNCTION installation_role_grant(text, text, text) OWNER TO vivavoce_system;
REVOKE ALL ON FUNCTION installation_role_grant(text, text, text) FROM PUBLIC;

-- Revokes a role from the account of an address.
CREATE FUNCTION installation_role_revoke(address text, wanted text, revoker text)
RETURNS TABLE (account_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE installation_role r SET revoked_at = now(), revoked_by = revoker
    FROM account a
    WHERE a.email = address AND r.account_id = a.id AND r.role = wanted AND r.revoked_at IS NULL
    RETURNING r.account_id
$$;
ALTER FUNCTION installation_role_revoke(text, text, text) OWNER TO vivavoce_system;
REVOKE ALL ON FUNCTION installation_role_revoke(text, text, text) FROM PUBLIC;

-- Returns all roles that were ever granted.
CREATE FUNCTION installation_role_list()
RETURNS TABLE (email text, role text, granted_at timestamptz, granted_by text,
               revoked_at timestamptz, revoked_by text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.email, r.role, r.granted_at, r.granted_by, r.revoked_at, r.revoked_by
    FROM installation_role r
    JOIN account a ON a.id = r.account_id
    ORDER BY r.granted_at, a.email
$$;
ALTER FUNCTION installation_role_list() OWNER TO vivavoce_system;
REVOKE ALL ON FUNCTION installation_role_list() FROM PUBLIC;

-- Makes the administrator of the demo organization an operator, once, if there has never been one. In the
-- production profile, users of that organization cannot sign in.
CREATE FUNCTION installation_role_seed(demo uuid, address text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH granted AS (
        INSERT INTO installation_role (account_id, role, granted_by)
        SELECT a.id, 'OPERATOR', 'the local profile'
        FROM account a
        JOIN membership m ON m.account_id = a.id AND m.tenant_id = demo AND m.removed_at IS NULL
        WHERE a.email = address AND NOT EXISTS (SELECT 1 FROM installation_role)
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM granted)
$$;
SELECT vivavoce_system_function('installation_role_seed(uuid, text)');

-- Counts the operators who can sign in to an organization other than closed.
CREATE FUNCTION installation_operator_count(closed uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::integer
    FROM installation_role r
    WHERE r.role = 'OPERATOR'
      AND r.revoked_at IS NULL
      AND EXISTS (
          SELECT 1
          FROM membership m
          WHERE m.account_id = r.account_id
            AND m.removed_at IS NULL
            AND (closed IS NULL OR m.tenant_id <> closed))
$$;
SELECT vivavoce_system_function('installation_operator_count(uuid)');
