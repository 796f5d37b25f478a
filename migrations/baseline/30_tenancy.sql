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
    password_hash text,
    is_password_by_owner boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    reset_hash bytea CONSTRAINT account_reset UNIQUE,
    reset_ends_at timestamptz,
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
    version integer NOT NULL DEFAULT 1,
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

-- Who was asked to join. Nothing is given until the owner of the mailbox accepts.
CREATE TABLE invitation (
    tenant_id uuid NOT NULL REFERENCES tenant,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    token_hash bytea NOT NULL,
    is_mailed boolean NOT NULL,
    invited_by uuid,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, invited_by) REFERENCES membership (tenant_id, id)
);
-- One open invitation for an address; asking again replaces its link.
CREATE UNIQUE INDEX invitation_open ON invitation (tenant_id, email)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
-- A link is looked up before its tenant is known.
CREATE UNIQUE INDEX invitation_token ON invitation (token_hash);
SELECT vivavoce_tenant_table('invitation');
SELECT vivavoce_system_table('invitation');
REVOKE DELETE ON invitation FROM vivavoce_app;

-- Tokens that were signed out before their end, until that end.
CREATE TABLE ended_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('ended_token');
SELECT vivavoce_system_table('ended_token');

CREATE TABLE api_key (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    permissions text[] NOT NULL,
    made_by uuid NOT NULL,
    maker_version integer NOT NULL DEFAULT 1,
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

-- What an account is for the whole installation. A row stays when the role ends: it says who gave and who
-- took it, and when. The app's role can neither read nor write it.
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
-- A person has a role once; asked with every request.
CREATE UNIQUE INDEX installation_role_open ON installation_role (account_id, role)
    WHERE revoked_at IS NULL;
ALTER TABLE installation_role ENABLE ROW LEVEL SECURITY;
ALTER TABLE installation_role FORCE ROW LEVEL SECURITY;
SELECT vivavoce_system_table('installation_role');

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

CREATE FUNCTION tenant_find(wanted text) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id FROM tenant t WHERE t.slug = wanted
$$;
SELECT vivavoce_system_function('tenant_find(text)');

-- Every organisation by id: the doctor visits each in a transaction of its own.
CREATE FUNCTION tenant_list() RETURNS TABLE (tenant_id uuid, slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id, t.slug FROM tenant t ORDER BY t.slug
$$;
SELECT vivavoce_system_function('tenant_list()');

-- An account as signing in and accepting need it; has_tenants says whether it belongs anywhere now.
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

-- Makes a demo account, or finds the one that has the address; the password of a known one stays.
CREATE FUNCTION account_seed(new_id uuid, address text, new_hash text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO account (id, email, password_hash)
    VALUES (new_id, address, new_hash)
    ON CONFLICT (email) DO NOTHING;
    RETURN (SELECT a.id FROM account a WHERE a.email = address);
END $$;
SELECT vivavoce_system_function('account_seed(uuid, text, text)');

-- Gives an address its first password: to a new account, or to one that has none and belongs nowhere.
-- Nothing is answered where somebody else was quicker.
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

-- Holds an account to the end of the transaction; nothing is answered where it changed meanwhile.
CREATE FUNCTION account_hold(who uuid, known_version integer) RETURNS TABLE (id uuid, version integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.version
    FROM account a
    WHERE a.id = who AND a.version = known_version AND a.is_password_by_owner
    FOR UPDATE
$$;
SELECT vivavoce_system_function('account_hold(uuid, integer)');

-- Picks the membership that was used last, or the one in the wanted organization, and stamps it.
CREATE FUNCTION account_enter(who uuid, known_version integer, wanted uuid, closed uuid)
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
SELECT vivavoce_system_function('account_enter(uuid, integer, uuid, uuid)');

-- Sets another password and ends every token and every link from before; nothing is answered where the
-- account changed meanwhile. Knowing the old one is no proof of the mailbox: is_password_by_owner stays.
CREATE FUNCTION account_change(who uuid, known_version integer, new_hash text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE account
    SET password_hash = new_hash, version = version + 1, reset_hash = NULL, reset_ends_at = NULL
    WHERE id = who AND version = known_version
    RETURNING version
$$;
SELECT vivavoce_system_function('account_change(uuid, integer, text)');

-- Ends every token of an account and answers its new version.
CREATE FUNCTION account_end_tokens(who uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE account SET version = version + 1 WHERE id = who RETURNING version
$$;
SELECT vivavoce_system_function('account_end_tokens(uuid)');

-- Takes the password and the installation's roles from an account that belongs nowhere any more, and ends
-- its tokens and links: the next owner of the mailbox gets none of it.
CREATE FUNCTION account_release(who uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH released AS (
        UPDATE account a
        SET password_hash = NULL, version = a.version + 1, is_password_by_owner = false,
            reset_hash = NULL, reset_ends_at = NULL
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
SELECT vivavoce_system_function('account_release(uuid)');

-- Opens a link for a new password; answers where the person was last, or nothing for an address that
-- belongs nowhere.
CREATE FUNCTION account_open_reset(address text, new_hash bytea, ends_at timestamptz, closed uuid)
RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH place AS (
        SELECT a.id AS account_id, m.tenant_id, m.id
        FROM account a
        JOIN membership m ON m.account_id = a.id
        WHERE a.email = address
          AND m.removed_at IS NULL
          AND (closed IS NULL OR m.tenant_id <> closed)
        ORDER BY m.last_used_at DESC NULLS LAST, m.added_at, m.id
        LIMIT 1),
    opened AS (
        UPDATE account a SET reset_hash = new_hash, reset_ends_at = ends_at
        FROM place p
        WHERE a.id = p.account_id
        RETURNING a.id)
    SELECT p.tenant_id, p.id FROM place p JOIN opened o ON o.id = p.account_id
$$;
SELECT vivavoce_system_function('account_open_reset(text, bytea, timestamptz, uuid)');

-- Whose link for a new password this is, while it is open.
CREATE FUNCTION account_find_reset(wanted bytea, at timestamptz)
RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.email FROM account a WHERE a.reset_hash = wanted AND a.reset_ends_at > at
$$;
SELECT vivavoce_system_function('account_find_reset(bytea, timestamptz)');

-- Uses up a link: the password is its owner's from now on. Nothing is answered for a link that is over.
CREATE FUNCTION account_reset(wanted bytea, at timestamptz, new_hash text) RETURNS TABLE (id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE account a
    SET password_hash = new_hash, version = a.version + 1, is_password_by_owner = true,
        reset_hash = NULL, reset_ends_at = NULL
    WHERE a.reset_hash = wanted AND a.reset_ends_at > at
    RETURNING a.id
$$;
SELECT vivavoce_system_function('account_reset(bytea, timestamptz, text)');

-- The organizations and user ids of an account: each notes for itself what concerns the person.
CREATE FUNCTION account_places(who uuid) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.tenant_id, m.id
    FROM membership m
    WHERE m.account_id = who AND m.removed_at IS NULL
    ORDER BY m.last_used_at DESC NULLS LAST, m.added_at, m.id
$$;
SELECT vivavoce_system_function('account_places(uuid)');

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
          SELECT 1 FROM ended_token e WHERE e.tenant_id = tenant AND e.id = token);
END $$;
SELECT vivavoce_system_function('member_find(uuid, uuid, integer, integer, uuid)');

-- The account of a user of the transaction's own organization.
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

-- The addresses of the people of the transaction's own organisation.
CREATE FUNCTION member_addresses() RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, a.email
    FROM membership m
    JOIN account a ON a.id = m.account_id
    WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
$$;
SELECT vivavoce_system_function('member_addresses()');

-- The organization of an invitation's link.
CREATE FUNCTION invitation_find(wanted bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.tenant_id, i.id FROM invitation i WHERE i.token_hash = wanted
$$;
SELECT vivavoce_system_function('invitation_find(bytea)');

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
    WHERE k.hash = wanted AND k.revoked_at IS NULL AND m.removed_at IS NULL
      AND m.version = k.maker_version;
END $$;
SELECT vivavoce_system_function('api_key_find(bytea)');

CREATE FUNCTION installation_role_grant(address text, wanted text, giver text)
RETURNS TABLE (account_id uuid, is_new boolean, is_password_by_owner boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH made AS (
        INSERT INTO installation_role (account_id, role, granted_by)
        SELECT a.id, wanted, giver
        FROM account a
        WHERE a.email = address
          AND EXISTS (
              SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.removed_at IS NULL)
        ON CONFLICT (account_id, role) WHERE revoked_at IS NULL DO NOTHING
        RETURNING installation_role.account_id)
    SELECT a.id, EXISTS (SELECT 1 FROM made), a.is_password_by_owner
    FROM account a
    WHERE a.email = address
      AND EXISTS (SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.removed_at IS NULL)
$$;
ALTER FUNCTION installation_role_grant(text, text, text) OWNER TO vivavoce_system;
REVOKE ALL ON FUNCTION installation_role_grant(text, text, text) FROM PUBLIC;

CREATE FUNCTION installation_role_revoke(address text, wanted text, taker text)
RETURNS TABLE (account_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE installation_role r SET revoked_at = now(), revoked_by = taker
    FROM account a
    WHERE a.email = address AND r.account_id = a.id AND r.role = wanted AND r.revoked_at IS NULL
    RETURNING r.account_id
$$;
ALTER FUNCTION installation_role_revoke(text, text, text) OWNER TO vivavoce_system;
REVOKE ALL ON FUNCTION installation_role_revoke(text, text, text) FROM PUBLIC;

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

-- Makes the demo organization's administrator an operator, once, where nobody ever was. The production
-- profile lets nobody of that organization in.
CREATE FUNCTION installation_role_seed(demo uuid, address text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH made AS (
        INSERT INTO installation_role (account_id, role, granted_by)
        SELECT a.id, 'OPERATOR', 'the local profile'
        FROM account a
        JOIN membership m ON m.account_id = a.id AND m.tenant_id = demo AND m.removed_at IS NULL
        WHERE a.email = address AND NOT EXISTS (SELECT 1 FROM installation_role)
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM made)
$$;
SELECT vivavoce_system_function('installation_role_seed(uuid, text)');

-- How many people operate the installation and can sign in somewhere else than in ``closed``.
CREATE FUNCTION installation_operators(closed uuid) RETURNS integer
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
SELECT vivavoce_system_function('installation_operators(uuid)');
