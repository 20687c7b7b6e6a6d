-- Who may sign in, from which centre, and who has.

CREATE SCHEMA auth;

CREATE TABLE auth.centre (
  id int PRIMARY KEY,
  name text NOT NULL UNIQUE,
  nis text NOT NULL DEFAULT ''
);

CREATE TABLE auth.account (
  username text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL,
  centre_id int NOT NULL REFERENCES auth.centre,
  password_hash text NOT NULL,
  is_demo boolean NOT NULL DEFAULT false
);

CREATE TABLE auth.session (
  token_hash bytea PRIMARY KEY,
  username text NOT NULL REFERENCES auth.account ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('page', 'program')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX session_of ON auth.session (username);
CREATE INDEX session_ends ON auth.session (expires_at);
