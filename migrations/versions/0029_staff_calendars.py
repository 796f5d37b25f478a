"""Let members connect their own calendars, so that no time is offered at which they are busy."""

from alembic import op

revision = "0029_staff_calendars"
down_revision = "0028_reminder_texts"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A calendar that a member connected. access has the address and, for CalDAV, the user name and the
        -- password; it is encrypted with the installation's key. busy has the times of the last successful
        -- reading, from read_at to known_until, and nothing else of the events. tried_at is the last try,
        -- and problem is why it failed; NULL if it did not.
        CREATE TABLE staff_calendar (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            user_id uuid NOT NULL,
            name text NOT NULL CHECK (name <> ''),
            kind text NOT NULL CHECK (kind IN ('ics', 'caldav')),
            server text NOT NULL,
            access bytea NOT NULL,
            busy tstzmultirange NOT NULL,
            unreadable integer NOT NULL CHECK (unreadable >= 0),
            read_at timestamptz NOT NULL,
            known_until timestamptz NOT NULL,
            tried_at timestamptz NOT NULL,
            problem text CHECK (problem IN ('address_refused', 'unreachable', 'unauthorized', 'not_found',
                                            'too_large', 'not_a_calendar', 'too_complex', 'no_calendars')),
            connected_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, user_id) REFERENCES membership (tenant_id, id)
        );
        -- Lists the calendars of a member.
        CREATE INDEX staff_calendar_user ON staff_calendar (tenant_id, user_id);
        SELECT vivavoce_tenant_table('staff_calendar');
        SELECT vivavoce_system_table('staff_calendar');

        -- Deletes busy times that are over.
        CREATE FUNCTION staff_calendar_delete_past(at timestamptz) RETURNS bigint
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            WITH cut AS (
                UPDATE staff_calendar c SET busy = c.busy * tstzmultirange(tstzrange(at, NULL))
                WHERE lower(c.busy) < at RETURNING 1
            )
            SELECT count(*) FROM cut
        $$;
        SELECT vivavoce_system_function('staff_calendar_delete_past(timestamptz)');
        """
    )
