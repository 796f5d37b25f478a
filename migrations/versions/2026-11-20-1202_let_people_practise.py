"""Let one person have many interviews."""

from alembic import op

revision = "0014_seekers"
down_revision = "0013_insight"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- Who signs in is the same person in every interview: found by a keyed hash of their reference.
        ALTER TABLE person ADD COLUMN seeker_index bytea;
        CREATE UNIQUE INDEX person_seeker ON person (tenant_id, seeker_index);
        -- What the client sent along, as it came, sealed under the person's key.
        ALTER TABLE interview ADD COLUMN context bytea;
        -- A person's own list shows the newest first.
        CREATE INDEX interview_person ON interview (tenant_id, person_id, created_at DESC);
        """
    )
