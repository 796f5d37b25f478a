"""Create the queue of sessions that wait for room."""

from alembic import op

revision = "0021_admission"
down_revision = "0020_control"

TABLES = """
-- Who came to a talk: who waits, who was let in. It follows the log in the log's own transactions, and
-- goes with the session's end. Room is what is counted here among sessions whose worker is alive.
CREATE TABLE admission (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY,
    priority smallint NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    admitted_at timestamptz,
    begun_at timestamptz,
    away_since timestamptz,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
SELECT vivavoce_tenant_table('admission');
SELECT vivavoce_system_table('admission');

-- When a session that nobody holds must be looked at; before that the sweep leaves it alone.
ALTER TABLE lease ADD COLUMN look_at timestamptz;
"""

ADMISSION = """
-- Lets in as many as there is room for: higher priority first, then whoever came first. A place is used
-- by a session that was let in while its worker lives, or died less than ten seconds ago (it is being
-- taken over), unless its candidate left before the talk began and stays away. Who is away or without a
-- worker is passed over and keeps their place.
CREATE FUNCTION admission_fill(room integer, patience double precision) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH used AS (
        SELECT count(*) AS places
        FROM admission a
        JOIN lease l ON l.tenant_id = a.tenant_id AND l.session_id = a.session_id
        WHERE a.admitted_at IS NOT NULL
          AND l.until > clock_timestamp() - interval '10 seconds'
          AND (a.begun_at IS NOT NULL OR a.away_since IS NULL
               OR a.away_since > clock_timestamp() - make_interval(secs => patience))
    ), next AS (
        SELECT a.tenant_id, a.session_id
        FROM admission a
        JOIN lease l ON l.tenant_id = a.tenant_id AND l.session_id = a.session_id
        WHERE a.admitted_at IS NULL AND a.away_since IS NULL AND l.until > clock_timestamp()
        ORDER BY a.priority DESC, a.place
        LIMIT greatest(0, room - (SELECT places FROM used))
    )
    UPDATE admission a
    SET admitted_at = clock_timestamp()
    FROM next n
    WHERE a.tenant_id = n.tenant_id AND a.session_id = n.session_id
$$;
SELECT vivavoce_system_function('admission_fill(integer, double precision)');

-- How many stand before each that waits, with itself; 0 for who was let in.
CREATE FUNCTION admission_places() RETURNS TABLE (tenant_id uuid, session_id uuid, place bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.tenant_id, a.session_id,
           CASE WHEN a.admitted_at IS NULL
                THEN row_number() OVER (PARTITION BY a.admitted_at IS NULL ORDER BY a.priority DESC, a.place)
                ELSE 0 END
    FROM admission a
    WHERE a.admitted_at IS NOT NULL OR a.away_since IS NULL
$$;
SELECT vivavoce_system_function('admission_places()');

-- A candidate is there: returns 0 where they may begin, else their place in the queue. One at a time
-- over all processes, so that the order and the number of places hold.
CREATE FUNCTION admission_ask(
    tenant uuid, session uuid, rank smallint, room integer, patience double precision
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7021, 0);
    INSERT INTO admission AS a (tenant_id, session_id, priority)
    VALUES (tenant, session, rank)
    ON CONFLICT (tenant_id, session_id) DO UPDATE
    SET away_since = NULL,
        admitted_at = CASE
            WHEN a.begun_at IS NOT NULL OR a.away_since IS NULL
                 OR a.away_since > clock_timestamp() - make_interval(secs => patience)
            THEN a.admitted_at END;
    PERFORM admission_fill(room, patience);
    RETURN (SELECT p.place FROM admission_places() p WHERE p.tenant_id = tenant AND p.session_id = session);
END $$;
SELECT vivavoce_system_function('admission_ask(uuid, uuid, smallint, integer, double precision)');

-- Lets in whoever there is room for now; returns how the sessions of a worker stand.
CREATE FUNCTION admission_look(worker text, room integer, patience double precision)
RETURNS TABLE (session_id uuid, place bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7021, 0);
    PERFORM admission_fill(room, patience);
    RETURN QUERY
        SELECT p.session_id, p.place
        FROM admission_places() p
        JOIN lease l ON l.tenant_id = p.tenant_id AND l.session_id = p.session_id
        JOIN admission a ON a.tenant_id = p.tenant_id AND a.session_id = p.session_id
        WHERE l.worker_id = worker AND a.begun_at IS NULL;
END $$;
SELECT vivavoce_system_function('admission_look(text, integer, double precision)');

-- How many wait, for whoever watches.
CREATE FUNCTION admission_waiting() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM admission a WHERE a.admitted_at IS NULL AND a.away_since IS NULL
$$;
SELECT vivavoce_system_function('admission_waiting()');
"""

LEASES = """
-- Only what a worker really hosts is kept alive: a session whose task died is free a second later.
DROP FUNCTION lease_renew(text, double precision);
CREATE FUNCTION lease_renew(worker text, seconds double precision, hosted uuid[])
RETURNS TABLE (session_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE lease l
    SET seen_at = clock_timestamp(), until = clock_timestamp() + make_interval(secs => seconds)
    WHERE l.worker_id = worker AND l.session_id = ANY (hosted)
    RETURNING l.session_id, l.epoch
$$;
SELECT vivavoce_system_function('lease_renew(text, double precision, uuid[])');

-- In how many seconds the first of all held leases runs out if nobody renews it; NULL when none is held.
CREATE FUNCTION lease_runs_out() RETURNS double precision
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT extract(epoch FROM min(l.until) - clock_timestamp())::double precision
    FROM lease l
    WHERE l.worker_id IS NOT NULL
$$;
SELECT vivavoce_system_function('lease_runs_out()');

-- Takes sessions whose lease ran out while somebody held it. What another worker takes is left to it.
CREATE FUNCTION lease_take_over(worker text, seconds double precision, hosted uuid[], most integer)
RETURNS TABLE (tenant_id uuid, session_id uuid, person_id uuid, epoch integer, alive_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH dead AS (
        SELECT l.tenant_id, l.session_id, l.seen_at
        FROM lease l
        WHERE l.worker_id IS NOT NULL AND l.until <= clock_timestamp() AND l.session_id <> ALL (hosted)
        ORDER BY l.until
        LIMIT most
        FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE lease l
        SET worker_id = CASE WHEN s.ended_at IS NULL THEN worker END,
            epoch = l.epoch + 1,
            seen_at = clock_timestamp(),
            look_at = NULL,
            until = clock_timestamp() + make_interval(secs => seconds)
        FROM dead d
        JOIN session s ON s.tenant_id = d.tenant_id AND s.id = d.session_id
        WHERE l.tenant_id = d.tenant_id AND l.session_id = d.session_id
        RETURNING l.tenant_id, l.session_id, s.person_id, l.epoch, d.seen_at, s.ended_at
    )
    SELECT t.tenant_id, t.session_id, t.person_id, t.epoch, t.seen_at
    FROM taken t
    WHERE t.ended_at IS NULL
$$;
SELECT vivavoce_system_function('lease_take_over(text, double precision, uuid[], integer)');

-- Sessions that are not over, that nobody alive holds, and whose time to be looked at has come. What a
-- dead worker held is for the first seconds left to those who can go on with it.
CREATE OR REPLACE FUNCTION session_unattended(most integer) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id
    FROM session s
    JOIN lease l ON l.tenant_id = s.tenant_id AND l.session_id = s.id
    WHERE s.ended_at IS NULL AND l.until <= clock_timestamp()
      AND (l.look_at IS NULL OR l.look_at <= clock_timestamp())
      AND (l.worker_id IS NULL OR l.until <= clock_timestamp() - interval '3 seconds')
    ORDER BY l.look_at NULLS FIRST, l.until
    LIMIT most
$$;
"""

STATES = """
CREATE OR REPLACE FUNCTION session_states() RETURNS TABLE (state text, sessions bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN e.closed > 0 THEN 'wrapping_up'
        WHEN e.lost > e.resumed THEN 'reconnecting'
        WHEN e.started > 0 OR (e.asked > 0 AND e.agreed > e.asked) THEN 'in_progress'
        WHEN e.queued > e.dequeued THEN 'queued'
        WHEN e.asked > greatest(e.came, e.went) THEN 'consent_pending'
        WHEN e.came > e.went THEN 'connected'
        WHEN e.attached > 0 THEN 'waiting'
        ELSE 'created' END,
        count(*)
    FROM session s
    CROSS JOIN LATERAL (
        SELECT coalesce(max(seq) FILTER (WHERE type = 'turn.completed' AND open ->> 'kind' = 'closing'), 0) AS closed,
               coalesce(max(seq) FILTER (WHERE type = 'connection.lost'), 0) AS lost,
               coalesce(max(seq) FILTER (WHERE type = 'connection.resumed'), 0) AS resumed,
               coalesce(max(seq) FILTER (WHERE type = 'interview.started'), 0) AS started,
               coalesce(max(seq) FILTER (WHERE type = 'session.queued'), 0) AS queued,
               coalesce(max(seq) FILTER (WHERE type = 'session.dequeued'), 0) AS dequeued,
               coalesce(max(seq) FILTER (WHERE type = 'consent.requested'), 0) AS asked,
               coalesce(max(seq) FILTER (WHERE type = 'consent.granted'), 0) AS agreed,
               coalesce(max(seq) FILTER (WHERE type = 'participant.joined'), 0) AS came,
               coalesce(max(seq) FILTER (WHERE type = 'participant.left'), 0) AS went,
               coalesce(max(seq) FILTER (WHERE type = 'worker.attached'), 0) AS attached
        FROM session_event
        WHERE tenant_id = s.tenant_id AND session_id = s.id
    ) e
    WHERE s.ended_at IS NULL
    GROUP BY 1
$$;
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(ADMISSION)
    op.execute(LEASES)
    op.execute(STATES)
