-- An organisation's own receiver: one each. The secrets are sealed under the installation's key.
CREATE TABLE webhook_endpoint (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    callback_url text NOT NULL,
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_until timestamptz,
    events text[] NOT NULL,
    is_active boolean NOT NULL,
    disabled_reason text CHECK (disabled_reason IN ('gone')),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id),
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);
SELECT vivavoce_tenant_table('webhook_endpoint');

-- The last sequence number given out for an interview; its row lock keeps the count whole.
CREATE TABLE webhook_sequence (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    last integer NOT NULL,
    forgotten integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, interview_id)
);
SELECT vivavoce_tenant_table('webhook_sequence');
SELECT vivavoce_system_table('webhook_sequence');

-- The body is sealed under the key of the person it is about, so erasure reaches it.
CREATE TABLE webhook_message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    sequence integer NOT NULL CHECK (sequence > 0),
    event text NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    endpoint_id uuid,
    url text NOT NULL,
    subject_id uuid NOT NULL,
    body bytea NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'delivered', 'dead', 'gone')),
    attempts integer NOT NULL DEFAULT 0,
    attempts_before integer NOT NULL DEFAULT 0 CHECK (attempts_before <= attempts),
    is_revived boolean NOT NULL DEFAULT false,
    next_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id, sequence),
    CHECK ((status = 'pending') = (next_at IS NOT NULL))
);
-- The list of what was given up, newest first.
CREATE INDEX webhook_message_status ON webhook_message (tenant_id, status, at DESC, id);
-- The sweep looks for what should have been tried long ago.
CREATE INDEX webhook_message_overdue ON webhook_message (next_at) WHERE status = 'pending';
SELECT vivavoce_tenant_table('webhook_message');
SELECT vivavoce_system_table('webhook_message');

CREATE TABLE webhook_attempt (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    attempt integer NOT NULL,
    at timestamptz NOT NULL,
    status smallint,
    ms integer NOT NULL,
    error text,
    PRIMARY KEY (tenant_id, message_id, attempt),
    FOREIGN KEY (tenant_id, message_id) REFERENCES webhook_message ON DELETE CASCADE,
    CHECK ((status IS NULL) <> (error IS NULL))
);
SELECT vivavoce_tenant_table('webhook_attempt');

-- A letter on its way. Once it was taken, refused or erased, nothing of its text is left.
CREATE TABLE letter (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_id uuid NOT NULL,
    sealed bytea,
    status text NOT NULL CHECK (status IN ('pending', 'sent', 'refused', 'dead', 'erased')),
    attempts integer NOT NULL DEFAULT 0,
    at timestamptz NOT NULL,
    next_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((status = 'pending') = (sealed IS NOT NULL)),
    CHECK ((status = 'pending') = (next_at IS NOT NULL))
);
CREATE INDEX letter_overdue ON letter (next_at) WHERE status = 'pending';
SELECT vivavoce_tenant_table('letter');
SELECT vivavoce_system_table('letter');

-- Where letters arrive in the local profile; sealed, because people try things with real names.
CREATE TABLE mailbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('mailbox');

-- Names what waits although its time has long come (a lost job), and moves its time to now, so
-- that two sweeps do not name the same twice.
CREATE FUNCTION delivery_overdue(grace interval)
RETURNS TABLE (kind text, tenant_id uuid, id uuid, attempts integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    UPDATE webhook_message m SET next_at = clock_timestamp()
    WHERE m.status = 'pending' AND m.next_at < clock_timestamp() - grace
    RETURNING 'webhook', m.tenant_id, m.id, m.attempts;
    RETURN QUERY
    UPDATE letter l SET next_at = clock_timestamp()
    WHERE l.status = 'pending' AND l.next_at < clock_timestamp() - grace
    RETURNING 'letter', l.tenant_id, l.id, l.attempts;
END $$;
SELECT vivavoce_system_function('delivery_overdue(interval)');

-- Forgets webhooks that ended long ago, with their tries, unless one of the interview is still on its way.
CREATE FUNCTION delivery_forget(older_than interval) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM webhook_message m
        WHERE m.at < clock_timestamp() - older_than
          AND NOT EXISTS (
              SELECT 1 FROM webhook_message w
              WHERE w.tenant_id = m.tenant_id AND w.interview_id = m.interview_id AND w.status = 'pending')
        RETURNING m.tenant_id, m.interview_id
    ), counted AS (
        UPDATE webhook_sequence q
        SET forgotten = q.forgotten + g.messages
        FROM (SELECT tenant_id, interview_id, count(*) AS messages FROM gone GROUP BY 1, 2) g
        WHERE q.tenant_id = g.tenant_id AND q.interview_id = g.interview_id
        RETURNING g.messages
    )
    SELECT coalesce(sum(messages), 0)::bigint FROM counted
$$;
SELECT vivavoce_system_function('delivery_forget(interval)');
