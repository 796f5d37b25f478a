"""Create reviews of practice sessions."""

from alembic import op

revision = "0017_reviews"
down_revision = "0016_media"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- One row for each practice interview whose talk began or that was called off. Numbers stand plain,
        -- for the leaderboard and the trend; every word is in ``document``, under the key of its person.
        -- ``ending`` is how the last session ended that was not enough. ``is_listed`` is what the person said
        -- about the leaderboard, NULL where they said nothing.
        CREATE TABLE review (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            run_id text NOT NULL,
            person_id uuid NOT NULL,
            session_id uuid,
            status text NOT NULL CHECK (status IN ('processing', 'completed', 'failed', 'not_eligible')),
            stage text CHECK (stage IN ('queued', 'transcribing', 'scoring', 'comparing')),
            ending text,
            reason text CHECK (reason IN ('not_started', 'too_short', 'no_candidate_speech', 'cancelled',
                                          'consent_declined')),
            failure_code text,
            is_retryable boolean NOT NULL DEFAULT false,
            attempts integer NOT NULL DEFAULT 0,
            version integer NOT NULL DEFAULT 0,
            interview_type text,
            difficulty text,
            assessment_id uuid,
            scorer_kind text,
            scorer_version text,
            overall_score double precision CHECK (overall_score BETWEEN 0 AND 100),
            is_listed boolean,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            completed_at timestamptz,
            document bytea,
            PRIMARY KEY (tenant_id, interview_id),
            CHECK ((stage IS NOT NULL) = (status = 'processing')),
            CHECK ((reason IS NOT NULL) = (status = 'not_eligible')),
            CHECK ((failure_code IS NOT NULL) = (status = 'failed')),
            CHECK (num_nulls(session_id, assessment_id, scorer_kind, scorer_version, completed_at, document)
                   = 0 OR status <> 'completed'),
            CHECK (overall_score IS NULL OR status = 'completed')
        );
        SELECT vivavoce_tenant_table('review');
        REVOKE DELETE ON review FROM vivavoce_app;
        -- A person's earlier reviews: comparison, trend and history.
        CREATE INDEX review_person ON review (tenant_id, person_id, completed_at DESC)
            WHERE status = 'completed';
        -- The leaderboard reads the best scores first.
        CREATE INDEX review_score ON review (tenant_id, overall_score DESC, completed_at)
            WHERE overall_score IS NOT NULL;
        -- When the last try of an assessment failed; asking once more takes it back.
        ALTER TABLE assessment ADD COLUMN gave_up_at timestamptz;
        """
    )
