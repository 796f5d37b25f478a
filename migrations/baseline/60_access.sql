-- Candidate links, one-time codes and consent.

-- A link to one interview. The link is found by its hash; the encrypted copy is used to send it again.
CREATE TABLE candidate_link (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    token_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
-- An interview has one open link.
CREATE UNIQUE INDEX candidate_link_open ON candidate_link (tenant_id, interview_id) WHERE revoked_at IS NULL;
-- A link is looked up before its tenant is known.
CREATE INDEX candidate_link_token ON candidate_link (token_hash);
-- A sweep looks every few seconds for links that have expired.
CREATE INDEX candidate_link_expiry ON candidate_link (expires_at) WHERE revoked_at IS NULL;
SELECT vivavoce_tenant_table('candidate_link');
SELECT vivavoce_system_table('candidate_link');
REVOKE DELETE ON candidate_link FROM vivavoce_app;

-- The newest one-time code of a link; another one replaces it.
CREATE TABLE one_time_code (
    tenant_id uuid NOT NULL,
    link_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    used_at timestamptz,
    PRIMARY KEY (tenant_id, link_id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES candidate_link (tenant_id, id)
);
SELECT vivavoce_tenant_table('one_time_code');

-- Lets a candidate who entered the right code open the interview, again too, for some hours.
CREATE TABLE session_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES candidate_link (tenant_id, id)
);
-- Starting a session reads the tokens of its link.
CREATE INDEX session_token_link ON session_token (tenant_id, link_id, hash);
SELECT vivavoce_tenant_table('session_token');
-- Forgets what let candidates come back in, a day after it stopped to.
SELECT vivavoce_system_table('session_token');

-- A candidate's answer to the text of a consent. Rows are added and never changed.
CREATE TABLE consent (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    version text NOT NULL,
    text text NOT NULL,
    accepted boolean NOT NULL,
    accommodations bytea,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES candidate_link (tenant_id, id)
);
-- The newest answer of an interview counts.
CREATE INDEX consent_interview ON consent (tenant_id, interview_id, at);
SELECT vivavoce_tenant_table('consent');
REVOKE UPDATE, DELETE ON consent FROM vivavoce_app;

-- Returns an open link by the hash of its token. Unknown, revoked, expired and locked links are not told
-- apart.
CREATE FUNCTION candidate_link_find(wanted bytea, at timestamptz, most_failures integer)
RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.tenant_id, l.id FROM candidate_link l
    WHERE l.token_hash = wanted AND l.revoked_at IS NULL AND l.expires_at > at AND l.failures < most_failures
$$;
SELECT vivavoce_system_function('candidate_link_find(bytea, timestamptz, integer)');

-- Returns links of all organizations that have expired and are not revoked.
CREATE FUNCTION candidate_link_expired(at timestamptz, max_rows integer)
RETURNS TABLE (tenant_id uuid, interview_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.tenant_id, l.interview_id FROM candidate_link l
    WHERE l.revoked_at IS NULL AND l.expires_at <= at
    ORDER BY l.expires_at LIMIT max_rows
$$;
SELECT vivavoce_system_function('candidate_link_expired(timestamptz, integer)');

-- Deletes session tokens a day after they expired.
CREATE FUNCTION session_token_delete_expired(at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM session_token t WHERE t.expires_at < at - interval '1 day' RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
SELECT vivavoce_system_function('session_token_delete_expired(timestamptz)');
