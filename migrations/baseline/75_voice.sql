-- Telephone calls and LiveKit rooms.

-- The calls to reach one candidate for one interview. The number and the provider's call id are encrypted
-- with the person's key. Callbacks and media streams find the call by the keyed hash of a token that we gave
-- out.
CREATE TABLE call (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid,
    state text NOT NULL CHECK (
        state IN ('waiting', 'requesting', 'dialing', 'ringing', 'answered', 'talking', 'ended')
    ),
    number_sealed bytea NOT NULL,
    time_zone text NOT NULL,
    attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    round_attempts integer NOT NULL DEFAULT 0 CHECK (round_attempts >= 0),
    redials integer NOT NULL DEFAULT 0 CHECK (redials >= 0),
    dropped_at timestamptz,
    requested_at timestamptz,
    attempt_hash bytea,
    join_token_hash bytea,
    provider_call_id_hash bytea,
    provider_call_id_sealed bytea,
    next_check_at timestamptz,
    outcome text CHECK (outcome IN ('completed', 'not_reached', 'abandoned', 'failed', 'canceled')),
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((state = 'ended') = (outcome IS NOT NULL)),
    CHECK ((state = 'ended') = (next_check_at IS NULL)),
    CHECK (state IN ('waiting', 'ended') OR session_id IS NOT NULL),
    CHECK ((provider_call_id_hash IS NULL) = (provider_call_id_sealed IS NULL))
);
-- An interview has one call at a time.
CREATE UNIQUE INDEX call_active ON call (tenant_id, interview_id) WHERE ended_at IS NULL;
-- The calls of an interview, in order.
CREATE INDEX call_interview ON call (tenant_id, interview_id, created_at);
-- Erasing reads by person.
CREATE INDEX call_person ON call (tenant_id, person_id);
-- A provider's callback is looked up before its tenant is known.
CREATE UNIQUE INDEX call_attempt_hash ON call (attempt_hash);
-- A media stream is looked up before its tenant is known.
CREATE UNIQUE INDEX call_join_token ON call (join_token_hash);
-- A sweep looks for calls whose next check is overdue.
CREATE INDEX call_due ON call (next_check_at) WHERE ended_at IS NULL;
SELECT vivavoce_tenant_table('call');
SELECT vivavoce_system_table('call');

-- The LiveKit room in which a session's candidate may be, and the process that is connected to it. A newer
-- token replaces the connection; the row is deleted when the interview, or the wait for it, is over.
CREATE TABLE livekit_room_connection (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    worker_id text,
    epoch integer NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- A webhook names a room, and with it a connection, before any tenant is known.
CREATE UNIQUE INDEX livekit_room_connection_id ON livekit_room_connection (connection_id);
-- Every process with LiveKit looks several times a second for connections without a worker.
CREATE INDEX livekit_room_connection_expiry ON livekit_room_connection (expires_at);
SELECT vivavoce_tenant_table('livekit_room_connection');
SELECT vivavoce_system_table('livekit_room_connection');

-- Returns the call whose current attempt has this hash, in whatever organization.
CREATE FUNCTION call_find(hash bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.id
    FROM call c
    WHERE c.attempt_hash = hash
$$;
SELECT vivavoce_system_function('call_find(bytea)');

-- Returns the call of a media stream and uses up its token: a second stream finds no call.
CREATE FUNCTION call_redeem_join_token(hash bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE call c
    SET join_token_hash = NULL
    WHERE c.join_token_hash = hash
    RETURNING c.tenant_id, c.id
$$;
SELECT vivavoce_system_function('call_redeem_join_token(bytea)');

-- Returns calls whose next check is two minutes overdue.
CREATE FUNCTION call_overdue(max_rows integer) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.id
    FROM call c
    WHERE c.ended_at IS NULL AND c.next_check_at < clock_timestamp() - interval '2 minutes'
    ORDER BY c.next_check_at
    LIMIT max_rows
$$;
SELECT vivavoce_system_function('call_overdue(integer)');

-- Claims connections without a live worker, the longest waiting first. No interview takes a day: an older
-- connection is left alone, until a new token replaces it.
CREATE FUNCTION livekit_room_connection_claim(worker text, seconds double precision, max_rows integer)
RETURNS TABLE (tenant_id uuid, session_id uuid, connection_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH free AS (
        SELECT c.tenant_id, c.session_id
        FROM livekit_room_connection c
        WHERE c.expires_at <= clock_timestamp() AND c.opened_at > clock_timestamp() - interval '1 day'
        ORDER BY c.expires_at
        LIMIT max_rows
        FOR UPDATE SKIP LOCKED
    )
    UPDATE livekit_room_connection c
    SET worker_id = worker, epoch = c.epoch + 1,
        expires_at = clock_timestamp() + make_interval(secs => seconds)
    FROM free f
    WHERE c.tenant_id = f.tenant_id AND c.session_id = f.session_id
    RETURNING c.tenant_id, c.session_id, c.connection_id, c.epoch
$$;
SELECT vivavoce_system_function('livekit_room_connection_claim(text, double precision, integer)');

-- Renews the connections of a worker and returns those that it still has. A connection that another worker
-- claimed, or that was replaced, is missing.
CREATE FUNCTION livekit_room_connection_renew(worker text, seconds double precision, connections uuid[])
RETURNS TABLE (connection_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE livekit_room_connection c
    SET expires_at = clock_timestamp() + make_interval(secs => seconds)
    WHERE c.worker_id = worker AND c.connection_id = ANY (connections)
    RETURNING c.connection_id, c.epoch
$$;
SELECT vivavoce_system_function('livekit_room_connection_renew(text, double precision, uuid[])');

-- Deletes the connection of a room that has ended.
CREATE FUNCTION livekit_room_connection_delete(connection uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM livekit_room_connection c
    WHERE c.connection_id = connection
$$;
SELECT vivavoce_system_function('livekit_room_connection_delete(uuid)');
