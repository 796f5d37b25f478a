-- Files and video recordings of sessions.

-- A file of a session. Its bytes are in the object store, encrypted with a key of their own, which is
-- encrypted with the person's key.
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
-- An object that no table names is deleted ...
CREATE INDEX artifact_object ON artifact (tenant_id, object_id);
-- ... and erasing reads by person.
CREATE INDEX artifact_person ON artifact (tenant_id, person_id);
SELECT vivavoce_tenant_table('artifact');

-- The permission to upload one object, and what was uploaded until it is confirmed. A session has one at a
-- time; a confirmed upload becomes an artifact.
CREATE TABLE upload_ticket (
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
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id),
    CHECK ((object_id IS NULL) = (sealed_key IS NULL)),
    CHECK ((object_id IS NULL) = (bytes IS NULL)),
    CHECK ((object_id IS NULL) = (sha256 IS NULL))
);
-- An object that no table names is deleted ...
CREATE INDEX upload_ticket_object ON upload_ticket (tenant_id, object_id);
-- ... and erasing reads by person.
CREATE INDEX upload_ticket_person ON upload_ticket (tenant_id, person_id);
-- A sweep looks for tickets that have expired.
CREATE INDEX upload_ticket_expiry ON upload_ticket (expires_at);
SELECT vivavoce_tenant_table('upload_ticket');
SELECT vivavoce_system_table('upload_ticket');

-- The video recording of a session: whose it is, and whether the person consents now.
CREATE TABLE recording (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    person_id uuid NOT NULL,
    consent_version text NOT NULL,
    has_consent boolean NOT NULL,
    is_start_logged boolean NOT NULL DEFAULT false,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
);
-- Erasing reads by person.
CREATE INDEX recording_person ON recording (tenant_id, person_id);
SELECT vivavoce_tenant_table('recording');

-- Every answer to the question about video. Rows are added and never changed.
CREATE TABLE video_consent (
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
-- The newest answer of a session counts.
CREATE INDEX video_consent_session ON video_consent (tenant_id, session_id, at);
SELECT vivavoce_tenant_table('video_consent');
REVOKE UPDATE, DELETE ON video_consent FROM vivavoce_app;

-- A chunk of a video; its bytes are in the object store, like those of an artifact. at_ms counts from the
-- start of the video.
CREATE TABLE video_chunk (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq >= 0),
    at_ms bigint NOT NULL CHECK (at_ms >= 0),
    duration_ms integer NOT NULL CHECK (duration_ms > 0),
    is_file_start boolean NOT NULL,
    object_id uuid NOT NULL,
    sealed_key bytea NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    consent_version text NOT NULL,
    stored_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, seq),
    FOREIGN KEY (tenant_id, session_id) REFERENCES recording (tenant_id, session_id)
);
-- An object that no table names is deleted ...
CREATE INDEX video_chunk_object ON video_chunk (tenant_id, object_id);
-- ... and erasing reads by person.
CREATE INDEX video_chunk_person ON video_chunk (tenant_id, person_id);
-- A sweep looks for chunks that have expired.
CREATE INDEX video_chunk_expiry ON video_chunk (expires_at);
SELECT vivavoce_tenant_table('video_chunk');
SELECT vivavoce_system_table('video_chunk');

-- Objects to delete once the transaction that no longer needs them is committed.
CREATE TABLE media_object_deletion (
    tenant_id uuid NOT NULL,
    object_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, object_id)
);
SELECT vivavoce_tenant_table('media_object_deletion');
SELECT vivavoce_system_table('media_object_deletion');

-- Returns the organizations with something to clean up.
CREATE FUNCTION media_cleanup_tenants(at timestamptz) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.tenant_id FROM upload_ticket u WHERE u.expires_at < at
    UNION
    SELECT c.tenant_id FROM video_chunk c WHERE c.expires_at < at
    UNION
    SELECT w.tenant_id FROM media_object_deletion w
$$;
SELECT vivavoce_system_function('media_cleanup_tenants(timestamptz)');
