-- Who may do what. The owner migrates and nobody serves as him; appending is one function, and nothing else writes.

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['es_writer', 'es_projector', 'web_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;  -- another database of this server was quicker
      END;
    END IF;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      BEGIN
        EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
      EXCEPTION WHEN insufficient_privilege THEN
        NULL;  -- an administrator gave it, or the start will say that it is missing
      END;
    END IF;
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA es TO es_writer, es_projector, web_reader;
GRANT SELECT ON es.event, es.event_head, es.clock TO es_writer, es_projector, web_reader;
GRANT SELECT ON es.processed_command, es.identity_claim TO es_writer, web_reader;

-- The way into the log, and the clock of a demo, are nobody's by default.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA es FROM PUBLIC;
GRANT EXECUTE ON FUNCTION es.now() TO es_writer, es_projector, web_reader;
GRANT EXECUTE ON FUNCTION es.event_append(
  int[], uuid[], bigint[], text[], bytea[], uuid[], int[], text[], text[], uuid[], uuid[], uuid[], bytea[],
  uuid[], bytea[], bytea[]) TO es_writer;

GRANT USAGE ON SCHEMA read TO es_projector, web_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA read TO web_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA read TO es_projector;

GRANT USAGE ON SCHEMA auth TO web_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO web_reader;
