-- Assessments, the panel's evaluations, and rankings.

-- One row for each request to assess an interview. cause is what asked for it, so that a repeated event asks
-- once. scores has numbers and reasons; quotes and flags are in sealed, encrypted with the key of the
-- interview's person. failed_at is when the last attempt failed; another request clears it.
CREATE TABLE assessment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    session_id uuid NOT NULL,
    version integer NOT NULL,
    cause text NOT NULL,
    requested_at timestamptz NOT NULL,
    completed_at timestamptz,
    failed_at timestamptz,
    person_id uuid,
    rubric_version text,
    scorer_kind text,
    scorer_version text,
    overall_score double precision CHECK (overall_score BETWEEN 0 AND 100),
    recommendation text CHECK (recommendation IN ('STRONG_HIRE', 'HIRE', 'MAYBE', 'NO_HIRE')),
    scores jsonb,
    sealed bytea,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id, version),
    UNIQUE (tenant_id, interview_id, cause),
    CHECK (num_nulls(completed_at, person_id, rubric_version, scorer_kind, scorer_version, scores, sealed)
           IN (0, 7))
);
SELECT vivavoce_tenant_table('assessment');
REVOKE DELETE ON assessment FROM vivavoce_app;
GRANT SELECT (tenant_id, interview_id), DELETE ON assessment TO vivavoce_system;
CREATE POLICY system_erase ON assessment TO vivavoce_system USING (true);

-- One row for each answer that the panel evaluated, so that a second run has no effect. A spoken answer may
-- grow afterwards; then the panel runs again as the next version, and the newest version counts.
CREATE TABLE panel_run (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL CHECK (turn > 0),
    version integer NOT NULL DEFAULT 0 CHECK (version >= 0),
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    correlation_id text NOT NULL,
    evaluated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id, turn, version)
);
SELECT vivavoce_tenant_table('panel_run');
REVOKE UPDATE, DELETE ON panel_run FROM vivavoce_app;
GRANT SELECT (tenant_id, interview_id, session_id), DELETE ON panel_run TO vivavoce_system;
CREATE POLICY system_erase ON panel_run TO vivavoce_system USING (true);

-- A score with the positions of its quotes in the answer, or the reason for abstaining. It has no words of
-- any person.
CREATE TABLE evaluation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL,
    version integer NOT NULL DEFAULT 0,
    evaluator text NOT NULL,
    criterion text NOT NULL,
    position integer NOT NULL,
    score double precision CHECK (score BETWEEN 1 AND 5),
    abstention_reason text,
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    quotes jsonb NOT NULL,
    evaluated_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, turn, version, evaluator, criterion),
    FOREIGN KEY (tenant_id, session_id, turn, version)
        REFERENCES panel_run (tenant_id, session_id, turn, version),
    CHECK ((score IS NULL) = (abstention_reason IS NOT NULL)),
    CHECK (score IS NULL OR jsonb_array_length(quotes) > 0)
);
SELECT vivavoce_tenant_table('evaluation');
REVOKE UPDATE, DELETE ON evaluation FROM vivavoce_app;
GRANT SELECT (tenant_id, session_id), DELETE ON evaluation TO vivavoce_system;
CREATE POLICY system_erase ON evaluation TO vivavoce_system USING (true);

-- What a perspective said about an answer; it quotes the person, so it is encrypted with their key.
CREATE TABLE opinion (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL,
    version integer NOT NULL DEFAULT 0,
    perspective text NOT NULL,
    position integer NOT NULL,
    sealed bytea NOT NULL,
    evaluated_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, turn, version, perspective),
    FOREIGN KEY (tenant_id, session_id, turn, version)
        REFERENCES panel_run (tenant_id, session_id, turn, version)
);
SELECT vivavoce_tenant_table('opinion');
REVOKE UPDATE, DELETE ON opinion FROM vivavoce_app;
GRANT SELECT (tenant_id, session_id), DELETE ON opinion TO vivavoce_system;
CREATE POLICY system_erase ON opinion TO vivavoce_system USING (true);

-- Evaluators that an organization made from the text of a rubric; a changed text is the next version.
CREATE TABLE panel_evaluator (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    rubric_text text NOT NULL,
    criteria jsonb NOT NULL,
    generated_by text NOT NULL,
    created_at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name, version)
);
SELECT vivavoce_tenant_table('panel_evaluator');
REVOKE UPDATE, DELETE ON panel_evaluator FROM vivavoce_app;

-- Which evaluators and perspectives an organization uses. One without a row is enabled.
CREATE TABLE panel_setting (
    tenant_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('evaluator', 'perspective')),
    name text NOT NULL,
    is_enabled boolean NOT NULL,
    PRIMARY KEY (tenant_id, kind, name)
);
SELECT vivavoce_tenant_table('panel_setting');

-- Rankings as they were shown, with the versions of what they were made from.
CREATE TABLE ranking (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    criterion text,
    scorer_kind text,
    comparisons integer NOT NULL,
    inputs jsonb NOT NULL,
    result jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('ranking');
REVOKE UPDATE, DELETE ON ranking FROM vivavoce_app;
GRANT SELECT (tenant_id, inputs), DELETE ON ranking TO vivavoce_system;
CREATE POLICY system_erase ON ranking TO vivavoce_system USING (true);

-- Erases assessments, evaluations and rankings of these interviews.
CREATE FUNCTION assessment_erase(interviews uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    sessions uuid[] := ARRAY(
        SELECT DISTINCT r.session_id
        FROM panel_run r
        WHERE r.tenant_id = tenant AND r.interview_id = ANY (interviews));
BEGIN
    DELETE FROM evaluation e WHERE e.tenant_id = tenant AND e.session_id = ANY (sessions);
    DELETE FROM opinion o WHERE o.tenant_id = tenant AND o.session_id = ANY (sessions);
    DELETE FROM panel_run r WHERE r.tenant_id = tenant AND r.interview_id = ANY (interviews);
    DELETE FROM assessment a WHERE a.tenant_id = tenant AND a.interview_id = ANY (interviews);
    DELETE FROM ranking k
    WHERE k.tenant_id = tenant
      AND EXISTS (SELECT 1 FROM unnest(interviews) AS one WHERE k.inputs::text LIKE '%' || one || '%');
END
$$;
SELECT vivavoce_system_function('assessment_erase(uuid[])');
