"""Add the texts of an organization: e-mails to candidates, and consent."""

from alembic import op

revision = "0024_own_texts"
down_revision = "0023_model_marks"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- What an organization wrote instead of the built-in text of an e-mail to candidates. It has
        -- placeholders and no personal data, except the name of the person who changed it.
        CREATE TABLE email_text (
            tenant_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('invitation', 'appointment_moved', 'appointment_canceled',
                                               'code', 'review_answered')),
            language text NOT NULL,
            subject text NOT NULL,
            body text NOT NULL,
            changed_at timestamptz NOT NULL,
            changed_by text NOT NULL,
            PRIMARY KEY (tenant_id, kind, language)
        );
        SELECT vivavoce_tenant_table('email_text');

        -- What an organization adds to the consent text, one row for each version; the newest is in use.
        -- An empty text means that nothing is added. Rows are added and never changed.
        CREATE TABLE consent_addition (
            tenant_id uuid NOT NULL,
            language text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            text text NOT NULL,
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            PRIMARY KEY (tenant_id, language, version)
        );
        SELECT vivavoce_tenant_table('consent_addition');
        REVOKE UPDATE, DELETE ON consent_addition FROM vivavoce_app;
        """
    )
