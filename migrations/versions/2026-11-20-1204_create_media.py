"""Create artifacts and uploads."""

from alembic import op

revision = "0016_media"
down_revision = "0015_practice"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
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
            SELECT w.tenant_id FROM media_waste w
        $$;
        SELECT vivavoce_system_function('media_untidy(timestamptz)');
        """
    )
