"""Add connections to applicant tracking systems, their orders, and the log of calls."""

from alembic import op

revision = "0014_applicant_tracking_systems"
down_revision = "0013_member_time_zones"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The organization's connection to one system. api_key and signing_token are sealed with the
        -- installation's key; a connection that is off has none. stage_templates: the template by the id of a stage (Lever).
        CREATE TABLE ats_connection (
            tenant_id uuid NOT NULL REFERENCES tenant,
            ats text NOT NULL CHECK (ats IN ('greenhouse', 'ashby', 'lever')),
            api_key bytea,
            signing_token bytea,
            api_url text NOT NULL,
            stage_templates jsonb NOT NULL,
            is_active boolean NOT NULL,
            connected_by uuid NOT NULL,
            connected_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, ats),
            CHECK (is_active = (api_key IS NOT NULL)),
            CHECK (is_active OR signing_token IS NULL)
        );
        SELECT vivavoce_tenant_table('ats_connection');

        -- An interview that a system ordered. external_id is the system's own id of the order, so that the
        -- same order makes one interview. interview_id is NULL until the candidate was read. reported is the
        -- outcome that the system got last.
        CREATE TABLE ats_order (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            ats text NOT NULL CHECK (ats IN ('greenhouse', 'ashby', 'lever')),
            external_id text NOT NULL,
            template_id uuid NOT NULL,
            interview_id uuid,
            callback_url text,
            created_at timestamptz NOT NULL,
            reported text CHECK (reported IN ('completed', 'cancelled')),
            reported_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, ats, external_id),
            FOREIGN KEY (tenant_id, template_id) REFERENCES template (tenant_id, id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id),
            CHECK ((reported IS NULL) = (reported_at IS NULL))
        );
        -- Finds the order of an interview whose outcome is known.
        CREATE UNIQUE INDEX ats_order_interview ON ats_order (tenant_id, interview_id);
        SELECT vivavoce_tenant_table('ats_order');

        -- What was received from a system and sent to it; without personal data.
        CREATE TABLE ats_call (
            tenant_id uuid NOT NULL REFERENCES tenant,
            id uuid NOT NULL,
            ats text NOT NULL CHECK (ats IN ('greenhouse', 'ashby', 'lever')),
            direction text NOT NULL CHECK (direction IN ('received', 'sent')),
            operation text NOT NULL,
            at timestamptz NOT NULL,
            is_successful boolean NOT NULL,
            status smallint,
            error text,
            interview_id uuid,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id)
        );
        -- Lists the newest calls of a system, and finds the old ones.
        CREATE INDEX ats_call_at ON ats_call (tenant_id, ats, at DESC, id DESC);
        SELECT vivavoce_tenant_table('ats_call');
        """
    )
