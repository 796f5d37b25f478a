"""Erase the job text with the other texts of a plan: its analysis, and the lines that questions come from."""

from alembic import op

revision = "0003_erase_job_texts"
down_revision = "0002_skill_catalog"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        CREATE OR REPLACE FUNCTION plan_erase_text(interviews uuid[]) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            UPDATE plan
            SET document = document - 'job_analysis' || jsonb_build_object(
                'greeting_script', '', 'closing_script', '', 'inmail_draft', '',
                'notes', '[]'::jsonb, 'must_have', '[]'::jsonb, 'nice_to_have', '[]'::jsonb,
                'competencies', (
                    SELECT jsonb_agg(part || jsonb_build_object('questions', (
                        SELECT coalesce(jsonb_agg(question || jsonb_build_object(
                            'text', '[erased]', 'topic', NULL, 'expected_framework', NULL,
                            'expected_points', '[]'::jsonb, 'probes', '[]'::jsonb,
                            'probe_elements', '[]'::jsonb, 'look_for', '[]'::jsonb,
                            'anchors', '{}'::jsonb, 'origin', NULL)), '[]'::jsonb)
                        FROM jsonb_array_elements(part -> 'questions') AS question)))
                    FROM jsonb_array_elements(document -> 'competencies') AS part))
            WHERE tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
              AND interview_id = ANY (interviews)
        $$;
        """
    )
