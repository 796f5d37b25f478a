-- Skills, plans, intakes with hiring managers, and interview templates.

-- The skill catalog of an organization, copied from the product at first use. vector is the embedding of the
-- skill and model the model that made it; vectors of different models are never compared.
CREATE TABLE skill (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    category text NOT NULL,
    description text NOT NULL,
    aliases text[] NOT NULL,
    related text[] NOT NULL,
    position smallint NOT NULL,
    catalog_version smallint NOT NULL,
    model text,
    vector vector(384),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    CHECK ((model IS NULL) = (vector IS NULL))
);
SELECT vivavoce_tenant_table('skill');

-- The skills of an interview that the client was asked about, so that it is not asked again.
CREATE TABLE skill_inquiry (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    skills text[] NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, interview_id)
);
SELECT vivavoce_tenant_table('skill_inquiry');

-- A request for a plan; its id is that of the event that asked for it. comments is what a person wrote; it
-- is deleted when the order closes.
CREATE TABLE plan_order (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    previous_plan_id uuid,
    comments text,
    placed_at timestamptz NOT NULL,
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('planned', 'info_requested', 'superseded', 'failed')),
    PRIMARY KEY (tenant_id, id),
    CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CHECK (closed_at IS NULL OR comments IS NULL)
);
SELECT vivavoce_tenant_table('plan_order');

-- A version of an interview's plan. A plan is never changed: a change is the next version. Only its approval
-- is added.
CREATE TABLE plan (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    order_id uuid,
    planner text NOT NULL,
    document jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    approved_at timestamptz,
    approved_by text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id, version),
    UNIQUE (tenant_id, order_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES plan_order (tenant_id, id),
    CHECK ((approved_at IS NULL) = (approved_by IS NULL))
);
SELECT vivavoce_tenant_table('plan');
REVOKE UPDATE, DELETE ON plan FROM vivavoce_app;
GRANT UPDATE (approved_at, approved_by) ON plan TO vivavoce_app;
CREATE POLICY system ON plan FOR UPDATE TO vivavoce_system USING (true) WITH CHECK (true);
CREATE POLICY system_read ON plan FOR SELECT TO vivavoce_system USING (true);
GRANT SELECT, UPDATE (document) ON plan TO vivavoce_system;

-- An interview with a hiring manager; its id is that of the interview. manager_id is the user who is
-- interviewed, opened_by the user who asked for it. artifacts_published_at is when the event was published
-- that all documents are completed.
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
    artifacts_published_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((session_id IS NULL) = (ended_at IS NULL)),
    CHECK (artifacts_published_at IS NULL OR ended_at IS NOT NULL)
);
-- The list shows the newest first.
CREATE INDEX intake_newest ON intake (tenant_id, created_at DESC, id DESC);
SELECT vivavoce_tenant_table('intake');
REVOKE DELETE ON intake FROM vivavoce_app;

-- Versions of the documents of an intake. content and instruction are encrypted with the key of the intake's
-- person. A completed version is never changed.
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
    author text,
    failure text,
    is_accepted boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, intake_id, kind, version),
    FOREIGN KEY (tenant_id, intake_id) REFERENCES intake (tenant_id, id),
    CHECK ((ended_at IS NOT NULL) = (status IN ('ready', 'failed'))),
    CHECK ((content IS NOT NULL AND author IS NOT NULL) = (status = 'ready')),
    CHECK ((failure IS NOT NULL) = (status = 'failed')),
    CHECK (status = 'ready' OR NOT is_accepted)
);
-- One version of a kind is accepted ...
CREATE UNIQUE INDEX workshop_artifact_accepted
    ON workshop_artifact (tenant_id, intake_id, kind) WHERE is_accepted;
-- ... and one is in progress.
CREATE UNIQUE INDEX workshop_artifact_open
    ON workshop_artifact (tenant_id, intake_id, kind) WHERE ended_at IS NULL;
SELECT vivavoce_tenant_table('workshop_artifact');
REVOKE DELETE ON workshop_artifact FROM vivavoce_app;

-- What the interviews for one position have in common. It belongs to the organization, which accepted the
-- documents that it was made from; it is never changed.
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
-- The list shows the newest first.
CREATE INDEX template_newest ON template (tenant_id, created_at DESC, id DESC);
SELECT vivavoce_tenant_table('template');
REVOKE UPDATE, DELETE ON template FROM vivavoce_app;

-- Erases the texts of plans, when a person deletes their practice sessions. A plan is otherwise never
-- changed.
CREATE FUNCTION plan_erase_text(interviews uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE plan
    SET document = document || jsonb_build_object(
        'greeting_script', '', 'closing_script', '', 'notes', '[]'::jsonb, 'competencies', (
            SELECT jsonb_agg(part || jsonb_build_object('questions', (
                SELECT coalesce(jsonb_agg(question || jsonb_build_object(
                    'text', '[erased]', 'topic', NULL, 'expected_framework', NULL,
                    'expected_points', '[]'::jsonb, 'probes', '[]'::jsonb,
                    'look_for', '[]'::jsonb)), '[]'::jsonb)
                FROM jsonb_array_elements(part -> 'questions') AS question)))
            FROM jsonb_array_elements(document -> 'competencies') AS part))
    WHERE tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      AND interview_id = ANY (interviews)
$$;
SELECT vivavoce_system_function('plan_erase_text(uuid[])');
