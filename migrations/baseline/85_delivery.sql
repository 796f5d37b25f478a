-- Webhooks and e-mails.

-- The webhook endpoint of an organization, which has one. The secrets are encrypted with the installation's
-- key.
CREATE TABLE webhook_endpoint (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    callback_url text NOT NULL,
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_secret_expires_at timestamptz,
    events text[] NOT NULL,
    is_active boolean NOT NULL,
    disabled_reason text CHECK (disabled_reason IN ('gone')),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id),
    CHECK ((previous_secret IS NULL) = (previous_secret_expires_at IS NULL))
);
SELECT vivavoce_tenant_table('webhook_endpoint');

-- The last sequence number of an interview's webhooks; the lock on the row keeps the sequence without gaps.
-- deleted_count is how many of its messages retention deleted.
CREATE TABLE webhook_sequence (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    last_sequence integer NOT NULL,
    deleted_count integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, interview_id)
);
SELECT vivavoce_tenant_table('webhook_sequence');
SELECT vivavoce_system_table('webhook_sequence');

-- A webhook. The body is encrypted with the key of the person whom it is about, so erasing the person erases
-- it.
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
    attempts_before_redelivery integer NOT NULL DEFAULT 0 CHECK (attempts_before_redelivery <= attempts),
    is_redelivery boolean NOT NULL DEFAULT false,
    next_attempt_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, interview_id, sequence),
    CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
-- The list of failed webhooks shows the newest first.
CREATE INDEX webhook_message_status ON webhook_message (tenant_id, status, at DESC, id);
-- A sweep looks for messages whose next attempt is overdue.
CREATE INDEX webhook_message_overdue ON webhook_message (next_attempt_at) WHERE status = 'pending';
SELECT vivavoce_tenant_table('webhook_message');
SELECT vivavoce_system_table('webhook_message');

-- The attempts to send a webhook: either an HTTP status or an error.
CREATE TABLE webhook_attempt (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    attempt integer NOT NULL,
    at timestamptz NOT NULL,
    status smallint,
    duration_ms integer NOT NULL,
    error text,
    PRIMARY KEY (tenant_id, message_id, attempt),
    FOREIGN KEY (tenant_id, message_id) REFERENCES webhook_message ON DELETE CASCADE,
    CHECK ((status IS NULL) <> (error IS NULL))
);
SELECT vivavoce_tenant_table('webhook_attempt');

-- An e-mail to send. Once it is sent, refused or erased, its text is deleted.
CREATE TABLE email (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_id uuid NOT NULL,
    sealed bytea,
    status text NOT NULL CHECK (status IN ('pending', 'sent', 'refused', 'dead', 'erased')),
    attempts integer NOT NULL DEFAULT 0,
    at timestamptz NOT NULL,
    next_attempt_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((status = 'pending') = (sealed IS NOT NULL)),
    CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
-- A sweep looks for e-mails whose next attempt is overdue.
CREATE INDEX email_overdue ON email (next_attempt_at) WHERE status = 'pending';
SELECT vivavoce_tenant_table('email');
SELECT vivavoce_system_table('email');

-- Receives e-mails in the local profile; encrypted, because people try things with real names.
CREATE TABLE mailbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT vivavoce_tenant_table('mailbox');

-- Returns webhooks and e-mails whose attempt is overdue (a lost job), and sets it to now, so that two sweeps
-- do not return the same one.
CREATE FUNCTION delivery_overdue(grace interval)
RETURNS TABLE (kind text, tenant_id uuid, id uuid, attempts integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    UPDATE webhook_message m SET next_attempt_at = clock_timestamp()
    WHERE m.status = 'pending' AND m.next_attempt_at < clock_timestamp() - grace
    RETURNING 'webhook', m.tenant_id, m.id, m.attempts;
    RETURN QUERY
    UPDATE email e SET next_attempt_at = clock_timestamp()
    WHERE e.status = 'pending' AND e.next_attempt_at < clock_timestamp() - grace
    RETURNING 'email', e.tenant_id, e.id, e.attempts;
END $$;
SELECT vivavoce_system_function('delivery_overdue(interval)');

-- Deletes old webhooks with their attempts, unless one of the same interview is still pending.
CREATE FUNCTION delivery_delete_expired(older_than interval) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH deleted AS (
        DELETE FROM webhook_message m
        WHERE m.at < clock_timestamp() - older_than
          AND NOT EXISTS (
              SELECT 1 FROM webhook_message w
              WHERE w.tenant_id = m.tenant_id AND w.interview_id = m.interview_id AND w.status = 'pending')
        RETURNING m.tenant_id, m.interview_id
    ), counted AS (
        UPDATE webhook_sequence q
        SET deleted_count = q.deleted_count + g.messages
        FROM (SELECT tenant_id, interview_id, count(*) AS messages FROM deleted GROUP BY 1, 2) g
        WHERE q.tenant_id = g.tenant_id AND q.interview_id = g.interview_id
        RETURNING g.messages
    )
    SELECT coalesce(sum(messages), 0)::bigint FROM counted
$$;
SELECT vivavoce_system_function('delivery_delete_expired(interval)');
