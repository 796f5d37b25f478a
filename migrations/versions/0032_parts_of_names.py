"""Keep the parts of a person's name that the organization's provider sends by SCIM."""

from alembic import op

revision = "0032_parts_of_names"
down_revision = "0031_plan_drafts"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- By their names in SCIM (RFC 7643, section 4.1.1), such as givenName; {} if the provider sent none.
        -- The name that is shown is that of the membership.
        ALTER TABLE staff_identity ADD COLUMN name_parts jsonb NOT NULL DEFAULT '{}';
        """
    )
