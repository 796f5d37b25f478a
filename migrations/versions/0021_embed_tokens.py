"""Add the tokens with which a page of a customer embeds the candidate's room."""

from alembic import op

revision = "0021_embed_tokens"
down_revision = "0020_test_keys"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- Lets a page of one origin embed the room of one interview, once, for some minutes. The token that
        -- is sent out names the row and is signed; it is not stored. With replaces_code, the customer
        -- vouched for the candidate, who then needs no one-time code.
        CREATE TABLE embed_token (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            link_id uuid NOT NULL,
            origin text NOT NULL CHECK (origin <> ''),
            replaces_code boolean NOT NULL,
            expires_at timestamptz NOT NULL,
            used_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, link_id) REFERENCES candidate_link (tenant_id, id)
        );
        SELECT vivavoce_tenant_table('embed_token');
        SELECT vivavoce_system_table('embed_token');

        -- Deletes embed tokens a day after they expired.
        CREATE FUNCTION embed_token_delete_expired(at timestamptz) RETURNS bigint
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            WITH gone AS (
                DELETE FROM embed_token t WHERE t.expires_at < at - interval '1 day' RETURNING 1
            )
            SELECT count(*) FROM gone
        $$;
        SELECT vivavoce_system_function('embed_token_delete_expired(timestamptz)');
        """
    )
