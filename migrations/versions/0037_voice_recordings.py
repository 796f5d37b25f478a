"""Keep recordings of the voice beside those of the video: each has a consent of its own."""

from alembic import op

revision = "0037_voice_recordings"
down_revision = "0036_model_qualification"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The new key is checked with the rows of all organizations.
        ALTER TABLE recording NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE video_chunk NO FORCE ROW LEVEL SECURITY;
        -- What is recorded: the picture of the camera, or the sound of the voice.
        ALTER TABLE recording
            ADD COLUMN kind text NOT NULL DEFAULT 'video' CHECK (kind IN ('video', 'voice'));
        ALTER TABLE video_consent
            ADD COLUMN kind text NOT NULL DEFAULT 'video' CHECK (kind IN ('video', 'voice'));
        -- A chunk of the voice is placed on the media clock of its connection, too: the log's times of speech
        -- are on that clock.
        ALTER TABLE video_chunk
            ADD COLUMN kind text NOT NULL DEFAULT 'video' CHECK (kind IN ('video', 'voice')),
            ADD COLUMN connection_id text,
            ADD COLUMN connection_ms bigint CHECK (connection_ms >= 0),
            ADD CHECK ((kind = 'voice') = (connection_id IS NOT NULL)),
            ADD CHECK ((kind = 'voice') = (connection_ms IS NOT NULL));

        ALTER TABLE video_chunk DROP CONSTRAINT video_chunk_tenant_id_session_id_fkey;
        ALTER TABLE recording DROP CONSTRAINT recording_pkey, ADD PRIMARY KEY (tenant_id, session_id, kind);
        ALTER TABLE video_chunk
            ADD FOREIGN KEY (tenant_id, session_id, kind)
                REFERENCES recording (tenant_id, session_id, kind),
            DROP CONSTRAINT video_chunk_tenant_id_session_id_seq_key,
            ADD UNIQUE (tenant_id, session_id, kind, seq);
        ALTER TABLE recording FORCE ROW LEVEL SECURITY;
        ALTER TABLE video_chunk FORCE ROW LEVEL SECURITY;
        -- The newest answer of a session to each question counts.
        DROP INDEX video_consent_session;
        CREATE INDEX video_consent_session ON video_consent (tenant_id, session_id, kind, at);
        """
    )
