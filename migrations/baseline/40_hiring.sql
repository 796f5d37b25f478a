-- Interviews, their state changes, and the people whom they are about.

-- A candidate as one request named them. personal is encrypted with the person's own key. The indexes are
-- keyed hashes: of the address, of each folded word of the name, and of the account of a person who signs
-- in, who is the same person in every interview.
CREATE TABLE person (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    reference text,
    personal bytea,
    email_index bytea,
    account_index bytea,
    name_index bytea[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    erased_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
-- Searches the list by address ...
CREATE INDEX person_email ON person (tenant_id, email_index) WHERE email_index IS NOT NULL;
-- ... and by words of the name.
CREATE INDEX person_name ON person USING gin (name_index);
-- A signed-in person is one person.
CREATE UNIQUE INDEX person_account ON person (tenant_id, account_index);
SELECT vivavoce_tenant_table('person');

-- context is what the client sent along, encrypted with the person's key. The retention periods are fixed
-- when the interview is requested, because the candidate is told them.
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
    transcript_retention_days integer NOT NULL CHECK (transcript_retention_days > 0),
    assessment_retention_days integer NOT NULL CHECK (assessment_retention_days > 0),
    transcript_erased_at timestamptz,
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
-- ... and a queue shows the interviews in one state.
CREATE INDEX interview_state ON interview (tenant_id, state, state_since);
-- A person's own list shows the newest first.
CREATE INDEX interview_person ON interview (tenant_id, person_id, created_at DESC);
-- A sweep looks every few seconds for self-service interviews that were not finished in time.
CREATE INDEX interview_overdue ON interview (profile, created_at)
WHERE deleted_at IS NULL AND state IN ('RECEIVED', 'INFO_NEEDED', 'VALIDATING_SKILLS',
                                       'GENERATING_PLAN', 'PENDING', 'APPROVED', 'SCHEDULED',
                                       'IN_PROGRESS');
-- Retention looks for the oldest interviews whose transcript ...
CREATE INDEX interview_transcript_retained ON interview (tenant_id, state_since) WHERE transcript_erased_at IS NULL;
-- ... or assessment has not been erased.
CREATE INDEX interview_assessment_retained ON interview (tenant_id, state_since)
WHERE assessment_erased_at IS NULL;
SELECT vivavoce_tenant_table('interview');
-- The functions below read interviews of all organizations.
CREATE POLICY system ON interview FOR SELECT TO vivavoce_system USING (true);
GRANT SELECT (tenant_id, id, profile, request, state, created_at, state_since, updated_at, deleted_at,
              transcript_erased_at, assessment_erased_at) ON interview TO vivavoce_system;

-- The state changes of an interview. reason is encrypted with the key of the interview's person. Rows are
-- added and never changed.
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
REVOKE UPDATE, DELETE ON interview_transition FROM vivavoce_app;

-- A task for a person of the organization. It has no words of the candidate. If a candidate asks again while
-- a task is open, only the time is updated; a finished task is never changed.
CREATE TABLE human_task (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person_requested')),
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'claimed', 'done')),
    requested_at timestamptz NOT NULL,
    last_requested_at timestamptz NOT NULL,
    claimed_by uuid,
    claimed_at timestamptz,
    done_by uuid,
    done_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK (last_requested_at >= requested_at),
    CHECK ((claimed_by IS NULL) = (claimed_at IS NULL)),
    CHECK (status <> 'claimed' OR claimed_by IS NOT NULL),
    CHECK ((status = 'done') = (done_by IS NOT NULL)),
    CHECK ((status = 'done') = (done_at IS NOT NULL))
);
-- An interview has one open task of a kind.
CREATE UNIQUE INDEX human_task_waiting ON human_task (tenant_id, interview_id, kind) WHERE status <> 'done';
-- The list of open tasks shows the oldest first.
CREATE INDEX human_task_by_age ON human_task (tenant_id, requested_at, id);
SELECT vivavoce_tenant_table('human_task');
REVOKE DELETE ON human_task FROM vivavoce_app;

-- The response to a request, which is repeated for a day; then the key is free again.
CREATE TABLE idempotency_key (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    response jsonb,
    is_new boolean NOT NULL DEFAULT true,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key)
);
-- Expired keys are deleted by age.
CREATE INDEX idempotency_key_age ON idempotency_key (tenant_id, at);
SELECT vivavoce_tenant_table('idempotency_key');

-- What each retention run of an organization deleted.
CREATE TABLE retention_run (
    tenant_id uuid NOT NULL,
    at timestamptz NOT NULL,
    transcripts integer NOT NULL,
    assessments integer NOT NULL,
    recordings integer NOT NULL,
    failed integer NOT NULL,
    PRIMARY KEY (tenant_id, at)
);
SELECT vivavoce_tenant_table('retention_run');
REVOKE UPDATE, DELETE ON retention_run FROM vivavoce_app;

-- Returns interviews of a profile, in all organizations, that were created before a time and not finished,
-- or started before it. Interviews that changed after quiet_since are left for later.
CREATE FUNCTION interview_overdue(wanted_profile text, before timestamptz, quiet_since timestamptz,
                                  max_rows integer)
RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.tenant_id, i.id FROM interview i
    WHERE i.profile = wanted_profile AND i.deleted_at IS NULL AND i.created_at <= before
      AND i.state IN ('RECEIVED', 'INFO_NEEDED', 'VALIDATING_SKILLS', 'GENERATING_PLAN', 'PENDING',
                      'APPROVED', 'SCHEDULED', 'IN_PROGRESS')
      AND (i.state <> 'IN_PROGRESS' OR i.state_since <= before)
      AND i.updated_at <= quiet_since
    ORDER BY i.created_at LIMIT max_rows
$$;
SELECT vivavoce_system_function('interview_overdue(text, timestamptz, timestamptz, integer)');

-- Returns interviews of a profile, in all organizations, that were approved or started before a time and not
-- finished. An interview with a scheduled time counts from that time.
CREATE FUNCTION interview_abandoned(wanted_profile text, before timestamptz, quiet_since timestamptz,
                                    max_rows integer)
RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.tenant_id, i.id
    FROM interview i
    WHERE i.profile = wanted_profile AND i.deleted_at IS NULL AND i.created_at <= before
      AND i.state IN ('APPROVED', 'SCHEDULED', 'IN_PROGRESS') AND i.state_since <= before
      AND coalesce((i.request ->> 'scheduled_at')::timestamptz <= before, true)
      AND i.updated_at <= quiet_since
    ORDER BY i.created_at
    LIMIT max_rows
$$;
SELECT vivavoce_system_function('interview_abandoned(text, timestamptz, timestamptz, integer)');

-- Returns the organizations that have a transcript or an assessment to erase one day.
CREATE FUNCTION interview_retention_tenants() RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT i.tenant_id
    FROM interview i
    WHERE i.transcript_erased_at IS NULL OR i.assessment_erased_at IS NULL
$$;
SELECT vivavoce_system_function('interview_retention_tenants()');
