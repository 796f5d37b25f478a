-- A link to one interview. Only the hash is looked up; the sealed copy serves to send it again.
CREATE TABLE access_grant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    token_sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
-- An interview has one open door.
CREATE UNIQUE INDEX access_grant_open ON access_grant (tenant_id, interview_id) WHERE revoked_at IS NULL;
-- A candidate comes with a token and nothing else.
CREATE INDEX access_grant_token ON access_grant (token_hash);
-- The sweep asks every few seconds which open doors are over.
CREATE INDEX access_grant_overdue ON access_grant (expires_at) WHERE revoked_at IS NULL;
SELECT vivavoce_tenant_table('access_grant');
SELECT vivavoce_system_table('access_grant');
REVOKE DELETE ON access_grant FROM vivavoce_app;

-- The newest code of a door; a further one takes its place.
CREATE TABLE one_time_code (
    tenant_id uuid NOT NULL,
    grant_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    used_at timestamptz,
    PRIMARY KEY (tenant_id, grant_id),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES access_grant (tenant_id, id)
);
SELECT vivavoce_tenant_table('one_time_code');

-- What a right code earns: going in, and coming back in, for some hours.
CREATE TABLE session_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    grant_id uuid NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES access_grant (tenant_id, id)
);
-- Start asks for the tokens of its own door.
CREATE INDEX session_token_grant ON session_token (tenant_id, grant_id, hash);
SELECT vivavoce_tenant_table('session_token');
-- Forgets what let candidates come back in, a day after it stopped to.
SELECT vivavoce_system_table('session_token');

-- What a candidate answered to which text. Rows are added and never changed.
CREATE TABLE consent (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    grant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    version text NOT NULL,
    text text NOT NULL,
    accepted boolean NOT NULL,
    accommodations bytea,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES access_grant (tenant_id, id)
);
-- The newest answer of an interview counts.
CREATE INDEX consent_interview ON consent (tenant_id, interview_id, at);
SELECT vivavoce_tenant_table('consent');
REVOKE UPDATE, DELETE ON consent FROM vivavoce_app;

-- Finds an open door by its token's hash. Unknown, revoked, expired and locked ones are all no door.
CREATE FUNCTION access_find(wanted bytea, at timestamptz, most_failures integer)
RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT g.tenant_id, g.id FROM access_grant g
    WHERE g.token_hash = wanted AND g.revoked_at IS NULL AND g.expires_at > at AND g.failures < most_failures
$$;
SELECT vivavoce_system_function('access_find(bytea, timestamptz, integer)');

-- Doors of all organisations whose time has run out and that nobody has closed yet.
CREATE FUNCTION access_overdue(at timestamptz, most integer)
RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT g.tenant_id, g.interview_id FROM access_grant g
    WHERE g.revoked_at IS NULL AND g.expires_at <= at
    ORDER BY g.expires_at LIMIT most
$$;
SELECT vivavoce_system_function('access_overdue(timestamptz, integer)');

CREATE FUNCTION access_forget(at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM session_token t WHERE t.expires_at < at - interval '1 day' RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
SELECT vivavoce_system_function('access_forget(timestamptz)');
