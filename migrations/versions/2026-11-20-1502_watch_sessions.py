"""Create what the wall of live sessions is read from, who watches, and what staff did."""

from alembic import op

revision = "0022_wall"
down_revision = "0021_admission"

TABLES = """
-- How each session stands, for the wall: written by its host at most twice a second, never per event.
-- A row stays for two days after its session's end, so that the day can be counted.
CREATE TABLE session_live (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    seq integer NOT NULL,
    card jsonb NOT NULL,
    ended_at timestamptz,
    ended_as text,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id),
    CHECK ((ended_at IS NULL) = (ended_as IS NULL))
);
CREATE INDEX session_live_now ON session_live (tenant_id) WHERE ended_at IS NULL;
CREATE INDEX session_live_day ON session_live (tenant_id, ended_at) WHERE ended_at IS NOT NULL;
SELECT vivavoce_tenant_table('session_live');
SELECT vivavoce_system_table('session_live');

-- One socket of a person of staff. Its process renews it; a row that is not renewed is swept.
CREATE TABLE session_watcher (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX session_watcher_there ON session_watcher (tenant_id, session_id, user_id);
CREATE INDEX session_watcher_overdue ON session_watcher (until);
SELECT vivavoce_tenant_table('session_watcher');
SELECT vivavoce_system_table('session_watcher');

-- What a person of staff asked a session to do, so that the same request again is not done again;
-- who did what is in the audit for good.
CREATE TABLE session_move (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    action text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX session_move_old ON session_move (at);
SELECT vivavoce_tenant_table('session_move');
SELECT vivavoce_system_table('session_move');
REVOKE UPDATE, DELETE ON session_move FROM vivavoce_app;
"""

FUNCTIONS = """
-- Keeps how sessions stand, all of a worker's in one statement; an older card never hides a newer one.
CREATE FUNCTION session_live_keep(cards jsonb) RETURNS TABLE (session_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO session_live AS kept (tenant_id, session_id, interview_id, seq, card)
    SELECT s.tenant_id, s.id, s.interview_id, c.seq, c.card
    FROM jsonb_to_recordset(cards) AS c(tenant_id uuid, session_id uuid, seq integer, card jsonb)
    JOIN session s ON s.tenant_id = c.tenant_id AND s.id = c.session_id AND s.ended_at IS NULL
    ORDER BY s.tenant_id, s.id
    ON CONFLICT ON CONSTRAINT session_live_pkey DO UPDATE
    SET seq = excluded.seq, card = excluded.card
    WHERE kept.seq <= excluded.seq AND kept.ended_at IS NULL
    RETURNING kept.session_id
$$;
SELECT vivavoce_system_function('session_live_keep(jsonb)');

-- Everything that walls of these organisations show, in one statement.
CREATE FUNCTION session_live_wall(tenants uuid[])
RETURNS TABLE (tenant_id uuid, at timestamptz, ended integer, completed integer, sessions jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id, clock_timestamp(), d.ended, d.completed, n.sessions
    FROM unnest(tenants) AS t(id)
    CROSS JOIN LATERAL (
        SELECT count(*)::integer AS ended,
               (count(*) FILTER (WHERE l.ended_as = 'session.completed'))::integer AS completed
        FROM session_live l
        WHERE l.tenant_id = t.id
          AND l.ended_at >= date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
    ) d
    CROSS JOIN LATERAL (
        SELECT coalesce(
                   jsonb_agg(
                       jsonb_build_object(
                           'session_id', l.session_id,
                           'interview_id', l.interview_id,
                           'seq', l.seq,
                           'card', l.card,
                           'is_held', e.worker_id IS NOT NULL AND e.until > clock_timestamp(),
                           'seen_at', e.seen_at
                       )
                       ORDER BY l.session_id
                   ),
                   '[]'
               ) AS sessions
        FROM session_live l
        JOIN lease e ON e.tenant_id = l.tenant_id AND e.session_id = l.session_id
        WHERE l.tenant_id = t.id AND l.ended_at IS NULL
    ) n
$$;
SELECT vivavoce_system_function('session_live_wall(uuid[])');

-- Ends rows whose sessions ended unnoticed, forgets what is older than two days, and what was told to a
-- session in the moment of its end.
CREATE FUNCTION session_live_sweep() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE session_live l
    SET ended_at = s.ended_at, ended_as = 'session.ended'
    FROM session s
    WHERE s.tenant_id = l.tenant_id AND s.id = l.session_id
      AND s.ended_at IS NOT NULL AND l.ended_at IS NULL;
    DELETE FROM session_command c
    USING session s
    WHERE s.tenant_id = c.tenant_id AND s.id = c.session_id
      AND s.ended_at < clock_timestamp() - interval '1 minute';
    DELETE FROM session_live WHERE ended_at < clock_timestamp() - interval '2 days';
    DELETE FROM session_move WHERE at < clock_timestamp() - interval '2 days'
$$;
SELECT vivavoce_system_function('session_live_sweep()');

-- How far the logs of watched sessions have come, for all watchers of a process at once.
CREATE FUNCTION session_heads(wanted uuid[])
RETURNS TABLE (tenant_id uuid, session_id uuid, last_seq integer, is_over boolean, is_held boolean,
               seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT s.tenant_id, s.id, s.last_seq, s.ended_at IS NOT NULL,
           e.worker_id IS NOT NULL AND e.until > clock_timestamp(), e.seen_at
    FROM session_watcher w
    JOIN session s ON s.tenant_id = w.tenant_id AND s.id = w.session_id
    JOIN lease e ON e.tenant_id = s.tenant_id AND e.session_id = s.id
    WHERE w.id = ANY(wanted)
$$;
SELECT vivavoce_system_function('session_heads(uuid[])');

-- Says that these watchers are still there, and returns those that were not swept meanwhile.
CREATE FUNCTION session_watcher_renew(present uuid[], seconds double precision)
RETURNS TABLE (id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE session_watcher w
    SET until = clock_timestamp() + make_interval(secs => seconds)
    WHERE w.id = ANY(present)
    RETURNING w.id
$$;
SELECT vivavoce_system_function('session_watcher_renew(uuid[], double precision)');

-- Watchers whose process says nothing any more.
CREATE FUNCTION session_watcher_overdue(most integer)
RETURNS TABLE (tenant_id uuid, id uuid, session_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.tenant_id, w.id, w.session_id, w.user_id
    FROM session_watcher w
    WHERE w.until <= clock_timestamp()
    ORDER BY w.until
    LIMIT most
$$;
SELECT vivavoce_system_function('session_watcher_overdue(integer)');
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(FUNCTIONS)
