"""Add the decisions about candidates, corrections of proposed levels, and links to shared scorecards."""

from alembic import op

revision = "0004_hiring_decisions"
down_revision = "0003_erase_job_texts"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- What a named person decided about the candidate of an interview, beside the interview's state. A
        -- pending decision can be undone, which deletes the row; a final one is never changed, and a later
        -- one replaces it. levels has the person's own level of each competency. comments is encrypted with
        -- the key of the interview's person.
        CREATE TABLE hiring_decision (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            interview_id uuid NOT NULL,
            assessment_id text NOT NULL,
            outcome text NOT NULL CHECK (outcome IN ('STRONG_HIRE', 'HIRE', 'NO_HIRE', 'STRONG_NO_HIRE')),
            status text NOT NULL CHECK (status IN ('pending', 'awaiting_second_person', 'final')),
            levels jsonb NOT NULL,
            comments bytea,
            needs_second_person boolean NOT NULL,
            decided_by uuid NOT NULL,
            decided_by_name text NOT NULL,
            decided_at timestamptz NOT NULL,
            takes_effect_at timestamptz NOT NULL,
            confirmed_by uuid,
            confirmed_by_name text,
            final_at timestamptz,
            replaces uuid,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id),
            FOREIGN KEY (tenant_id, replaces) REFERENCES hiring_decision (tenant_id, id),
            CHECK ((status = 'final') = (final_at IS NOT NULL)),
            CHECK ((confirmed_by IS NULL) = (confirmed_by_name IS NULL)),
            CHECK (confirmed_by <> decided_by),
            CHECK (NOT needs_second_person OR status <> 'final' OR confirmed_by IS NOT NULL)
        );
        -- An interview has one decision that is not final.
        CREATE UNIQUE INDEX hiring_decision_open ON hiring_decision (tenant_id, interview_id)
        WHERE status <> 'final';
        -- Finds the newest decision of an interview.
        CREATE INDEX hiring_decision_newest ON hiring_decision (tenant_id, interview_id, decided_at DESC);
        SELECT vivavoce_tenant_table('hiring_decision');

        -- A person's correction of the level of one competency; the newest one counts. Without a level, it
        -- takes the earlier ones back. reason is encrypted with the key of the interview's person.
        CREATE TABLE level_correction (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            interview_id uuid NOT NULL,
            assessment_id text NOT NULL,
            competency text NOT NULL,
            level numeric(2, 1) CHECK (level BETWEEN 1 AND 5),
            reason bytea,
            corrected_by uuid NOT NULL,
            corrected_by_name text NOT NULL,
            corrected_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id)
        );
        -- Finds the newest correction of each competency of an interview.
        CREATE INDEX level_correction_newest
        ON level_correction (tenant_id, interview_id, assessment_id, competency, corrected_at DESC);
        SELECT vivavoce_tenant_table('level_correction');

        -- A link that shows the scorecard of an interview to whoever has it, until it expires or is revoked.
        -- The token is signed and not stored.
        CREATE TABLE scorecard_link (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            interview_id uuid NOT NULL,
            created_by uuid NOT NULL,
            created_by_name text NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            revoked_at timestamptz,
            times_opened integer NOT NULL DEFAULT 0,
            last_opened_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id),
            CHECK (expires_at > created_at)
        );
        -- Lists the links of an interview.
        CREATE INDEX scorecard_link_interview ON scorecard_link (tenant_id, interview_id, created_at);
        SELECT vivavoce_tenant_table('scorecard_link');
        """
    )
