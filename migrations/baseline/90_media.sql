-- Something kept of a session; its bytes lie in the store, sealed under a key of their own, and that
-- key is sealed under the person's.
CREATE TABLE artifact (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    type text NOT NULL,
    content_type text NOT NULL,
    object_id uuid NOT NULL,
    sealed_key bytea NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    upload_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id, type)
);
-- A stray object is one that none of these names; erasing asks by person.
CREATE INDEX artifact_object ON artifact (tenant_id, object_id);
CREATE INDEX artifact_person ON artifact (tenant_id, person_id);
SELECT vivavoce_tenant_table('artifact');

-- The leave to upload one object, and what arrived under it until it is confirmed. A session has one
-- at a time; a confirmed one is an artifact and no longer here.
CREATE TABLE upload (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    person_id uuid NOT NULL,
    content_type text NOT NULL,
    max_bytes bigint NOT NULL,
    object_id uuid,
    sealed_key bytea,
    bytes bigint,
    sha256 bytea,
    forget_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id),
    CHECK ((object_id IS NULL) = (sealed_key IS NULL)),
    CHECK ((object_id IS NULL) = (bytes IS NULL)),
    CHECK ((object_id IS NULL) = (sha256 IS NULL))
);
CREATE INDEX upload_object ON upload (tenant_id, object_id);
CREATE INDEX upload_person ON upload (tenant_id, person_id);
-- The sweep asks for what has run out.
CREATE INDEX upload_forget ON upload (forget_at);
SELECT vivavoce_tenant_table('upload');
SELECT vivavoce_system_table('upload');

-- The film of a session: whose it is, and whether its person agrees to it now.
CREATE TABLE recording (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    person_id uuid NOT NULL,
    consent_version text NOT NULL,
    is_agreed boolean NOT NULL,
    is_told boolean NOT NULL DEFAULT false,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
);
CREATE INDEX recording_person ON recording (tenant_id, person_id);
SELECT vivavoce_tenant_table('recording');

-- Every answer to the question about the film; rows are never changed.
CREATE TABLE film_consent (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    version text NOT NULL,
    text text NOT NULL,
    accepted boolean NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX film_consent_session ON film_consent (tenant_id, session_id, at);
SELECT vivavoce_tenant_table('film_consent');
REVOKE UPDATE, DELETE ON film_consent FROM vivavoce_app;

-- A piece of a film; its bytes lie in the store as an artifact's do. at_ms counts from the film's start.
CREATE TABLE chunk (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq >= 0),
    at_ms bigint NOT NULL CHECK (at_ms >= 0),
    duration_ms integer NOT NULL CHECK (duration_ms > 0),
    opens boolean NOT NULL,
    object_id uuid NOT NULL,
    sealed_key bytea NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    consent_version text NOT NULL,
    kept_at timestamptz NOT NULL,
    forget_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, seq),
    FOREIGN KEY (tenant_id, session_id) REFERENCES recording (tenant_id, session_id)
);
CREATE INDEX chunk_object ON chunk (tenant_id, object_id);
CREATE INDEX chunk_person ON chunk (tenant_id, person_id);
-- The sweep asks for what has run out.
CREATE INDEX chunk_forget ON chunk (forget_at);
SELECT vivavoce_tenant_table('chunk');
SELECT vivavoce_system_table('chunk');

-- Objects to delete once the transaction that no longer wants them is committed.
CREATE TABLE media_waste (
    tenant_id uuid NOT NULL,
    object_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, object_id)
);
SELECT vivavoce_tenant_table('media_waste');
SELECT vivavoce_system_table('media_waste');

-- Names the organisations where the sweep has something to do.
CREATE FUNCTION media_untidy(at timestamptz) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.tenant_id FROM upload u WHERE u.forget_at < at
    UNION
    SELECT c.tenant_id FROM chunk c WHERE c.forget_at < at
    UNION
    SELECT w.tenant_id FROM media_waste w
$$;
SELECT vivavoce_system_function('media_untidy(timestamptz)');
