-- Firms: whoever employs people or is incubated (parties.h).

-- name: firm_by_id (id int) -> (id int, organisation int?, uscc text?, name text, name_key text, division text, zone text, industry text, registered_day text?, closed_day text?, synthetic int, version int)
SELECT id, organisation, uscc, name, name_key, division, zone, industry, registered_day, closed_day, synthetic, version FROM firm WHERE id = $1;

-- name: firm_by_uscc (uscc text) -> (id int)
SELECT id FROM firm WHERE uscc = $1;

-- name: firm_by_organisation (organisation int) -> (id int)
SELECT id FROM firm WHERE organisation = $1;

-- The oldest of a name; a place that is not known fits any.
-- name: firm_by_name (name_key text, division text) -> (id int)
SELECT id FROM firm WHERE name_key = $1 AND ($2 = '' OR division = $2 OR division = '') ORDER BY id LIMIT 1;

-- name: firm_add (id int, organisation int?, uscc text?, name text, name_key text, division text, zone text, industry text, registered_day text?, synthetic int, now_ms int) -> ()
INSERT INTO firm (id, organisation, uscc, name, name_key, division, zone, industry, registered_day, closed_day, synthetic, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10, $11, 1);

-- name: firm_close (id int, closed_day text?) -> ()
UPDATE firm SET closed_day = $2, version = version + 1 WHERE id = $1;

-- What is learned about a firm fills what was not known; nothing is overwritten, and a code another row has stays there.
-- name: firm_learn (id int, uscc text?, zone text, industry text, registered_day text?) -> ()
UPDATE firm SET uscc = CASE WHEN uscc IS NULL AND NOT EXISTS (SELECT 1 FROM firm o WHERE o.uscc = $2) THEN $2 ELSE uscc END, zone = CASE WHEN zone = '' THEN $3 ELSE zone END,
    industry = CASE WHEN industry = '' THEN $4 ELSE industry END, registered_day = COALESCE(registered_day, $5), version = version + 1 WHERE id = $1;
