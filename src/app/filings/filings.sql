-- Filings: the definitions, the obligations, their versions and what stands in them.

-- name: return_forms () -> (code text, version int, from_period int, cadence text, due_day int, zh text, en text)*
SELECT code, version, from_period, cadence, due_day, zh, en FROM return_form ORDER BY code, version;

-- name: return_form_add (code text, version int, from_period int, cadence text, due_day int, zh text, en text) -> ()
INSERT INTO return_form (code, version, from_period, cadence, due_day, zh, en) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: return_fields () -> (form text, version int, sheet text, code text, torch text, type text, unit text, need int, below_zero int, known text, measure text, list text, zh text, en text, hint_zh text, hint_en text)*
SELECT form, version, sheet, code, torch, type, unit, need, signed AS below_zero, known, measure, list, zh, en, hint_zh, hint_en FROM return_field ORDER BY form, version, position;

-- name: return_field_add (form text, version int, sheet text, position int, code text, torch text, type text, unit text, need int, below_zero int, known text, measure text, list text, zh text, en text, hint_zh text, hint_en text) -> ()
INSERT INTO return_field (form, version, sheet, position, code, torch, type, unit, need, signed, known, measure, list, zh, en, hint_zh, hint_en)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: return_checks () -> (form text, version int, sheet text, code text, level text, fields text, expr text, zh text, en text)*
SELECT form, version, sheet, code, level, fields, expr, zh, en FROM return_check ORDER BY form, version, position;

-- name: return_check_add (form text, version int, sheet text, position int, code text, level text, fields text, expr text, zh text, en text) -> ()
INSERT INTO return_check (form, version, sheet, position, code, level, fields, expr, zh, en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- ---- obligations ----

-- name: filing_opened (form text, period int) -> (carrier int)*
SELECT carrier FROM filing WHERE form = $1 AND period = $2 ORDER BY carrier;

-- name: filing_add (id int, form text, form_version int, carrier int, division text, zone text, period int, due_day text, since_ms int) -> ()
INSERT INTO filing (id, form, form_version, carrier, division, zone, period, due_day, state, draft, last, live, on_time, first_time, since_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', 0, 0, 0, 0, 0, $9, 1);

-- name: filing_by_id (id int) -> (id int, form text, form_version int, carrier int, division text, zone text, period int, due_day text, state text, draft int, last int, live int, on_time int, first_time int, since_ms int, version int, zh text, en text)
SELECT f.id, f.form, f.form_version, f.carrier, f.division, f.zone, f.period, f.due_day, f.state, f.draft, f.last, f.live, f.on_time, f.first_time, f.since_ms, f.version,
    o.name_zh AS zh, o.name_en AS en
FROM filing f JOIN organisation o ON o.id = f.carrier WHERE f.id = $1;

-- Returns of a month in which their carrier moved, or of a later one, that were opened where it lay before: at the month's end it lies here.
-- name: filing_misplaced (n int) -> (id int, division text, zone text)*
SELECT f.id, c.division, c.zone FROM filing f JOIN carrier c ON c.organisation = f.carrier
WHERE (f.division <> c.division OR f.zone <> c.zone)
  AND f.period >= (SELECT MAX(CAST(replace(substr(w.until_day, 1, 7), '-', '') AS BIGINT)) FROM carrier_was w WHERE w.carrier = f.carrier) ORDER BY f.id LIMIT $1;

-- name: filing_place (id int, live int, division text, zone text) -> ()
UPDATE filing SET division = $3, zone = $4 WHERE id = $1 AND live = $2;

-- name: filing_of (form text, carrier int, period int) -> (id int, live int, form_version int)
SELECT id, live, form_version FROM filing WHERE form = $1 AND carrier = $2 AND period = $3;

-- name: filing_set (id int, version int, state text, draft int, last int, live int, on_time int, first_time int, since_ms int) -> ()
UPDATE filing SET state = $3, draft = $4, last = $5, live = $6, on_time = $7, first_time = $8, since_ms = $9, version = version + 1 WHERE id = $1 AND version = $2;

-- The carriers whose returns an account may write: those it runs as a base (seat.c).
-- name: filing_carriers (account int) -> (id int, zh text, en text)*
SELECT o.id, o.name_zh AS zh, o.name_en AS en FROM organisation o
WHERE o.kind IN ('carrier', 'base') AND o.state <> 'closed' AND o.id IN (SELECT r.organisation FROM account_role r WHERE r.account = $1 AND r.role = 'base') ORDER BY o.sort_key, o.id;

-- Whom a notice about a return leads to a page they may open.
-- name: filing_people_of (carrier int) -> (account int)*
SELECT DISTINCT r.account FROM account_role r JOIN account a ON a.id = r.account WHERE r.role = 'base' AND r.organisation = $1 AND a.state = 'active' ORDER BY r.account;

-- name: filing_mine (carrier int, n int, skip int) -> (id int, form text, form_version int, period int, due_day text, state text, draft int, last int, live int, since_ms int, zero int, late int, reason text, locked int)*
SELECT f.id, f.form, f.form_version, f.period, f.due_day, f.state, f.draft, f.last, f.live, f.since_ms, COALESCE(v.zero, 0) AS zero, COALESCE(v.late, 0) AS late, COALESCE(v.reason, '') AS reason,
    CASE WHEN EXISTS (SELECT 1 FROM filing_lock k WHERE k.form = f.form AND k.period = f.period AND k.ended_ms IS NULL) THEN 1 ELSE 0 END AS locked
FROM filing f LEFT JOIN filing_version v ON v.filing = f.id AND v.number = f.last WHERE f.carrier = $1 ORDER BY f.period DESC, f.form LIMIT $2 OFFSET $3;

-- name: filing_mine_count (carrier int) -> (n int)
SELECT COUNT(*) AS n FROM filing WHERE carrier = $1;

-- What waits for the carrier, of any year: from one period and form on, newest first. A closed month waits for nobody.
-- name: filing_waiting (carrier int, period int, form text, n int) -> (id int, form text, form_version int, period int, due_day text, state text, draft int, live int, zero int, late int)*
SELECT f.id, f.form, f.form_version, f.period, f.due_day, f.state, f.draft, f.live, COALESCE(v.zero, 0) AS zero, COALESCE(v.late, 0) AS late
FROM filing f LEFT JOIN filing_version v ON v.filing = f.id AND v.number = f.last
WHERE f.carrier = $1 AND (f.state IN ('open', 'returned') OR f.draft <> 0)
  AND NOT EXISTS (SELECT 1 FROM filing_lock k WHERE k.form = f.form AND k.period = f.period AND k.ended_ms IS NULL) AND (f.period < $2 OR (f.period = $2 AND f.form >= $3))
ORDER BY f.period DESC, f.form LIMIT $4;

-- name: filing_waiting_count (carrier int) -> (n int)
SELECT COUNT(*) AS n FROM filing f WHERE f.carrier = $1 AND (f.state IN ('open', 'returned') OR f.draft <> 0)
  AND NOT EXISTS (SELECT 1 FROM filing_lock k WHERE k.form = f.form AND k.period = f.period AND k.ended_ms IS NULL);

-- ---- versions ----

-- name: filing_version_of (filing int, number int) -> (id int, filing int, number int, zero int, why text, account int, saved_ms int, filed_ms int?, late int, decision text, decided_by int, decided_ms int?, reason text, reason_fields text, admitted_by int, admitted_why text, fingerprint text, carrier_name text, version int)
SELECT id, filing, number, zero, why, account, saved_ms, filed_ms, late, decision, decided_by, decided_ms, reason, reason_fields, admitted_by, admitted_why, fingerprint, carrier_name, version
FROM filing_version WHERE filing = $1 AND number = $2;

-- name: filing_version_by_id (id int) -> (id int, filing int, number int, zero int, why text, account int, saved_ms int, filed_ms int?, late int, decision text, decided_by int, decided_ms int?, reason text, reason_fields text, admitted_by int, admitted_why text, fingerprint text, carrier_name text, version int)
SELECT id, filing, number, zero, why, account, saved_ms, filed_ms, late, decision, decided_by, decided_ms, reason, reason_fields, admitted_by, admitted_why, fingerprint, carrier_name, version
FROM filing_version WHERE id = $1;

-- name: filing_versions (filing int) -> (id int, number int, zero int, why text, filed_ms int?, late int, decision text, decided_ms int?, reason text, reason_fields text, admitted_why text, fingerprint text, filer text?, decider text?, admitter text?, scan text?)*
SELECT v.id, v.number, v.zero, v.why, v.filed_ms, v.late, v.decision, v.decided_ms, v.reason, v.reason_fields, v.admitted_why, v.fingerprint, a.name AS filer, d.name AS decider, m.name AS admitter,
    (SELECT s.sha256 FROM filing_scan s WHERE s.filing_version = v.id ORDER BY s.number DESC LIMIT 1) AS scan
FROM filing_version v LEFT JOIN account a ON a.id = v.account LEFT JOIN account d ON d.id = v.decided_by LEFT JOIN account m ON m.id = v.admitted_by
WHERE v.filing = $1 ORDER BY v.number DESC;

-- name: filing_version_add (id int, filing int, number int, zero int, why text, account int, saved_ms int) -> ()
INSERT INTO filing_version (id, filing, number, zero, why, account, saved_ms, filed_ms, late, decision, decided_by, decided_ms, reason, reason_fields, admitted_by, admitted_why, fingerprint, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 0, '', 0, NULL, '', '', 0, '', '', 1);

-- name: filing_version_saved (id int, zero int, account int, saved_ms int) -> ()
UPDATE filing_version SET zero = $2, account = $3, saved_ms = $4, version = version + 1 WHERE id = $1 AND filed_ms IS NULL;

-- name: filing_version_filed (id int, account int, filed_ms int, late int, fingerprint text, carrier_name text) -> ()
UPDATE filing_version SET account = $2, filed_ms = $3, late = $4, fingerprint = $5, carrier_name = $6, version = version + 1 WHERE id = $1 AND filed_ms IS NULL;

-- name: filing_version_decided (id int, decision text, by_account int, at_ms int, reason text, fields text) -> ()
UPDATE filing_version SET decision = $2, decided_by = $3, decided_ms = $4, reason = $5, reason_fields = $6, version = version + 1 WHERE id = $1;

-- name: filing_version_admitted (id int, by_account int, why text) -> ()
UPDATE filing_version SET admitted_by = $2, admitted_why = $3, version = version + 1 WHERE id = $1;

-- The newest version that was accepted; what counts when a correction is returned.
-- name: filing_accepted_last (filing int) -> (n int)
SELECT COALESCE(MAX(number), 0) AS n FROM filing_version WHERE filing = $1 AND decision = 'accepted';

-- name: filing_values (version int) -> (field text, value int?, text text)*
SELECT field, value, text FROM filing_value WHERE filing_version = $1 ORDER BY field;

-- name: filing_value_add (version int, field text, value int?, text text) -> ()
INSERT INTO filing_value (filing_version, field, value, text) VALUES ($1, $2, $3, $4);

-- name: filing_values_clear (version int) -> ()
DELETE FROM filing_value WHERE filing_version = $1;

-- name: filing_sheets (version int) -> (sheet text, lines int, bytes blob)*
SELECT sheet, lines, bytes FROM filing_sheet WHERE filing_version = $1 ORDER BY sheet;

-- name: filing_sheet_add (version int, sheet text, lines int, bytes blob) -> ()
INSERT INTO filing_sheet (filing_version, sheet, lines, bytes) VALUES ($1, $2, $3, $4);

-- name: filing_sheets_clear (version int) -> ()
DELETE FROM filing_sheet WHERE filing_version = $1;

-- name: filing_reasons (version int) -> (fault text, reason text)*
SELECT fault, reason FROM filing_reason WHERE filing_version = $1 ORDER BY fault;

-- name: filing_reason_add (version int, fault text, reason text) -> ()
INSERT INTO filing_reason (filing_version, fault, reason) VALUES ($1, $2, $3);

-- name: filing_reasons_clear (version int) -> ()
DELETE FROM filing_reason WHERE filing_version = $1;

-- Versions of earlier periods that count, newest first: what a value is compared with.
-- name: filing_history (form text, carrier int, before int, n int) -> (id int, period int, form_version int)*
SELECT v.id, f.period, f.form_version FROM filing f JOIN filing_version v ON v.filing = f.id AND v.number = f.live
WHERE f.form = $1 AND f.carrier = $2 AND f.period < $3 AND f.live > 0 ORDER BY f.period DESC LIMIT $4;

-- ---- what the city has already ----

-- name: filing_known (measure text, carrier text, month int) -> (n int, value int)
SELECT COUNT(*) AS n, CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM cell WHERE measure = $1 AND cut = 'carrier' AND grp = '' AND code = $2 AND month <= $3;

-- name: filing_cell (measure text, cut text, code text, month int) -> (value int)
SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM cell WHERE measure = $1 AND cut = $2 AND code = $3 AND grp = '' AND month = $4;

-- ---- the board ----

-- name: filing_board (form text, period int) -> (id int, carrier int, division text, zone text, due_day text, state text, draft int, last int, live int, since_ms int, zero int, late int, reason text, reason_fields text, filed_ms int?, version_id int?, zh text, en text, saved_ms int?, scan int)*
SELECT f.id, f.carrier, f.division, f.zone, f.due_day, f.state, f.draft, f.last, f.live, f.since_ms, COALESCE(v.zero, 0) AS zero, COALESCE(v.late, 0) AS late,
    COALESCE(v.reason, '') AS reason, COALESCE(v.reason_fields, '') AS reason_fields, v.filed_ms, v.id AS version_id, o.name_zh AS zh, o.name_en AS en, d.saved_ms,
    (SELECT COUNT(*) FROM filing_scan s WHERE s.filing_version = v.id) AS scan
FROM filing f JOIN organisation o ON o.id = f.carrier LEFT JOIN filing_version v ON v.filing = f.id AND v.number = f.last
LEFT JOIN filing_version d ON d.filing = f.id AND d.number = f.draft AND f.draft > 0
WHERE f.form = $1 AND f.period = $2 ORDER BY o.sort_key, f.id;

-- name: filing_periods (form text, n int) -> (period int)*
SELECT DISTINCT period FROM filing WHERE form = $1 ORDER BY period DESC LIMIT $2;

-- What stands open is missing from the totals: what the same carriers filed last, as an estimate of how much.
-- name: filing_missing_sum (form text, period int, field text, districts text, division text, zone text) -> (value int)
SELECT CAST(COALESCE(SUM(x.value), 0) AS BIGINT) AS value FROM filing f JOIN filing p ON p.form = f.form AND p.carrier = f.carrier
    AND p.period = (SELECT MAX(q.period) FROM filing q WHERE q.form = f.form AND q.carrier = f.carrier AND q.period < f.period AND q.live > 0)
JOIN filing_version v ON v.filing = p.id AND v.number = p.live JOIN filing_value x ON x.filing_version = v.id AND x.field = $3
WHERE f.form = $1 AND f.period = $2 AND f.live = 0 AND ($4 = '*' OR $4 LIKE '%,' || f.division || ',%') AND ($5 = '' OR f.division = $5) AND ($6 = '' OR f.zone = $6);

-- ---- locks ----

-- name: filing_lock_of (form text, period int) -> (id int, account int, why text, at_ms int, name text?)
SELECT l.id, l.account, l.why, l.at_ms, a.name FROM filing_lock l LEFT JOIN account a ON a.id = l.account WHERE l.form = $1 AND l.period = $2 AND l.ended_ms IS NULL;

-- name: filing_locks (form text, period int) -> (id int, why text, at_ms int, name text?, ended_ms int?, ended_why text, ended_name text?)*
SELECT l.id, l.why, l.at_ms, a.name, l.ended_ms, l.ended_why, b.name AS ended_name FROM filing_lock l LEFT JOIN account a ON a.id = l.account LEFT JOIN account b ON b.id = l.ended_by
WHERE l.form = $1 AND l.period = $2 ORDER BY l.id DESC;

-- name: filing_lock_add (id int, form text, period int, account int, why text, at_ms int) -> ()
INSERT INTO filing_lock (id, form, period, account, why, at_ms, ended_by, ended_why, ended_ms) VALUES ($1, $2, $3, $4, $5, $6, NULL, '', NULL);

-- name: filing_lock_end (id int, account int, why text, at_ms int) -> ()
UPDATE filing_lock SET ended_by = $2, ended_why = $3, ended_ms = $4 WHERE id = $1 AND ended_ms IS NULL;

-- ---- uploads, headings, scans ----

-- name: filing_upload_add (id int, filing int, account int, name text, sha256 text, bytes blob, created_ms int) -> ()
INSERT INTO filing_upload (id, filing, account, name, sha256, bytes, taken, created_ms) VALUES ($1, $2, $3, $4, $5, $6, 0, $7);

-- name: filing_upload_by_id (id int) -> (id int, filing int, account int, name text, sha256 text, bytes blob, taken int, created_ms int)
SELECT id, filing, account, name, sha256, bytes, taken, created_ms FROM filing_upload WHERE id = $1;

-- name: filing_upload_taken (id int, bytes blob) -> ()
UPDATE filing_upload SET taken = 1, bytes = $2 WHERE id = $1 AND taken = 0;

-- name: filing_upload_sweep (before_ms int) -> ()
DELETE FROM filing_upload WHERE taken = 0 AND created_ms < $1;

-- name: filing_headings (carrier int, form text) -> (sheet text, heading text, field text)*
SELECT sheet, heading, field FROM filing_heading WHERE carrier = $1 AND form = $2 ORDER BY sheet, heading;

-- name: filing_heading_set (carrier int, form text, sheet text, heading text, field text) -> ()
INSERT INTO filing_heading (carrier, form, sheet, heading, field) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (carrier, form, sheet, heading) DO UPDATE SET field = excluded.field;

-- name: filing_scans (version int) -> (number int, name text, sha256 text, at_ms int, why text, sender text?)*
SELECT s.number, s.name, s.sha256, s.at_ms, s.why, a.name AS sender FROM filing_scan s LEFT JOIN account a ON a.id = s.account WHERE s.filing_version = $1 ORDER BY s.number DESC;

-- name: filing_scan_of (version int, number int) -> (type text, bytes blob)
SELECT type, bytes FROM filing_scan WHERE filing_version = $1 AND number = $2;

-- name: filing_scan_last (version int) -> (n int)
SELECT COALESCE(MAX(number), 0) AS n FROM filing_scan WHERE filing_version = $1;

-- name: filing_scan_add (version int, number int, name text, type text, sha256 text, bytes blob, account int, at_ms int, why text) -> ()
INSERT INTO filing_scan (filing_version, number, name, type, sha256, bytes, account, at_ms, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- ---- reminders ----

-- Not handed in, and nobody was told of this yet.
-- name: filing_to_remind (kind text, from_day text, to_day text, n int) -> (id int, form text, form_version int, carrier int, period int, due_day text)*
SELECT f.id, f.form, f.form_version, f.carrier, f.period, f.due_day FROM filing f
WHERE f.state IN ('open', 'returned') AND f.due_day >= $2 AND f.due_day <= $3
AND NOT EXISTS (SELECT 1 FROM filing_reminder x WHERE x.filing = f.id AND x.kind = $1) ORDER BY f.due_day, f.id LIMIT $4;

-- name: filing_reminder_add (filing int, kind text, at_ms int) -> ()
INSERT INTO filing_reminder (filing, kind, at_ms) VALUES ($1, $2, $3);

-- Officers who review, for what is handed in: of any department, in this district or everywhere.
-- name: filing_reviewers (division text, n int) -> (account int)*
SELECT DISTINCT r.account FROM account_role r JOIN account a ON a.id = r.account
WHERE r.role IN ('clerk', 'approver') AND (r.district = '' OR r.district = $1) AND a.state = 'active' ORDER BY r.account LIMIT $2;

-- name: filing_upload_old (before_ms int) -> (n int)
SELECT COUNT(*) AS n FROM filing_upload WHERE taken = 0 AND created_ms < $1;

-- ---- working days: code lists the office keeps by the yearly notice

-- name: calendar_days (from_day text, until_day text) -> (list text, day text)*
SELECT list, code AS day FROM code WHERE list IN ('days_off', 'days_worked') AND active = 1 AND code >= $1 AND code <= $2 ORDER BY code;

-- A deadline that is not over moves with the calendar, and never to an earlier day.
-- name: filing_due_behind (form text, period int, due_day text, today text) -> (n int)
SELECT COUNT(*) AS n FROM filing WHERE form = $1 AND period = $2 AND due_day < $3 AND due_day >= $4;

-- name: filing_due_later (form text, period int, due_day text, today text) -> ()
UPDATE filing SET due_day = $3 WHERE form = $1 AND period = $2 AND due_day < $3 AND due_day >= $4;
