"""Open tasks for people: a candidate asked to talk with a person."""

from alembic import op

revision = "0032_human_tasks"
down_revision = "0030_installation"

TABLE = """
-- What a person of the organization is to do for an interview. It holds no word of the candidate. A candidate
-- who asks again while a task waits adds nothing but the time; a finished task is never written again.
CREATE TABLE human_task (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person_requested')),
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'claimed', 'done')),
    asked_at timestamptz NOT NULL,
    last_asked_at timestamptz NOT NULL,
    claimed_by uuid,
    claimed_at timestamptz,
    done_by uuid,
    done_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK (last_asked_at >= asked_at),
    CHECK ((claimed_by IS NULL) = (claimed_at IS NULL)),
    CHECK (status <> 'claimed' OR claimed_by IS NOT NULL),
    CHECK ((status = 'done') = (done_by IS NOT NULL)),
    CHECK ((status = 'done') = (done_at IS NOT NULL))
);
-- One task of a kind waits for an interview at a time.
CREATE UNIQUE INDEX human_task_waiting ON human_task (tenant_id, interview_id, kind) WHERE status <> 'done';
-- The list of what waits, the longest wait first.
CREATE INDEX human_task_by_age ON human_task (tenant_id, asked_at, id);
SELECT vivavoce_tenant_table('human_task');
REVOKE DELETE ON human_task FROM vivavoce_app;
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLE)
