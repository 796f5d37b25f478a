-- A candidate as one request named them. ``personal`` is sealed under the person's own key; the
-- indexes are keyed hashes of the address and of each folded word of the name.
CREATE TABLE person (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    reference text,
    personal bytea,
    email_index bytea,
    seeker_index bytea,
    name_index bytea[] NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL,
    erased_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
-- The list is searched by address ...
CREATE INDEX person_email ON person (tenant_id, email_index) WHERE email_index IS NOT NULL;
-- ... and by words of the name.
CREATE INDEX person_name ON person USING gin (name_index);
CREATE UNIQUE INDEX person_seeker ON person (tenant_id, seeker_index);
SELECT vivavoce_tenant_table('person');

CREATE TABLE interview (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    run_id text NOT NULL,
    person_id uuid NOT NULL,
    external_id text,
    profile text NOT NULL,
    request jsonb NOT NULL,
    context bytea,
    state text CHECK (state IN (
        'RECEIVED', 'INFO_NEEDED', 'VALIDATING_SKILLS', 'GENERATING_PLAN', 'PENDING', 'APPROVED',
        'REJECTED', 'SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'ASSESSMENT_PENDING',
        'ASSESSMENT_APPROVED', 'CANCELLED')),
    version integer NOT NULL DEFAULT 0,
    data_quality text NOT NULL,
    gaps jsonb NOT NULL,
    warnings jsonb NOT NULL,
    plan_id text,
    assessment_id text,
    session_id text,
    attempt smallint NOT NULL DEFAULT 0,
    attempts_used smallint NOT NULL DEFAULT 0,
    last_ended_session text,
    cancel_reason text,
    failure jsonb,
    keep_words_days integer NOT NULL CHECK (keep_words_days > 0),
    keep_assessment_days integer NOT NULL CHECK (keep_assessment_days > 0),
    words_erased_at timestamptz,
    assessment_erased_at timestamptz,
    created_by_kind text NOT NULL,
    created_by_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    state_since timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, run_id),
    UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
-- The list shows the newest first ...
CREATE INDEX interview_newest ON interview (tenant_id, created_at DESC, id DESC);
-- ... and the queue asks for what waits in one state.
CREATE INDEX interview_state ON interview (tenant_id, state, state_since);
-- A person's own list shows the newest first.
CREATE INDEX interview_person ON interview (tenant_id, person_id, created_at DESC);
-- The sweep asks every few seconds what has waited too long behind doors that have no link.
CREATE INDEX interview_overdue ON interview (profile, created_at)
WHERE deleted_at IS NULL AND state IN ('RECEIVED', 'INFO_NEEDED', 'VALIDATING_SKILLS',
                                       'GENERATING_PLAN', 'PENDING', 'APPROVED', 'SCHEDULED',
                                       'IN_PROGRESS');
-- Retention looks for the oldest whose words are still there.
CREATE INDEX interview_words_kept ON interview (tenant_id, state_since) WHERE words_erased_at IS NULL;
CREATE INDEX interview_assessment_kept ON interview (tenant_id, state_since)
WHERE assessment_erased_at IS NULL;
SELECT vivavoce_tenant_table('interview');
-- Interviews of all organisations through one door that were not finished in time: set up, or
-- begun, before then. What changed after ``quiet_since`` is left alone for now.
CREATE POLICY system ON interview FOR SELECT TO vivavoce_system USING (true);
-- Interviews of all organisations through one door without a link that were approved, or begun, before then
-- and not finished; one that has a time is left alone until so long after it.
GRANT SELECT (request) ON interview TO vivavoce_system;
GRANT SELECT (words_erased_at, assessment_erased_at) ON interview TO vivavoce_system;
GRANT SELECT (tenant_id, id, profile, state, created_at, state_since, updated_at, deleted_at)
ON interview TO vivavoce_system;

-- ``reason`` is sealed under the key of the interview's person.
CREATE TABLE interview_transition (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    seq integer NOT NULL,
    transition text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    on_behalf_of text,
    reason bytea,
    topic text NOT NULL,
    event_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, interview_id, seq),
    FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id)
);
SELECT vivavoce_tenant_table('interview_transition');
-- History is only ever added to.
REVOKE UPDATE, DELETE ON interview_transition FROM vivavoce_app;

-- What a person of the organization is to do for an interview. It holds no word of the candidate. A candidate
-- who asks again while a task waits adds nothing but the time; a finished task is never written again.
CREATE TABLE human_task (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person_requested')),
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'claimed', 'done')),
    asked_at timestamptz NOT NULL,
    last_asked_at timestamptz NOT NULL,
    claimed_by uuid,
    claimed_at timestamptz,
    done_by uuid,
    done_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK (last_asked_at >= asked_at),
    CHECK ((claimed_by IS NULL) = (claimed_at IS NULL)),
    CHECK (status <> 'claimed' OR claimed_by IS NOT NULL),
    CHECK ((status = 'done') = (done_by IS NOT NULL)),
    CHECK ((status = 'done') = (done_at IS NOT NULL))
);
-- One task of a kind waits for an interview at a time.
CREATE UNIQUE INDEX human_task_waiting ON human_task (tenant_id, interview_id, kind) WHERE status <> 'done';
-- The list of what waits, the longest wait first.
CREATE INDEX human_task_by_age ON human_task (tenant_id, asked_at, id);
SELECT vivavoce_tenant_table('human_task');
REVOKE DELETE ON human_task FROM vivavoce_app;

-- An answer is given again for a day; then the key is free.
CREATE TABLE idempotency_key (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    answer jsonb,
    is_new boolean NOT NULL DEFAULT true,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key)
);
-- Answers that nobody can ask for again are forgotten.
CREATE INDEX idempotency_key_age ON idempotency_key (tenant_id, at);
SELECT vivavoce_tenant_table('idempotency_key');

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
SELECT vivavoce_system_function('interview_overdue(text, timestamptz, timestamptz, integer)');

CREATE FUNCTION interview_left(door text, before timestamptz, quiet_since timestamptz, most integer)
RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.tenant_id, i.id
    FROM interview i
    WHERE i.profile = door AND i.deleted_at IS NULL AND i.created_at <= before
      AND i.state IN ('APPROVED', 'SCHEDULED', 'IN_PROGRESS') AND i.state_since <= before
      AND coalesce((i.request ->> 'scheduled_at')::timestamptz <= before, true)
      AND i.updated_at <= quiet_since
    ORDER BY i.created_at
    LIMIT most
$$;
SELECT vivavoce_system_function('interview_left(text, timestamptz, timestamptz, integer)');

CREATE FUNCTION interview_tenants() RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT i.tenant_id
    FROM interview i
    WHERE i.words_erased_at IS NULL OR i.assessment_erased_at IS NULL
$$;
SELECT vivavoce_system_function('interview_tenants()');
