-- The two database roles, and the rules for a table: which rows each role sees, and what it may do.
--
-- vivavoce_app is the role of every process. It sees the rows of one organization, which its transaction
-- names in app.tenant_id. Reading all organizations at once takes a SECURITY DEFINER function, which runs
-- as vivavoce_system and returns no more than it has to.

CREATE EXTENSION IF NOT EXISTS vector;

GRANT USAGE, CREATE ON SCHEMA public TO vivavoce_system;
GRANT USAGE ON SCHEMA public TO vivavoce_app;

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

-- Gives the SECURITY DEFINER functions, which run as vivavoce_system, access to a table.
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
