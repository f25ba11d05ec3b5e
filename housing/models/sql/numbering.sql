-- Numbering that stays quick when PostgreSQL knows little about a table: after a large load that was rolled back it
-- expects one row, and would work the numbers out again for every row of the table. Replaces the function of
-- journal.sql; loaded by migration 0006.

CREATE OR REPLACE FUNCTION journal_number() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    head housing_journalhead;
    present timestamptz;
    wrong record;
    last record;
    lowest bigint;
    highest bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM added) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT head FROM housing_journalhead WHERE id = 1 FOR UPDATE;
    -- The clock is read after the lock, so moments follow the numbers.
    present := greatest(clock_timestamp() + coalesce(head.clock_offset, interval '0'), head.recorded_at);

    SELECT recorded_at INTO wrong FROM added
        WHERE recorded_at < head.recorded_at OR recorded_at > present ORDER BY id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal: recorded_at % lies before the last posting (%) or in the future',
            wrong.recorded_at, head.recorded_at USING ERRCODE = 'HJ001';
    END IF;
    IF EXISTS (
        SELECT FROM (
            SELECT coalesce(recorded_at, present) AS moment,
                lag(coalesce(recorded_at, present)) OVER (ORDER BY id) AS before
            FROM added) AS pair
        WHERE moment < before)
    THEN
        RAISE EXCEPTION 'journal: postings of one statement must be in order of recorded_at' USING ERRCODE = 'HJ001';
    END IF;

    -- The new rows lie side by side: with these bounds both sides are found by their keys, and nothing else is read.
    SELECT min(id), max(id) INTO lowest, highest FROM added;
    EXECUTE format($statement$
        WITH numbered AS MATERIALIZED (
            SELECT q.id, $1 + row_number() OVER (ORDER BY q.id) AS seq,
                coalesce(q.recorded_at, $3) AS moment,
                journal_chain($2, journal_text(q, coalesce(q.recorded_at, $3))) OVER (ORDER BY q.id) AS hash
            FROM %1$I AS q JOIN added USING (id) WHERE q.id BETWEEN $4 AND $5
        )
        UPDATE %1$I AS p SET seq = numbered.seq, recorded_at = numbered.moment, hash = numbered.hash
        FROM numbered WHERE p.id = numbered.id AND p.id BETWEEN $4 AND $5
    $statement$, TG_TABLE_NAME) USING head.seq, head.hash, present, lowest, highest;

    EXECUTE format('SELECT seq, hash, recorded_at FROM %I WHERE id = $1', TG_TABLE_NAME) INTO last USING highest;
    UPDATE housing_journalhead SET seq = last.seq, hash = last.hash, recorded_at = last.recorded_at WHERE id = 1;
    RETURN NULL;
END
$$;

-- The other rules look rows up by their keys as well, whatever PostgreSQL expects.
ALTER FUNCTION journal_roll_targets() SET enable_seqscan = off;
ALTER FUNCTION journal_roll_adjustments() SET enable_seqscan = off;
ALTER FUNCTION journal_roll_placements() SET enable_seqscan = off;
ALTER FUNCTION journal_check_group() SET enable_seqscan = off;
ALTER FUNCTION journal_check_ended() SET enable_seqscan = off;
ALTER FUNCTION report_check() SET enable_seqscan = off;
