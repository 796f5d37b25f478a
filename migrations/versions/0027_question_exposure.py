"""Store with each plan which questions of the bank it asks, so that they can be counted."""

from alembic import op

revision = "0027_question_exposure"
down_revision = "0026_selection_rates"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The questions of the bank that the plan asks, each with its form, such as 'driving.late_run:a'.
        -- They name no one, so that they stay when the texts of the plan are erased. A default that is
        -- constant rewrites no row.
        ALTER TABLE plan ADD COLUMN bank_questions text[] NOT NULL DEFAULT '{}';

        -- The owner may be no superuser: without this, row-level security hides every row from the update.
        ALTER TABLE plan NO FORCE ROW LEVEL SECURITY;
        UPDATE plan
        SET bank_questions = found.questions
        FROM (
            SELECT p.tenant_id, p.id,
                   array_agg(concat(question -> 'origin' ->> 'bank_question', ':',
                                    question -> 'origin' ->> 'form')) AS questions
            FROM plan p
            CROSS JOIN jsonb_array_elements(p.document -> 'competencies') AS competency
            CROSS JOIN jsonb_array_elements(competency -> 'questions') AS question
            WHERE question -> 'origin' ->> 'form' IS NOT NULL
            GROUP BY p.tenant_id, p.id) AS found
        WHERE plan.tenant_id = found.tenant_id AND plan.id = found.id;
        ALTER TABLE plan FORCE ROW LEVEL SECURITY;
        """
    )
