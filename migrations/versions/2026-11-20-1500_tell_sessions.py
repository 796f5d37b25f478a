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
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
