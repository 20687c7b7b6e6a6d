-- The questions: what is here is worked out from the histories, and can be worked out again.

CREATE SCHEMA read;

-- How far each projection has come; the row is also the lock of whoever advances it.
CREATE TABLE read.projection (
  name text,
  version int,
  shard int,
  position bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (name, version, shard)
) WITH (fillfactor = 50);

-- Which version the view read.<name> shows.
CREATE TABLE read.live (
  name text PRIMARY KEY,
  version int NOT NULL
);

-- Streams a projection stumbled over: their rows are those of an earlier day.
CREATE TABLE read.parked (
  name text,
  version int,
  originator_id uuid,
  position bigint NOT NULL,
  error text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (name, version, originator_id)
);
