-- ---- the cube, as it is read here

-- Months before from_month as one row of month 0: what a stock stood at, what a flow had come to.
-- name: cells_from (measure text, cut text, grp text, from_month int, until_month int) -> (code text, at int, value int)*
SELECT code, CASE WHEN month < $4 THEN 0 ELSE month END AS at, CAST(SUM(value) AS BIGINT) AS value FROM cell
WHERE measure = $1 AND cut = $2 AND grp = $3 AND month <= $5 AND value <> 0
GROUP BY code, CASE WHEN month < $4 THEN 0 ELSE month END ORDER BY code, at;

-- The same for one code alone.
-- name: cells_of_code (measure text, cut text, grp text, from_month int, until_month int, code text) -> (code text, at int, value int)*
SELECT code, CASE WHEN month < $4 THEN 0 ELSE month END AS at, CAST(SUM(value) AS BIGINT) AS value FROM cell
WHERE measure = $1 AND cut = $2 AND grp = $3 AND code = $6 AND month <= $5 AND value <> 0
GROUP BY code, CASE WHEN month < $4 THEN 0 ELSE month END ORDER BY code, at;

-- name: cells_begin (measure text) -> (month int?)
SELECT MIN(month) AS month FROM cell WHERE measure = $1 AND cut = 'city' AND grp = '' AND code = '';

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

-- name: carriers_listed () -> (id int, kind text, name_zh text, name_en text, division text, zone text)*
SELECT id, kind, name_zh, name_en, division, zone FROM organisation WHERE kind IN ('carrier', 'base') AND state = 'active' ORDER BY sort_key, id;
