"""Add the imported skills and occupations, the vectors of the catalog, and an organization's own skills."""

from alembic import op

revision = "0002_skill_catalog"
down_revision = "0001_baseline"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- An official classification that an operator imported. It holds for all organizations. finished_at
        -- is null while an import runs, and after it was interrupted.
        CREATE TABLE catalog_release (
            source text PRIMARY KEY CHECK (source IN ('esco', 'onet')),
            version text NOT NULL,
            skill_count integer NOT NULL DEFAULT 0,
            occupation_count integer NOT NULL DEFAULT 0,
            started_at timestamptz NOT NULL,
            finished_at timestamptz
        );
        GRANT SELECT ON catalog_release TO vivavoce_app;

        -- A skill or occupation of an imported classification. groups holds codes of competency groups, most
        -- typical first; skills holds the names of an occupation's typical skills. The fingerprint tells
        -- whether the next import changes the row.
        CREATE TABLE catalog_entry (
            id uuid PRIMARY KEY,
            source text NOT NULL REFERENCES catalog_release (source) ON DELETE CASCADE,
            kind text NOT NULL CHECK (kind IN ('skill', 'occupation')),
            external_id text NOT NULL,
            name text NOT NULL,
            aliases text[] NOT NULL,
            skill_kind text NOT NULL CHECK (
                skill_kind IN ('tool', 'activity', 'field', 'language', 'license')),
            groups text[] NOT NULL,
            skills text[] NOT NULL,
            description text NOT NULL,
            fingerprint text NOT NULL,
            UNIQUE (source, external_id)
        );
        GRANT SELECT ON catalog_entry TO vivavoce_app;

        -- A name or alias of an imported entry as searches compare it: key has letters and digits only, stems
        -- has the words in their basic forms.
        CREATE TABLE catalog_label (
            entry_id uuid NOT NULL REFERENCES catalog_entry (id) ON DELETE CASCADE,
            kind text NOT NULL,
            key text COLLATE "C" NOT NULL,
            stems text[] NOT NULL,
            is_name boolean NOT NULL,
            PRIMARY KEY (entry_id, key)
        );
        -- Finds labels by their beginning.
        CREATE INDEX catalog_label_key ON catalog_label (kind, key);
        -- Finds labels that have all words of a query.
        CREATE INDEX catalog_label_stems ON catalog_label USING gin (stems);
        -- Finds the few labels that can be a misspelling of a query.
        CREATE INDEX catalog_label_spelling ON catalog_label (kind, left(key, 1), length(key));
        GRANT SELECT ON catalog_label TO vivavoce_app;

        -- The embedding of a skill, the same for all organizations. key is the name of a built-in skill or
        -- the id of an imported one; text_hash is of the embedded text.
        CREATE TABLE catalog_vector (
            model text NOT NULL,
            key text NOT NULL,
            name text NOT NULL,
            text_hash text NOT NULL,
            vector vector(384) NOT NULL,
            PRIMARY KEY (model, key)
        );
        GRANT SELECT, INSERT, UPDATE ON catalog_vector TO vivavoce_app;

        -- From now on, a row of skill with catalog_version 0 is an organization's own skill. Others are copies
        -- of the built-in catalog that earlier versions made; they keep the ids that clients know.
        ALTER TABLE skill
            ADD COLUMN skill_group text NOT NULL DEFAULT '',
            ADD COLUMN kind text NOT NULL DEFAULT 'activity';
        """
    )
