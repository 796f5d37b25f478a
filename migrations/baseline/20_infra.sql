-- What every slice uses: the outbox, the event bus, keys of persons, rate limits.

-- `vivavoce doctor` compares the revision with the one that this version needs.
GRANT SELECT ON alembic_version TO vivavoce_app;

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
    is_owed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, event_id)
);
-- The relay asks for unpublished rows of a partition in order.
CREATE INDEX outbox_unpublished ON outbox (partition, position) WHERE published_at IS NULL;
CREATE INDEX outbox_owed ON outbox (partition, position) WHERE is_owed;
-- What an interview's event came after.
CREATE INDEX outbox_interview ON outbox (tenant_id, interview_id, position);
SELECT vivavoce_tenant_table('outbox');
SELECT vivavoce_system_table('outbox');
-- What comes from outside gets a place among our own.
GRANT USAGE ON SEQUENCE outbox_position_seq TO vivavoce_system;

-- One row: which bus carries the events of this installation, which Kafka that is, and since when.
CREATE TABLE bus_mode (
    is_the_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    mode text NOT NULL DEFAULT 'local' CHECK (mode IN ('local', 'kafka')),
    cluster text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON bus_mode TO vivavoce_app;
GRANT SELECT, UPDATE ON bus_mode TO vivavoce_system;
INSERT INTO bus_mode DEFAULT VALUES;

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
-- Whether a group gave up on an event before.
CREATE INDEX dead_letter_event ON dead_letter (tenant_id, group_name, event_id);
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

-- Whether a group handled an event, or gave up on it.
CREATE FUNCTION bus_knows(tenant uuid, wanted text, event uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM inbox i
                   WHERE i.tenant_id = tenant AND i.group_name = wanted AND i.event_id = event)
        OR EXISTS (SELECT 1 FROM dead_letter l
                   WHERE l.tenant_id = tenant AND l.group_name = wanted AND l.event_id = event)
$$;
SELECT vivavoce_system_function('bus_knows(uuid, text, uuid)');

-- Hands waiting events to their groups while the local bus carries them; returns how many, and which
-- groups have news. With 'owe', Kafka is told of the same events once it is there.
CREATE FUNCTION outbox_fan_out(subscriptions jsonb, most integer, owe boolean DEFAULT false)
RETURNS TABLE (moved integer, groups text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    busy smallint;
    lot integer;
    told text[];
BEGIN
    moved := 0;
    groups := '{}';
    PERFORM pg_advisory_xact_lock_shared(7002);
    IF (SELECT m.mode FROM bus_mode m) <> 'local' THEN
        RETURN NEXT;
        RETURN;
    END IF;
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
            RETURNING group_name
        ), sent AS (
            UPDATE outbox o SET published_at = clock_timestamp(), is_owed = owe
            FROM taken t
            WHERE o.tenant_id = t.tenant_id AND o.event_id = t.event_id
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM sent), array(SELECT DISTINCT h.group_name FROM handed h)
        INTO lot, told;
        moved := moved + lot;
        groups := array(SELECT DISTINCT name FROM unnest(groups || told) AS name);
    END LOOP;
    RETURN NEXT;
END $$;
SELECT vivavoce_system_function('outbox_fan_out(jsonb, integer, boolean)');

-- Takes what Kafka is to be told next, partition by partition, in order, while that Kafka carries the events.
-- The caller holds the partitions until its transaction ends, and marks in it what Kafka acknowledged. One
-- that is frozen meanwhile lets them go. Its commit need not reach the disk: what is told twice is known.
CREATE FUNCTION outbox_take(most integer, asking text) RETURNS SETOF outbox
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    busy smallint;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '3500ms', true),
            set_config('synchronous_commit', 'off', true);
    PERFORM pg_advisory_xact_lock_shared(7002);
    IF NOT EXISTS (SELECT 1 FROM bus_mode m WHERE m.mode = 'kafka' AND m.cluster = asking) THEN
        RETURN;
    END IF;
    FOR busy IN
        SELECT o.partition FROM outbox o WHERE o.published_at IS NULL
        UNION
        SELECT o.partition FROM outbox o WHERE o.is_owed
        ORDER BY 1
    LOOP
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(7001, busy);
        RETURN QUERY
            SELECT * FROM (
                (SELECT o.* FROM outbox o WHERE o.partition = busy AND o.is_owed
                 ORDER BY o.position LIMIT most)
                UNION ALL
                (SELECT o.* FROM outbox o WHERE o.partition = busy AND o.published_at IS NULL
                 ORDER BY o.position LIMIT most)
            ) AS waiting
            ORDER BY waiting.position
            LIMIT most;
    END LOOP;
END $$;
SELECT vivavoce_system_function('outbox_take(integer, text)');

-- Marks what Kafka acknowledged.
CREATE FUNCTION outbox_told(tenants uuid[], events uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE outbox o SET published_at = coalesce(o.published_at, clock_timestamp()), is_owed = false
    FROM unnest(tenants, events) AS told(tenant_id, event_id)
    WHERE o.tenant_id = told.tenant_id AND o.event_id = told.event_id
$$;
SELECT vivavoce_system_function('outbox_told(uuid[], uuid[])');

-- Notes an event that Kafka will not take: a dead letter for Kafka, and our own groups hear it here.
CREATE FUNCTION outbox_refused(tenant uuid, event uuid, subscriptions jsonb, letter_id uuid, error text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    row outbox;
BEGIN
    UPDATE outbox o SET published_at = coalesce(o.published_at, clock_timestamp()), is_owed = false
    WHERE o.tenant_id = tenant AND o.event_id = event
    RETURNING o.* INTO row;
    INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                              interview_id, at, version, correlation_id, payload)
    SELECT row.tenant_id, g.group_name, row.position, row.event_id, row.topic, row.partition, row.run_id,
           row.interview_id, row.at, row.version, row.correlation_id, row.payload
    FROM jsonb_array_elements_text(coalesce(subscriptions -> row.topic, '[]')) AS g(group_name)
    WHERE NOT bus_knows(row.tenant_id, g.group_name, row.event_id)
    ON CONFLICT DO NOTHING;
    INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                             interview_id, at, version, correlation_id, payload, attempts, error)
    VALUES (row.tenant_id, letter_id, 'kafka', row.position, row.event_id, row.topic, row.partition,
            row.run_id, row.interview_id, row.at, row.version, row.correlation_id, row.payload, 1, error);
END $$;
SELECT vivavoce_system_function('outbox_refused(uuid, uuid, jsonb, uuid, text)');

-- How many events of a topic and partition are kept, and how many of them Kafka is still owed.
CREATE FUNCTION outbox_kept() RETURNS TABLE (topic text, partition smallint, kept bigint, owed bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.topic, o.partition, count(*), count(*) FILTER (WHERE o.is_owed)
    FROM outbox o
    GROUP BY o.topic, o.partition
$$;
SELECT vivavoce_system_function('outbox_kept()');

-- A topic's events after a place, oldest first: for the operator's console.
CREATE FUNCTION outbox_read(wanted text, after bigint, most integer) RETURNS SETOF outbox
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.* FROM outbox o
    WHERE o.topic = wanted AND o.position > after
    ORDER BY o.position
    LIMIT most
$$;
SELECT vivavoce_system_function('outbox_read(text, bigint, integer)');

-- Takes the next event of a group under its partition's lock and notes it in the inbox; the caller's
-- transaction then does the effect. An event that was consumed before is dropped on the way. Partitions
-- with work are found by hopping through the index, so a long backlog costs no more than a short one.
CREATE FUNCTION bus_take(wanted text) RETURNS SETOF bus_delivery
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    busy smallint;
    next_row bus_delivery;
    fresh integer;
BEGIN
    FOR busy IN
        WITH RECURSIVE hop AS (
            (SELECT d.partition FROM bus_delivery d
             WHERE d.group_name = wanted
             ORDER BY d.partition
             LIMIT 1)
            UNION ALL
            SELECT further.partition
            FROM hop
            CROSS JOIN LATERAL (
                SELECT d.partition FROM bus_delivery d
                WHERE d.group_name = wanted AND d.partition > hop.partition
                ORDER BY d.partition
                LIMIT 1) AS further
        )
        SELECT hop.partition
        FROM hop
        CROSS JOIN LATERAL (
            SELECT d.position FROM bus_delivery d
            WHERE d.group_name = wanted AND d.partition = hop.partition AND d.next_at <= clock_timestamp()
            ORDER BY d.position
            LIMIT 1) AS head
        ORDER BY head.position
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
-- What waits is nothing, until it is much: a plan made for the empty table reads all of it for each event.
ALTER FUNCTION bus_take(text) SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off;

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

-- Writes down for a group what it heard on Kafka; returns how many events are new to it. What is ours is
-- taken from the outbox, with whatever of the same interview came before it there, so that an interview's
-- order holds over topics; what came from outside is taken as it came, after all that is known now.
CREATE FUNCTION bus_receive(wanted text, topics text[], heard jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    fresh integer;
BEGIN
    WITH said AS (
        SELECT * FROM ROWS FROM (jsonb_to_recordset(heard) AS (
            tenant_id uuid, event_id uuid, topic text, partition smallint, run_id text, interview_id uuid,
            at timestamptz, version smallint, correlation_id text, payload jsonb)) WITH ORDINALITY
    ), known AS (
        SELECT o.tenant_id, o.interview_id, max(o.position) AS position
        FROM said s
        JOIN outbox o ON o.tenant_id = s.tenant_id AND o.event_id = s.event_id
        GROUP BY o.tenant_id, o.interview_id
    ), told AS (
        SELECT o.tenant_id, o.position, o.event_id, o.event_id AS said_id, o.topic, o.partition, o.run_id,
               o.interview_id, o.at, o.version, o.correlation_id, o.payload
        FROM known k
        JOIN outbox o ON o.tenant_id = k.tenant_id AND o.interview_id = k.interview_id
                     AND o.position <= k.position
        WHERE o.topic = ANY (topics)
        UNION ALL
        -- An id of version 8 tells it from ours; one of ours that the outbox forgot is known by its own.
        SELECT f.tenant_id, nextval(pg_get_serial_sequence('outbox', 'position')),
               overlay(f.event_id::text PLACING '8' FROM 15 FOR 1)::uuid, f.event_id, f.topic, f.partition,
               f.run_id, f.interview_id, f.at, f.version, f.correlation_id, f.payload
        FROM (SELECT s.* FROM said s
              WHERE NOT EXISTS (SELECT 1 FROM outbox o
                                WHERE o.tenant_id = s.tenant_id AND o.event_id = s.event_id)
              ORDER BY s.ordinality) AS f
    )
    INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                              interview_id, at, version, correlation_id, payload)
    SELECT t.tenant_id, wanted, t.position, t.event_id, t.topic, t.partition, t.run_id, t.interview_id, t.at,
           t.version, t.correlation_id, t.payload
    FROM told t
    WHERE NOT bus_knows(t.tenant_id, wanted, t.event_id) AND NOT bus_knows(t.tenant_id, wanted, t.said_id)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS fresh = ROW_COUNT;
    RETURN fresh;
END $$;
SELECT vivavoce_system_function('bus_receive(text, text[], jsonb)');

-- Changes which bus carries the events; returns whether it changed. To Kafka: what waits is handed on here
-- first and owed to Kafka, so nothing is between two buses. Away from it: what Kafka was told of and a group
-- has not heard yet is handed to that group here; so it is when another Kafka takes the place of one. Without
-- 'owe' nobody will ever tell Kafka, so nothing is owed.
CREATE FUNCTION bus_choose(wanted text, subscriptions jsonb, owe boolean, chosen text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was bus_mode;
BEGIN
    PERFORM pg_advisory_xact_lock(7002);
    SELECT m.* INTO was FROM bus_mode m FOR UPDATE;
    IF NOT owe THEN
        UPDATE outbox SET is_owed = false WHERE is_owed;
    END IF;
    IF was.mode = wanted AND (wanted = 'local' OR was.cluster = chosen) THEN
        RETURN false;
    END IF;
    WITH waiting AS (
        SELECT o.* FROM outbox o
        WHERE CASE WHEN was.mode = 'local' THEN o.published_at IS NULL
                   ELSE o.published_at >= was.changed_at END
    ), handed AS (
        INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                                  interview_id, at, version, correlation_id, payload)
        SELECT w.tenant_id, g.group_name, w.position, w.event_id, w.topic, w.partition, w.run_id,
               w.interview_id, w.at, w.version, w.correlation_id, w.payload
        FROM waiting w
        CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(subscriptions -> w.topic, '[]')) AS g(group_name)
        WHERE NOT bus_knows(w.tenant_id, g.group_name, w.event_id)
        ON CONFLICT DO NOTHING
    )
    UPDATE outbox o SET published_at = clock_timestamp(), is_owed = true
    FROM waiting w
    WHERE was.mode = 'local' AND o.tenant_id = w.tenant_id AND o.event_id = w.event_id;
    UPDATE bus_mode
    SET mode = wanted, changed_at = clock_timestamp(),
        cluster = CASE wanted WHEN 'kafka' THEN chosen ELSE cluster END;
    RETURN true;
END $$;
SELECT vivavoce_system_function('bus_choose(text, jsonb, boolean, text)');

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

-- Forgets what was published and consumed long ago. What a group heard is remembered four times as long:
-- Kafka keeps whole segments, so it may give an event again that is older than its retention. So it is with
-- where a stranger's message was.
CREATE FUNCTION bus_trim(older_than interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
    also bigint;
BEGIN
    DELETE FROM dead_letter l
    WHERE l.tenant_id = '00000000-0000-0000-0000-000000000000'
      AND l.failed_at < clock_timestamp() - older_than * 4;
    DELETE FROM outbox o WHERE o.published_at < clock_timestamp() - older_than AND NOT o.is_owed;
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM inbox i WHERE i.at < clock_timestamp() - older_than * 4;
    GET DIAGNOSTICS also = ROW_COUNT;
    RETURN gone + also;
END $$;
SELECT vivavoce_system_function('bus_trim(interval)');

-- What came by Kafka in the last week and was no event, or of no organisation here.
CREATE FUNCTION dead_letters_of_nobody() RETURNS TABLE (topic text, error text, waiting bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.topic, l.error, count(*)
    FROM dead_letter l
    WHERE l.tenant_id = '00000000-0000-0000-0000-000000000000' AND l.replayed_at IS NULL
      AND l.failed_at > clock_timestamp() - interval '7 days'
    GROUP BY l.topic, l.error
$$;
SELECT vivavoce_system_function('dead_letters_of_nobody()');
