"""Create telephone calls."""

from alembic import op

revision = "0025_calls"
down_revision = "0024_intake"

TABLE = """
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
"""

FUNCTIONS = """
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

-- Interviews of all organisations through one door without a link that were approved, or begun, before then
-- and not finished; one that has a time is left alone until so long after it.
GRANT SELECT (request) ON interview TO vivavoce_system;
CREATE FUNCTION interview_left(door text, before timestamptz, quiet_since timestamptz, most integer)
RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.tenant_id, i.id
    FROM interview i
    WHERE i.profile = door AND i.deleted_at IS NULL AND i.created_at <= before
      AND i.state IN ('APPROVED', 'SCHEDULED', 'IN_PROGRESS') AND i.state_since <= before
      AND coalesce((i.request ->> 'scheduled_at')::timestamptz <= before, true)
      AND i.updated_at <= quiet_since
    ORDER BY i.created_at
    LIMIT most
$$;
SELECT vivavoce_system_function('interview_left(text, timestamptz, timestamptz, integer)');
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(FUNCTIONS)
