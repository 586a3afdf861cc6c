-- ---- the cube, as it is read here

-- Months before from_month as one row of month 0: what a stock stood at, what a flow had come to.
-- name: cells_from (measure text, cut text, grp text, from_month int, until_month int) -> (code text, at int, value int)*
SELECT code, 0 AS at, CAST(SUM(value) AS BIGINT) AS value FROM cell WHERE measure = $1 AND cut = $2 AND grp = $3 AND month < $4 GROUP BY code
UNION ALL SELECT code, month, value FROM cell WHERE measure = $1 AND cut = $2 AND grp = $3 AND month >= $4 AND month <= $5 AND value <> 0 ORDER BY code, at;

-- What happened in a stretch of months, for counts whose past does not matter.
-- name: cells_between (measure text, cut text, grp text, from_month int, until_month int) -> (code text, at int, value int)*
SELECT code, month AS at, value FROM cell WHERE measure = $1 AND cut = $2 AND grp = $3 AND month >= $4 AND month <= $5 ORDER BY code, month;

-- As cells_from, for one code alone; first_month: what lies before counts for nothing.
-- name: cells_of_code (measure text, cut text, grp text, from_month int, until_month int, code text, first_month int) -> (code text, at int, value int)*
SELECT code, 0 AS at, CAST(SUM(value) AS BIGINT) AS value FROM cell
WHERE measure = $1 AND cut = $2 AND grp = $3 AND code = $6 AND month >= $7 AND month < $4 GROUP BY code
UNION ALL SELECT code, month, value FROM cell
WHERE measure = $1 AND cut = $2 AND grp = $3 AND code = $6 AND month >= $4 AND month <= $5 AND value <> 0 ORDER BY code, at;

-- The same for every carrier that is listed, each by its own key: quicker when months are few beside those there are.
-- name: cells_of_carriers (measure text, grp text, from_month int, until_month int) -> (code text, at int, value int)*
SELECT x.code, x.month AS at, x.value FROM organisation o CROSS JOIN cell x
WHERE o.kind IN ('carrier', 'base') AND o.state = 'active' AND x.measure = $1 AND x.cut = 'carrier' AND x.grp = $2 AND x.code = CAST(o.id AS TEXT)
  AND x.month >= $3 AND x.month <= $4 ORDER BY x.code, x.month;

-- name: cells_begin (measure text) -> (month int?)
SELECT MIN(month) AS month FROM cell WHERE measure = $1 AND cut = 'city' AND grp IN ('', 'filed') AND code = '' AND value <> 0;

-- Counts by a group of the measure, over some months: for medians.
-- name: cells_by_group (measure text, cut text, from_month int, until_month int) -> (code text, grp text, value int)*
SELECT code, grp, CAST(SUM(value) AS BIGINT) AS value FROM cell WHERE measure = $1 AND cut = $2 AND month >= $3 AND month <= $4 AND grp <> ''
GROUP BY code, grp HAVING SUM(value) <> 0 ORDER BY code, grp;

-- ---- definitions

-- name: versions_mark () -> (n int, newest int?)
SELECT COUNT(*) AS n, MAX(id) AS newest FROM indicator_version;

-- name: versions_all () -> (code text, version int, zh text, en text, definition_zh text, definition_en text, formula text, unit_zh text, unit_en text, places int, direction text, source text, owner text, why text, created_ms int, name text)*
SELECT v.code, v.version, v.zh, v.en, v.definition_zh, v.definition_en, v.formula, v.unit_zh, v.unit_en, v.places, v.direction, v.source, v.owner, v.why, v.created_ms, a.name
FROM indicator_version v JOIN account a ON a.id = v.account ORDER BY v.code, v.version;

-- name: version_add (id int, code text, version int, zh text, en text, definition_zh text, definition_en text, formula text, unit_zh text, unit_en text, places int, direction text, source text, owner text, why text, account int, now_ms int) -> ()
INSERT INTO indicator_version (id, code, version, zh, en, definition_zh, definition_en, formula, unit_zh, unit_en, places, direction, source, owner, why, account, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- ---- targets

-- name: targets_of (indicator text, year int) -> (cut text, code text, value int, document text, version int)*
SELECT cut, code, value, document, version FROM indicator_target WHERE indicator = $1 AND year = $2 ORDER BY cut, code;

-- name: target_of (indicator text, year int, cut text, code text) -> (value int, document text, version int)
SELECT value, document, version FROM indicator_target WHERE indicator = $1 AND year = $2 AND cut = $3 AND code = $4;

-- name: target_put (indicator text, year int, cut text, code text, value int, document text, account int, now_ms int) -> ()
INSERT INTO indicator_target (indicator, year, cut, code, value, document, account, changed_ms, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
ON CONFLICT (indicator, year, cut, code) DO UPDATE SET value = excluded.value, document = excluded.document, account = excluded.account,
    changed_ms = excluded.changed_ms, version = indicator_target.version + 1;

-- name: target_drop (indicator text, year int, cut text, code text) -> ()
DELETE FROM indicator_target WHERE indicator = $1 AND year = $2 AND cut = $3 AND code = $4;

-- ---- carriers

-- every: also those that are closed or suspended by now, whose past counts. division, zone: where its counts are today.
-- name: carriers_listed (every int) -> (id int, kind text, name_zh text, name_en text, division text, zone text, active int)*
SELECT o.id, o.kind, o.name_zh, o.name_en, COALESCE(c.division, o.division) AS division, COALESCE(c.zone, o.zone) AS zone, CASE WHEN o.state = 'active' THEN 1 ELSE 0 END AS active
FROM organisation o LEFT JOIN carrier c ON c.organisation = o.id WHERE o.kind IN ('carrier', 'base') AND (o.state = 'active' OR $1 = 1) ORDER BY o.sort_key, o.id;

-- Where they lay before; until_day: the first day elsewhere.
-- name: carriers_moves () -> (carrier int, until_day text, division text, zone text)*
SELECT carrier, until_day, division, zone FROM carrier_was ORDER BY carrier, until_day;

-- ---- releases

-- name: release_by_id (id int) -> (id int, period text, number int, kind text, state text, note text, sha256 text, public_sha256 text, asked_by int, asked_ms int, signed_by int?, signed_ms int?, asker text, signer text?)
SELECT x.id, x.period, x.number, x.kind, x.state, x.note, x.sha256, x.public_sha256, x.asked_by, x.asked_ms, x.signed_by, x.signed_ms, a.name AS asker, b.name AS signer
FROM figure_release x JOIN account a ON a.id = x.asked_by LEFT JOIN account b ON b.id = x.signed_by WHERE x.id = $1;

-- Newest first.
-- name: release_list (n int, skip int) -> (id int, period text, number int, kind text, state text, note text, sha256 text, public_sha256 text, asked_by int, asked_ms int, signed_ms int?, asker text, signer text?)*
SELECT x.id, x.period, x.number, x.kind, x.state, x.note, x.sha256, x.public_sha256, x.asked_by, x.asked_ms, x.signed_ms, a.name AS asker, b.name AS signer
FROM figure_release x JOIN account a ON a.id = x.asked_by LEFT JOIN account b ON b.id = x.signed_by ORDER BY x.id DESC LIMIT $1 OFFSET $2;

-- name: release_count () -> (n int)
SELECT COUNT(*) AS n FROM figure_release;

-- name: release_newest (period text) -> (id int, number int, kind text, state text, signed_ms int?)
SELECT id, number, kind, state, signed_ms FROM figure_release WHERE period = $1 AND state <> 'withdrawn' ORDER BY number DESC LIMIT 1;

-- name: release_number (period text) -> (number int)
SELECT COALESCE(MAX(number), 0) + 1 AS number FROM figure_release WHERE period = $1;

-- name: release_published (period text) -> (id int, number int, kind text, signed_ms int)
SELECT id, number, kind, signed_ms FROM figure_release WHERE period = $1 AND state = 'published' ORDER BY number DESC LIMIT 1;

-- name: release_add (id int, period text, number int, kind text, note text, sha256 text, public_sha256 text, public_csv blob, account int, now_ms int) -> ()
INSERT INTO figure_release (id, period, number, kind, state, note, sha256, public_sha256, public_csv, asked_by, asked_ms, signed_by, signed_ms)
VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8, $9, $10, NULL, NULL);

-- name: release_sign (id int, account int, now_ms int) -> ()
UPDATE figure_release SET state = 'published', signed_by = $2, signed_ms = $3 WHERE id = $1 AND state = 'proposed';

-- name: release_withdraw (id int) -> ()
UPDATE figure_release SET state = 'withdrawn' WHERE id = $1 AND state = 'proposed';

-- name: release_csv (id int) -> (period text, number int, state text, public_csv blob)
SELECT period, number, state, public_csv FROM figure_release WHERE id = $1;

-- name: release_value_add (release int, indicator text, cut text, code text, grp text, value int?, definition int, hidden int) -> ()
INSERT INTO figure_value (release, indicator, cut, code, grp, value, definition, hidden) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- What the vintage before had a value of, and this one has not: that there is none any more is published, too.
-- name: release_values_gone (release int, before int) -> ()
INSERT INTO figure_value (release, indicator, cut, code, grp, value, definition, hidden)
SELECT $1, w.indicator, w.cut, w.code, w.grp, CAST(NULL AS BIGINT), w.definition, w.hidden FROM figure_value w WHERE w.release = $2 AND w.value IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM figure_value v WHERE v.release = $1 AND v.indicator = w.indicator AND v.cut = w.cut AND v.code = w.code AND v.grp = w.grp);

-- name: release_values (release int) -> (indicator text, cut text, code text, grp text, value int)*
SELECT indicator, cut, code, grp, value FROM figure_value WHERE release = $1 AND value IS NOT NULL;

-- Of the whole city and everybody, what anybody may read.
-- name: release_city (release int) -> (indicator text, value int)*
SELECT indicator, value FROM figure_value WHERE release = $1 AND cut = 'city' AND grp = '' AND value IS NOT NULL AND hidden = 0;

-- Everything ever published of one figure.
-- name: values_published (indicator text, cut text, code text, grp text) -> (period text, number int, kind text, note text, signed_ms int, value int?, definition int, hidden int, release int)*
SELECT x.period, x.number, x.kind, x.note, x.signed_ms, v.value, v.definition, v.hidden, x.id AS release
FROM figure_release x JOIN figure_value v ON v.release = x.id WHERE x.state = 'published' AND v.indicator = $1 AND v.cut = $2 AND v.code = $3 AND v.grp = $4
ORDER BY x.period DESC, x.number DESC;

-- What a release changed against the published one before it.
-- name: release_changes (release int, before int) -> (indicator text, cut text, code text, grp text, old int?, new int?, old_hidden int?, new_hidden int, name_zh text?, name_en text?)*
SELECT v.indicator, v.cut, v.code, v.grp, w.value AS old, v.value AS new, w.hidden AS old_hidden, v.hidden AS new_hidden, o.name_zh, o.name_en FROM figure_value v
LEFT JOIN organisation o ON o.id = CASE WHEN v.cut = 'carrier' THEN CAST(v.code AS BIGINT) END
LEFT JOIN figure_value w ON w.release = $2 AND w.indicator = v.indicator AND w.cut = v.cut AND w.code = v.code AND w.grp = v.grp
WHERE v.release = $1 AND (w.value IS NULL OR v.value IS NULL OR w.value <> v.value) AND NOT (w.value IS NULL AND v.value IS NULL)
ORDER BY v.indicator, v.cut, v.code, v.grp;

-- name: release_before (period text, number int) -> (id int)
SELECT id FROM figure_release WHERE period = $1 AND number < $2 AND state = 'published' ORDER BY number DESC LIMIT 1;

-- ---- reports of errors

-- name: report_add (id int, key text, indicator text, period text, area text, body text, account int?, now_ms int, answer_day text) -> ()
INSERT INTO figure_report (id, key, indicator, period, area, body, account, created_ms, answer_day, verdict, reply, answered_by, answered_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', NULL, NULL);

-- name: report_by_key (key text) -> (id int, key text, indicator text, period text, area text, body text, created_ms int, answer_day text, verdict text, reply text, answered_ms int?)
SELECT id, key, indicator, period, area, body, created_ms, answer_day, verdict, reply, answered_ms FROM figure_report WHERE key = $1;

-- name: report_by_id (id int) -> (id int, key text, indicator text, period text, area text, body text, account int?, created_ms int, answer_day text, verdict text, reply text, answered_ms int?)
SELECT id, key, indicator, period, area, body, account, created_ms, answer_day, verdict, reply, answered_ms FROM figure_report WHERE id = $1;

-- Those without an answer first, by when it is due.
-- name: report_list (n int, skip int) -> (id int, key text, indicator text, period text, area text, body text, created_ms int, answer_day text, verdict text, reply text, answered_ms int?)*
SELECT id, key, indicator, period, area, body, created_ms, answer_day, verdict, reply, answered_ms FROM figure_report
ORDER BY CASE WHEN verdict = '' THEN 0 ELSE 1 END, answer_day, id LIMIT $1 OFFSET $2;

-- name: report_count () -> (n int)
SELECT COUNT(*) AS n FROM figure_report;

-- name: report_waiting (today text) -> (n int, late int)
SELECT COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN answer_day < $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late FROM figure_report WHERE verdict = '';

-- name: report_answer (id int, verdict text, reply text, account int, now_ms int) -> ()
UPDATE figure_report SET verdict = $2, reply = $3, answered_by = $4, answered_ms = $5 WHERE id = $1 AND verdict = '';

-- name: carrier_named (id int) -> (name_zh text, name_en text, division text)
SELECT name_zh, name_en, division FROM organisation WHERE id = $1 AND kind IN ('carrier', 'base') AND state = 'active';

-- name: targets_all () -> (indicator text, year int, cut text, code text, value int, document text)*
SELECT indicator, year, cut, code, value, document FROM indicator_target ORDER BY indicator, year, cut, code;

-- ---- what is under a figure, and what is missing from it

-- Returns that were due and do not count: those never handed in, and those sent back.
-- name: missing_returns (from_month int, until_month int, today text, division text, zone text, carrier int) -> (carrier int, name_zh text, name_en text, division text, zone text, n int)*
SELECT f.carrier, o.name_zh, o.name_en, f.division, f.zone, COUNT(*) AS n FROM filing f JOIN organisation o ON o.id = f.carrier
WHERE f.state IN ('open', 'returned') AND f.due_day < $3 AND f.live = 0 AND f.period >= $1 AND f.period <= $2
  AND ($4 = '' OR f.division = $4) AND ($5 = '' OR f.zone = $5) AND ($6 = 0 OR f.carrier = $6)
GROUP BY f.carrier, o.name_zh, o.name_en, f.division, f.zone ORDER BY n DESC, f.carrier;

-- Returns that count in a period; empty texts and 0: everywhere.
-- name: returns_under (from_month int, until_month int, division text, zone text, carrier int, n int, skip int) -> (id int, form text, carrier int, name_zh text, name_en text, period int, state text, on_time int)*
SELECT f.id, f.form, f.carrier, o.name_zh, o.name_en, f.period, f.state, f.on_time FROM filing f JOIN organisation o ON o.id = f.carrier
WHERE f.period >= $1 AND f.period <= $2 AND f.live > 0 AND ($3 = '' OR f.division = $3) AND ($4 = '' OR f.zone = $4) AND ($5 = 0 OR f.carrier = $5)
ORDER BY f.period DESC, f.id LIMIT $6 OFFSET $7;

-- name: returns_under_count (from_month int, until_month int, division text, zone text, carrier int) -> (n int)
SELECT COUNT(*) AS n FROM filing f WHERE f.period >= $1 AND f.period <= $2 AND f.live > 0 AND ($3 = '' OR f.division = $3) AND ($4 = '' OR f.zone = $4) AND ($5 = 0 OR f.carrier = $5);

-- Mails that wait, for who runs the machine.
-- name: outbox_waiting () -> (n int)
SELECT COUNT(*) AS n FROM outbox WHERE state = 'waiting';
