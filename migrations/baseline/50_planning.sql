-- The catalogue as an organisation has it; copied from the product at first use. ``vector`` stands
-- for the skill's meaning and says with which model it was made: others are never compared.
CREATE TABLE skill (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    category text NOT NULL,
    description text NOT NULL,
    aliases text[] NOT NULL,
    related text[] NOT NULL,
    place smallint NOT NULL,
    catalogue_version smallint NOT NULL,
    model text,
    vector vector(384),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    CHECK ((model IS NULL) = (vector IS NULL))
);
SELECT vivavoce_tenant_table('skill');

-- Which skills of an interview a person was asked about: they are not asked about twice.
CREATE TABLE skill_inquiry (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    skills text[] NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, interview_id)
);
SELECT vivavoce_tenant_table('skill_inquiry');

-- One row a plan that is wanted; the id is that of the event that asked for it. What a person wrote
-- is kept until the plan stands, then it is forgotten here.
CREATE TABLE plan_order (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    previous_plan_id uuid,
    comments text,
    placed_at timestamptz NOT NULL,
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('planned', 'asked', 'stale', 'refused')),
    PRIMARY KEY (tenant_id, id),
    CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CHECK (closed_at IS NULL OR comments IS NULL)
);
SELECT vivavoce_tenant_table('plan_order');

CREATE TABLE plan (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    order_id uuid,
    planner text NOT NULL,
    document jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    approved_at timestamptz,
    approved_by text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id, version),
    UNIQUE (tenant_id, order_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES plan_order (tenant_id, id),
    CHECK ((approved_at IS NULL) = (approved_by IS NULL))
);
SELECT vivavoce_tenant_table('plan');
-- A plan is never changed: a change is the next version. Only its approval is noted.
REVOKE UPDATE, DELETE ON plan FROM vivavoce_app;
GRANT UPDATE (approved_at, approved_by) ON plan TO vivavoce_app;
CREATE POLICY system ON plan FOR UPDATE TO vivavoce_system USING (true) WITH CHECK (true);
CREATE POLICY system_reads ON plan FOR SELECT TO vivavoce_system USING (true);
GRANT SELECT, UPDATE (document) ON plan TO vivavoce_system;

-- One row for each talk with a hiring manager; its id is the interview's. ``manager_id`` is the user
-- who is asked, ``opened_by`` who asked for it. ``ended_at`` is when the talk ended, ``told_at``
-- when it was told that every document has come to an end.
CREATE TABLE intake (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    run_id text NOT NULL,
    person_id uuid NOT NULL,
    manager_id uuid NOT NULL,
    opened_by uuid NOT NULL,
    session_id uuid,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    told_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((session_id IS NULL) = (ended_at IS NULL)),
    CHECK (told_at IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX intake_newest ON intake (tenant_id, created_at DESC, id DESC);
SELECT vivavoce_tenant_table('intake');
REVOKE DELETE ON intake FROM vivavoce_app;

-- Versions of the documents of an intake. ``content`` and ``instruction`` are sealed under the key of
-- the intake's person. A version that has ended is never written again; one of a kind is accepted.
CREATE TABLE workshop_artifact (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    intake_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('job_description', 'interview_questions', 'rating_rubric',
                                       'job_simulation')),
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('queued', 'writing', 'ready', 'failed')),
    instruction bytea,
    regenerated_from integer CHECK (regenerated_from < version),
    content bytea,
    made_by text,
    failure text,
    is_accepted boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, intake_id, kind, version),
    FOREIGN KEY (tenant_id, intake_id) REFERENCES intake (tenant_id, id),
    CHECK ((ended_at IS NOT NULL) = (status IN ('ready', 'failed'))),
    CHECK ((content IS NOT NULL AND made_by IS NOT NULL) = (status = 'ready')),
    CHECK ((failure IS NOT NULL) = (status = 'failed')),
    CHECK (status = 'ready' OR NOT is_accepted)
);
CREATE UNIQUE INDEX workshop_artifact_accepted
    ON workshop_artifact (tenant_id, intake_id, kind) WHERE is_accepted;
CREATE UNIQUE INDEX workshop_artifact_open
    ON workshop_artifact (tenant_id, intake_id, kind) WHERE ended_at IS NULL;
SELECT vivavoce_tenant_table('workshop_artifact');
REVOKE DELETE ON workshop_artifact FROM vivavoce_app;

-- What interviews for one position have in common. It belongs to the organisation, which accepted
-- the documents that it was made from; it is never changed.
CREATE TABLE template (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    intake_id uuid,
    document jsonb NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, intake_id) REFERENCES intake (tenant_id, id)
);
CREATE INDEX template_newest ON template (tenant_id, created_at DESC, id DESC);
SELECT vivavoce_tenant_table('template');
REVOKE UPDATE, DELETE ON template FROM vivavoce_app;

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
SELECT vivavoce_system_function('plan_forget(uuid[])');
