-- Metrics, alerts, prices, usage, and analytics of interviews.

-- What a process measured, every few seconds; the first sample of every five minutes is retained for longer.
CREATE TABLE metric_sample (
    process text NOT NULL,
    at timestamptz NOT NULL,
    is_retained boolean NOT NULL,
    samples jsonb NOT NULL,
    PRIMARY KEY (process, at, is_retained)
);
-- The alert monitor reads the samples since its last run.
CREATE INDEX metric_sample_at ON metric_sample (at);
GRANT SELECT, INSERT, DELETE ON metric_sample TO vivavoce_app;

-- An alert: pending, fired, cleared. notified_state is what was last sent to the receivers, next_attempt_at
-- when sending is tried again.
CREATE TABLE alert (
    id uuid PRIMARY KEY,
    rule text NOT NULL,
    severity text NOT NULL,
    labels jsonb NOT NULL,
    value double precision NOT NULL,
    active_at timestamptz NOT NULL,
    fired_at timestamptz,
    cleared_at timestamptz,
    notified_state text NOT NULL DEFAULT '' CHECK (notified_state IN ('', 'fired', 'cleared')),
    attempts smallint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    CHECK (cleared_at IS NULL OR fired_at IS NOT NULL)
);
-- A rule has one active alert for a set of labels.
CREATE UNIQUE INDEX alert_active ON alert (rule, labels) WHERE cleared_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON alert TO vivavoce_app;

-- Which process runs a task that only one may run. The times are those of the database.
CREATE TABLE scheduled_task_lease (
    name text PRIMARY KEY,
    holder text NOT NULL,
    expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON scheduled_task_lease TO vivavoce_app;
GRANT SELECT, INSERT, UPDATE ON scheduled_task_lease TO vivavoce_system;

-- Prices: dollars for per units of a kind, valid from a time. The model '*' is any model of the provider.
CREATE TABLE price (
    provider text NOT NULL,
    model text NOT NULL,
    kind text NOT NULL,
    valid_from timestamptz NOT NULL,
    dollars numeric NOT NULL CHECK (dollars >= 0),
    per numeric NOT NULL CHECK (per > 0),
    PRIMARY KEY (provider, model, kind, valid_from)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON price TO vivavoce_app;
GRANT SELECT ON price TO vivavoce_system;

-- What an interview used of a provider. cost is NULL where there is no price, never 0.
CREATE TABLE usage_record (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    position smallint NOT NULL,
    interview_id uuid NOT NULL,
    purpose text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    kind text NOT NULL,
    quantity numeric NOT NULL CHECK (quantity >= 0),
    used_at timestamptz NOT NULL,
    unit_price numeric,
    cost numeric,
    PRIMARY KEY (tenant_id, event_id, position),
    CHECK ((unit_price IS NULL) = (cost IS NULL))
);
-- The cost of an interview is the sum of its usage.
CREATE INDEX usage_record_interview ON usage_record (tenant_id, interview_id);
-- A new price looks for the usage that it prices.
CREATE INDEX usage_record_priced ON usage_record (provider, kind, used_at);
SELECT vivavoce_tenant_table('usage_record');
SELECT vivavoce_system_table('usage_record');
REVOKE DELETE ON usage_record FROM vivavoce_app;

-- One row for each interview: what happened when, made from its events. It has no names and no text.
CREATE TABLE interview_analytics (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    profile text,
    received_at timestamptz,
    plan_ordered_at timestamptz,
    planned_at timestamptz,
    plans integer NOT NULL DEFAULT 0,
    approved_at timestamptz,
    started_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    ended_at timestamptz,
    outcome text CHECK (outcome IN ('completed', 'partial', 'not_completed', 'failed', 'cancelled')),
    duration_s integer,
    assessment_id uuid,
    assessed_at timestamptz,
    recommendation text,
    flags integer NOT NULL DEFAULT 0,
    decision text CHECK (decision IN ('approved', 'rejected')),
    decided_at timestamptz,
    cost numeric NOT NULL DEFAULT 0,
    usage_count integer NOT NULL DEFAULT 0,
    unpriced_count integer NOT NULL DEFAULT 0,
    last_event_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, interview_id)
);
-- The pages read a range of days.
CREATE INDEX interview_analytics_newest ON interview_analytics (tenant_id, last_event_at);
SELECT vivavoce_tenant_table('interview_analytics');
SELECT vivavoce_system_table('interview_analytics');
REVOKE DELETE ON interview_analytics FROM vivavoce_app;

-- Returns the price of one unit at a time; NULL without a price. Engines that run on this machine cost
-- nothing, unless a price was set for them.
CREATE FUNCTION price_of(wanted_provider text, wanted_model text, wanted_kind text, at timestamptz)
RETURNS numeric LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(
        (SELECT p.dollars / p.per FROM price p
         WHERE p.provider = wanted_provider AND p.kind = wanted_kind
           AND p.model IN (wanted_model, '*') AND p.valid_from <= at
         ORDER BY p.model = '*', p.valid_from DESC
         LIMIT 1),
        CASE WHEN wanted_provider IN ('local', 'built-in', 'pocketsphinx', 'espeak') THEN 0 END)
$$;
REVOKE ALL ON FUNCTION price_of(text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION price_of(text, text, text, timestamptz) TO vivavoce_app, vivavoce_system;

-- Claims or renews a task; returns no row while another process holds it.
CREATE FUNCTION scheduled_task_lease_claim(wanted text, wanted_holder text, seconds double precision) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO scheduled_task_lease AS d (name, holder, expires_at)
    VALUES (wanted, wanted_holder, clock_timestamp() + make_interval(secs => seconds))
    ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE d.holder = wanted_holder OR d.expires_at <= clock_timestamp()
    RETURNING true
$$;
SELECT vivavoce_system_function('scheduled_task_lease_claim(text, text, double precision)');

-- Counts flags that wait for a decision, over all organizations.
CREATE FUNCTION interview_analytics_open_flags() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(f.flags), 0) FROM interview_analytics f
    WHERE f.assessed_at IS NOT NULL AND f.decision IS NULL AND f.outcome IS DISTINCT FROM 'cancelled'
$$;
SELECT vivavoce_system_function('interview_analytics_open_flags()');

-- Prices usage again after a price was set, in every organization; returns how many records changed.
CREATE FUNCTION usage_reprice(wanted_provider text, wanted_kind text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed bigint;
BEGIN
    WITH priced AS (
        UPDATE usage_record u
        SET unit_price = p.unit_price, cost = u.quantity * p.unit_price
        FROM (
            SELECT r.tenant_id, r.event_id, r.position, price_of(r.provider, r.model, r.kind, r.used_at) AS unit_price
            FROM usage_record r
            WHERE r.provider = wanted_provider AND r.kind = wanted_kind
        ) p
        WHERE u.tenant_id = p.tenant_id AND u.event_id = p.event_id AND u.position = p.position
          AND u.unit_price IS DISTINCT FROM p.unit_price
        RETURNING u.tenant_id, u.interview_id
    )
    SELECT count(*) INTO changed FROM priced;
    UPDATE interview_analytics f
    SET cost = s.cost, unpriced_count = s.unpriced_count
    FROM (
        SELECT u.tenant_id, u.interview_id, coalesce(sum(u.cost), 0) AS cost,
               count(*) FILTER (WHERE u.cost IS NULL) AS unpriced_count
        FROM usage_record u
        GROUP BY u.tenant_id, u.interview_id
    ) s
    WHERE f.tenant_id = s.tenant_id AND f.interview_id = s.interview_id
      AND (f.cost <> s.cost OR f.unpriced_count <> s.unpriced_count);
    RETURN changed;
END $$;
SELECT vivavoce_system_function('usage_reprice(text, text)');
