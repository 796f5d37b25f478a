"""Create conversations with the practice assistant."""

from alembic import op

revision = "0019_conversations"
down_revision = "0018_practice_live"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- What is said and known is sealed under the person's key. ``busy_until`` keeps a second message from
        -- being answered beside the first; it passes by itself when a process dies.
        CREATE TABLE conversation (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            person_id uuid NOT NULL,
            title bytea NOT NULL,
            state bytea NOT NULL,
            message_count integer NOT NULL DEFAULT 0 CHECK (message_count >= 0),
            busy_until timestamptz,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id)
        );
        -- A person's list shows the newest first.
        CREATE INDEX conversation_person ON conversation (tenant_id, person_id, updated_at DESC, id DESC);
        SELECT vivavoce_tenant_table('conversation');

        CREATE TABLE conversation_message (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            person_id uuid NOT NULL,
            place integer NOT NULL CHECK (place >= 1),
            author text NOT NULL CHECK (author IN ('person', 'assistant')),
            client_message_id text,
            answers uuid,
            body bytea NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
            UNIQUE (tenant_id, conversation_id, place),
            -- One answer to one message, and one message to one id of a client's.
            UNIQUE (tenant_id, answers),
            UNIQUE (tenant_id, person_id, client_message_id),
            CHECK ((author = 'person') = (answers IS NULL))
        );
        SELECT vivavoce_tenant_table('conversation_message');

        CREATE TABLE conversation_call (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            message_id uuid NOT NULL,
            place integer NOT NULL CHECK (place >= 1),
            tool text NOT NULL,
            status text NOT NULL CHECK (status IN ('done', 'failed')),
            body bytea NOT NULL,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, message_id) REFERENCES conversation_message (tenant_id, id) ON DELETE CASCADE,
            UNIQUE (tenant_id, message_id, place)
        );
        -- What was answered before is the ground on which the next reply stands.
        CREATE INDEX conversation_call_ground ON conversation_call (tenant_id, conversation_id, message_id, place);
        SELECT vivavoce_tenant_table('conversation_call');
        """
    )
