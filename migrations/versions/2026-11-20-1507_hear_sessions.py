"""What live sessions need to be spoken."""

from alembic import op

revision = "0027_sound"
down_revision = "0026_chunks"


PANEL = """
-- An answer that is spoken may grow after it was read; then it is read again, and the newest reading stands.
ALTER TABLE evaluation
    DROP CONSTRAINT evaluation_tenant_id_session_id_turn_fkey,
    DROP CONSTRAINT evaluation_tenant_id_session_id_turn_evaluator_criterion_key,
    ADD COLUMN version integer NOT NULL DEFAULT 0;
ALTER TABLE opinion
    DROP CONSTRAINT opinion_tenant_id_session_id_turn_fkey,
    DROP CONSTRAINT opinion_tenant_id_session_id_turn_perspective_key,
    ADD COLUMN version integer NOT NULL DEFAULT 0;
ALTER TABLE panel_reading
    DROP CONSTRAINT panel_reading_pkey,
    ADD COLUMN version integer NOT NULL DEFAULT 0 CHECK (version >= 0),
    ADD PRIMARY KEY (tenant_id, session_id, turn, version);
ALTER TABLE evaluation
    ADD UNIQUE (tenant_id, session_id, turn, version, evaluator, criterion),
    ADD FOREIGN KEY (tenant_id, session_id, turn, version)
        REFERENCES panel_reading (tenant_id, session_id, turn, version);
ALTER TABLE opinion
    ADD UNIQUE (tenant_id, session_id, turn, version, perspective),
    ADD FOREIGN KEY (tenant_id, session_id, turn, version)
        REFERENCES panel_reading (tenant_id, session_id, turn, version);
"""

PRICES = """
-- Engines that run here cost nothing, whatever they are called.
CREATE OR REPLACE FUNCTION price_of(wanted_provider text, wanted_model text, wanted_kind text, at timestamptz)
RETURNS numeric LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(
        (SELECT p.dollars / p.per FROM price p
         WHERE p.provider = wanted_provider AND p.kind = wanted_kind
           AND p.model IN (wanted_model, '*') AND p.valid_from <= at
         ORDER BY p.model = '*', p.valid_from DESC
         LIMIT 1),
        CASE WHEN wanted_provider IN ('local', 'built-in', 'pocketsphinx', 'espeak') THEN 0 END)
$$;
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(PANEL)
    op.execute(PRICES)
