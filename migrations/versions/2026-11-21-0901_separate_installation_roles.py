"""Separate roles of the installation from roles of organizations."""

from alembic import op

revision = "0030_installation"
down_revision = "0029_invitations"

TABLE = """
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
"""

# The owner of the database is a member of vivavoce_system and may call them; the app's role may not.
ON_THE_MACHINE = """
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
"""

FOR_THE_APP = """
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

-- With the roles of the person's account, so that one that was taken away is gone with the next request.
DROP FUNCTION member_find(uuid, uuid, integer, integer, uuid);
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

-- Takes the password and the installation's roles from an account that belongs nowhere any more, and ends
-- its tokens and links: the next owner of the mailbox gets none of it.
CREATE OR REPLACE FUNCTION account_release(who uuid) RETURNS boolean
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
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(ON_THE_MACHINE)
    op.execute(FOR_THE_APP)
