"""Keep what is promised to candidates: words, recordings and assessments are deleted in time."""

from alembic import op

revision = "0036_retention"
down_revision = "0032_human_tasks"

INTERVIEWS = """
-- How long things are kept is fixed when the interview is requested, because the candidate is told.
ALTER TABLE interview
    ADD COLUMN keep_words_days integer NOT NULL DEFAULT 90 CHECK (keep_words_days > 0),
    ADD COLUMN keep_assessment_days integer NOT NULL DEFAULT 365 CHECK (keep_assessment_days > 0),
    ADD COLUMN words_erased_at timestamptz,
    ADD COLUMN assessment_erased_at timestamptz;
ALTER TABLE interview NO FORCE ROW LEVEL SECURITY;
ALTER TABLE person NO FORCE ROW LEVEL SECURITY;
UPDATE interview SET keep_words_days = 365 WHERE profile IN ('practice', 'intake');
UPDATE interview i
SET words_erased_at = p.erased_at
FROM person p
WHERE p.tenant_id = i.tenant_id AND p.id = i.person_id;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
ALTER TABLE interview FORCE ROW LEVEL SECURITY;
ALTER TABLE interview
    ALTER COLUMN keep_words_days DROP DEFAULT,
    ALTER COLUMN keep_assessment_days DROP DEFAULT;
-- Retention looks for the oldest whose words are still there.
CREATE INDEX interview_words_kept ON interview (tenant_id, state_since) WHERE words_erased_at IS NULL;
CREATE INDEX interview_assessment_kept ON interview (tenant_id, state_since)
WHERE assessment_erased_at IS NULL;
GRANT SELECT (words_erased_at, assessment_erased_at) ON interview TO vivavoce_system;

CREATE FUNCTION interview_tenants() RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT i.tenant_id
    FROM interview i
    WHERE i.words_erased_at IS NULL OR i.assessment_erased_at IS NULL
$$;
SELECT vivavoce_system_function('interview_tenants()');

-- What each pass of an organization's retention deleted.
CREATE TABLE retention_run (
    tenant_id uuid NOT NULL,
    at timestamptz NOT NULL,
    words integer NOT NULL,
    assessments integer NOT NULL,
    recordings integer NOT NULL,
    failed integer NOT NULL,
    PRIMARY KEY (tenant_id, at)
);
SELECT vivavoce_tenant_table('retention_run');
REVOKE UPDATE, DELETE ON retention_run FROM vivavoce_app;
"""

WORDS = """
-- An empty ciphertext stands for words that were deleted, where the person's key lives on.
GRANT UPDATE (personal) ON session_event TO vivavoce_system;
CREATE POLICY system_erases ON session_event FOR UPDATE TO vivavoce_system
USING (true) WITH CHECK (true);

CREATE FUNCTION session_forget_words(interviews uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE session_event e
    SET personal = ''
    FROM session s
    WHERE s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND s.interview_id = ANY (interviews)
      AND e.tenant_id = s.tenant_id AND e.session_id = s.id;
    DELETE FROM session_command c
    USING session s
    WHERE s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND s.interview_id = ANY (interviews)
      AND c.tenant_id = s.tenant_id AND c.session_id = s.id
$$;
SELECT vivavoce_system_function('session_forget_words(uuid[])');
"""

ASSESSMENTS = """
GRANT SELECT (tenant_id, interview_id), DELETE ON assessment TO vivavoce_system;
CREATE POLICY system_erases ON assessment TO vivavoce_system USING (true);
GRANT SELECT (tenant_id, interview_id, session_id), DELETE ON panel_reading TO vivavoce_system;
CREATE POLICY system_erases ON panel_reading TO vivavoce_system USING (true);
GRANT SELECT (tenant_id, session_id), DELETE ON evaluation TO vivavoce_system;
CREATE POLICY system_erases ON evaluation TO vivavoce_system USING (true);
GRANT SELECT (tenant_id, session_id), DELETE ON opinion TO vivavoce_system;
CREATE POLICY system_erases ON opinion TO vivavoce_system USING (true);
GRANT SELECT (tenant_id, inputs), DELETE ON ranking TO vivavoce_system;
CREATE POLICY system_erases ON ranking TO vivavoce_system USING (true);

CREATE FUNCTION assessment_forget(interviews uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mine uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    talks uuid[] := ARRAY(
        SELECT DISTINCT r.session_id
        FROM panel_reading r
        WHERE r.tenant_id = mine AND r.interview_id = ANY (interviews));
BEGIN
    DELETE FROM evaluation e WHERE e.tenant_id = mine AND e.session_id = ANY (talks);
    DELETE FROM opinion o WHERE o.tenant_id = mine AND o.session_id = ANY (talks);
    DELETE FROM panel_reading r WHERE r.tenant_id = mine AND r.interview_id = ANY (interviews);
    DELETE FROM assessment a WHERE a.tenant_id = mine AND a.interview_id = ANY (interviews);
    DELETE FROM ranking k
    WHERE k.tenant_id = mine
      AND EXISTS (SELECT 1 FROM unnest(interviews) AS one WHERE k.inputs::text LIKE '%' || one || '%');
END
$$;
SELECT vivavoce_system_function('assessment_forget(uuid[])');
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(INTERVIEWS)
    op.execute(WORDS)
    op.execute(ASSESSMENTS)
