-- The rules of reports and events: steps and counts of COA in the journal, reports that agree with their postings,
-- and the chained log of events. Loaded by migration 0004; a later change gets a file and a migration of its own.

-- ── Steps of reports and counts of COA are lines of the journal ──────────────────────────────────────────

CREATE FUNCTION journal_text(p housing_reportstep, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, 'reportstep', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
        p.source, p.report_id, p.municipality_id, p.period_id, journal_day(p.month), p.state, p.number, p.home,
        p.transitional, p.hotel)::text
$$;

CREATE FUNCTION journal_text(p housing_coacount, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, 'coacount', p.id, p.persons, journal_moment(moment), p.recorded_by_id, p.reason,
        p.source, p.municipality_id, p.period_id, journal_day(p.month))::text
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['reportstep', 'coacount'] LOOP
        EXECUTE format('CREATE TRIGGER journal_1_number AFTER INSERT ON housing_%s
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_number()', name);
        EXECUTE format('CREATE TRIGGER journal_refuse_update BEFORE UPDATE ON housing_%s
            FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION journal_refuse()', name);
        EXECUTE format('CREATE TRIGGER journal_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_%s
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()', name);
        EXECUTE format('ALTER TABLE housing_%1$s ADD CONSTRAINT %1$s_month_in_period CHECK (
            extract(day FROM month) = 1 AND period_id = extract(year FROM month)::int || ''-''
            || CASE WHEN extract(month FROM month) <= 6 THEN ''1'' ELSE ''2'' END)', name);
    END LOOP;
END
$$;

ALTER TABLE housing_report ADD CONSTRAINT report_month_in_period CHECK (
    extract(day FROM month) = 1
    AND period_id = extract(year FROM month)::int || '-' || CASE WHEN extract(month FROM month) <= 6 THEN '1' ELSE '2' END
);

-- ── What a report says was submitted is what was posted: checked at commit ───────────────────────────────

CREATE FUNCTION report_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT m.name, r.month INTO wrong
        FROM housing_report r
            JOIN housing_municipality m ON m.code = r.municipality_id
            LEFT JOIN housing_monthtotal t ON t.municipality_id = NEW.municipality_id AND t.month = NEW.month
            LEFT JOIN LATERAL (
                SELECT state, number, home, transitional, hotel FROM housing_reportstep
                WHERE report_id = r.id ORDER BY seq DESC LIMIT 1
            ) AS last ON true
        WHERE r.municipality_id = NEW.municipality_id AND r.month = NEW.month AND r.submission > 0
            AND ((coalesce(r.submitted_home, 0), coalesce(r.submitted_transitional, 0), coalesce(r.submitted_hotel, 0))
                IS DISTINCT FROM (coalesce(t.home, 0), coalesce(t.transitional, 0), coalesce(t.hotel, 0))
                OR (r.state, r.submission, coalesce(r.submitted_home, 0), coalesce(r.submitted_transitional, 0),
                    coalesce(r.submitted_hotel, 0))
                IS DISTINCT FROM (last.state, last.number, last.home, last.transitional, last.hotel));
    IF FOUND THEN
        RAISE EXCEPTION 'report: % over % disagrees with the journal', wrong.name, wrong.month USING ERRCODE = 'HJ005';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER report_agrees_with_journal AFTER INSERT OR UPDATE ON housing_report
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION report_check();
CREATE CONSTRAINT TRIGGER month_agrees_with_report AFTER INSERT OR UPDATE ON housing_monthtotal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION report_check();
CREATE CONSTRAINT TRIGGER step_agrees_with_report AFTER INSERT ON housing_reportstep
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION report_check();

CREATE FUNCTION report_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.submission > 0 THEN
        RAISE EXCEPTION 'report: what was submitted is not deleted; withdraw it instead' USING ERRCODE = 'HJ000';
    END IF;
    RETURN OLD;
END
$$;

CREATE TRIGGER report_refuse_delete BEFORE DELETE ON housing_report
    FOR EACH ROW EXECUTE FUNCTION report_refuse_delete();

-- ── Events: numbered, dated and chained one by one, under the lock on their head ─────────────────────────

CREATE FUNCTION event_text(e housing_event) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(1, e.id, e.action, journal_moment(e.recorded_at), e.actor_id, e.subject_id, e.province_id,
        e.municipality_id, e.period_id, journal_day(e.month), e.report_id, e.data::text, e.digests::text,
        e.journal_seq)::text
$$;

CREATE FUNCTION event_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head housing_eventhead;
BEGIN
    SELECT * INTO STRICT head FROM housing_eventhead WHERE id = 1 FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.recorded_at := greatest(coalesce(NEW.recorded_at, journal_now()), head.recorded_at);
    IF NEW.recorded_at > journal_now() THEN
        RAISE EXCEPTION 'event: recorded_at % lies in the future', NEW.recorded_at USING ERRCODE = 'HJ001';
    END IF;
    NEW.hash := encode(sha256(convert_to(head.hash || event_text(NEW), 'UTF8')), 'hex');
    UPDATE housing_eventhead SET seq = NEW.seq, hash = NEW.hash, recorded_at = NEW.recorded_at WHERE id = 1;
    RETURN NEW;
END
$$;

INSERT INTO housing_eventhead (id, seq, hash) VALUES (1, 0, repeat('0', 64));

CREATE TRIGGER event_1_number BEFORE INSERT ON housing_event FOR EACH ROW EXECUTE FUNCTION event_number();
CREATE TRIGGER event_refuse_update BEFORE UPDATE ON housing_event
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER event_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_event
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER eventhead_refuse_write BEFORE INSERT OR UPDATE ON housing_eventhead
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_by_hand();
CREATE TRIGGER eventhead_refuse_delete BEFORE DELETE OR TRUNCATE ON housing_eventhead
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
-- A text may be erased, never changed.
CREATE TRIGGER eventtext_refuse_update BEFORE UPDATE ON housing_eventtext
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();

-- ── What all web processes share for a short time: counts of attempts to sign in ─────────────────────────

CREATE TABLE housing_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX housing_cache_expires ON housing_cache (expires);
