"""Create the legs of talks over LiveKit: who joins which room is decided here, and not there."""

from alembic import op

revision = "0028_livekit"
down_revision = "0027_sound"

TABLES = """
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
"""

FUNCTIONS = """
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
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(FUNCTIONS)
