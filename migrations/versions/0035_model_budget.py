"""Count the requests to the model over all processes, so that they keep one limit together."""

from alembic import op

revision = "0035_model_budget"
down_revision = "0034_deleted_conversations"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- The requests that were sent to a model in the last minute, by any process. A row counts for a
        -- minute; a process that dies leaves nothing behind that counts longer.
        CREATE UNLOGGED TABLE model_request (
            id uuid PRIMARY KEY,
            process_id uuid NOT NULL,
            sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            -- Repeated requests of the same call count, too.
            requests integer NOT NULL DEFAULT 1,
            -- Estimated at first, and as used once the call has ended.
            tokens integer NOT NULL
        );
        CREATE INDEX model_request_sent ON model_request (sent_at);
        GRANT SELECT, INSERT, UPDATE, DELETE ON model_request TO vivavoce_app;

        -- Count a request if the last minute has room for it; one call at a time, so that two processes
        -- cannot both take the last room. Without room: in how many seconds there may be some. A request
        -- larger than the whole limit is admitted once nothing else counts. 0 is no limit.
        CREATE FUNCTION admit_model_request(
            new_id uuid, process uuid, new_tokens integer, max_requests integer, max_tokens integer
        ) RETURNS TABLE (wait_s double precision, processes integer)
        LANGUAGE plpgsql
        SET search_path = public, pg_temp
        AS $$
        DECLARE
            now_at timestamptz;
            sent integer;
            used bigint;
            others integer;
            oldest timestamptz;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('model_request'));
            now_at := clock_timestamp();
            DELETE FROM model_request WHERE sent_at <= now_at - interval '1 minute';
            SELECT coalesce(sum(r.requests), 0), coalesce(sum(r.tokens), 0), min(r.sent_at),
                   count(DISTINCT r.process_id) FILTER (WHERE r.process_id <> process)
              INTO sent, used, oldest, others
              FROM model_request r;
            processes := others + 1;
            IF sent = 0 OR ((max_requests = 0 OR sent < max_requests)
                            AND (max_tokens = 0 OR used + new_tokens <= max_tokens)) THEN
                INSERT INTO model_request (id, process_id, sent_at, tokens)
                VALUES (new_id, process, now_at, new_tokens);
                wait_s := 0;
            ELSE
                wait_s := greatest(0.05, extract(epoch FROM oldest + interval '1 minute' - now_at));
            END IF;
            RETURN NEXT;
        END
        $$;
        """
    )
