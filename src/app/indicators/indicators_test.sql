-- What indicators_property_test.c counts from: raw rows alone, nothing of what the program keeps about them (filing.live, on_time, cells).

-- name: raw_returns () -> (id int, form text, form_version int, carrier int, division text, zone text, period int, due_day text, draft int)*
SELECT id, form, form_version, carrier, division, zone, period, due_day, draft FROM filing ORDER BY id;

-- name: raw_versions (filing int) -> (id int, number int, zero int, filed_ms int?, late int, decision text, admitted_by int)*
SELECT id, number, zero, filed_ms, late, decision, admitted_by FROM filing_version WHERE filing = $1 ORDER BY number;

-- name: raw_values (version int, form text, form_version int) -> (measure text, value int)*
SELECT r.measure, CASE WHEN v.zero = 1 THEN 0 ELSE x.value END AS value
FROM filing_version v JOIN return_field r ON r.form = $2 AND r.version = $3 AND r.sheet = 'summary' AND r.measure <> ''
LEFT JOIN filing_value x ON x.filing_version = v.id AND x.field = r.code WHERE v.id = $1 AND (v.zero = 1 OR x.value IS NOT NULL);

-- name: raw_stays () -> (id int, carrier int, division text, zone text, entry_day text, due_day text, exit_day text?, exit_kind text?, firm_day text?, returnee int, student int, moved_from int?)*
SELECT t.id, t.carrier, c.division, c.zone, t.entry_day, t.due_day, t.exit_day, t.exit_kind, v.firm_day, v.returnee, v.student, t.moved_from
FROM tenancy t JOIN carrier c ON c.organisation = t.carrier JOIN venture v ON v.id = t.venture ORDER BY t.id;

-- A claim's spell, person and last day are what engine/link says of it; its own tests and test/recount_jobs.py judge that.
-- name: raw_claims () -> (who int, spell int, start_day text, until_day text?, division text, zone text, carrier int, groups text, relation text)*
SELECT who, spell, start_day, until_day, division, zone, carrier, groups, relation FROM job_claim WHERE state = 'live' AND who IS NOT NULL AND spell IS NOT NULL ORDER BY who, spell, id;

-- what: 0 spells, 1 spells of several claims, 2 live claims, 3 ventures that stay at a carrier, 4 decisions not undone.
-- name: raw_ids (what int) -> (id int, of int)*
SELECT id, firm AS of FROM job_spell WHERE $1 = 0
UNION ALL SELECT id, firm FROM job_spell WHERE $1 = 1 AND claims > 1
UNION ALL SELECT id, spell FROM job_claim WHERE $1 = 2 AND state = 'live'
UNION ALL SELECT venture, carrier FROM tenancy WHERE $1 = 3 AND exit_day IS NULL
UNION ALL SELECT id, 0 FROM job_decision WHERE $1 = 4 AND undone_ms IS NULL ORDER BY 1;
