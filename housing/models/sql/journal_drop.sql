-- Takes the journal's rules away again; only for going back before migration 0002.
DROP AGGREGATE IF EXISTS journal_chain(text, text);
DO $$
DECLARE
    routine record;
BEGIN
    ALTER TABLE housing_placement DROP CONSTRAINT IF EXISTS placement_month_in_period;
    FOR routine IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'journal\_%' LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', routine.name);
    END LOOP;
    DELETE FROM housing_journalhead;
END
$$;
