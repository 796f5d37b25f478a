"""Add who works on what in the queue, and saved views of the interview list."""

from alembic import op

revision = "0016_queue_and_saved_views"
down_revision = "0015_custom_roles"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- Who works on an item of the queue. A claim tells colleagues; it locks nothing, so an item can have
        -- several. It counts until it expires, or the item is decided and another one takes its place.
        CREATE TABLE queue_claim (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('assessment', 'plan', 'details', 'person_requested',
                                               'candidate_withdrew', 'review_requested',
                                               'decision_to_confirm')),
            user_id uuid NOT NULL,
            user_name text NOT NULL,
            claimed_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL CHECK (expires_at > claimed_at),
            PRIMARY KEY (tenant_id, interview_id, kind, user_id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id)
        );
        SELECT vivavoce_tenant_table('queue_claim');

        -- A named choice of filters, order and columns of the interview list, without search words: they
        -- often are a candidate's name.
        CREATE TABLE saved_view (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            owner_id uuid NOT NULL,
            owner_name text NOT NULL,
            name text NOT NULL,
            is_shared boolean NOT NULL,
            document jsonb NOT NULL,
            created_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id)
        );
        -- A person's views have different names, and are listed.
        CREATE UNIQUE INDEX saved_view_name ON saved_view (tenant_id, owner_id, lower(name COLLATE "C"));
        SELECT vivavoce_tenant_table('saved_view');

        -- The view that a person's list begins with: one of their own, or a shared one.
        CREATE TABLE saved_view_default (
            tenant_id uuid NOT NULL,
            user_id uuid NOT NULL,
            view_id uuid NOT NULL,
            PRIMARY KEY (tenant_id, user_id),
            FOREIGN KEY (tenant_id, view_id) REFERENCES saved_view (tenant_id, id) ON DELETE CASCADE
        );
        -- Finds whose default a deleted view was.
        CREATE INDEX saved_view_default_view ON saved_view_default (tenant_id, view_id);
        SELECT vivavoce_tenant_table('saved_view_default');
        """
    )
