"""Create the ground: tenant rule, outbox, bus, inbox, dead letters, subject keys, rates, jobs."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001_ground"
down_revision = None

TENANT_RULE = """
CREATE EXTENSION IF NOT EXISTS vector;

-- Puts a table under forced row-level security: only rows of the transaction's tenant exist.
CREATE FUNCTION vivavoce_tenant_table(name regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
        'CREATE POLICY tenant ON %s TO vivavoce_app '
        'USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid) '
        'WITH CHECK (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO vivavoce_app', name);
END $$;

-- Opens a table to the named SECURITY DEFINER functions, which run as vivavoce_system.
CREATE FUNCTION vivavoce_system_table(name regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY system ON %s TO vivavoce_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO vivavoce_system', name);
END $$;

-- Gives a function to vivavoce_system and lets only the app call it.
CREATE FUNCTION vivavoce_system_function(name regprocedure) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER FUNCTION %s OWNER TO vivavoce_system', name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO vivavoce_app', name);
END $$;

GRANT USAGE, CREATE ON SCHEMA public TO vivavoce_system;
GRANT USAGE ON SCHEMA public TO vivavoce_app;
"""

TABLES = """
CREATE TABLE outbox (
    tenant_id uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    partition smallint NOT NULL,
    run_id text NOT NULL,
    interview_id uuid NOT NULL,
    at timestamptz NOT NULL,
    version smallint NOT NULL,
    correlation_id text NOT NULL,
    payload jsonb NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (tenant_id, event_id)
);
-- The relay asks for unpublished rows of a partition in order.
CREATE INDEX outbox_unpublished ON outbox (partition, position) WHERE published_at IS NULL;
SELECT vivavoce_tenant_table('outbox');
SELECT vivavoce_system_table('outbox');

CREATE TABLE bus_delivery (
    tenant_id uuid NOT NULL,
    group_name text NOT NULL,
    position bigint NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    partition smallint NOT NULL,
    run_id text NOT NULL,
    interview_id uuid NOT NULL,
    at timestamptz NOT NULL,
    version smallint NOT NULL,
    correlation_id text NOT NULL,
    payload jsonb NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, group_name, event_id)
);
-- A consumer takes the oldest row of a partition ...
CREATE INDEX bus_delivery_order ON bus_delivery (group_name, partition, position);
-- ... unless an earlier event of the same interview still waits.
CREATE INDEX bus_delivery_key ON bus_delivery (group_name, interview_id, position);
SELECT vivavoce_tenant_table('bus_delivery');
SELECT vivavoce_system_table('bus_delivery');

CREATE TABLE inbox (
    tenant_id uuid NOT NULL,
    group_name text NOT NULL,
    event_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, group_name, event_id)
);
SELECT vivavoce_tenant_table('inbox');
SELECT vivavoce_system_table('inbox');

CREATE TABLE dead_letter (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    group_name text NOT NULL,
    position bigint NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    partition smallint NOT NULL,
    run_id text NOT NULL,
    interview_id uuid NOT NULL,
    at timestamptz NOT NULL,
    version smallint NOT NULL,
    correlation_id text NOT NULL,
    payload jsonb NOT NULL,
    attempts smallint NOT NULL,
    error text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('dead_letter');
SELECT vivavoce_system_table('dead_letter');

CREATE TABLE subject_key (
    tenant_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    sealed bytea,
    made_at timestamptz NOT NULL DEFAULT now(),
    erased_at timestamptz,
    PRIMARY KEY (tenant_id, subject_id),
    CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);
SELECT vivavoce_tenant_table('subject_key');

-- Counts tries in a window; the key is a keyed hash, so it says nothing about whom it counts.
CREATE TABLE rate (
    key bytea PRIMARY KEY,
    window_ends_at timestamptz NOT NULL,
    count integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON rate TO vivavoce_app;
"""

FUNCTIONS = """
-- Hands unpublished events to the consumer groups that subscribed, partition by partition, in order.
-- A partition that another relay holds is left to it. Returns how many events were handed on.
CREATE FUNCTION outbox_fan_out(subscriptions jsonb, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    busy smallint;
    moved integer;
    total integer := 0;
BEGIN
    FOR busy IN SELECT DISTINCT o.partition FROM outbox o WHERE o.published_at IS NULL ORDER BY 1 LOOP
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(7001, busy);
        WITH taken AS (
            SELECT o.* FROM outbox o
            WHERE o.partition = busy AND o.published_at IS NULL
            ORDER BY o.position
            LIMIT most
        ), handed AS (
            INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                                      interview_id, at, version, correlation_id, payload)
            SELECT t.tenant_id, g.group_name, t.position, t.event_id, t.topic, t.partition, t.run_id,
                   t.interview_id, t.at, t.version, t.correlation_id, t.payload
            FROM taken t
            CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(subscriptions -> t.topic, '[]')) AS g(group_name)
            ON CONFLICT DO NOTHING
        )
        UPDATE outbox o SET published_at = clock_timestamp()
        FROM taken t
        WHERE o.tenant_id = t.tenant_id AND o.event_id = t.event_id;
        GET DIAGNOSTICS moved = ROW_COUNT;
        total := total + moved;
    END LOOP;
    RETURN total;
END $$;
SELECT vivavoce_system_function('outbox_fan_out(jsonb, integer)');

-- Takes the next event of a group under its partition's lock and notes it in the inbox; the caller's
-- transaction then does the effect. An event that was consumed before is dropped on the way.
CREATE FUNCTION bus_take(wanted text) RETURNS SETOF bus_delivery
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    busy smallint;
    next_row bus_delivery;
    fresh integer;
BEGIN
    FOR busy IN
        SELECT d.partition FROM bus_delivery d
        WHERE d.group_name = wanted AND d.next_at <= clock_timestamp()
        GROUP BY d.partition ORDER BY min(d.position)
    LOOP
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(hashtext('bus:' || wanted), busy);
        LOOP
            SELECT d.* INTO next_row FROM bus_delivery d
            WHERE d.group_name = wanted AND d.partition = busy AND d.next_at <= clock_timestamp()
              AND NOT EXISTS (
                  SELECT 1 FROM bus_delivery e
                  WHERE e.group_name = wanted AND e.interview_id = d.interview_id AND e.position < d.position)
            ORDER BY d.position
            LIMIT 1;
            EXIT WHEN NOT FOUND;
            DELETE FROM bus_delivery d
            WHERE d.tenant_id = next_row.tenant_id AND d.group_name = wanted AND d.event_id = next_row.event_id;
            INSERT INTO inbox (tenant_id, group_name, event_id)
            VALUES (next_row.tenant_id, wanted, next_row.event_id)
            ON CONFLICT DO NOTHING;
            GET DIAGNOSTICS fresh = ROW_COUNT;
            IF fresh = 1 THEN
                RETURN NEXT next_row;
                RETURN;
            END IF;
        END LOOP;
    END LOOP;
END $$;
SELECT vivavoce_system_function('bus_take(text)');

-- Notes that handling failed: another try later, or a dead letter after the last one.
CREATE FUNCTION bus_fail(wanted text, tenant uuid, event uuid, wait_s double precision, most integer,
                         error text, letter_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    row bus_delivery;
BEGIN
    UPDATE bus_delivery d
    SET attempts = d.attempts + 1, next_at = clock_timestamp() + make_interval(secs => wait_s)
    WHERE d.tenant_id = tenant AND d.group_name = wanted AND d.event_id = event
    RETURNING d.* INTO row;
    IF NOT FOUND OR row.attempts < most THEN
        RETURN false;
    END IF;
    INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                             interview_id, at, version, correlation_id, payload, attempts, error)
    VALUES (row.tenant_id, letter_id, row.group_name, row.position, row.event_id, row.topic, row.partition,
            row.run_id, row.interview_id, row.at, row.version, row.correlation_id, row.payload,
            row.attempts, error);
    DELETE FROM bus_delivery d
    WHERE d.tenant_id = tenant AND d.group_name = wanted AND d.event_id = event;
    RETURN true;
END $$;
SELECT vivavoce_system_function('bus_fail(text, uuid, uuid, double precision, integer, text, uuid)');

-- What waits: for the status page, the metrics and the readiness of a consumer.
CREATE FUNCTION bus_backlog() RETURNS TABLE (group_name text, topic text, partition smallint, waiting bigint,
                                             oldest timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT '', o.topic, o.partition, count(*), min(o.at)
    FROM outbox o WHERE o.published_at IS NULL
    GROUP BY o.topic, o.partition
    UNION ALL
    SELECT d.group_name, d.topic, d.partition, count(*), min(d.at)
    FROM bus_delivery d
    GROUP BY d.group_name, d.topic, d.partition
$$;
SELECT vivavoce_system_function('bus_backlog()');

-- Forgets what was published and consumed long ago.
CREATE FUNCTION bus_trim(older_than interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
    also bigint;
BEGIN
    DELETE FROM outbox o WHERE o.published_at < clock_timestamp() - older_than;
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM inbox i WHERE i.at < clock_timestamp() - older_than;
    GET DIAGNOSTICS also = ROW_COUNT;
    RETURN gone + also;
END $$;
SELECT vivavoce_system_function('bus_trim(interval)');
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TENANT_RULE)
    op.execute(TABLES)
    op.execute(FUNCTIONS)
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(
        """
        SET LOCAL search_path = public;
        GRANT USAGE ON SCHEMA jobs TO vivavoce_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO vivavoce_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO vivavoce_app;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO vivavoce_app;
        """
    )
