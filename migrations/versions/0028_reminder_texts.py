"""Organizations can write the texts of reminders and of the news of a decision."""

from alembic import op

revision = "0028_reminder_texts"
down_revision = "0027_question_exposure"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        ALTER TABLE email_text
            DROP CONSTRAINT email_text_kind_check,
            ADD CONSTRAINT email_text_kind_check CHECK (
                kind IN ('invitation', 'appointment_moved', 'appointment_canceled', 'appointment_reminder',
                         'link_reminder', 'code', 'decision_news', 'review_answered'));
        """
    )
