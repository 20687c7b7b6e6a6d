-- One key per person, wrapped by a master key that no database holds. Without the key, the person is forgotten.

CREATE TABLE public.subject_key (
  subject_id uuid PRIMARY KEY,
  kek_version int NOT NULL,
  dek_wrapped bytea,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  destroyed_at timestamptz,
  ground text,
  CHECK ((dek_wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
