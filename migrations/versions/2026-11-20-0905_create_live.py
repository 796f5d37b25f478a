"""Create sessions, their event log and leases."""

from alembic import op

revision = "0006_live"
down_revision = "0005_access"

TABLES = """
CREATE TABLE session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    attempt smallint NOT NULL,
    handle_salt text NOT NULL,
    handle_hash bytea NOT NULL,
    last_seq integer NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
-- An interview has one live session at a time.
CREATE UNIQUE INDEX session_one_live ON session (tenant_id, interview_id) WHERE ended_at IS NULL;
-- The newest session of an interview is asked for at every start.
CREATE INDEX session_latest ON session (tenant_id, interview_id, opened_at DESC);
-- A candidate's socket is looked up before its tenant is known.
CREATE UNIQUE INDEX session_handle ON session (handle_hash);
SELECT vivavoce_tenant_table('session');
SELECT vivavoce_system_table('session');
REVOKE DELETE ON session FROM vivavoce_app;

-- The log only grows. What people said stands in "personal", sealed under the person's own key.
CREATE TABLE session_event (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    type text NOT NULL,
    v smallint NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    worker_id text NOT NULL,
    epoch integer NOT NULL,
    correlation_id text NOT NULL,
    once text,
    open jsonb NOT NULL,
    personal bytea,
    PRIMARY KEY (tenant_id, session_id, seq),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- A turn number is committed once, whatever else goes wrong.
CREATE UNIQUE INDEX session_event_once ON session_event (tenant_id, session_id, once)
WHERE once IS NOT NULL;
SELECT vivavoce_tenant_table('session_event');
REVOKE UPDATE, DELETE ON session_event FROM vivavoce_app;

-- Who may append. A higher epoch fences every lower one; the times are the database's own.
CREATE TABLE lease (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    worker_id text,
    epoch integer NOT NULL,
    seen_at timestamptz,
    until timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- A worker renews all that it holds in one statement.
CREATE INDEX lease_worker ON lease (worker_id) WHERE worker_id IS NOT NULL;
SELECT vivavoce_tenant_table('lease');
SELECT vivavoce_system_table('lease');
REVOKE DELETE ON lease FROM vivavoce_app;

-- Opens one socket once, within seconds.
CREATE TABLE session_ticket (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL,
    session_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, hash),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX session_ticket_hash ON session_ticket (hash);
SELECT vivavoce_tenant_table('session_ticket');
SELECT vivavoce_system_table('session_ticket');
"""

FUNCTIONS = """
CREATE FUNCTION session_find(wanted bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id FROM session s WHERE s.handle_hash = wanted
$$;
SELECT vivavoce_system_function('session_find(bytea)');

-- Says that a worker is alive, for all its sessions at once, and returns what it still holds.
CREATE FUNCTION lease_renew(worker text, seconds double precision)
RETURNS TABLE (session_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE lease l
    SET seen_at = clock_timestamp(), until = clock_timestamp() + make_interval(secs => seconds)
    WHERE l.worker_id = worker
    RETURNING l.session_id, l.epoch
$$;
SELECT vivavoce_system_function('lease_renew(text, double precision)');

-- Sessions that are not over and that nobody alive holds, longest silent first.
CREATE FUNCTION session_unattended(most integer) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id
    FROM session s
    JOIN lease l ON l.tenant_id = s.tenant_id AND l.session_id = s.id
    WHERE s.ended_at IS NULL AND l.until <= clock_timestamp()
    ORDER BY l.until
    LIMIT most
$$;
SELECT vivavoce_system_function('session_unattended(integer)');

-- Uses a ticket up and returns the session it was made for; old ones are swept on the way.
CREATE FUNCTION session_ticket_use(wanted bytea) RETURNS TABLE (tenant_id uuid, session_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH used AS (
        DELETE FROM session_ticket t
        WHERE t.hash = wanted OR t.expires_at < clock_timestamp() - interval '1 hour'
        RETURNING t.tenant_id, t.session_id, t.hash, t.expires_at
    )
    SELECT u.tenant_id, u.session_id FROM used u
    WHERE u.hash = wanted AND u.expires_at > clock_timestamp()
$$;
SELECT vivavoce_system_function('session_ticket_use(bytea)');
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(FUNCTIONS)
