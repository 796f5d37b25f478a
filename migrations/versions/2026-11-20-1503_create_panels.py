"""Create evaluations, opinions, panels and rankings."""

from alembic import op

revision = "0023_panel"
down_revision = "0022_wall"

READINGS = """
-- One row for each answer that a panel has read: reading it again finds the row and does nothing.
CREATE TABLE panel_reading (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL CHECK (turn > 0),
    interview_id uuid NOT NULL,
    person_id uuid NOT NULL,
    correlation_id text NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id, turn)
);
SELECT vivavoce_tenant_table('panel_reading');
-- A score with the places of its quotes in the answer, or the reason for none. No words of anybody.
CREATE TABLE evaluation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL,
    evaluator text NOT NULL,
    criterion text NOT NULL,
    place integer NOT NULL,
    score double precision CHECK (score BETWEEN 1 AND 5),
    abstained text,
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    quotes jsonb NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, turn, evaluator, criterion),
    FOREIGN KEY (tenant_id, session_id, turn) REFERENCES panel_reading (tenant_id, session_id, turn),
    CHECK ((score IS NULL) = (abstained IS NOT NULL)),
    CHECK (score IS NULL OR jsonb_array_length(quotes) > 0)
);
SELECT vivavoce_tenant_table('evaluation');
-- What a perspective said; it quotes the person, so it is sealed under their key.
CREATE TABLE opinion (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    turn integer NOT NULL,
    perspective text NOT NULL,
    place integer NOT NULL,
    sealed bytea NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, turn, perspective),
    FOREIGN KEY (tenant_id, session_id, turn) REFERENCES panel_reading (tenant_id, session_id, turn)
);
SELECT vivavoce_tenant_table('opinion');
REVOKE UPDATE, DELETE ON panel_reading, evaluation, opinion FROM vivavoce_app;
"""
PANELS = """
-- Evaluators that an organisation made from the text of a rubric; a changed text is the next version.
CREATE TABLE panel_evaluator (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    rubric_text text NOT NULL,
    criteria jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name, version)
);
SELECT vivavoce_tenant_table('panel_evaluator');
REVOKE UPDATE, DELETE ON panel_evaluator FROM vivavoce_app;
CREATE TABLE panel_switch (
    tenant_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('evaluator', 'perspective')),
    name text NOT NULL,
    is_on boolean NOT NULL,
    PRIMARY KEY (tenant_id, kind, name)
);
SELECT vivavoce_tenant_table('panel_switch');
-- Rankings as they were shown, with the versions that they were made from.
CREATE TABLE ranking (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    criterion text,
    scorer_kind text,
    comparisons integer NOT NULL,
    inputs jsonb NOT NULL,
    result jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('ranking');
REVOKE UPDATE, DELETE ON ranking FROM vivavoce_app;
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(READINGS)
    op.execute(PANELS)
