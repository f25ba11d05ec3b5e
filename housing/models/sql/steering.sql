-- The rules of steering: what an announcement says besides its number, half-years that are closed, exchanges that were
-- agreed, publications that were withdrawn. Loaded by migration 0008; a later change gets a file and a migration of
-- its own.

-- ── Texts of version 2: with the fields that came later. Lines that leave these empty keep version 1 ──────

CREATE OR REPLACE FUNCTION journal_text(p housing_announcement, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.method = '' AND p.exempt = '[]'
        THEN jsonb_build_array(1, 'announcement', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
            p.source, p.period_id, journal_day(p.population_date), journal_day(p.announced_on))
        ELSE jsonb_build_array(2, 'announcement', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
            p.source, p.period_id, journal_day(p.population_date), journal_day(p.announced_on), p.method, p.exempt)
        END::text
$$;

CREATE OR REPLACE FUNCTION journal_text(p housing_interimtarget, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.replaces_id IS NULL
        THEN jsonb_build_array(1, 'interimtarget', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
            p.source, journal_day(p.baseline_on), journal_day(p.due_on))
        ELSE jsonb_build_array(2, 'interimtarget', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
            p.source, journal_day(p.baseline_on), journal_day(p.due_on), p.replaces_id)
        END::text
$$;

-- ── A half-year that is closed takes nothing any more ────────────────────────────────────────────────────

CREATE FUNCTION journal_check_closed() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT a.period_id INTO wrong FROM added a JOIN housing_targetperiod p ON p.code = a.period_id
        WHERE p.closed_at < coalesce(a.recorded_at, journal_now()) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal: % is closed; book a correction in the running half-year', wrong.period_id
            USING ERRCODE = 'HJ006';
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['announcement', 'target', 'placement', 'adjustment', 'reportstep'] LOOP
        EXECUTE format('CREATE TRIGGER journal_0_closed AFTER INSERT ON housing_%s
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_check_closed()', name);
    END LOOP;
END
$$;

CREATE FUNCTION period_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal: % was closed and stays so', OLD.code USING ERRCODE = 'HJ006';
END
$$;

CREATE TRIGGER period_stays_closed BEFORE UPDATE OF closed_at ON housing_targetperiod
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
    EXECUTE FUNCTION period_stays_closed();

CREATE TRIGGER closing_refuse_update BEFORE UPDATE ON housing_closing
    FOR EACH ROW WHEN (OLD.state <> 'asked') EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER closing_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_closing
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

-- ── Exchanges: what was agreed does not change, sums to zero, and is what was booked ─────────────────────

CREATE FUNCTION exchange_parts_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM housing_exchange e WHERE e.id = coalesce(NEW.exchange_id, OLD.exchange_id)
            AND e.state <> 'proposed') THEN
        RAISE EXCEPTION 'exchange: its parts are fixed' USING ERRCODE = 'HJ000';
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;

CREATE TRIGGER exchange_parts_fixed BEFORE INSERT OR UPDATE OR DELETE ON housing_exchangepart
    FOR EACH ROW EXECUTE FUNCTION exchange_parts_fixed();
CREATE TRIGGER exchange_refuse_update BEFORE UPDATE ON housing_exchange
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER exchange_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_exchange
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

CREATE FUNCTION exchange_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint := CASE TG_TABLE_NAME WHEN 'housing_exchange' THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'exchange_id')::bigint END;
    agreed record;
    parts record;
BEGIN
    SELECT * INTO agreed FROM housing_exchange WHERE id = number;
    SELECT count(*) AS count, coalesce(sum(persons), 0) AS total, bool_and(confirmed_at IS NOT NULL) AS confirmed
        INTO parts FROM housing_exchangepart WHERE exchange_id = number;
    IF parts.count < 2 OR parts.total <> 0 THEN
        RAISE EXCEPTION 'exchange: % needs two or more parts that add up to zero', number USING ERRCODE = 'HJ007';
    END IF;
    IF agreed.state = 'booked' AND (NOT parts.confirmed OR EXISTS (
        SELECT FROM (
            SELECT municipality_id, persons FROM housing_exchangepart WHERE exchange_id = number
        ) AS part FULL JOIN (
            SELECT municipality_id, sum(persons) AS persons FROM housing_adjustment
            WHERE type = 'exchange' AND "group" = 'uitruil ' || number AND period_id = agreed.period_id
            GROUP BY municipality_id
        ) AS line USING (municipality_id)
        WHERE part.persons IS DISTINCT FROM line.persons))
    THEN
        RAISE EXCEPTION 'exchange: % must be confirmed by all and booked as agreed', number USING ERRCODE = 'HJ007';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER exchange_is_as_agreed AFTER INSERT OR UPDATE ON housing_exchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check();
CREATE CONSTRAINT TRIGGER exchange_parts_add_up AFTER INSERT OR UPDATE OR DELETE ON housing_exchangepart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check();

-- ── What was withdrawn stays withdrawn ───────────────────────────────────────────────────────────────────

CREATE TRIGGER withdrawal_refuse_update BEFORE UPDATE ON housing_withdrawal
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER withdrawal_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
