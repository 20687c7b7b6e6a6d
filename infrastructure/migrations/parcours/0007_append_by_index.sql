-- The same function, which asks the ledger and the claims by their keys. Joined as tables they were read whole: nobody
-- can estimate how many appends an array holds, and the plan is made once for all calls.

CREATE OR REPLACE FUNCTION es.event_append(
  -- one entry per event; n: the append it belongs to, counted from 1
  n int[], id uuid[], v bigint[], tp text[], st bytea[], eid uuid[], org int[], who text[], rules text[],
  by_cmd uuid[], corr uuid[], caus uuid[], com bytea[],
  -- one entry per append
  cmd uuid[], fp bytea[], claim bytea[])
RETURNS TABLE (append_no int, outcome text, first_position bigint, last_position bigint, stream uuid, version bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = es, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  base bigint;
  at timestamptz;
BEGIN
  -- Above READ COMMITTED the judgement below would not see what was committed while this append waited for the lock.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'appends are judged in READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  SELECT position, recorded_at INTO STRICT base, at FROM es.event_head WHERE one FOR UPDATE;
  at := greatest(at, es.now());
  RETURN QUERY
  WITH e AS (
    SELECT * FROM unnest(n, id, v, tp, st, eid, org, who, rules, by_cmd, corr, caus, com)
      WITH ORDINALITY AS e(n, id, v, tp, st, eid, org, who, rules, by_cmd, corr, caus, com, ord)),
  a AS (
    SELECT i::int AS n, cmd[i] AS cmd, fp[i] AS fp, claim[i] AS claim FROM generate_subscripts(cmd, 1) i),
  f AS (
    SELECT e.n, e.id, min(e.v) AS v, max(e.v) AS top, count(*) AS k, min(e.ord) AS ord FROM e GROUP BY 1, 2),
  about AS (  -- the stream a command is about is that of its first event
    SELECT DISTINCT ON (n) n, id, top FROM f ORDER BY n, ord),
  verdict AS (
    SELECT a.*, about.id, about.top, c.first_position AS p1, c.last_position AS p2, c.version AS was,
      coalesce(c.originator_id, k.originator_id) AS held,
      CASE
        WHEN c.command_id IS NOT NULL THEN CASE WHEN c.fingerprint = a.fp THEN 'replay' ELSE 'reused' END
        WHEN EXISTS (
          SELECT FROM f WHERE f.n = a.n AND (f.v + f.k - 1 <> f.top OR f.v IS DISTINCT FROM coalesce(
            (SELECT x.originator_version + 1 FROM es.event x
              WHERE x.originator_id = f.id ORDER BY x.originator_version DESC LIMIT 1),
            es.first_version(f.v)))) THEN 'conflict'
        WHEN k.originator_id <> about.id THEN 'claimed'
        ELSE 'ok'
      END AS outcome
    FROM a LEFT JOIN about USING (n)
      LEFT JOIN LATERAL (SELECT * FROM es.processed_command x WHERE x.command_id = a.cmd LIMIT 1) c ON true
      LEFT JOIN LATERAL (SELECT * FROM es.identity_claim x WHERE x.digest = a.claim LIMIT 1) k ON true),
  ok AS (
    SELECT e.*, base + row_number() OVER (ORDER BY e.ord) AS pos FROM e JOIN verdict USING (n) WHERE outcome = 'ok'),
  ev AS (
    INSERT INTO es.event (
      notification_id, originator_id, originator_version, topic, state, recorded_at, event_id, organisation_id,
      actor, rule_set, command_id, correlation_id, causation_id, commitment)
    SELECT pos, id, v, tp, st, at, eid, org, who, rules, by_cmd, corr, caus, com FROM ok ORDER BY ord),
  lg AS (
    INSERT INTO es.processed_command (
      command_id, fingerprint, originator_id, version, first_position, last_position, recorded_at)
    SELECT w.cmd, w.fp, w.id, w.top, min(pos), max(pos), at FROM verdict w JOIN ok USING (n)
      WHERE w.cmd IS NOT NULL GROUP BY 1, 2, 3, 4),
  cl AS (
    INSERT INTO es.identity_claim (digest, originator_id)
    SELECT w.claim, w.id FROM verdict w WHERE w.outcome = 'ok' AND w.claim IS NOT NULL AND w.held IS NULL),
  hd AS (
    UPDATE es.event_head SET position = base + (SELECT count(*) FROM ok), recorded_at = at
      WHERE one AND EXISTS (SELECT FROM ok))
  SELECT w.n, w.outcome, coalesce(min(ok.pos), w.p1), coalesce(max(ok.pos), w.p2), coalesce(w.held, w.id),
      coalesce(w.was, w.top)
    FROM verdict w LEFT JOIN ok USING (n)
    GROUP BY w.n, w.outcome, w.p1, w.p2, w.held, w.id, w.was, w.top ORDER BY w.n;
  IF EXISTS (SELECT FROM es.event_head WHERE position > base) THEN
    NOTIFY es_event;
  END IF;
END $$;
