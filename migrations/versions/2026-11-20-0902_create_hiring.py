"""Create interviews, their transitions and the people they are about."""

from alembic import op

revision = "0003_hiring"
down_revision = "0002_tenancy"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A candidate as one request named them. ``personal`` is sealed under the person's own key; the
        -- indexes are keyed hashes of the address and of each folded word of the name.
        CREATE TABLE person (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            reference text,
            personal bytea,
            email_index bytea,
            name_index bytea[] NOT NULL DEFAULT '{}',
            made_at timestamptz NOT NULL,
            erased_at timestamptz,
            PRIMARY KEY (tenant_id, id)
        );
        -- The list is searched by address ...
        CREATE INDEX person_email ON person (tenant_id, email_index) WHERE email_index IS NOT NULL;
        -- ... and by words of the name.
        CREATE INDEX person_name ON person USING gin (name_index);
        SELECT vivavoce_tenant_table('person');

        CREATE TABLE interview (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            run_id text NOT NULL,
            person_id uuid NOT NULL,
            external_id text,
            profile text NOT NULL,
            request jsonb NOT NULL,
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
        -- ... and the queue asks for what waits in one state.
        CREATE INDEX interview_state ON interview (tenant_id, state, state_since);
        SELECT vivavoce_tenant_table('interview');

        -- ``reason`` is sealed under the key of the interview's person.
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
        -- History is only ever added to.
        REVOKE UPDATE, DELETE ON interview_transition FROM vivavoce_app;

        -- An answer is given again for a day; then the key is free.
        CREATE TABLE idempotency_key (
            tenant_id uuid NOT NULL,
            key text NOT NULL,
            fingerprint bytea NOT NULL,
            answer jsonb,
            is_new boolean NOT NULL DEFAULT true,
            at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, key)
        );
        SELECT vivavoce_tenant_table('idempotency_key');
        """
    )
