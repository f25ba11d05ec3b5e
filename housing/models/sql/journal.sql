-- The journal's own rules: numbering, chaining, rollups, conservation, and the refusal of change.
-- Loaded by migration 0002; a later change gets a file and a migration of its own.

-- ── Clock ───────────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION journal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp() + coalesce(clock_offset, interval '0') FROM housing_journalhead WHERE id = 1
$$;

-- ── The text of a posting that is hashed: version, table, then every field in a fixed order, times in UTC ─
-- STABLE as to_char and jsonb_build_array are, so that the planner can write them out in the statement.

CREATE FUNCTION journal_moment(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

CREATE FUNCTION journal_day(day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(day, 'YYYY-MM-DD')
$$;

CREATE FUNCTION journal_text(p housing_announcement, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, 'announcement', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
        p.source, p.period_id, journal_day(p.population_date), journal_day(p.announced_on))::text
$$;

CREATE FUNCTION journal_text(p housing_interimtarget, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, 'interimtarget', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
        p.source, journal_day(p.baseline_on), journal_day(p.due_on))::text
$$;

CREATE FUNCTION journal_text(p housing_target, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, 'target', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
        p.source, p.municipality_id, p.period_id, p.announcement_id)::text
$$;

CREATE FUNCTION journal_text(p housing_placement, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, 'placement', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
        p.source, p.municipality_id, p.period_id, journal_day(p.month), p.kind)::text
$$;

CREATE FUNCTION journal_text(p housing_adjustment, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, 'adjustment', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
        p.source, p.municipality_id, p.period_id, p.type, journal_day(p.effective_on), p."group")::text
$$;

-- Each hash is SHA-256 over the previous hash and the text: a running fold, so one pass chains any number of rows.
CREATE FUNCTION journal_link(state text, previous text, line text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN encode(sha256(convert_to(coalesce(state, previous) || line, 'UTF8')), 'hex');
END
$$;

CREATE AGGREGATE journal_chain(text, text) (SFUNC = journal_link, STYPE = text);

-- ── Numbering and chaining: once per statement, under the lock on the head row ───────────────────────────

CREATE FUNCTION journal_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head housing_journalhead;
    present timestamptz;
    wrong record;
    last record;
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

    EXECUTE format($statement$
        UPDATE %1$I AS p SET seq = numbered.seq, recorded_at = numbered.moment, hash = numbered.hash
        FROM (
            SELECT q.id, $1 + row_number() OVER (ORDER BY q.id) AS seq,
                coalesce(q.recorded_at, $3) AS moment,
                journal_chain($2, journal_text(q, coalesce(q.recorded_at, $3))) OVER (ORDER BY q.id) AS hash
            FROM %1$I AS q JOIN added USING (id)
        ) AS numbered
        WHERE p.id = numbered.id
    $statement$, TG_TABLE_NAME) USING head.seq, head.hash, present;

    EXECUTE format('SELECT seq, hash, recorded_at FROM %I WHERE id = (SELECT max(id) FROM added)', TG_TABLE_NAME)
        INTO last;
    UPDATE housing_journalhead SET seq = last.seq, hash = last.hash, recorded_at = last.recorded_at WHERE id = 1;
    RETURN NULL;
END
$$;

-- ── Rollups, in the same transaction and under the same lock ─────────────────────────────────────────────

CREATE FUNCTION journal_roll_targets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT m.name, a.period_id INTO wrong
        FROM added a JOIN housing_municipality m ON m.code = a.municipality_id
            JOIN housing_targetperiod p ON p.code = a.period_id
        WHERE m.valid_from > p.ends_on OR m.valid_to <= p.starts_on LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal: % did not exist in %', wrong.name, wrong.period_id USING ERRCODE = 'HJ002';
    END IF;
    MERGE INTO housing_periodtotal AS total
        USING (SELECT municipality_id, period_id, sum(persons) AS persons FROM added GROUP BY 1, 2) AS a
        ON total.municipality_id = a.municipality_id AND total.period_id = a.period_id
        WHEN MATCHED THEN UPDATE SET target = total.target + a.persons
        WHEN NOT MATCHED THEN INSERT (municipality_id, period_id, opening, opening_transfers, target, exchanges,
                corrections, transfers, home, transitional, hotel)
            VALUES (a.municipality_id, a.period_id, 0, 0, a.persons, 0, 0, 0, 0, 0, 0);
    RETURN NULL;
END
$$;

CREATE FUNCTION journal_roll_adjustments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    MERGE INTO housing_periodtotal AS total
        USING (
            SELECT a.municipality_id, a.period_id,
                coalesce(sum(persons) FILTER (WHERE type = 'opening'), 0) AS opening,
                coalesce(sum(persons) FILTER (WHERE type = 'merger' AND effective_on <= p.starts_on), 0) AS first_day,
                coalesce(sum(persons) FILTER (WHERE type = 'merger' AND effective_on > p.starts_on), 0) AS transfers,
                coalesce(sum(persons) FILTER (WHERE type = 'exchange'), 0) AS exchanges,
                coalesce(sum(persons) FILTER (WHERE type = 'correction'), 0) AS corrections
            FROM added a JOIN housing_targetperiod p ON p.code = a.period_id
            GROUP BY 1, 2
        ) AS a
        ON total.municipality_id = a.municipality_id AND total.period_id = a.period_id
        WHEN MATCHED THEN UPDATE SET opening = total.opening + a.opening,
            opening_transfers = total.opening_transfers + a.first_day,
            exchanges = total.exchanges + a.exchanges, corrections = total.corrections + a.corrections,
            transfers = total.transfers + a.transfers
        WHEN NOT MATCHED THEN INSERT (municipality_id, period_id, opening, opening_transfers, target, exchanges,
                corrections, transfers, home, transitional, hotel)
            VALUES (a.municipality_id, a.period_id, a.opening, a.first_day, 0, a.exchanges, a.corrections,
                a.transfers, 0, 0, 0);
    RETURN NULL;
END
$$;

CREATE FUNCTION journal_roll_placements() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT m.name, a.month INTO wrong
        FROM added a JOIN housing_municipality m ON m.code = a.municipality_id
        WHERE m.valid_from >= a.month + interval '1 month' OR m.valid_to <= a.month LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal: % did not exist in the month of %', wrong.name, wrong.month USING ERRCODE = 'HJ002';
    END IF;
    MERGE INTO housing_monthtotal AS total
        USING (
            SELECT municipality_id, period_id, month, count(*) AS postings,
                coalesce(sum(persons) FILTER (WHERE kind = 'home'), 0) AS home,
                coalesce(sum(persons) FILTER (WHERE kind = 'transitional'), 0) AS transitional,
                coalesce(sum(persons) FILTER (WHERE kind = 'hotel'), 0) AS hotel
            FROM added GROUP BY 1, 2, 3
        ) AS a
        ON total.municipality_id = a.municipality_id AND total.month = a.month
        WHEN MATCHED THEN UPDATE SET home = total.home + a.home, transitional = total.transitional + a.transitional,
            hotel = total.hotel + a.hotel, postings = total.postings + a.postings
        WHEN NOT MATCHED THEN INSERT (municipality_id, period_id, month, home, transitional, hotel, postings)
            VALUES (a.municipality_id, a.period_id, a.month, a.home, a.transitional, a.hotel, a.postings);
    MERGE INTO housing_periodtotal AS total
        USING (
            SELECT municipality_id, period_id,
                coalesce(sum(persons) FILTER (WHERE kind = 'home'), 0) AS home,
                coalesce(sum(persons) FILTER (WHERE kind = 'transitional'), 0) AS transitional,
                coalesce(sum(persons) FILTER (WHERE kind = 'hotel'), 0) AS hotel
            FROM added GROUP BY 1, 2
        ) AS a
        ON total.municipality_id = a.municipality_id AND total.period_id = a.period_id
        WHEN MATCHED THEN UPDATE SET home = total.home + a.home, transitional = total.transitional + a.transitional,
            hotel = total.hotel + a.hotel
        WHEN NOT MATCHED THEN INSERT (municipality_id, period_id, opening, opening_transfers, target, exchanges,
                corrections, transfers, home, transitional, hotel)
            VALUES (a.municipality_id, a.period_id, 0, 0, 0, 0, 0, 0, a.home, a.transitional, a.hotel);
    RETURN NULL;
END
$$;

-- ── Conservation, checked at commit ──────────────────────────────────────────────────────────────────────

CREATE FUNCTION journal_check_group() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total bigint;
BEGIN
    SELECT sum(persons) INTO total FROM housing_adjustment WHERE type = NEW.type AND "group" = NEW."group";
    IF total <> 0 THEN
        RAISE EXCEPTION 'journal: group % (%) adds up to %, not to zero', NEW."group", NEW.type, total
            USING ERRCODE = 'HJ003';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER journal_group_sums_to_zero AFTER INSERT ON housing_adjustment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.type IN ('exchange', 'merger'))
    EXECUTE FUNCTION journal_check_group();

CREATE FUNCTION journal_check_ended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    town record;
    total bigint;
BEGIN
    SELECT m.code, m.name INTO town FROM housing_municipality m, housing_journalhead h
        WHERE m.code = NEW.municipality_id AND h.id = 1
            AND m.valid_to <= (h.recorded_at AT TIME ZONE 'Europe/Amsterdam')::date;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT sum(opening + opening_transfers - target + exchanges + corrections + transfers + home + transitional + hotel)
        INTO total FROM housing_periodtotal WHERE municipality_id = town.code;
    IF total <> 0 THEN
        RAISE EXCEPTION 'journal: % has ended and must close at 0, not at %', town.name, total USING ERRCODE = 'HJ004';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER journal_ended_closes_at_zero AFTER INSERT OR UPDATE ON housing_periodtotal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_check_ended();

ALTER TABLE housing_placement ADD CONSTRAINT placement_month_in_period CHECK (
    extract(day FROM month) = 1
    AND period_id = extract(year FROM month)::int || '-' || CASE WHEN extract(month FROM month) <= 6 THEN '1' ELSE '2' END
);

-- A municipality's time may not be cut so that postings fall outside it.
CREATE FUNCTION journal_check_validity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM housing_monthtotal t WHERE t.municipality_id = NEW.code
            AND (NEW.valid_from >= t.month + interval '1 month' OR NEW.valid_to <= t.month))
        OR EXISTS (SELECT FROM housing_periodtotal t JOIN housing_targetperiod p ON p.code = t.period_id
            WHERE t.municipality_id = NEW.code AND t.target <> 0
            AND (NEW.valid_from > p.ends_on OR NEW.valid_to <= p.starts_on))
    THEN
        RAISE EXCEPTION 'journal: % has postings outside the time in which it would exist', NEW.name
            USING ERRCODE = 'HJ002';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER journal_validity_holds AFTER UPDATE OF valid_from, valid_to ON housing_municipality
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_check_validity();

-- ── Refusal of change ────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal: % of % is refused; post the difference instead', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'HJ000';
END
$$;

-- Rollups and the head's chain fields are written by the journal's own triggers, that is at depth 2 or more.
CREATE FUNCTION journal_refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'journal: % of % by hand is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HJ000';
    END IF;
    IF TG_LEVEL = 'ROW' THEN
        RETURN NEW;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION journal_refuse_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seq > 0 THEN
        RAISE EXCEPTION 'journal: the clock can be set only while the journal is empty' USING ERRCODE = 'HJ000';
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    name text;
    rolled text;
BEGIN
    FOREACH name IN ARRAY ARRAY['announcement', 'interimtarget', 'target', 'placement', 'adjustment'] LOOP
        EXECUTE format('CREATE TRIGGER journal_1_number AFTER INSERT ON housing_%s
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_number()', name);
        -- A row that has no number yet is still being written by the statement that adds it.
        EXECUTE format('CREATE TRIGGER journal_refuse_update BEFORE UPDATE ON housing_%s
            FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION journal_refuse()', name);
        EXECUTE format('CREATE TRIGGER journal_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_%s
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['target', 'placement', 'adjustment'] LOOP
        EXECUTE format('CREATE TRIGGER journal_2_roll AFTER INSERT ON housing_%1$s
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_roll_%1$ss()', name);
    END LOOP;
    FOREACH rolled IN ARRAY ARRAY['periodtotal', 'monthtotal'] LOOP
        EXECUTE format('CREATE TRIGGER journal_refuse_write BEFORE INSERT OR UPDATE ON housing_%s
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_by_hand()', rolled);
        EXECUTE format('CREATE TRIGGER journal_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_%s
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()', rolled);
    END LOOP;
END
$$;

CREATE TRIGGER journal_refuse_write BEFORE UPDATE OF seq, hash, recorded_at ON housing_journalhead
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_by_hand();
CREATE TRIGGER journal_refuse_clock BEFORE UPDATE OF clock_offset ON housing_journalhead
    FOR EACH ROW WHEN (OLD.clock_offset IS DISTINCT FROM NEW.clock_offset) EXECUTE FUNCTION journal_refuse_clock();
CREATE TRIGGER journal_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_journalhead
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

CREATE TRIGGER journal_refuse_update BEFORE UPDATE ON housing_publication
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_publication
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

INSERT INTO housing_journalhead (id, seq, hash, reference_version) VALUES (1, 0, repeat('0', 64), 0);
