-- The histories: what was recorded, in the one order it was recorded in. Nothing here is ever changed or removed.

CREATE SCHEMA es;

-- Exactly one row: the lock that appends take in turn, the last position given, the hour it was given at.
CREATE TABLE es.event_head (
  one bool PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
INSERT INTO es.event_head (position) VALUES (0);

-- Empty, except in a database marked as a demo while its log was empty.
CREATE TABLE es.clock (
  one bool PRIMARY KEY DEFAULT true CHECK (one),
  demo timestamptz NOT NULL
);

CREATE FUNCTION es.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT coalesce((SELECT demo FROM es.clock), clock_timestamp())
$$;

CREATE FUNCTION es.mark_demo(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT position FROM es.event_head WHERE one FOR UPDATE) > 0 THEN
    RAISE EXCEPTION 'a database that holds histories does not become a demo';
  END IF;
  INSERT INTO es.clock (demo) VALUES (at);
END $$;

CREATE FUNCTION es.set_demo_clock(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE es.clock SET demo = at;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the clock of a database that is no demo is the clock of its server';
  END IF;
END $$;

CREATE TABLE es.event (
  notification_id bigint NOT NULL CHECK (notification_id > 0),
  originator_id uuid NOT NULL,
  originator_version bigint NOT NULL CHECK (originator_version >= 0),
  topic text NOT NULL,
  state bytea NOT NULL,
  recorded_at timestamptz NOT NULL,
  event_id uuid NOT NULL UNIQUE,
  organisation_id int NOT NULL,
  actor text NOT NULL,
  rule_set text NOT NULL,
  command_id uuid,
  correlation_id uuid,
  causation_id uuid,
  commitment bytea NOT NULL,
  PRIMARY KEY (originator_id, originator_version)
);
CREATE UNIQUE INDEX event_position ON es.event (notification_id);
CREATE INDEX event_recorded ON es.event USING brin (recorded_at);

CREATE FUNCTION es.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of %: what was recorded is never changed', lower(TG_OP), TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON es.event
  FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change();
ALTER TABLE es.event ENABLE ALWAYS TRIGGER event_is_kept;

-- One row per command carried out: the stream it was about, the version it left it in, where its events are.
CREATE TABLE es.processed_command (
  command_id uuid PRIMARY KEY,
  fingerprint bytea NOT NULL,
  originator_id uuid NOT NULL,
  version bigint NOT NULL,
  first_position bigint NOT NULL,
  last_position bigint NOT NULL,
  recorded_at timestamptz NOT NULL
);

-- One stream per person: the keyed hash of a national number, and whose it is.
CREATE TABLE es.identity_claim (
  digest bytea PRIMARY KEY,
  originator_id uuid NOT NULL
);
CREATE INDEX identity_claim_of ON es.identity_claim (originator_id);
