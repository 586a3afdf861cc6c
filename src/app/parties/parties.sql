-- Organisations and memberships.

-- name: organisation_by_id (id int) -> (id int, kind text, name_zh text, name_en text, uscc text?, division text, zone text, industry text, size_class text, intro_zh text, intro_en text, state text, version int)
SELECT id, kind, name_zh, name_en, uscc, division, zone, industry, size_class, intro_zh, intro_en, state, version
FROM organisation WHERE id = $1;

-- name: organisation_by_name (name text) -> (id int)
SELECT id FROM organisation WHERE name_zh = $1;

-- name: organisation_page (kind text, division text, q text, after int, n int) -> (id int, kind text, name_zh text, name_en text, division text, zone text, industry text)*
SELECT id, kind, name_zh, name_en, division, zone, industry FROM organisation
WHERE state = 'active' AND ($1 = '' OR kind = $1) AND ($2 = '' OR division = $2)
  AND ($3 = '' OR name_zh LIKE '%' || $3 || '%' ESCAPE '!' OR lower(name_en) LIKE '%' || lower($3) || '%' ESCAPE '!')
  AND id > $4
ORDER BY id LIMIT $5;

-- name: organisation_count (kind text, division text, q text) -> (n int)
SELECT COUNT(*) AS n FROM organisation
WHERE state = 'active' AND ($1 = '' OR kind = $1) AND ($2 = '' OR division = $2)
  AND ($3 = '' OR name_zh LIKE '%' || $3 || '%' ESCAPE '!' OR lower(name_en) LIKE '%' || lower($3) || '%' ESCAPE '!');

-- name: organisation_pending (n int) -> (id int, kind text, name_zh text, name_en text, division text, created_ms int)*
SELECT id, kind, name_zh, name_en, division, created_ms FROM organisation WHERE state = 'pending' ORDER BY created_ms, id LIMIT $1;

-- name: organisation_add (id int, kind text, name_zh text, name_en text, uscc text?, division text, zone text, industry text, size_class text, intro_zh text, intro_en text, state text, created_ms int) -> ()
INSERT INTO organisation (id, kind, name_zh, name_en, uscc, division, zone, industry, size_class, intro_zh, intro_en, state, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1);

-- name: organisation_decide (id int, version int, state text) -> ()
UPDATE organisation SET state = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'pending';

-- name: membership_add (account int, organisation int, role text, since_ms int) -> ()
INSERT INTO membership (account, organisation, role, since_ms) VALUES ($1, $2, $3, $4);

-- name: membership_of (account int) -> (organisation int, role text, name_zh text, name_en text)*
SELECT m.organisation, m.role, o.name_zh, o.name_en FROM membership m JOIN organisation o ON o.id = m.organisation
WHERE m.account = $1 AND o.state = 'active' ORDER BY m.since_ms, m.organisation LIMIT 100;

-- name: membership_one (account int, organisation int) -> (role text)
SELECT role FROM membership WHERE account = $1 AND organisation = $2;
