"""Create pieces of recordings."""

from alembic import op

revision = "0026_chunks"
down_revision = "0025_calls"

TABLES = """
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

CREATE OR REPLACE FUNCTION media_untidy(at timestamptz) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.tenant_id FROM upload u WHERE u.forget_at < at
    UNION
    SELECT c.tenant_id FROM chunk c WHERE c.forget_at < at
    UNION
    SELECT w.tenant_id FROM media_waste w
$$;
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLES)
