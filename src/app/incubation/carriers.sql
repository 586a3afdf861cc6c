-- Carriers and what they hold. A level's rank: 1 national, 2 provincial, 3 city, 4 district, 5 none.
-- A districts argument is '*' for everywhere, or ',210204,210211,': see parties_districts in parties.h.

-- name: carrier_by_id (id int, today text) -> (id int, kind text, field text, operator text, opened_day text?, statistics_day text?, closed_day text?, division text, zone text, staff int?, staff_service int?, fund_fen int?, fund_cases int?, services text, intake int, version int, name_zh text, name_en text, org_state text, org_division text, org_zone text, synthetic int, rank int)
SELECT c.organisation AS id, c.kind, c.field, c.operator, c.opened_day, c.statistics_day, c.closed_day, c.division, c.zone, c.staff, c.staff_service, c.fund_fen,
    c.fund_cases, c.services, c.intake, c.version, o.name_zh, o.name_en, o.state AS org_state, o.division AS org_division, o.zone AS org_zone, o.synthetic,
    COALESCE((SELECT MIN(CASE k.level WHEN 'national' THEN 1 WHEN 'provincial' THEN 2 WHEN 'city' THEN 3 ELSE 4 END) FROM certification k
        WHERE k.carrier = c.organisation AND k.state = 'confirmed' AND k.from_day <= $2 AND (k.until_day IS NULL OR k.until_day >= $2)), 5) AS rank
FROM carrier c JOIN organisation o ON o.id = c.organisation WHERE c.organisation = $1;

-- What everybody sees. rank 0, kind, division, zone '': any. Figures are cells.
-- name: carrier_page (rank int, kind text, division text, zone text, pattern text, today text, month int, skip int, n int) -> (id int, kind text, field text, division text, zone text, name_zh text, name_en text, operator text, intake int, synthetic int, rank int, incubatees int, teams int, area int)*
SELECT x.id, x.kind, x.field, x.division, x.zone, x.name_zh, x.name_en, x.operator, x.intake, x.synthetic, x.rank,
    CAST(COALESCE((SELECT SUM(v.value) FROM cell v WHERE v.measure = 'incubatees' AND v.cut = 'carrier' AND v.grp = '' AND v.code = CAST(x.id AS TEXT) AND v.month <= $7), 0) AS BIGINT) AS incubatees,
    CAST(COALESCE((SELECT SUM(v.value) FROM cell v WHERE v.measure = 'teams' AND v.cut = 'carrier' AND v.grp = '' AND v.code = CAST(x.id AS TEXT) AND v.month <= $7), 0) AS BIGINT) AS teams,
    CAST(COALESCE((SELECT SUM(v.value) FROM cell v WHERE v.measure = 'area_controllable' AND v.cut = 'carrier' AND v.grp = '' AND v.code = CAST(x.id AS TEXT) AND v.month <= $7), 0) AS BIGINT) AS area
FROM (SELECT c.organisation AS id, c.kind, c.field, c.division, c.zone, o.name_zh, o.name_en, c.operator, c.intake, o.synthetic, o.sort_key,
        COALESCE((SELECT MIN(CASE k.level WHEN 'national' THEN 1 WHEN 'provincial' THEN 2 WHEN 'city' THEN 3 ELSE 4 END) FROM certification k
            WHERE k.carrier = c.organisation AND k.state = 'confirmed' AND k.from_day <= $6 AND (k.until_day IS NULL OR k.until_day >= $6)), 5) AS rank
    FROM carrier c JOIN organisation o ON o.id = c.organisation
    WHERE o.state = 'active' AND c.closed_day IS NULL AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.division = $3) AND ($4 = '' OR c.zone = $4)
      AND ($5 = '' OR lower(o.name_zh) LIKE $5 ESCAPE '!' OR lower(o.name_en) LIKE $5 ESCAPE '!')) x
WHERE $1 = 0 OR x.rank = $1
ORDER BY x.rank, x.sort_key, x.id LIMIT $9 OFFSET $8;

-- name: carrier_count (rank int, kind text, division text, zone text, pattern text, today text) -> (n int)
SELECT COUNT(*) AS n FROM (SELECT c.organisation,
        COALESCE((SELECT MIN(CASE k.level WHEN 'national' THEN 1 WHEN 'provincial' THEN 2 WHEN 'city' THEN 3 ELSE 4 END) FROM certification k
            WHERE k.carrier = c.organisation AND k.state = 'confirmed' AND k.from_day <= $6 AND (k.until_day IS NULL OR k.until_day >= $6)), 5) AS rank
    FROM carrier c JOIN organisation o ON o.id = c.organisation
    WHERE o.state = 'active' AND c.closed_day IS NULL AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.division = $3) AND ($4 = '' OR c.zone = $4)
      AND ($5 = '' OR lower(o.name_zh) LIKE $5 ESCAPE '!' OR lower(o.name_en) LIKE $5 ESCAPE '!')) x
WHERE $1 = 0 OR x.rank = $1;

-- The office's list: every organisation that can be a carrier, with what is missing; those that wait for an officer first. certified until: of its best certification.
-- name: carrier_office (districts text, pattern text, today text, skip int, n int) -> (id int, org_kind text, name_zh text, name_en text, division text, zone text, kind text?, closed_day text?, rank int, until_day text?, claimed int, live int, overdue int)*
SELECT o.id, o.kind AS org_kind, o.name_zh, o.name_en, o.division, o.zone, c.kind, c.closed_day,
    COALESCE((SELECT MIN(CASE k.level WHEN 'national' THEN 1 WHEN 'provincial' THEN 2 WHEN 'city' THEN 3 ELSE 4 END) FROM certification k
        WHERE k.carrier = o.id AND k.state = 'confirmed' AND k.from_day <= $3 AND (k.until_day IS NULL OR k.until_day >= $3)), 5) AS rank,
    (SELECT MAX(k.until_day) FROM certification k WHERE k.carrier = o.id AND k.state = 'confirmed') AS until_day,
    (SELECT COUNT(*) FROM certification k WHERE k.carrier = o.id AND k.state = 'claimed') AS claimed,
    (SELECT COUNT(*) FROM tenancy t WHERE t.carrier = o.id AND t.exit_day IS NULL) AS live,
    (SELECT COUNT(*) FROM tenancy t WHERE t.carrier = o.id AND t.exit_day IS NULL AND t.due_day < $3) AS overdue
FROM organisation o LEFT JOIN carrier c ON c.organisation = o.id
WHERE o.kind IN ('carrier', 'base') AND o.state = 'active' AND ($1 = '*' OR $1 LIKE '%,' || lower(o.division) || ',%')
  AND ($2 = '' OR lower(o.name_zh) LIKE $2 ESCAPE '!' OR lower(o.name_en) LIKE $2 ESCAPE '!')
ORDER BY CASE WHEN EXISTS (SELECT 1 FROM certification k WHERE k.carrier = o.id AND k.state = 'claimed') THEN 0 ELSE 1 END, o.sort_key, o.id LIMIT $5 OFFSET $4;

-- name: carrier_office_count (districts text, pattern text) -> (n int)
SELECT COUNT(*) AS n FROM organisation o
WHERE o.kind IN ('carrier', 'base') AND o.state = 'active' AND ($1 = '*' OR $1 LIKE '%,' || lower(o.division) || ',%')
  AND ($2 = '' OR lower(o.name_zh) LIKE $2 ESCAPE '!' OR lower(o.name_en) LIKE $2 ESCAPE '!');

-- Those an account may run: the organisations its role base names. Empty scope = all, which is not asked here.
-- name: carrier_mine (account int, n int) -> (id int, name_zh text, name_en text, kind text?)*
SELECT o.id, o.name_zh, o.name_en, c.kind FROM organisation o JOIN account_role x ON x.organisation = o.id LEFT JOIN carrier c ON c.organisation = o.id
WHERE x.account = $1 AND x.role = 'base' AND o.kind IN ('carrier', 'base') ORDER BY o.sort_key, o.id LIMIT $2;

-- name: carrier_add (id int, kind text, field text, operator text, opened_day text?, statistics_day text?, division text, zone text, staff int?, staff_service int?, fund_fen int?, fund_cases int?, services text, intake int, now_ms int) -> ()
INSERT INTO carrier (organisation, kind, field, operator, opened_day, statistics_day, closed_day, division, zone, staff, staff_service, fund_fen, fund_cases, services,
    intake, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1);

-- name: carrier_set (id int, version int, kind text, field text, operator text, opened_day text?, statistics_day text?, staff int?, staff_service int?, fund_fen int?, fund_cases int?, services text, intake int) -> ()
UPDATE carrier SET kind = $3, field = $4, operator = $5, opened_day = $6, statistics_day = $7, staff = $8, staff_service = $9, fund_fen = $10, fund_cases = $11,
    services = $12, intake = $13, version = version + 1 WHERE organisation = $1 AND version = $2;

-- name: carrier_place_set (id int, division text, zone text) -> ()
UPDATE carrier SET division = $2, zone = $3, version = version + 1 WHERE organisation = $1;

-- Where it lay before, the oldest first. Moved twice in a day it was never in between.
-- name: carrier_places (carrier int) -> (until_day text, division text, zone text)*
SELECT until_day, division, zone FROM carrier_was WHERE carrier = $1 ORDER BY until_day;

-- name: carrier_was_add (carrier int, until_day text, division text, zone text) -> ()
INSERT INTO carrier_was (carrier, until_day, division, zone) VALUES ($1, $2, $3, $4) ON CONFLICT (carrier, until_day) DO NOTHING;

-- name: carrier_close (id int, version int, closed_day text?) -> ()
UPDATE carrier SET closed_day = $3, intake = 0, version = version + 1 WHERE organisation = $1 AND version = $2;

-- Those the office has closed with their organisation, and those it has opened again. shut: as it should be.
-- name: carrier_shut_due (n int) -> (id int, shut int)*
SELECT c.organisation AS id, CASE WHEN o.state = 'closed' THEN 1 ELSE 0 END AS shut FROM carrier c JOIN organisation o ON o.id = c.organisation
WHERE (o.state = 'closed' AND c.closed_day IS NULL) OR (o.state <> 'closed' AND c.shut = 1) ORDER BY c.organisation LIMIT $1;

-- name: carrier_shut (id int, closed_day text?, shut int) -> ()
UPDATE carrier SET closed_day = $2, shut = $3, version = version + 1 WHERE organisation = $1;

-- Rooms and desks whose offers are open.
-- name: carrier_offers (carrier int) -> (unit int, listing int)*
SELECT u.id AS unit, l.id AS listing FROM carrier_unit u JOIN listing l ON l.id = u.listing AND l.state <> 'closed' WHERE u.carrier = $1 ORDER BY u.id;

-- Those whose organisation now lies elsewhere.
-- name: carrier_moved (n int) -> (id int, division text, zone text)*
SELECT c.organisation AS id, o.division, o.zone FROM carrier c JOIN organisation o ON o.id = c.organisation
WHERE c.division <> o.division OR c.zone <> o.zone ORDER BY c.organisation LIMIT $1;

-- Where they lay then. Carriers with a confirmed certification that are open on a day: those who file. Of an organisation that was closed nothing is asked. rank as above.
-- name: carrier_due_all (day text) -> (id int, division text, zone text, rank int, opened_day text?)*
SELECT c.organisation AS id, COALESCE((SELECT w.division FROM carrier_was w WHERE w.carrier = c.organisation AND w.until_day > $1 ORDER BY w.until_day LIMIT 1), c.division) AS division,
    COALESCE((SELECT w.zone FROM carrier_was w WHERE w.carrier = c.organisation AND w.until_day > $1 ORDER BY w.until_day LIMIT 1), c.zone) AS zone, MIN(CASE k.level WHEN 'national' THEN 1 WHEN 'provincial' THEN 2 WHEN 'city' THEN 3 ELSE 4 END) AS rank, c.opened_day
FROM carrier c JOIN certification k ON k.carrier = c.organisation JOIN organisation o ON o.id = c.organisation AND o.state <> 'closed'
WHERE k.state = 'confirmed' AND k.from_day <= $1 AND (k.until_day IS NULL OR k.until_day >= $1) AND (c.closed_day IS NULL OR c.closed_day > $1)
GROUP BY c.organisation, c.division, c.zone, c.opened_day ORDER BY c.organisation;

-- state: claimed by the carrier, confirmed or refused by an officer; only what is confirmed counts.
-- name: certifications (carrier int) -> (id int, level text, from_day text, until_day text?, document text, granted_by text, state text, reason text, decided_ms int?, version int)*
SELECT id, level, from_day, until_day, document, granted_by, state, reason, decided_ms, version FROM certification WHERE carrier = $1 ORDER BY from_day, id;

-- name: certification_by_id (id int) -> (id int, carrier int, level text, from_day text, until_day text?, document text, state text, version int)
SELECT id, carrier, level, from_day, until_day, document, state, version FROM certification WHERE id = $1;

-- name: certification_add (id int, carrier int, level text, from_day text, until_day text?, document text, granted_by text, state text, decided_by int?, decided_ms int?) -> ()
INSERT INTO certification (id, carrier, level, from_day, until_day, document, granted_by, state, decided_by, decided_ms, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1);

-- name: certification_decide (id int, version int, state text, reason text, decided_by int, decided_ms int) -> ()
UPDATE certification SET state = $3, reason = $4, decided_by = $5, decided_ms = $6, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'claimed';

-- name: certification_end (id int, version int, until_day text, reason text) -> ()
UPDATE certification SET until_day = $3, reason = $4, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'confirmed';

-- What a carrier has said it may take back; what an officer has decided stays.
-- name: certification_remove (id int, carrier int) -> ()
DELETE FROM certification WHERE id = $1 AND carrier = $2 AND state = 'claimed';

-- name: carrier_areas (carrier int) -> (from_day text, controllable int, tenants int, shared int)*
SELECT from_day, controllable, tenants, shared FROM carrier_area WHERE carrier = $1 ORDER BY from_day;

-- name: carrier_area_put (carrier int, from_day text, controllable int, tenants int, shared int) -> ()
INSERT INTO carrier_area (carrier, from_day, controllable, tenants, shared) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (carrier, from_day) DO UPDATE SET controllable = excluded.controllable, tenants = excluded.tenants, shared = excluded.shared;

-- name: carrier_area_remove (carrier int, from_day text) -> ()
DELETE FROM carrier_area WHERE carrier = $1 AND from_day = $2;

-- name: carrier_mentors (carrier int) -> (id int, account int?, name text, field text, from_day text, until_day text?, version int)*
SELECT id, account, name, field, from_day, until_day, version FROM carrier_mentor WHERE carrier = $1 ORDER BY from_day, id;

-- name: carrier_mentor_by_id (id int) -> (id int, carrier int, account int?, name text, field text, from_day text, until_day text?, version int)
SELECT id, carrier, account, name, field, from_day, until_day, version FROM carrier_mentor WHERE id = $1;

-- name: carrier_mentor_add (id int, carrier int, account int?, name text, field text, from_day text, until_day text?) -> ()
INSERT INTO carrier_mentor (id, carrier, account, name, field, from_day, until_day, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1);

-- name: carrier_mentor_end (id int, version int, until_day text?) -> ()
UPDATE carrier_mentor SET until_day = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- Rooms and desks with who is in them.
-- name: carrier_units (carrier int) -> (id int, code text, kind text, area int, rent_fen int, state text, listing int?, listing_state text?, version int, tenancy int?, venture text?)*
SELECT u.id, u.code, u.kind, u.area, u.rent_fen, u.state, u.listing, l.state AS listing_state, u.version, x.tenancy, v.name AS venture
FROM carrier_unit u LEFT JOIN listing l ON l.id = u.listing LEFT JOIN tenancy_unit x ON x.unit = u.id AND x.until_day IS NULL
LEFT JOIN tenancy t ON t.id = x.tenancy LEFT JOIN venture v ON v.id = t.venture
WHERE u.carrier = $1 ORDER BY u.code, u.id;

-- A page of them, and what lies before it: state free, taken, offered or retired.
-- name: carrier_units_from (carrier int, pattern text, kind text, state text, from text, n int) -> (id int, code text, kind text, area int, rent_fen int, state text, listing int?, listing_state text?, version int, tenancy int?, venture text?)*
SELECT u.id, u.code, u.kind, u.area, u.rent_fen, u.state, u.listing, l.state AS listing_state, u.version, x.tenancy, v.name AS venture
FROM carrier_unit u LEFT JOIN listing l ON l.id = u.listing LEFT JOIN tenancy_unit x ON x.unit = u.id AND x.until_day IS NULL
LEFT JOIN tenancy t ON t.id = x.tenancy LEFT JOIN venture v ON v.id = t.venture
WHERE u.carrier = $1 AND ($2 = '' OR lower(u.code) LIKE $2 ESCAPE '!' OR lower(v.name) LIKE $2 ESCAPE '!') AND ($3 = '' OR u.kind = $3)
  AND ($4 = '' OR ($4 = 'free' AND x.tenancy IS NULL AND u.state = 'active') OR ($4 = 'taken' AND x.tenancy IS NOT NULL)
    OR ($4 = 'retired' AND u.state = 'retired') OR ($4 = 'offered' AND l.state <> 'closed'))
  AND u.code >= $5 ORDER BY u.code LIMIT $6;

-- name: carrier_units_before (carrier int, pattern text, kind text, state text, from text, n int) -> (code text)*
SELECT u.code
FROM carrier_unit u LEFT JOIN listing l ON l.id = u.listing LEFT JOIN tenancy_unit x ON x.unit = u.id AND x.until_day IS NULL
LEFT JOIN tenancy t ON t.id = x.tenancy LEFT JOIN venture v ON v.id = t.venture
WHERE u.carrier = $1 AND ($2 = '' OR lower(u.code) LIKE $2 ESCAPE '!' OR lower(v.name) LIKE $2 ESCAPE '!') AND ($3 = '' OR u.kind = $3)
  AND ($4 = '' OR ($4 = 'free' AND x.tenancy IS NULL AND u.state = 'active') OR ($4 = 'taken' AND x.tenancy IS NOT NULL)
    OR ($4 = 'retired' AND u.state = 'retired') OR ($4 = 'offered' AND l.state <> 'closed'))
  AND u.code < $5 ORDER BY u.code DESC LIMIT $6;

-- name: carrier_units_n (carrier int) -> (n int, vacant int)
SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN u.state = 'active' AND x.tenancy IS NULL THEN 1 ELSE 0 END), 0) AS vacant
FROM carrier_unit u LEFT JOIN tenancy_unit x ON x.unit = u.id AND x.until_day IS NULL WHERE u.carrier = $1;

-- name: carrier_unit_by_id (id int) -> (id int, carrier int, code text, kind text, area int, rent_fen int, state text, listing int?, version int, taken int)
SELECT u.id, u.carrier, u.code, u.kind, u.area, u.rent_fen, u.state, u.listing, u.version,
    (SELECT COUNT(*) FROM tenancy_unit x WHERE x.unit = u.id AND x.until_day IS NULL) AS taken
FROM carrier_unit u WHERE u.id = $1;

-- name: carrier_unit_add (id int, carrier int, code text, kind text, area int, rent_fen int) -> ()
INSERT INTO carrier_unit (id, carrier, code, kind, area, rent_fen, state, listing, version) VALUES ($1, $2, $3, $4, $5, $6, 'active', NULL, 1);

-- name: carrier_unit_named (carrier int, code text) -> (id int)
SELECT id FROM carrier_unit WHERE carrier = $1 AND code = $2;

-- name: carrier_unit_state (id int, version int, state text) -> ()
UPDATE carrier_unit SET state = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: carrier_unit_listed (id int, listing int?) -> ()
UPDATE carrier_unit SET listing = $2, version = version + 1 WHERE id = $1;

-- Free on its shelf: how many of each kind.
-- name: carrier_free (carrier int) -> (kind text, n int, area int, cheapest int)*
SELECT u.kind, COUNT(*) AS n, CAST(SUM(u.area) AS BIGINT) AS area, MIN(u.rent_fen) AS cheapest FROM carrier_unit u
WHERE u.carrier = $1 AND u.state = 'active' AND NOT EXISTS (SELECT 1 FROM tenancy_unit x WHERE x.unit = u.id AND x.until_day IS NULL)
GROUP BY u.kind ORDER BY u.kind;

-- What a carrier's cells say up to a month, and of the twelve months before.
-- name: carrier_cells (carrier text, month int) -> (measure text, grp text, value int)*
SELECT measure, grp, CAST(SUM(value) AS BIGINT) AS value FROM cell
WHERE measure IN ('incubatees', 'teams', 'returnee_firms', 'student_firms', 'area_controllable', 'area_tenants', 'area_shared', 'mentors', 'graduates', 'mentor_sessions')
  AND cut = 'carrier' AND grp = '' AND code = $1 AND month <= $2 GROUP BY measure, grp ORDER BY measure;

-- Who runs it: holders of the role base for the organisation.
-- name: carrier_runners (carrier int) -> (account int)*
SELECT DISTINCT x.account FROM account_role x JOIN account a ON a.id = x.account WHERE x.organisation = $1 AND x.role = 'base' AND a.state = 'active' ORDER BY x.account;
