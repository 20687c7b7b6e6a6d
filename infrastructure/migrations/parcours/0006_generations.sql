-- What a rebuild replaced is kept, with the position it stood at: the way back is to bring it up to date and show it.

CREATE TABLE read.former (
  name text PRIMARY KEY,
  version int NOT NULL,
  position bigint NOT NULL,
  parked uuid[] NOT NULL,  -- the streams whose rows were of an earlier day
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Why a projection stands still, in words for whoever runs the service; empty while it goes on.
ALTER TABLE read.projection ADD COLUMN alarm text NOT NULL DEFAULT '';

GRANT SELECT ON read.former TO web_reader;
