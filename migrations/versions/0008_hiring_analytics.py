"""Positions, channels, questions and decisions of interviews, for reports about hiring."""

from alembic import op

revision = "0008_hiring_analytics"
down_revision = "0007_model_certificate"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        ALTER TABLE interview_analytics
            ADD COLUMN position text,
            ADD COLUMN channel text CHECK (channel IN ('text', 'voice', 'phone')),
            ADD COLUMN questions_reached integer,
            ADD COLUMN hiring_outcome text
                CHECK (hiring_outcome IN ('STRONG_HIRE', 'HIRE', 'NO_HIRE', 'STRONG_NO_HIRE')),
            ADD COLUMN hiring_decided_at timestamp with time zone;

        -- What is known already about the interviews of every organization.
        ALTER TABLE interview_analytics NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE interview NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE hiring_decision NO FORCE ROW LEVEL SECURITY;
        UPDATE interview_analytics a
        SET position = i.position, hiring_outcome = d.outcome, hiring_decided_at = d.final_at
        FROM interview i
        LEFT JOIN LATERAL (
            SELECT outcome, final_at FROM hiring_decision
            WHERE tenant_id = i.tenant_id AND interview_id = i.id AND status = 'final'
            ORDER BY final_at DESC LIMIT 1
        ) d ON true
        WHERE i.tenant_id = a.tenant_id AND i.id = a.interview_id
          AND a.profile NOT IN ('practice', 'intake');
        ALTER TABLE interview_analytics FORCE ROW LEVEL SECURITY;
        ALTER TABLE interview FORCE ROW LEVEL SECURITY;
        ALTER TABLE hiring_decision FORCE ROW LEVEL SECURITY;
        """
    )
