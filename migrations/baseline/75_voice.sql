-- All that is done to reach one candidate for one interview. The number and the provider's own name for an
-- attempt are sealed under the person's key; whoever comes with a word of ours is found by its keyed hash.
CREATE TABLE call (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid,
    state text NOT NULL CHECK (
        state IN ('waiting', 'placing', 'dialing', 'ringing', 'answered', 'talking', 'ended')
    ),
    number_sealed bytea NOT NULL,
    time_zone text NOT NULL,
    attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    redials integer NOT NULL DEFAULT 0 CHECK (redials >= 0),
    dropped_at timestamptz,
    asked_at timestamptz,
    attempt_hash bytea,
    way_hash bytea,
    sid_hash bytea,
    sid_sealed bytea,
    next_at timestamptz,
    outcome text CHECK (outcome IN ('talked', 'not_reached', 'given_up', 'failed', 'called_off')),
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((state = 'ended') = (outcome IS NOT NULL)),
    CHECK ((state = 'ended') = (next_at IS NULL)),
    CHECK (state IN ('waiting', 'ended') OR session_id IS NOT NULL),
    CHECK ((sid_hash IS NULL) = (sid_sealed IS NULL))
);
CREATE UNIQUE INDEX call_going_on ON call (tenant_id, interview_id) WHERE ended_at IS NULL;
CREATE INDEX call_of_interview ON call (tenant_id, interview_id, made_at);
CREATE INDEX call_of_person ON call (tenant_id, person_id);
CREATE UNIQUE INDEX call_by_attempt ON call (attempt_hash);
CREATE UNIQUE INDEX call_by_way ON call (way_hash);
CREATE INDEX call_due ON call (next_at) WHERE ended_at IS NULL;
SELECT vivavoce_tenant_table('call');
SELECT vivavoce_system_table('call');

-- The one place over LiveKit where a session's candidate may be, and which process is there for them.
-- A newer token replaces the row's leg; the row goes when the talk, or the wait for it, is over.
CREATE TABLE livekit_leg (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    worker_id text,
    epoch integer NOT NULL DEFAULT 0,
    until timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id)
);
-- A webhook names a room, and with it a leg, before any tenant is known.
CREATE UNIQUE INDEX livekit_leg_by_id ON livekit_leg (leg_id);
-- Every process with LiveKit asks several times a second for what nobody holds.
CREATE INDEX livekit_leg_free ON livekit_leg (until);
SELECT vivavoce_tenant_table('livekit_leg');
SELECT vivavoce_system_table('livekit_leg');

-- The call whose present attempt has this hash, in whatever organisation.
CREATE FUNCTION call_find(hash bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.id
    FROM call c
    WHERE c.attempt_hash = hash
$$;
SELECT vivavoce_system_function('call_find(bytea)');

-- The call that a sound with this hash belongs to. The word is used up: a second sound finds nothing.
CREATE FUNCTION call_use_way(hash bytea) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE call c
    SET way_hash = NULL
    WHERE c.way_hash = hash
    RETURNING c.tenant_id, c.id
$$;
SELECT vivavoce_system_function('call_use_way(bytea)');

-- Calls whose time came two minutes ago and that nobody has tended.
CREATE FUNCTION call_overdue(most integer) RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.id
    FROM call c
    WHERE c.ended_at IS NULL AND c.next_at < clock_timestamp() - interval '2 minutes'
    ORDER BY c.next_at
    LIMIT most
$$;
SELECT vivavoce_system_function('call_overdue(integer)');

-- Takes legs that nobody alive holds, those that wait longest first. No talk lasts a day: what nobody could
-- attend to for so long is left alone, until a new token replaces it.
CREATE FUNCTION livekit_leg_take(worker text, seconds double precision, most integer)
RETURNS TABLE (tenant_id uuid, session_id uuid, leg_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH free AS (
        SELECT l.tenant_id, l.session_id
        FROM livekit_leg l
        WHERE l.until <= clock_timestamp() AND l.opened_at > clock_timestamp() - interval '1 day'
        ORDER BY l.until
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    UPDATE livekit_leg l
    SET worker_id = worker, epoch = l.epoch + 1,
        until = clock_timestamp() + make_interval(secs => seconds)
    FROM free f
    WHERE l.tenant_id = f.tenant_id AND l.session_id = f.session_id
    RETURNING l.tenant_id, l.session_id, l.leg_id, l.epoch
$$;
SELECT vivavoce_system_function('livekit_leg_take(text, double precision, integer)');

-- Says that a worker lives; returns what it still holds. What was taken from it, or replaced, is missing.
CREATE FUNCTION livekit_leg_renew(worker text, seconds double precision, legs uuid[])
RETURNS TABLE (leg_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE livekit_leg l
    SET until = clock_timestamp() + make_interval(secs => seconds)
    WHERE l.worker_id = worker AND l.leg_id = ANY (legs)
    RETURNING l.leg_id, l.epoch
$$;
SELECT vivavoce_system_function('livekit_leg_renew(text, double precision, uuid[])');

-- Forgets the leg of a room that is gone.
CREATE FUNCTION livekit_leg_forget(leg uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM livekit_leg l
    WHERE l.leg_id = leg
$$;
SELECT vivavoce_system_function('livekit_leg_forget(uuid)');
