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

        -- The sweep asks every few seconds what has waited too long behind doors that have no link.
        CREATE INDEX interview_overdue ON interview (profile, created_at)
        WHERE deleted_at IS NULL AND state IN ('RECEIVED', 'INFO_NEEDED', 'VALIDATING_SKILLS',
                                               'GENERATING_PLAN', 'PENDING', 'APPROVED', 'SCHEDULED',
                                               'IN_PROGRESS');

        -- Interviews of all organisations through one door that were not finished in time: set up, or
        -- begun, before then. What changed after ``quiet_since`` is left alone for now.
        CREATE POLICY system ON interview FOR SELECT TO vivavoce_system USING (true);
        GRANT SELECT (tenant_id, id, profile, state, created_at, state_since, updated_at, deleted_at)
        ON interview TO vivavoce_system;
        CREATE FUNCTION interview_overdue(door text, before timestamptz, quiet_since timestamptz, most integer)
        RETURNS TABLE (tenant_id uuid, interview_id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT i.tenant_id, i.id FROM interview i
            WHERE i.profile = door AND i.deleted_at IS NULL AND i.created_at <= before
              AND i.state IN ('RECEIVED', 'INFO_NEEDED', 'VALIDATING_SKILLS', 'GENERATING_PLAN', 'PENDING',
                              'APPROVED', 'SCHEDULED', 'IN_PROGRESS')
              AND (i.state <> 'IN_PROGRESS' OR i.state_since <= before)
              AND i.updated_at <= quiet_since
            ORDER BY i.created_at LIMIT most
        $$;
        -- A plan is never changed, but for this: who takes their practice back takes their words out of it.
        CREATE FUNCTION plan_forget(interviews uuid[]) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            UPDATE plan
            SET document = document || jsonb_build_object(
                'greeting_script', '', 'closing_script', '', 'notes', '[]'::jsonb, 'competencies', (
                    SELECT jsonb_agg(part || jsonb_build_object('questions', (
                        SELECT coalesce(jsonb_agg(asked || jsonb_build_object(
                            'text', '[erased]', 'topic', NULL, 'expected_framework', NULL,
                            'expected_points', '[]'::jsonb, 'probes', '[]'::jsonb,
                            'look_for', '[]'::jsonb)), '[]'::jsonb)
                        FROM jsonb_array_elements(part -> 'questions') AS asked)))
                    FROM jsonb_array_elements(document -> 'competencies') AS part))
            WHERE tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
              AND interview_id = ANY (interviews)
        $$;
        CREATE POLICY system ON plan FOR UPDATE TO vivavoce_system USING (true) WITH CHECK (true);
        CREATE POLICY system_reads ON plan FOR SELECT TO vivavoce_system USING (true);
        GRANT SELECT, UPDATE (document) ON plan TO vivavoce_system;
        SELECT vivavoce_system_function('plan_forget(uuid[])');

        SELECT vivavoce_system_function('interview_overdue(text, timestamptz, timestamptz, integer)');
        """
    )
