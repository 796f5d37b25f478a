"""What live sessions need to be spoken."""

from alembic import op

revision = "0027_sound"
down_revision = "0026_chunks"


PANEL = """
-- An answer that is spoken may grow after it was read; then it is read again.
ALTER TABLE panel_reading ADD COLUMN version integer NOT NULL DEFAULT 0 CHECK (version >= 0);
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
