"""Let the relay say whose events it handed on, and let taking one not count all that wait."""

from alembic import op

revision = "0010_bus"
down_revision = "0009_checks"

RELAY = """
DROP FUNCTION outbox_fan_out(jsonb, integer);
-- Hands waiting events to their groups; returns how many, and which groups have news.
CREATE FUNCTION outbox_fan_out(subscriptions jsonb, most integer)
RETURNS TABLE (moved integer, groups text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    busy smallint;
    lot integer;
    told text[];
BEGIN
    moved := 0;
    groups := '{}';
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
            UPDATE outbox o SET published_at = clock_timestamp()
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
SELECT vivavoce_system_function('outbox_fan_out(jsonb, integer)');
"""

TAKE = """
-- Takes the next event of a group under its partition's lock and notes it in the inbox; the caller's
-- transaction then does the effect. An event that was consumed before is dropped on the way. Partitions
-- with work are found by hopping through the index, so a long backlog costs no more than a short one.
CREATE OR REPLACE FUNCTION bus_take(wanted text) RETURNS SETOF bus_delivery
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
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(RELAY)
    op.execute(TAKE)
