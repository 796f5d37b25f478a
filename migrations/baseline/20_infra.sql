-- What every slice uses: the outbox, the event bus, keys of persons, rate limits.

-- `vivavoce doctor` compares the revision with the one that this version needs.
GRANT SELECT ON alembic_version TO vivavoce_app;

-- Events that a transaction published with its own rows. The relay hands them to the consumer groups, or to
-- Kafka. is_kafka_pending marks an event that was delivered here while Kafka was unavailable and has yet to
-- be sent to Kafka.
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
    is_kafka_pending boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, event_id)
);
-- The relay reads the unpublished events of a partition in order.
CREATE INDEX outbox_unpublished ON outbox (partition, position) WHERE published_at IS NULL;
-- After an outage of Kafka, the relay sends the events that were delivered here meanwhile.
CREATE INDEX outbox_kafka_pending ON outbox (partition, position) WHERE is_kafka_pending;
-- An event from Kafka brings the earlier events of its interview along.
CREATE INDEX outbox_interview ON outbox (tenant_id, interview_id, position);
SELECT vivavoce_tenant_table('outbox');
SELECT vivavoce_system_table('outbox');
-- Events of other producers get positions among our own.
GRANT USAGE ON SEQUENCE outbox_position_seq TO vivavoce_system;

-- A single row: which bus carries the events of this installation, of which Kafka cluster, and since when.
CREATE TABLE bus_mode (
    is_singleton boolean PRIMARY KEY DEFAULT true CHECK (is_singleton),
    mode text NOT NULL DEFAULT 'local' CHECK (mode IN ('local', 'kafka')),
    cluster text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON bus_mode TO vivavoce_app;
GRANT SELECT, UPDATE ON bus_mode TO vivavoce_system;
INSERT INTO bus_mode DEFAULT VALUES;

-- One row for each event that a consumer group has yet to handle.
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
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, group_name, event_id)
);
-- A consumer takes the oldest event of a partition ...
CREATE INDEX bus_delivery_order ON bus_delivery (group_name, partition, position);
-- ... unless an earlier event of the same interview is still pending.
CREATE INDEX bus_delivery_interview ON bus_delivery (group_name, interview_id, position);
SELECT vivavoce_tenant_table('bus_delivery');
SELECT vivavoce_system_table('bus_delivery');

-- The events that a consumer group has handled, so that a second delivery has no effect.
CREATE TABLE inbox (
    tenant_id uuid NOT NULL,
    group_name text NOT NULL,
    event_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, group_name, event_id)
);
SELECT vivavoce_tenant_table('inbox');
SELECT vivavoce_system_table('inbox');

-- Events whose handling failed too often, with the last error. Messages from Kafka that name no organization
-- of this installation have the nil UUID as tenant.
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
-- Checks whether a group gave up on an event before.
CREATE INDEX dead_letter_event ON dead_letter (tenant_id, group_name, event_id);
SELECT vivavoce_tenant_table('dead_letter');
SELECT vivavoce_system_table('dead_letter');

-- One encryption key for each person, sealed under the installation's key. Deleting it erases what it
-- encrypts; the row stays as the record of the erasure.
CREATE TABLE subject_key (
    tenant_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    sealed bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    erased_at timestamptz,
    PRIMARY KEY (tenant_id, subject_id),
    CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);
SELECT vivavoce_tenant_table('subject_key');

-- Counts attempts in a time window. The key is a keyed hash, so a row does not say whose attempts it counts.
CREATE TABLE rate_limit (
    key bytea PRIMARY KEY,
    window_ends_at timestamptz NOT NULL,
    count integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit TO vivavoce_app;

-- Returns whether a group has handled an event or given up on it.
CREATE FUNCTION bus_has_event(tenant uuid, wanted text, event uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM inbox i
                   WHERE i.tenant_id = tenant AND i.group_name = wanted AND i.event_id = event)
        OR EXISTS (SELECT 1 FROM dead_letter l
                   WHERE l.tenant_id = tenant AND l.group_name = wanted AND l.event_id = event)
$$;
SELECT vivavoce_system_function('bus_has_event(uuid, text, uuid)');

-- Hands unpublished events to the groups that subscribe to them, while the local bus carries events. Returns
-- how many, and which groups got any. With for_kafka, the same events are also sent to Kafka later. Every
-- step of a relay holds lock 7002 shared while it reads the mode and acts on it; bus_select holds it alone.
-- Lock 7001 is one per partition: a partition that another relay holds is left to it.
CREATE FUNCTION outbox_fan_out(subscriptions jsonb, max_rows integer, for_kafka boolean DEFAULT false)
RETURNS TABLE (moved integer, groups text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    claimed smallint;
    sent_count integer;
    new_groups text[];
BEGIN
    moved := 0;
    groups := '{}';
    PERFORM pg_advisory_xact_lock_shared(7002);
    IF (SELECT m.mode FROM bus_mode m) <> 'local' THEN
        RETURN NEXT;
        RETURN;
    END IF;
    FOR claimed IN SELECT DISTINCT o.partition FROM outbox o WHERE o.published_at IS NULL ORDER BY 1 LOOP
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(7001, claimed);
        WITH taken AS (
            SELECT o.* FROM outbox o
            WHERE o.partition = claimed AND o.published_at IS NULL
            ORDER BY o.position
            LIMIT max_rows
        ), delivered AS (
            INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                                      interview_id, at, version, correlation_id, payload)
            SELECT t.tenant_id, g.group_name, t.position, t.event_id, t.topic, t.partition, t.run_id,
                   t.interview_id, t.at, t.version, t.correlation_id, t.payload
            FROM taken t
            CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(subscriptions -> t.topic, '[]')) AS g(group_name)
            ON CONFLICT DO NOTHING
            RETURNING group_name
        ), sent AS (
            UPDATE outbox o SET published_at = clock_timestamp(), is_kafka_pending = for_kafka
            FROM taken t
            WHERE o.tenant_id = t.tenant_id AND o.event_id = t.event_id
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM sent), array(SELECT DISTINCT h.group_name FROM delivered h)
        INTO sent_count, new_groups;
        moved := moved + sent_count;
        groups := array(SELECT DISTINCT name FROM unnest(groups || new_groups) AS name);
    END LOOP;
    RETURN NEXT;
END $$;
SELECT vivavoce_system_function('outbox_fan_out(jsonb, integer, boolean)');

-- Returns the events to send to Kafka next, by partition and in order, while that cluster carries events.
-- The caller holds the partitions until its transaction ends, and marks in it what Kafka acknowledged. A
-- process that freezes meanwhile loses them. The commit need not reach the disk: consumers ignore an event
-- that is sent twice.
CREATE FUNCTION outbox_claim(max_rows integer, wanted_cluster text) RETURNS SETOF outbox
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    claimed smallint;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '3500ms', true),
            set_config('synchronous_commit', 'off', true);
    PERFORM pg_advisory_xact_lock_shared(7002);
    IF NOT EXISTS (SELECT 1 FROM bus_mode m WHERE m.mode = 'kafka' AND m.cluster = wanted_cluster) THEN
        RETURN;
    END IF;
    FOR claimed IN
        SELECT o.partition FROM outbox o WHERE o.published_at IS NULL
        UNION
        SELECT o.partition FROM outbox o WHERE o.is_kafka_pending
        ORDER BY 1
    LOOP
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(7001, claimed);
        RETURN QUERY
            SELECT * FROM (
                (SELECT o.* FROM outbox o WHERE o.partition = claimed AND o.is_kafka_pending
                 ORDER BY o.position LIMIT max_rows)
                UNION ALL
                (SELECT o.* FROM outbox o WHERE o.partition = claimed AND o.published_at IS NULL
                 ORDER BY o.position LIMIT max_rows)
            ) AS waiting
            ORDER BY waiting.position
            LIMIT max_rows;
    END LOOP;
END $$;
SELECT vivavoce_system_function('outbox_claim(integer, text)');

-- Marks the events that Kafka acknowledged.
CREATE FUNCTION outbox_mark_sent(tenants uuid[], events uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE outbox o SET published_at = coalesce(o.published_at, clock_timestamp()), is_kafka_pending = false
    FROM unnest(tenants, events) AS sent(tenant_id, event_id)
    WHERE o.tenant_id = sent.tenant_id AND o.event_id = sent.event_id
$$;
SELECT vivavoce_system_function('outbox_mark_sent(uuid[], uuid[])');

-- Records an event that Kafka refuses: as a dead letter for Kafka, and as a local delivery for our own
-- groups.
CREATE FUNCTION outbox_mark_rejected(tenant uuid, event uuid, subscriptions jsonb, dead_letter_id uuid, error text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    row outbox;
BEGIN
    UPDATE outbox o SET published_at = coalesce(o.published_at, clock_timestamp()), is_kafka_pending = false
    WHERE o.tenant_id = tenant AND o.event_id = event
    RETURNING o.* INTO row;
    INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                              interview_id, at, version, correlation_id, payload)
    SELECT row.tenant_id, g.group_name, row.position, row.event_id, row.topic, row.partition, row.run_id,
           row.interview_id, row.at, row.version, row.correlation_id, row.payload
    FROM jsonb_array_elements_text(coalesce(subscriptions -> row.topic, '[]')) AS g(group_name)
    WHERE NOT bus_has_event(row.tenant_id, g.group_name, row.event_id)
    ON CONFLICT DO NOTHING;
    INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                             interview_id, at, version, correlation_id, payload, attempts, error)
    VALUES (row.tenant_id, dead_letter_id, 'kafka', row.position, row.event_id, row.topic, row.partition,
            row.run_id, row.interview_id, row.at, row.version, row.correlation_id, row.payload, 1, error);
END $$;
SELECT vivavoce_system_function('outbox_mark_rejected(uuid, uuid, jsonb, uuid, text)');

-- Counts the events of each topic and partition, and those that have yet to be sent to Kafka.
CREATE FUNCTION outbox_retained()
RETURNS TABLE (topic text, partition smallint, retained bigint, kafka_backlog bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.topic, o.partition, count(*), count(*) FILTER (WHERE o.is_kafka_pending)
    FROM outbox o
    GROUP BY o.topic, o.partition
$$;
SELECT vivavoce_system_function('outbox_retained()');

-- Returns the events of a topic after a position, oldest first, for the operator's console.
CREATE FUNCTION outbox_read(wanted text, after bigint, max_rows integer) RETURNS SETOF outbox
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.* FROM outbox o
    WHERE o.topic = wanted AND o.position > after
    ORDER BY o.position
    LIMIT max_rows
$$;
SELECT vivavoce_system_function('outbox_read(text, bigint, integer)');

-- Removes and returns the next event of a group, under the lock of its partition, and records it in the
-- inbox. The caller handles it in the same transaction. An event that was handled before is skipped.
-- Partitions with events are found by hopping through the index, so a long backlog costs no more than a
-- short one.
CREATE FUNCTION bus_claim_delivery(wanted text) RETURNS SETOF bus_delivery
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    claimed smallint;
    next_row bus_delivery;
    new_count integer;
BEGIN
    FOR claimed IN
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
            WHERE d.group_name = wanted AND d.partition = hop.partition AND d.next_attempt_at <= clock_timestamp()
            ORDER BY d.position
            LIMIT 1) AS head
        ORDER BY head.position
    LOOP
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(hashtext('bus:' || wanted), claimed);
        LOOP
            SELECT d.* INTO next_row FROM bus_delivery d
            WHERE d.group_name = wanted AND d.partition = claimed AND d.next_attempt_at <= clock_timestamp()
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
            GET DIAGNOSTICS new_count = ROW_COUNT;
            IF new_count = 1 THEN
                RETURN NEXT next_row;
                RETURN;
            END IF;
        END LOOP;
    END LOOP;
END $$;
SELECT vivavoce_system_function('bus_claim_delivery(text)');
-- The table is empty until it is very full: a plan made for the empty table would read all of it for each event.
ALTER FUNCTION bus_claim_delivery(text) SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off;

-- Records that handling failed: schedules another attempt, or writes a dead letter after the last one.
-- Returns whether it wrote a dead letter.
CREATE FUNCTION bus_record_failure(wanted text, tenant uuid, event uuid, wait_s double precision,
                                   max_attempts integer, error text, dead_letter_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    row bus_delivery;
BEGIN
    UPDATE bus_delivery d
    SET attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => wait_s)
    WHERE d.tenant_id = tenant AND d.group_name = wanted AND d.event_id = event
    RETURNING d.* INTO row;
    IF NOT FOUND OR row.attempts < max_attempts THEN
        RETURN false;
    END IF;
    INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                             interview_id, at, version, correlation_id, payload, attempts, error)
    VALUES (row.tenant_id, dead_letter_id, row.group_name, row.position, row.event_id, row.topic, row.partition,
            row.run_id, row.interview_id, row.at, row.version, row.correlation_id, row.payload,
            row.attempts, error);
    DELETE FROM bus_delivery d
    WHERE d.tenant_id = tenant AND d.group_name = wanted AND d.event_id = event;
    RETURN true;
END $$;
SELECT vivavoce_system_function('bus_record_failure(text, uuid, uuid, double precision, integer, text, uuid)');

-- Stores for a group what it read from Kafka; returns how many events are new to it. Events of our own are
-- taken from the outbox, with the earlier events of the same interview, so that the order of an interview
-- holds across topics. Events of other producers follow in the order in which they came.
CREATE FUNCTION bus_receive(wanted text, topics text[], messages jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    new_count integer;
BEGIN
    WITH message AS (
        SELECT * FROM ROWS FROM (jsonb_to_recordset(messages) AS (
            tenant_id uuid, event_id uuid, topic text, partition smallint, run_id text, interview_id uuid,
            at timestamptz, version smallint, correlation_id text, payload jsonb)) WITH ORDINALITY
    ), known AS (
        SELECT o.tenant_id, o.interview_id, max(o.position) AS position
        FROM message s
        JOIN outbox o ON o.tenant_id = s.tenant_id AND o.event_id = s.event_id
        GROUP BY o.tenant_id, o.interview_id
    ), event AS (
        SELECT o.tenant_id, o.position, o.event_id, o.event_id AS original_id, o.topic, o.partition, o.run_id,
               o.interview_id, o.at, o.version, o.correlation_id, o.payload
        FROM known k
        JOIN outbox o ON o.tenant_id = k.tenant_id AND o.interview_id = k.interview_id
                     AND o.position <= k.position
        WHERE o.topic = ANY (topics)
        UNION ALL
        -- UUID version 8 tells it from our own; one of ours that the outbox has deleted is known by its own id.
        SELECT f.tenant_id, nextval(pg_get_serial_sequence('outbox', 'position')),
               overlay(f.event_id::text PLACING '8' FROM 15 FOR 1)::uuid, f.event_id, f.topic, f.partition,
               f.run_id, f.interview_id, f.at, f.version, f.correlation_id, f.payload
        FROM (SELECT s.* FROM message s
              WHERE NOT EXISTS (SELECT 1 FROM outbox o
                                WHERE o.tenant_id = s.tenant_id AND o.event_id = s.event_id)
              ORDER BY s.ordinality) AS f
    )
    INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                              interview_id, at, version, correlation_id, payload)
    SELECT t.tenant_id, wanted, t.position, t.event_id, t.topic, t.partition, t.run_id, t.interview_id, t.at,
           t.version, t.correlation_id, t.payload
    FROM event t
    WHERE NOT bus_has_event(t.tenant_id, wanted, t.event_id)
      AND NOT bus_has_event(t.tenant_id, wanted, t.original_id)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS new_count = ROW_COUNT;
    RETURN new_count;
END $$;
SELECT vivavoce_system_function('bus_receive(text, text[], jsonb)');

-- Selects which bus carries the events; returns whether that changed. On the change to Kafka, unpublished
-- events are delivered here first and marked for Kafka, so none is lost between the two. On the change away
-- from it, or to another cluster, each group gets the events that were sent to Kafka and that it has not
-- handled. Without for_kafka, no process will send to Kafka, so no event stays marked.
CREATE FUNCTION bus_select(wanted text, subscriptions jsonb, for_kafka boolean, wanted_cluster text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former bus_mode;
BEGIN
    PERFORM pg_advisory_xact_lock(7002);
    SELECT m.* INTO former FROM bus_mode m FOR UPDATE;
    IF NOT for_kafka THEN
        UPDATE outbox SET is_kafka_pending = false WHERE is_kafka_pending;
    END IF;
    IF former.mode = wanted AND (wanted = 'local' OR former.cluster = wanted_cluster) THEN
        RETURN false;
    END IF;
    WITH waiting AS (
        SELECT o.* FROM outbox o
        WHERE CASE WHEN former.mode = 'local' THEN o.published_at IS NULL
                   ELSE o.published_at >= former.changed_at END
    ), delivered AS (
        INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                                  interview_id, at, version, correlation_id, payload)
        SELECT w.tenant_id, g.group_name, w.position, w.event_id, w.topic, w.partition, w.run_id,
               w.interview_id, w.at, w.version, w.correlation_id, w.payload
        FROM waiting w
        CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(subscriptions -> w.topic, '[]')) AS g(group_name)
        WHERE NOT bus_has_event(w.tenant_id, g.group_name, w.event_id)
        ON CONFLICT DO NOTHING
    )
    UPDATE outbox o SET published_at = clock_timestamp(), is_kafka_pending = true
    FROM waiting w
    WHERE former.mode = 'local' AND o.tenant_id = w.tenant_id AND o.event_id = w.event_id;
    UPDATE bus_mode
    SET mode = wanted, changed_at = clock_timestamp(),
        cluster = CASE wanted WHEN 'kafka' THEN wanted_cluster ELSE cluster END;
    RETURN true;
END $$;
SELECT vivavoce_system_function('bus_select(text, jsonb, boolean, text)');

-- Counts pending events, for the status page, the metrics and the readiness of consumers.
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

-- Deletes events that were published and handled long ago. What a group handled is kept four times as long:
-- Kafka deletes whole segments, so it may deliver an event that is older than its retention. The same holds
-- for messages of unknown senders.
CREATE FUNCTION bus_delete_expired(older_than interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    deleted_events bigint;
    deleted_inbox bigint;
BEGIN
    DELETE FROM dead_letter l
    WHERE l.tenant_id = '00000000-0000-0000-0000-000000000000'
      AND l.failed_at < clock_timestamp() - older_than * 4;
    DELETE FROM outbox o WHERE o.published_at < clock_timestamp() - older_than AND NOT o.is_kafka_pending;
    GET DIAGNOSTICS deleted_events = ROW_COUNT;
    DELETE FROM inbox i WHERE i.at < clock_timestamp() - older_than * 4;
    GET DIAGNOSTICS deleted_inbox = ROW_COUNT;
    RETURN deleted_events + deleted_inbox;
END $$;
SELECT vivavoce_system_function('bus_delete_expired(interval)');

-- Returns what came from Kafka in the last week and was no event, or named no organization of this
-- installation.
CREATE FUNCTION dead_letters_without_tenant() RETURNS TABLE (topic text, error text, waiting bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.topic, l.error, count(*)
    FROM dead_letter l
    WHERE l.tenant_id = '00000000-0000-0000-0000-000000000000' AND l.replayed_at IS NULL
      AND l.failed_at > clock_timestamp() - interval '7 days'
    GROUP BY l.topic, l.error
$$;
SELECT vivavoce_system_function('dead_letters_without_tenant()');
