"""Add test keys, and interviews that are tests."""

from alembic import op

revision = "0020_test_keys"
down_revision = "0019_interview_flags"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        -- A test key creates tests, and sees nothing else. A live key does not see tests.
        ALTER TABLE api_key ADD COLUMN mode text NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'test'));

        DROP FUNCTION api_key_find(bytea);
        CREATE FUNCTION api_key_find(wanted bytea)
        RETURNS TABLE (tenant_id uuid, id uuid, name text, permissions text[], mode text,
                       expires_at timestamptz, role text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            UPDATE api_key k SET last_used_at = clock_timestamp()
            WHERE k.hash = wanted AND k.revoked_at IS NULL
              AND (k.last_used_at IS NULL OR k.last_used_at < clock_timestamp() - interval '1 minute');
            RETURN QUERY
            SELECT k.tenant_id, k.id, k.name, k.permissions, k.mode, k.expires_at, m.role
            FROM api_key k
            JOIN membership m ON m.tenant_id = k.tenant_id AND m.id = k.created_by
            WHERE k.hash = wanted AND k.revoked_at IS NULL AND m.removed_at IS NULL
              AND m.version = k.creator_version;
        END $$;
        SELECT vivavoce_system_function('api_key_find(bytea)');

        DROP FUNCTION oauth_access_find(bytea, timestamptz);
        CREATE FUNCTION oauth_access_find(wanted bytea, at timestamptz)
        RETURNS TABLE (tenant_id uuid, id uuid, name text, role text, is_person boolean, key_mode text,
                       permissions text[], key_permissions text[], audience text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            UPDATE oauth_grant g SET last_used_at = clock_timestamp()
            FROM oauth_token t
            WHERE t.hash = wanted AND g.tenant_id = t.tenant_id AND g.id = t.grant_id
              AND (g.last_used_at IS NULL OR g.last_used_at < clock_timestamp() - interval '1 minute');
            UPDATE api_key k SET last_used_at = clock_timestamp()
            FROM oauth_token t
            WHERE t.hash = wanted AND k.tenant_id = t.tenant_id AND k.id = t.api_key_id
              AND (k.last_used_at IS NULL OR k.last_used_at < clock_timestamp() - interval '1 minute');
            RETURN QUERY
            SELECT m.tenant_id, m.id, m.name, m.role, true, NULL::text, t.permissions, t.permissions,
                   t.audience
            FROM oauth_token t
            JOIN oauth_grant g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
            JOIN membership m ON m.tenant_id = g.tenant_id AND m.id = g.user_id
            JOIN account a ON a.id = m.account_id
            WHERE t.hash = wanted AND t.kind = 'access' AND t.expires_at > at
              AND g.revoked_at IS NULL
              AND m.removed_at IS NULL AND m.version = g.user_version
              AND a.version = g.account_version
            UNION ALL
            SELECT k.tenant_id, k.id, k.name, m.role, false, k.mode, t.permissions, k.permissions, t.audience
            FROM oauth_token t
            JOIN api_key k ON k.tenant_id = t.tenant_id AND k.id = t.api_key_id
            JOIN membership m ON m.tenant_id = k.tenant_id AND m.id = k.created_by
            WHERE t.hash = wanted AND t.kind = 'access' AND t.expires_at > at
              AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at)
              AND m.removed_at IS NULL AND m.version = k.creator_version;
        END $$;
        SELECT vivavoce_system_function('oauth_access_find(bytea, timestamptz)');

        ALTER TABLE interview ADD COLUMN is_test boolean NOT NULL DEFAULT false;
        -- A test may have the external id of a live interview.
        ALTER TABLE interview DROP CONSTRAINT interview_tenant_id_external_id_key;
        CREATE UNIQUE INDEX interview_external_id ON interview (tenant_id, external_id, is_test);
        GRANT SELECT (is_test, person_id) ON interview TO vivavoce_system;

        -- Whether an interview of the transaction's organization is a test, also if the caller cannot see it.
        CREATE FUNCTION interview_is_test(wanted uuid) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT EXISTS (
                SELECT 1
                FROM interview i
                WHERE i.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
                  AND i.id = wanted AND i.is_test)
        $$;
        SELECT vivavoce_system_function('interview_is_test(uuid)');

        -- Whether a person is one of a test: nothing may reach them. Each test has a person of its own.
        CREATE FUNCTION person_is_test(wanted uuid) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT coalesce(bool_and(i.is_test), false)
            FROM interview i
            WHERE i.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
              AND i.person_id = wanted
        $$;
        SELECT vivavoce_system_function('person_is_test(uuid)');

        -- The transaction of a key names its mode in app.mode; without one, both kinds exist.
        CREATE POLICY mode ON interview AS RESTRICTIVE TO vivavoce_app
        USING (nullif(current_setting('app.mode', true), '') IS NULL
               OR is_test = (current_setting('app.mode', true) = 'test'));

        -- Hides the rows of interviews of the other mode in a table that names its interview.
        CREATE FUNCTION vivavoce_mode_table(name regclass) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            EXECUTE format(
                'CREATE POLICY mode ON %s AS RESTRICTIVE TO vivavoce_app '
                'USING (nullif(current_setting(''app.mode'', true), '''') IS NULL '
                'OR interview_is_test(interview_id) = (current_setting(''app.mode'', true) = ''test''))', name);
        END $$;
        -- Hides a whole table from test keys: what is counted in it is live.
        CREATE FUNCTION vivavoce_live_table(name regclass) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            EXECUTE format(
                'CREATE POLICY mode ON %s AS RESTRICTIVE TO vivavoce_app '
                'USING (current_setting(''app.mode'', true) IS DISTINCT FROM ''test'')', name);
        END $$;

        SELECT vivavoce_mode_table(name::regclass)
        FROM unnest(ARRAY['artifact', 'assessment', 'call', 'candidate_link', 'candidate_message', 'consent',
                          'hiring_decision', 'human_task', 'interview_transition', 'level_correction',
                          'live_dashboard_view', 'panel_run', 'plan', 'plan_order',
                          'push_notification_config', 'queue_claim', 'recording', 'scorecard_link', 'session',
                          'skill_inquiry', 'video_chunk', 'webhook_message']) AS name;
        SELECT vivavoce_live_table(name::regclass)
        FROM unnest(ARRAY['ats_order', 'interview_analytics', 'usage_record']) AS name;
        """
    )
