"""Create what is told to sessions by others, and settled by their holder."""

from alembic import op

revision = "0020_control"
down_revision = "0019_conversations"

TABLES = """
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
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
