"""`as_of`: the one way in which figures are read. Sums at a position of the journal, per component.

The database keeps sums of all postings. A position is those sums less the postings after it: for the current
position nothing has to be taken off, for an earlier one only what came later. Both parts are read in one
statement, so that a posting in between cannot slip through or count twice.
"""

COMPONENTS = (
    "opening",
    "opening_transfers",
    "target",
    "exchanges",
    "corrections",
    "transfers",
    "home",
    "transitional",
    "hotel",
)

#: What one line adds to the balance.
NET = (
    "(opening + opening_transfers - target + exchanges + corrections + transfers"
    " + home + transitional + hotel)"
)

#: Rows (municipality_id, period_id, components) that add up to the position `%(seq)s`.
PERIOD_TOTALS = """(
    SELECT municipality_id, period_id, opening, opening_transfers, target, exchanges, corrections, transfers,
        home, transitional, hotel
    FROM housing_periodtotal
    UNION ALL
    SELECT municipality_id, period_id, 0, 0, -persons, 0, 0, 0, 0, 0, 0
    FROM housing_target WHERE seq > %(seq)s
    UNION ALL
    SELECT municipality_id, period_id,
        CASE WHEN type = 'opening' THEN -persons ELSE 0 END,
        CASE WHEN type = 'merger' AND effective_on <= starts_on THEN -persons ELSE 0 END, 0,
        CASE WHEN type = 'exchange' THEN -persons ELSE 0 END,
        CASE WHEN type = 'correction' THEN -persons ELSE 0 END,
        CASE WHEN type = 'merger' AND effective_on > starts_on THEN -persons ELSE 0 END, 0, 0, 0
    FROM housing_adjustment JOIN housing_targetperiod ON code = period_id WHERE seq > %(seq)s
    UNION ALL
    SELECT municipality_id, period_id, 0, 0, 0, 0, 0, 0,
        CASE WHEN kind = 'home' THEN -persons ELSE 0 END,
        CASE WHEN kind = 'transitional' THEN -persons ELSE 0 END,
        CASE WHEN kind = 'hotel' THEN -persons ELSE 0 END
    FROM housing_placement WHERE seq > %(seq)s
)"""

#: Rows (municipality_id, period_id, month, home, transitional, hotel, postings) that add up to `%(seq)s`.
MONTH_TOTALS = """(
    SELECT municipality_id, period_id, month, home, transitional, hotel, postings FROM housing_monthtotal
    UNION ALL
    SELECT municipality_id, period_id, month,
        CASE WHEN kind = 'home' THEN -persons ELSE 0 END,
        CASE WHEN kind = 'transitional' THEN -persons ELSE 0 END,
        CASE WHEN kind = 'hotel' THEN -persons ELSE 0 END, -1
    FROM housing_placement WHERE seq > %(seq)s
)"""
