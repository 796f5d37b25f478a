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
-- Which state the sessions are in that are not over; what of their logs tells it is read, no more.
CREATE POLICY system ON session_event FOR SELECT TO vivavoce_system USING (true);
GRANT SELECT (tenant_id, session_id, seq, type, open) ON session_event TO vivavoce_system;
-- An empty ciphertext stands for words that were deleted, where the person's key lives on.
GRANT UPDATE (personal) ON session_event TO vivavoce_system;
CREATE POLICY system_erases ON session_event FOR UPDATE TO vivavoce_system
USING (true) WITH CHECK (true);

-- What somebody who does not hold a session wants to have happened in it. Its holder appends it and
-- deletes the row in one transaction; words are sealed like those of the log.
CREATE TABLE session_command (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    id uuid NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY,
    type text NOT NULL,
    v smallint NOT NULL,
    open jsonb NOT NULL,
    personal bytea,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
CREATE INDEX session_command_waiting ON session_command (tenant_id, session_id, place);
SELECT vivavoce_tenant_table('session_command');
SELECT vivavoce_system_table('session_command');

-- Who may append. A higher epoch fences every lower one; the times are the database's own.
CREATE TABLE lease (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    worker_id text,
    epoch integer NOT NULL,
    seen_at timestamptz,
    until timestamptz NOT NULL,
    look_at timestamptz,
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

-- Lets one socket into the room of an interview once, within a minute. There may be no session yet.
CREATE TABLE room_ticket (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL,
    interview_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX room_ticket_hash ON room_ticket (hash);
CREATE INDEX room_ticket_old ON room_ticket (expires_at);
SELECT vivavoce_tenant_table('room_ticket');
SELECT vivavoce_system_table('room_ticket');

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

CREATE FUNCTION session_find(wanted bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id FROM session s WHERE s.handle_hash = wanted
$$;
SELECT vivavoce_system_function('session_find(bytea)');

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

-- Uses a ticket up and returns the interview it was made for; old ones are swept on the way.
CREATE FUNCTION room_ticket_use(wanted bytea) RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH used AS (
        DELETE FROM room_ticket t
        WHERE t.hash = wanted OR t.expires_at < clock_timestamp() - interval '1 hour'
        RETURNING t.tenant_id, t.interview_id, t.hash, t.expires_at
    )
    SELECT u.tenant_id, u.interview_id FROM used u
    WHERE u.hash = wanted AND u.expires_at > clock_timestamp()
$$;
SELECT vivavoce_system_function('room_ticket_use(bytea)');

-- Which of these sessions were told something that is not settled, of whatever tenants they are.
CREATE FUNCTION session_told(tenants uuid[], sessions uuid[]) RETURNS TABLE (session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.session_id
    FROM unnest(tenants, sessions) AS w(tenant_id, session_id)
    WHERE EXISTS (
        SELECT 1
        FROM session_command c
        WHERE c.tenant_id = w.tenant_id AND c.session_id = w.session_id
    )
$$;
SELECT vivavoce_system_function('session_told(uuid[], uuid[])');

-- Sessions that are not over, that nobody alive holds, and whose time to be looked at has come. What a
-- dead worker held is for the first seconds left to those who can go on with it.
CREATE FUNCTION session_unattended(most integer) RETURNS TABLE (tenant_id uuid, id uuid)
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
SELECT vivavoce_system_function('session_unattended(integer)');

CREATE FUNCTION session_states() RETURNS TABLE (state text, sessions bigint)
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
SELECT vivavoce_system_function('session_states()');

CREATE FUNCTION session_forget_words(interviews uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE session_event e
    SET personal = ''
    FROM session s
    WHERE s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND s.interview_id = ANY (interviews)
      AND e.tenant_id = s.tenant_id AND e.session_id = s.id;
    DELETE FROM session_command c
    USING session s
    WHERE s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND s.interview_id = ANY (interviews)
      AND c.tenant_id = s.tenant_id AND c.session_id = s.id
$$;
SELECT vivavoce_system_function('session_forget_words(uuid[])');

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
