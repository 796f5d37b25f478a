"""Let a signed-in person enter a live session."""

from alembic import op

revision = "0018_practice_live"
down_revision = "0017_reviews"

TICKETS = """
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
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TICKETS)
