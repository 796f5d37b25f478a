"""Create skills and plans."""

from alembic import op

revision = "0004_planning"
down_revision = "0003_hiring"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The catalogue as an organisation has it; copied from the product at first use. ``vector`` stands
        -- for the skill's meaning and says with which model it was made: others are never compared.
        CREATE TABLE skill (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            name text NOT NULL,
            category text NOT NULL,
            description text NOT NULL,
            aliases text[] NOT NULL,
            related text[] NOT NULL,
            place smallint NOT NULL,
            catalogue_version smallint NOT NULL,
            model text,
            vector vector(384),
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, name),
            CHECK ((model IS NULL) = (vector IS NULL))
        );
        SELECT vivavoce_tenant_table('skill');

        -- Which skills of an interview a person was asked about: they are not asked about twice.
        CREATE TABLE skill_inquiry (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            skills text[] NOT NULL,
            at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, interview_id)
        );
        SELECT vivavoce_tenant_table('skill_inquiry');

        -- One row a plan that is wanted; the id is that of the event that asked for it. What a person wrote
        -- is kept until the plan stands, then it is forgotten here.
        CREATE TABLE plan_order (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            interview_id uuid NOT NULL,
            run_id text NOT NULL,
            previous_plan_id uuid,
            comments text,
            placed_at timestamptz NOT NULL,
            closed_at timestamptz,
            outcome text CHECK (outcome IN ('planned', 'asked', 'stale', 'refused')),
            PRIMARY KEY (tenant_id, id),
            CHECK ((closed_at IS NULL) = (outcome IS NULL)),
            CHECK (closed_at IS NULL OR comments IS NULL)
        );
        SELECT vivavoce_tenant_table('plan_order');

        CREATE TABLE plan (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            interview_id uuid NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            order_id uuid,
            planner text NOT NULL,
            document jsonb NOT NULL,
            made_at timestamptz NOT NULL,
            approved_at timestamptz,
            approved_by text,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, interview_id, version),
            UNIQUE (tenant_id, order_id),
            FOREIGN KEY (tenant_id, order_id) REFERENCES plan_order (tenant_id, id),
            CHECK ((approved_at IS NULL) = (approved_by IS NULL))
        );
        SELECT vivavoce_tenant_table('plan');
        -- A plan is never changed: a change is the next version. Only its approval is noted.
        REVOKE UPDATE, DELETE ON plan FROM vivavoce_app;
        GRANT UPDATE (approved_at, approved_by) ON plan TO vivavoce_app;
        """
    )
