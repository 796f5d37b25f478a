-- What a process measured, a few seconds apart; the first of every five minutes is kept for longer.
CREATE TABLE metric_sample (
    process text NOT NULL,
    at timestamptz NOT NULL,
    is_kept boolean NOT NULL,
    samples jsonb NOT NULL,
    PRIMARY KEY (process, at, is_kept)
);
-- The evaluator reads what came since it last looked.
CREATE INDEX metric_sample_at ON metric_sample (at);
GRANT SELECT, INSERT, DELETE ON metric_sample TO vivavoce_app;

CREATE TABLE alert (
    id uuid PRIMARY KEY,
    rule text NOT NULL,
    severity text NOT NULL,
    labels jsonb NOT NULL,
    value double precision NOT NULL,
    active_at timestamptz NOT NULL,
    fired_at timestamptz,
    cleared_at timestamptz,
    -- What of it was told outside, and when that is tried again.
    told text NOT NULL DEFAULT '' CHECK (told IN ('', 'fired', 'cleared')),
    tries smallint NOT NULL DEFAULT 0,
    next_try_at timestamptz,
    CHECK (cleared_at IS NULL OR fired_at IS NOT NULL)
);
-- An alert stands once until it is cleared.
CREATE UNIQUE INDEX alert_standing ON alert (rule, labels) WHERE cleared_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON alert TO vivavoce_app;

-- Which process does a thing that only one may do. The times are the database's own.
CREATE TABLE watch_duty (
    name text PRIMARY KEY,
    holder text NOT NULL,
    until timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON watch_duty TO vivavoce_app;
GRANT SELECT, INSERT, UPDATE ON watch_duty TO vivavoce_system;

-- From when what costs how much: dollars for ``per`` of a kind. The model '*' is any of a provider's.
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

-- What an interview used of whom. ``cost`` is NULL where there is no price, never 0.
CREATE TABLE usage_record (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    place smallint NOT NULL,
    interview_id uuid NOT NULL,
    purpose text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    kind text NOT NULL,
    quantity numeric NOT NULL CHECK (quantity >= 0),
    used_at timestamptz NOT NULL,
    unit_price numeric,
    cost numeric,
    PRIMARY KEY (tenant_id, event_id, place),
    CHECK ((unit_price IS NULL) = (cost IS NULL))
);
-- The cost of an interview is the sum of its uses.
CREATE INDEX usage_record_interview ON usage_record (tenant_id, interview_id);
-- A new price looks for what it prices.
CREATE INDEX usage_record_priced ON usage_record (provider, kind, used_at);
SELECT vivavoce_tenant_table('usage_record');
SELECT vivavoce_system_table('usage_record');
REVOKE DELETE ON usage_record FROM vivavoce_app;

-- One row an interview: when it did what, made of the events that tell it. No names, no words.
CREATE TABLE interview_figures (
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
    uses integer NOT NULL DEFAULT 0,
    unpriced integer NOT NULL DEFAULT 0,
    newest_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, interview_id)
);
-- The pages read a span of days.
CREATE INDEX interview_figures_newest ON interview_figures (tenant_id, newest_at);
SELECT vivavoce_tenant_table('interview_figures');
SELECT vivavoce_system_table('interview_figures');
REVOKE DELETE ON interview_figures FROM vivavoce_app;

-- Engines that run here cost nothing, whatever they are called.
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

-- Takes or keeps a duty; false while somebody else has it.
CREATE FUNCTION watch_claim(wanted text, me text, seconds double precision) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO watch_duty AS d (name, holder, until)
    VALUES (wanted, me, clock_timestamp() + make_interval(secs => seconds))
    ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, until = excluded.until
    WHERE d.holder = me OR d.until <= clock_timestamp()
    RETURNING true
$$;
SELECT vivavoce_system_function('watch_claim(text, text, double precision)');

-- Flags that wait for a person, over all organisations.
CREATE FUNCTION figures_open_flags() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(f.flags), 0) FROM interview_figures f
    WHERE f.assessed_at IS NOT NULL AND f.decision IS NULL AND f.outcome IS DISTINCT FROM 'cancelled'
$$;
SELECT vivavoce_system_function('figures_open_flags()');

-- Prices what was used once more, after a price was set, in every organisation.
CREATE FUNCTION usage_price_again(wanted_provider text, wanted_kind text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed bigint;
BEGIN
    WITH priced AS (
        UPDATE usage_record u
        SET unit_price = p.unit_price, cost = u.quantity * p.unit_price
        FROM (
            SELECT r.tenant_id, r.event_id, r.place, price_of(r.provider, r.model, r.kind, r.used_at) AS unit_price
            FROM usage_record r
            WHERE r.provider = wanted_provider AND r.kind = wanted_kind
        ) p
        WHERE u.tenant_id = p.tenant_id AND u.event_id = p.event_id AND u.place = p.place
          AND u.unit_price IS DISTINCT FROM p.unit_price
        RETURNING u.tenant_id, u.interview_id
    )
    SELECT count(*) INTO changed FROM priced;
    UPDATE interview_figures f
    SET cost = s.cost, unpriced = s.unpriced
    FROM (
        SELECT u.tenant_id, u.interview_id, coalesce(sum(u.cost), 0) AS cost,
               count(*) FILTER (WHERE u.cost IS NULL) AS unpriced
        FROM usage_record u
        GROUP BY u.tenant_id, u.interview_id
    ) s
    WHERE f.tenant_id = s.tenant_id AND f.interview_id = s.interview_id
      AND (f.cost <> s.cost OR f.unpriced <> s.unpriced);
    RETURN changed;
END $$;
SELECT vivavoce_system_function('usage_price_again(text, text)');
