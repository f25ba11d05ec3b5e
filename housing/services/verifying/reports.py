"""Reports, their steps in the journal, and what the log tells of them: all three must say the same."""

from housing.queries.sql import fetch
from housing.services.report_steps import ACTIONS
from housing.services.verifying.findings import Findings

#: What the log calls a step; an accepted correction is one as well.
STEP_ACTIONS = (*ACTIONS.values(), "correction.accepted")

#: Whether an event says something else than a step; what it does not say cannot contradict.
_CONTRADICTS = """(
    e.actor_id IS DISTINCT FROM s.recorded_by_id
    OR coalesce(e.data #>> '{new,state}', s.state) <> s.state
    OR coalesce(e.data #>> '{new,home}', s.home::text) <> s.home::text
    OR coalesce(e.data #>> '{new,transitional}', s.transitional::text) <> s.transitional::text
    OR coalesce(e.data #>> '{new,hotel}', s.hotel::text) <> s.hotel::text
)"""

#: Steps that people took (those of a load have a source and one event together) and the event of each: the
#: first about that report whose postings reach so far.
_STEPS = f"""
    SELECT s.seq, e.seq
    FROM housing_reportstep s LEFT JOIN LATERAL (
        SELECT seq, actor_id, data FROM housing_event
        WHERE report_id = s.report_id AND journal_seq >= s.seq AND action = ANY(%(actions)s)
        ORDER BY seq LIMIT 1
    ) AS e ON true
    WHERE s.source = '' AND (e.seq IS NULL OR {_CONTRADICTS})
    ORDER BY s.seq LIMIT 1
"""

#: Events about a step, and the last step that was there by then. A correction that was accepted after the
#: half-year was closed changes no report: it is booked in the running half-year.
_EVENTS = f"""
    SELECT e.seq, e.action
    FROM housing_event e
        LEFT JOIN housing_targetperiod p ON p.code = e.period_id
        LEFT JOIN LATERAL (
            SELECT seq, recorded_by_id, state, home, transitional, hotel FROM housing_reportstep
            WHERE report_id = e.report_id AND seq <= e.journal_seq ORDER BY seq DESC LIMIT 1
        ) AS s ON true
    WHERE e.action = ANY(%(actions)s) AND e.report_id IS NOT NULL AND (s.seq IS NULL OR {_CONTRADICTS})
        AND (e.action <> 'correction.accepted' OR p.closed_at IS NULL OR p.closed_at > e.recorded_at)
    ORDER BY e.seq LIMIT 1
"""

_SUBMITTED = """coalesce(r.submitted_home, 0), coalesce(r.submitted_transitional, 0),
    coalesce(r.submitted_hotel, 0)"""
_DIFFERS_FROM_STEP = f"""(r.state, r.submission, {_SUBMITTED})
    IS DISTINCT FROM (last.state, last.number, last.home, last.transitional, last.hotel)"""
_DIFFERS_FROM_POSTINGS = f"""({_SUBMITTED})
    IS DISTINCT FROM (coalesce(t.home, 0), coalesce(t.transitional, 0), coalesce(t.hotel, 0))"""

#: Reports that were ever submitted and disagree, and whether they do with their last step.
_REPORTS = f"""
    SELECT r.municipality_id, to_char(r.month, 'YYYY-MM'), {_DIFFERS_FROM_STEP}
    FROM housing_report r
        LEFT JOIN housing_monthtotal t ON t.municipality_id = r.municipality_id AND t.month = r.month
        LEFT JOIN LATERAL (
            SELECT state, number, home, transitional, hotel FROM housing_reportstep
            WHERE report_id = r.id ORDER BY seq DESC LIMIT 1
        ) AS last ON true
    WHERE (r.submission > 0 OR last.state IS NOT NULL)
        AND ({_DIFFERS_FROM_STEP} OR {_DIFFERS_FROM_POSTINGS})
    ORDER BY r.municipality_id, r.month
"""


def check_steps(findings: Findings) -> None:
    """Every step that somebody took is in the log as it was taken, and the other way round."""
    for step, event in fetch(_STEPS, {"actions": list(STEP_ACTIONS)}):
        findings.wrong.append(
            f"Boeking {step} is een stap van een opgave die niet in het logboek staat."
            if event is None
            else f"Boeking {step} (stap van een opgave) zegt iets anders dan gebeurtenis {event}."
        )
    for event, action in fetch(_EVENTS, {"actions": list(STEP_ACTIONS)}):
        findings.wrong.append(
            f"Gebeurtenis {event} ({action}) vertelt van een stap die zo niet in het journaal staat."
        )


def check_reports(findings: Findings) -> None:
    """Every report says what its last step says, and what was posted for its month."""
    for code, month, differs_from_step in fetch(_REPORTS):
        with_what = "haar laatste stap" if differs_from_step else "de boekingen van die maand"
        findings.wrong.append(f"De opgave van {code} over {month} klopt niet met {with_what}.")
