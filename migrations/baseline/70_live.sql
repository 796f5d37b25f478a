-- Sessions, their event log, and what live sessions need across processes.

-- An attempt to hold an interview, with the end of its event log.
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
-- Every start reads the newest session of the interview.
CREATE INDEX session_latest ON session (tenant_id, interview_id, opened_at DESC);
-- A candidate's socket is looked up before its tenant is known.
CREATE UNIQUE INDEX session_handle ON session (handle_hash);
SELECT vivavoce_tenant_table('session');
SELECT vivavoce_system_table('session');
REVOKE DELETE ON session FROM vivavoce_app;

-- The event log of sessions. Events are only added. What people said is in personal, encrypted with the
-- person's key. An empty ciphertext stands for words that were erased.
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
    idempotency_key text,
    open jsonb NOT NULL,
    personal bytea,
    PRIMARY KEY (tenant_id, session_id, seq),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- A turn is committed once, whatever else fails.
CREATE UNIQUE INDEX session_event_idempotency ON session_event (tenant_id, session_id, idempotency_key)
WHERE idempotency_key IS NOT NULL;
SELECT vivavoce_tenant_table('session_event');
REVOKE UPDATE, DELETE ON session_event FROM vivavoce_app;
-- session_states reads these columns.
CREATE POLICY system ON session_event FOR SELECT TO vivavoce_system USING (true);
GRANT SELECT (tenant_id, session_id, seq, type, open) ON session_event TO vivavoce_system;
-- session_erase_transcripts writes this column.
GRANT UPDATE (personal) ON session_event TO vivavoce_system;
CREATE POLICY system_erase ON session_event FOR UPDATE TO vivavoce_system
USING (true) WITH CHECK (true);

-- Messages to a session from processes that do not host it. The host appends them to the log and deletes the
-- rows in one transaction; words are encrypted like those of the log.
CREATE TABLE session_inbox (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    id uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    type text NOT NULL,
    v smallint NOT NULL,
    open jsonb NOT NULL,
    personal bytea,
    sent_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- The host reads the messages of a session in order.
CREATE INDEX session_inbox_order ON session_inbox (tenant_id, session_id, position);
SELECT vivavoce_tenant_table('session_inbox');
SELECT vivavoce_system_table('session_inbox');

-- Which worker may append to a session's log. A higher epoch fences off every lower one; the times are those
-- of the database. next_check_at is when a session without a worker must be checked.
CREATE TABLE lease (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    worker_id text,
    epoch integer NOT NULL,
    heartbeat_at timestamptz,
    expires_at timestamptz NOT NULL,
    next_check_at timestamptz,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- A worker renews all its leases in one statement.
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
-- A ticket is looked up before its tenant is known.
CREATE INDEX session_ticket_hash ON session_ticket (hash);
SELECT vivavoce_tenant_table('session_ticket');
SELECT vivavoce_system_table('session_ticket');

-- Opens one socket of an interview once, within a minute. There may be no session yet.
CREATE TABLE self_service_ticket (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL,
    interview_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);
-- A ticket is looked up before its tenant is known.
CREATE INDEX self_service_ticket_hash ON self_service_ticket (hash);
-- Expired tickets are deleted by age.
CREATE INDEX self_service_ticket_expiry ON self_service_ticket (expires_at);
SELECT vivavoce_tenant_table('self_service_ticket');
SELECT vivavoce_system_table('self_service_ticket');

-- The queue of candidates: who waits, and who was admitted. It changes in the transactions of the log, and a
-- row is deleted with the session's end. Capacity is counted here, over sessions whose worker is alive.
CREATE TABLE admission (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    priority smallint NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    admitted_at timestamptz,
    started_at timestamptz,
    disconnected_since timestamptz,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
SELECT vivavoce_tenant_table('admission');
SELECT vivavoce_system_table('admission');

-- The state of each session for the live dashboard: its host writes it at most twice a second, not with
-- every event. A row stays for two days after the session's end, for the figures of the day.
CREATE TABLE live_dashboard_view (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    seq integer NOT NULL,
    view jsonb NOT NULL,
    ended_at timestamptz,
    end_event_type text,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id),
    CHECK ((ended_at IS NULL) = (end_event_type IS NULL))
);
-- A dashboard shows the sessions of now ...
CREATE INDEX live_dashboard_view_open ON live_dashboard_view (tenant_id) WHERE ended_at IS NULL;
-- ... and counts those that ended today.
CREATE INDEX live_dashboard_view_ended ON live_dashboard_view (tenant_id, ended_at) WHERE ended_at IS NOT NULL;
SELECT vivavoce_tenant_table('live_dashboard_view');
SELECT vivavoce_system_table('live_dashboard_view');

-- One socket of a staff member who observes a session. Its process renews it; a row that is not renewed is
-- deleted.
CREATE TABLE session_observer (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- Finds whether a user observes a session already.
CREATE INDEX session_observer_user ON session_observer (tenant_id, session_id, user_id);
-- A sweep looks for observers that have expired.
CREATE INDEX session_observer_expiry ON session_observer (expires_at);
SELECT vivavoce_tenant_table('session_observer');
SELECT vivavoce_system_table('session_observer');

-- What a staff member asked a session to do, so that a repeated request has no second effect. The audit log
-- keeps the record of who did what.
CREATE TABLE session_staff_action (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    action text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- Old rows are deleted by age.
CREATE INDEX session_staff_action_age ON session_staff_action (at);
SELECT vivavoce_tenant_table('session_staff_action');
SELECT vivavoce_system_table('session_staff_action');
REVOKE UPDATE, DELETE ON session_staff_action FROM vivavoce_app;

-- Returns the session of a candidate's socket.
CREATE FUNCTION session_find(wanted bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id FROM session s WHERE s.handle_hash = wanted
$$;
SELECT vivavoce_system_function('session_find(bytea)');

-- Uses up a ticket and returns its session; deletes old tickets on the way.
CREATE FUNCTION session_ticket_redeem(wanted bytea) RETURNS TABLE (tenant_id uuid, session_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH used AS (
        DELETE FROM session_ticket t
        WHERE t.hash = wanted OR t.expires_at < clock_timestamp() - interval '1 hour'
        RETURNING t.tenant_id, t.session_id, t.hash, t.expires_at
    )
    SELECT u.tenant_id, u.session_id FROM used u
    WHERE u.hash = wanted AND u.expires_at > clock_timestamp()
$$;
SELECT vivavoce_system_function('session_ticket_redeem(bytea)');

-- Uses up a ticket and returns its interview; deletes old tickets on the way.
CREATE FUNCTION self_service_ticket_redeem(wanted bytea) RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH used AS (
        DELETE FROM self_service_ticket t
        WHERE t.hash = wanted OR t.expires_at < clock_timestamp() - interval '1 hour'
        RETURNING t.tenant_id, t.interview_id, t.hash, t.expires_at
    )
    SELECT u.tenant_id, u.interview_id FROM used u
    WHERE u.hash = wanted AND u.expires_at > clock_timestamp()
$$;
SELECT vivavoce_system_function('self_service_ticket_redeem(bytea)');

-- Returns which of these sessions, of whatever tenants, have messages in their inbox.
CREATE FUNCTION session_inbox_pending(tenants uuid[], sessions uuid[]) RETURNS TABLE (session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.session_id
    FROM unnest(tenants, sessions) AS w(tenant_id, session_id)
    WHERE EXISTS (
        SELECT 1
        FROM session_inbox m
        WHERE m.tenant_id = w.tenant_id AND m.session_id = w.session_id
    )
$$;
SELECT vivavoce_system_function('session_inbox_pending(uuid[], uuid[])');

-- Returns live sessions that no live worker holds and that are due for a check. For three seconds, sessions
-- of a dead worker are left to workers that can continue them.
CREATE FUNCTION session_unattended(max_rows integer) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id
    FROM session s
    JOIN lease l ON l.tenant_id = s.tenant_id AND l.session_id = s.id
    WHERE s.ended_at IS NULL AND l.expires_at <= clock_timestamp()
      AND (l.next_check_at IS NULL OR l.next_check_at <= clock_timestamp())
      AND (l.worker_id IS NULL OR l.expires_at <= clock_timestamp() - interval '3 seconds')
    ORDER BY l.next_check_at NULLS FIRST, l.expires_at
    LIMIT max_rows
$$;
SELECT vivavoce_system_function('session_unattended(integer)');

-- Counts live sessions by state. Of the logs, it reads only what shows the state.
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

-- Erases what people said in the sessions of these interviews.
CREATE FUNCTION session_erase_transcripts(interviews uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE session_event e
    SET personal = ''
    FROM session s
    WHERE s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND s.interview_id = ANY (interviews)
      AND e.tenant_id = s.tenant_id AND e.session_id = s.id;
    DELETE FROM session_inbox m
    USING session s
    WHERE s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND s.interview_id = ANY (interviews)
      AND m.tenant_id = s.tenant_id AND m.session_id = s.id
$$;
SELECT vivavoce_system_function('session_erase_transcripts(uuid[])');

-- Renews the leases of a worker and returns those that it still has. Only sessions that the worker really
-- hosts are renewed, so a session whose task died is free a second later.
CREATE FUNCTION lease_renew(worker text, seconds double precision, hosted uuid[])
RETURNS TABLE (session_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE lease l
    SET heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(secs => seconds)
    WHERE l.worker_id = worker AND l.session_id = ANY (hosted)
    RETURNING l.session_id, l.epoch
$$;
SELECT vivavoce_system_function('lease_renew(text, double precision, uuid[])');

-- Returns in how many seconds the first lease expires; NULL if no worker holds one.
CREATE FUNCTION lease_next_expiry() RETURNS double precision
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT extract(epoch FROM min(l.expires_at) - clock_timestamp())::double precision
    FROM lease l
    WHERE l.worker_id IS NOT NULL
$$;
SELECT vivavoce_system_function('lease_next_expiry()');

-- Claims sessions whose worker did not renew its lease. Rows that another worker is claiming are left to it.
CREATE FUNCTION lease_claim_expired(worker text, seconds double precision, hosted uuid[], max_rows integer)
RETURNS TABLE (tenant_id uuid, session_id uuid, person_id uuid, epoch integer, last_heartbeat_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH dead AS (
        SELECT l.tenant_id, l.session_id, l.heartbeat_at
        FROM lease l
        WHERE l.worker_id IS NOT NULL AND l.expires_at <= clock_timestamp() AND l.session_id <> ALL (hosted)
        ORDER BY l.expires_at
        LIMIT max_rows
        FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE lease l
        SET worker_id = CASE WHEN s.ended_at IS NULL THEN worker END,
            epoch = l.epoch + 1,
            heartbeat_at = clock_timestamp(),
            next_check_at = NULL,
            expires_at = clock_timestamp() + make_interval(secs => seconds)
        FROM dead d
        JOIN session s ON s.tenant_id = d.tenant_id AND s.id = d.session_id
        WHERE l.tenant_id = d.tenant_id AND l.session_id = d.session_id
        RETURNING l.tenant_id, l.session_id, s.person_id, l.epoch, d.heartbeat_at, s.ended_at
    )
    SELECT t.tenant_id, t.session_id, t.person_id, t.epoch, t.heartbeat_at
    FROM taken t
    WHERE t.ended_at IS NULL
$$;
SELECT vivavoce_system_function('lease_claim_expired(text, double precision, uuid[], integer)');

-- Admits as many candidates as there is capacity for: by priority, then in the order of arrival. An admitted
-- session takes up capacity while its worker lives, or for ten seconds after it died, while another takes
-- over; not if its candidate left before the interview started and stays away. Candidates who are
-- disconnected or without a worker are passed over and keep their position.
CREATE FUNCTION admission_fill(capacity integer, grace_s double precision) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH used AS (
        SELECT count(*) AS sessions
        FROM admission a
        JOIN lease l ON l.tenant_id = a.tenant_id AND l.session_id = a.session_id
        WHERE a.admitted_at IS NOT NULL
          AND l.expires_at > clock_timestamp() - interval '10 seconds'
          AND (a.started_at IS NOT NULL OR a.disconnected_since IS NULL
               OR a.disconnected_since > clock_timestamp() - make_interval(secs => grace_s))
    ), next AS (
        SELECT a.tenant_id, a.session_id
        FROM admission a
        JOIN lease l ON l.tenant_id = a.tenant_id AND l.session_id = a.session_id
        WHERE a.admitted_at IS NULL AND a.disconnected_since IS NULL AND l.expires_at > clock_timestamp()
        ORDER BY a.priority DESC, a.position
        LIMIT greatest(0, capacity - (SELECT sessions FROM used))
    )
    UPDATE admission a
    SET admitted_at = clock_timestamp()
    FROM next n
    WHERE a.tenant_id = n.tenant_id AND a.session_id = n.session_id
$$;
SELECT vivavoce_system_function('admission_fill(integer, double precision)');

-- Returns the position of each waiting session in the queue, from 1; 0 for admitted ones.
CREATE FUNCTION admission_positions() RETURNS TABLE (tenant_id uuid, session_id uuid, queue_position bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.tenant_id, a.session_id,
           CASE WHEN a.admitted_at IS NULL
                THEN row_number() OVER (PARTITION BY a.admitted_at IS NULL ORDER BY a.priority DESC, a.position)
                ELSE 0 END
    FROM admission a
    WHERE a.admitted_at IS NOT NULL OR a.disconnected_since IS NULL
$$;
SELECT vivavoce_system_function('admission_positions()');

-- Adds a candidate who is connected to the queue; returns 0 if they may start, or else their position. One
-- call at a time over all processes, so that order and capacity hold.
CREATE FUNCTION admission_join(
    tenant uuid, session uuid, rank smallint, capacity integer, grace_s double precision
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7021, 0);
    INSERT INTO admission AS a (tenant_id, session_id, priority)
    VALUES (tenant, session, rank)
    ON CONFLICT (tenant_id, session_id) DO UPDATE
    SET disconnected_since = NULL,
        admitted_at = CASE
            WHEN a.started_at IS NOT NULL OR a.disconnected_since IS NULL
                 OR a.disconnected_since > clock_timestamp() - make_interval(secs => grace_s)
            THEN a.admitted_at END;
    PERFORM admission_fill(capacity, grace_s);
    RETURN (SELECT p.queue_position
            FROM admission_positions() p
            WHERE p.tenant_id = tenant AND p.session_id = session);
END $$;
SELECT vivavoce_system_function('admission_join(uuid, uuid, smallint, integer, double precision)');

-- Admits candidates if there is capacity; returns the positions of a worker's sessions.
CREATE FUNCTION admission_admit(worker text, capacity integer, grace_s double precision)
RETURNS TABLE (session_id uuid, queue_position bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7021, 0);
    PERFORM admission_fill(capacity, grace_s);
    RETURN QUERY
        SELECT p.session_id, p.queue_position
        FROM admission_positions() p
        JOIN lease l ON l.tenant_id = p.tenant_id AND l.session_id = p.session_id
        JOIN admission a ON a.tenant_id = p.tenant_id AND a.session_id = p.session_id
        WHERE l.worker_id = worker AND a.started_at IS NULL;
END $$;
SELECT vivavoce_system_function('admission_admit(text, integer, double precision)');

-- Counts waiting candidates, for the metrics.
CREATE FUNCTION admission_waiting() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM admission a WHERE a.admitted_at IS NULL AND a.disconnected_since IS NULL
$$;
SELECT vivavoce_system_function('admission_waiting()');

-- Stores the views of a worker's sessions in one statement; an older view never replaces a newer one.
CREATE FUNCTION live_dashboard_save(views jsonb) RETURNS TABLE (session_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO live_dashboard_view AS stored (tenant_id, session_id, interview_id, seq, view)
    SELECT s.tenant_id, s.id, s.interview_id, c.seq, c.view
    FROM jsonb_to_recordset(views) AS c(tenant_id uuid, session_id uuid, seq integer, view jsonb)
    JOIN session s ON s.tenant_id = c.tenant_id AND s.id = c.session_id AND s.ended_at IS NULL
    ORDER BY s.tenant_id, s.id
    ON CONFLICT ON CONSTRAINT live_dashboard_view_pkey DO UPDATE
    SET seq = excluded.seq, view = excluded.view
    WHERE stored.seq <= excluded.seq AND stored.ended_at IS NULL
    RETURNING stored.session_id
$$;
SELECT vivavoce_system_function('live_dashboard_save(jsonb)');

-- Returns all that the dashboards of these organizations show, in one statement.
CREATE FUNCTION live_dashboard_load(tenants uuid[])
RETURNS TABLE (tenant_id uuid, at timestamptz, ended integer, completed integer, sessions jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id, clock_timestamp(), d.ended, d.completed, n.sessions
    FROM unnest(tenants) AS t(id)
    CROSS JOIN LATERAL (
        SELECT count(*)::integer AS ended,
               (count(*) FILTER (WHERE l.end_event_type = 'session.completed'))::integer AS completed
        FROM live_dashboard_view l
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
                           'view', l.view,
                           'has_worker', e.worker_id IS NOT NULL AND e.expires_at > clock_timestamp(),
                           'heartbeat_at', e.heartbeat_at
                       )
                       ORDER BY l.session_id
                   ),
                   '[]'
               ) AS sessions
        FROM live_dashboard_view l
        JOIN lease e ON e.tenant_id = l.tenant_id AND e.session_id = l.session_id
        WHERE l.tenant_id = t.id AND l.ended_at IS NULL
    ) n
$$;
SELECT vivavoce_system_function('live_dashboard_load(uuid[])');

-- Marks the views of sessions whose end was not recorded, and deletes what is older than two days, and
-- messages that reached a session when it ended.
CREATE FUNCTION live_dashboard_sweep() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE live_dashboard_view l
    SET ended_at = s.ended_at, end_event_type = 'session.ended'
    FROM session s
    WHERE s.tenant_id = l.tenant_id AND s.id = l.session_id
      AND s.ended_at IS NOT NULL AND l.ended_at IS NULL;
    DELETE FROM session_inbox m
    USING session s
    WHERE s.tenant_id = m.tenant_id AND s.id = m.session_id
      AND s.ended_at < clock_timestamp() - interval '1 minute';
    DELETE FROM live_dashboard_view WHERE ended_at < clock_timestamp() - interval '2 days';
    DELETE FROM session_staff_action WHERE at < clock_timestamp() - interval '2 days'
$$;
SELECT vivavoce_system_function('live_dashboard_sweep()');

-- Returns the log positions of observed sessions, for all observers of a process at once.
CREATE FUNCTION session_log_heads(wanted uuid[])
RETURNS TABLE (tenant_id uuid, session_id uuid, last_seq integer, is_over boolean, has_worker boolean,
               heartbeat_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT s.tenant_id, s.id, s.last_seq, s.ended_at IS NOT NULL,
           e.worker_id IS NOT NULL AND e.expires_at > clock_timestamp(), e.heartbeat_at
    FROM session_observer o
    JOIN session s ON s.tenant_id = o.tenant_id AND s.id = o.session_id
    JOIN lease e ON e.tenant_id = s.tenant_id AND e.session_id = s.id
    WHERE o.id = ANY(wanted)
$$;
SELECT vivavoce_system_function('session_log_heads(uuid[])');

-- Renews observers and returns those that exist.
CREATE FUNCTION session_observer_renew(present uuid[], seconds double precision)
RETURNS TABLE (id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE session_observer o
    SET expires_at = clock_timestamp() + make_interval(secs => seconds)
    WHERE o.id = ANY(present)
    RETURNING o.id
$$;
SELECT vivavoce_system_function('session_observer_renew(uuid[], double precision)');

-- Returns observers whose process did not renew them.
CREATE FUNCTION session_observer_expired(max_rows integer)
RETURNS TABLE (tenant_id uuid, id uuid, session_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.tenant_id, o.id, o.session_id, o.user_id
    FROM session_observer o
    WHERE o.expires_at <= clock_timestamp()
    ORDER BY o.expires_at
    LIMIT max_rows
$$;
SELECT vivavoce_system_function('session_observer_expired(integer)');
