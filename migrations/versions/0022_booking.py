"""Let candidates book one of the times that are offered to them."""

from alembic import op

revision = "0022_booking"
down_revision = "0021_embed_tokens"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The times that the candidate of one interview can choose from: single times, weekly hours in a time
        -- zone between two days, or both. host_email is the member of staff whose time it is. Without
        -- move_until_minutes, a booked time cannot be moved by the candidate.
        CREATE TABLE booking_offer (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            host_email text NOT NULL CHECK (host_email <> ''),
            time_zone text NOT NULL,
            minutes smallint NOT NULL CHECK (minutes > 0),
            times timestamptz[] NOT NULL,
            weekly jsonb NOT NULL,
            first_day date NOT NULL,
            last_day date NOT NULL CHECK (last_day >= first_day),
            notice_minutes integer NOT NULL CHECK (notice_minutes >= 0),
            move_until_minutes integer CHECK (move_until_minutes >= 0),
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, interview_id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id)
        );
        SELECT vivavoce_tenant_table('booking_offer');

        -- The time that a candidate booked. One host has one booking at a time: a host is compared as a
        -- number, because indexes of ranges need no extension and those of texts do.
        CREATE TABLE booking (
            tenant_id uuid NOT NULL,
            interview_id uuid NOT NULL,
            host_email text NOT NULL CHECK (host_email <> ''),
            starts_at timestamptz NOT NULL,
            ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
            booked_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, interview_id),
            FOREIGN KEY (tenant_id, interview_id) REFERENCES interview (tenant_id, id),
            CONSTRAINT booking_without_overlap EXCLUDE USING gist (
                numrange(
                    hashtextextended(tenant_id::text || host_email, 0)::numeric,
                    hashtextextended(tenant_id::text || host_email, 0)::numeric,
                    '[]'
                ) WITH &&,
                tstzrange(starts_at, ends_at) WITH &&
            )
        );
        SELECT vivavoce_tenant_table('booking');
        """
    )
