-- One row each time an interview is to be assessed; it is made when ``made_at`` is set. ``cause``
-- is what asked for it: hearing the same thing twice asks once. ``scores`` holds numbers and
-- reasons; quotes and flags are in ``sealed``, under the key of the interview's person.
CREATE TABLE assessment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    session_id uuid NOT NULL,
    version integer NOT NULL,
    cause text NOT NULL,
    asked_at timestamptz NOT NULL,
    made_at timestamptz,
    gave_up_at timestamptz,
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
    CHECK (num_nulls(made_at, person_id, rubric_version, scorer_kind, scorer_version, scores, sealed)
           IN (0, 7))
);
SELECT vivavoce_tenant_table('assessment');
REVOKE DELETE ON assessment FROM vivavoce_app;
GRANT SELECT (tenant_id, interview_id), DELETE ON assessment TO vivavoce_system;
CREATE POLICY system_erases ON assessment TO vivavoce_system USING (true);

-- One row for each answer that a panel has read: reading it again finds the row and does nothing.
CREATE TABLE panel_reading (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL CHECK (turn > 0),
    version integer NOT NULL DEFAULT 0 CHECK (version >= 0),
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    correlation_id text NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id, turn, version)
);
SELECT vivavoce_tenant_table('panel_reading');
REVOKE UPDATE, DELETE ON panel_reading FROM vivavoce_app;
GRANT SELECT (tenant_id, interview_id, session_id), DELETE ON panel_reading TO vivavoce_system;
CREATE POLICY system_erases ON panel_reading TO vivavoce_system USING (true);

-- A score with the places of its quotes in the answer, or the reason for none. No words of anybody.
CREATE TABLE evaluation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL,
    version integer NOT NULL DEFAULT 0,
    evaluator text NOT NULL,
    criterion text NOT NULL,
    place integer NOT NULL,
    score double precision CHECK (score BETWEEN 1 AND 5),
    abstained text,
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    quotes jsonb NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, turn, version, evaluator, criterion),
    FOREIGN KEY (tenant_id, session_id, turn, version)
        REFERENCES panel_reading (tenant_id, session_id, turn, version),
    CHECK ((score IS NULL) = (abstained IS NOT NULL)),
    CHECK (score IS NULL OR jsonb_array_length(quotes) > 0)
);
SELECT vivavoce_tenant_table('evaluation');
REVOKE UPDATE, DELETE ON evaluation FROM vivavoce_app;
GRANT SELECT (tenant_id, session_id), DELETE ON evaluation TO vivavoce_system;
CREATE POLICY system_erases ON evaluation TO vivavoce_system USING (true);

-- What a perspective said; it quotes the person, so it is sealed under their key.
CREATE TABLE opinion (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL,
    version integer NOT NULL DEFAULT 0,
    perspective text NOT NULL,
    place integer NOT NULL,
    sealed bytea NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, turn, version, perspective),
    FOREIGN KEY (tenant_id, session_id, turn, version)
        REFERENCES panel_reading (tenant_id, session_id, turn, version)
);
SELECT vivavoce_tenant_table('opinion');
REVOKE UPDATE, DELETE ON opinion FROM vivavoce_app;
GRANT SELECT (tenant_id, session_id), DELETE ON opinion TO vivavoce_system;
CREATE POLICY system_erases ON opinion TO vivavoce_system USING (true);

-- Evaluators that an organisation made from the text of a rubric; a changed text is the next version.
CREATE TABLE panel_evaluator (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    rubric_text text NOT NULL,
    criteria jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name, version)
);
SELECT vivavoce_tenant_table('panel_evaluator');
REVOKE UPDATE, DELETE ON panel_evaluator FROM vivavoce_app;

CREATE TABLE panel_switch (
    tenant_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('evaluator', 'perspective')),
    name text NOT NULL,
    is_on boolean NOT NULL,
    PRIMARY KEY (tenant_id, kind, name)
);
SELECT vivavoce_tenant_table('panel_switch');

-- Rankings as they were shown, with the versions that they were made from.
CREATE TABLE ranking (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    criterion text,
    scorer_kind text,
    comparisons integer NOT NULL,
    inputs jsonb NOT NULL,
    result jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('ranking');
REVOKE UPDATE, DELETE ON ranking FROM vivavoce_app;
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
