-- Docking cases: two listings, whose turn it is, what was said, and what came of it.

-- name: case_by_id (id int) -> (id int, need int, offer int, asked text, account int, state text, turn text, turn_ms int, need_ok_ms int?, offer_ok_ms int?, amount int?, people int?, contract_day text?, reason text, created_ms int, ended_ms int?, version int)
SELECT id, need, offer, asked, account, state, turn, turn_ms, need_ok_ms, offer_ok_ms, amount, people, contract_day, reason, created_ms, ended_ms, version
FROM docking_case WHERE id = $1;

-- name: case_live_between (need int, offer int) -> (id int)
SELECT id FROM docking_case WHERE need = $1 AND offer = $2 AND state NOT IN ('declined', 'lapsed');

-- name: case_add (id int, need int, offer int, asked text, account int, turn text, now_ms int) -> ()
INSERT INTO docking_case (id, need, offer, asked, account, state, turn, turn_ms, reminded_ms, need_ok_ms, offer_ok_ms, amount, people, contract_day,
    reason, created_ms, ended_ms, version)
VALUES ($1, $2, $3, $4, $5, 'contact', $6, $7, 0, NULL, NULL, NULL, NULL, NULL, '', $7, NULL, 1);

-- name: case_move (id int, version int, state text, turn text, turn_ms int, need_ok_ms int?, offer_ok_ms int?, amount int?, people int?, contract_day text?, reason text, ended_ms int?) -> ()
UPDATE docking_case SET state = $3, turn = $4, turn_ms = $5, reminded_ms = CASE WHEN turn_ms = $5 THEN reminded_ms ELSE 0 END,
    need_ok_ms = $6, offer_ok_ms = $7, amount = $8, people = $9,
    contract_day = $10, reason = $11, ended_ms = $12, version = version + 1
WHERE id = $1 AND version = $2;

-- name: case_mine (account int, n int) -> (id int, state text, turn text, turn_ms int, created_ms int, ended_ms int?, side text, need int, offer int, need_zh text, need_en text, offer_zh text, offer_en text, other_zh text?, other_en text?)*
WITH mine AS (
    SELECT l.id FROM listing l WHERE l.account = $1 AND l.organisation IS NULL
    UNION SELECT l.id FROM membership m JOIN listing l ON l.organisation = m.organisation WHERE m.account = $1 AND m.state = 'active')
SELECT c.id, c.state, c.turn, c.turn_ms, c.created_ms, c.ended_ms,
       CASE WHEN c.need IN (SELECT id FROM mine) THEN 'need' ELSE 'offer' END AS side, c.need, c.offer,
       a.title_zh AS need_zh, a.title_en AS need_en, b.title_zh AS offer_zh, b.title_en AS offer_en, o.name_zh AS other_zh, o.name_en AS other_en
FROM docking_case c JOIN listing a ON a.id = c.need JOIN listing b ON b.id = c.offer
LEFT JOIN organisation o ON o.id = CASE WHEN c.need IN (SELECT id FROM mine) THEN b.organisation ELSE a.organisation END
WHERE c.need IN (SELECT id FROM mine) OR c.offer IN (SELECT id FROM mine)
ORDER BY c.turn_ms DESC, c.id DESC LIMIT $2;

-- name: case_message_add (id int, docking_case int, account int, side text, verb text, body text, at_ms int) -> ()
INSERT INTO case_message (id, docking_case, account, side, verb, body, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: case_figures_by (docking_case int) -> (account int)
SELECT account FROM case_message WHERE docking_case = $1 AND verb = 'figures' ORDER BY id DESC LIMIT 1;

-- The newest n, oldest first.
-- name: case_messages (docking_case int, n int) -> (id int, account int, side text, verb text, body text, at_ms int, name text?)*
SELECT m.id, m.account, m.side, m.verb, m.body, m.at_ms, a.name
FROM (SELECT id, account, side, verb, body, at_ms FROM case_message WHERE docking_case = $1 ORDER BY id DESC LIMIT $2) m
LEFT JOIN account a ON a.id = m.account ORDER BY m.id;

-- name: case_file_add (id int, docking_case int, message int, name text, type text, size int, sha256 text, bytes blob) -> ()
INSERT INTO case_file (id, docking_case, message, name, type, size, sha256, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: case_files (docking_case int) -> (id int, message int, name text, type text, size int, sha256 text)*
SELECT id, message, name, type, size, sha256 FROM case_file WHERE docking_case = $1 ORDER BY id LIMIT 200;

-- name: case_file_bytes (docking_case int, id int) -> (name text, type text, bytes blob)
SELECT name, type, bytes FROM case_file WHERE docking_case = $1 AND id = $2;

-- name: case_files_size (docking_case int) -> (size int)
SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS size FROM case_file WHERE docking_case = $1;

-- Requests that still wait for a first answer, and those of the last day, of whoever asked with the listing.
-- name: case_requests (organisation int, account int, since_ms int) -> (waiting int, recent int)
SELECT COUNT(*) FILTER (WHERE c.state = 'contact') AS waiting, COUNT(*) FILTER (WHERE c.created_ms > $3) AS recent
FROM docking_case c JOIN listing l ON l.id = CASE WHEN c.asked = 'need' THEN c.need ELSE c.offer END
WHERE (c.state = 'contact' OR c.created_ms > $3)
  AND ((l.organisation IS NOT NULL AND l.organisation = $1) OR (l.organisation IS NULL AND l.account = $2));

-- Whose turn has lasted since before_ms: not reminded yet (reminded_before 0), or reminded before that moment.
-- name: case_silent (before_ms int, reminded_before int, after int, n int) -> (id int, need int, offer int, state text, turn text, version int)*
SELECT id, need, offer, state, turn, version FROM docking_case
WHERE state IN ('contact', 'visit', 'trial', 'contract') AND turn_ms < $1 AND id > $3
  AND (($2 > 0 AND reminded_ms > 0 AND reminded_ms <= $2) OR ($2 = 0 AND reminded_ms = 0)) ORDER BY id LIMIT $4;

-- name: case_reminded (id int, version int, now_ms int) -> ()
UPDATE docking_case SET reminded_ms = $3, version = version + 1 WHERE id = $1 AND version = $2 AND reminded_ms = 0;

-- name: case_own_open (account int, side text, n int) -> (id int, kind text, title_zh text, title_en text)*
SELECT l.id, l.kind, l.title_zh, l.title_en FROM listing l
WHERE l.state = 'open' AND l.side = $2 AND ((l.organisation IS NULL AND l.account = $1)
   OR l.organisation IN (SELECT m.organisation FROM membership m JOIN organisation o ON o.id = m.organisation
      WHERE m.account = $1 AND m.state = 'active' AND m.role IN ('owner', 'editor') AND o.state = 'active'))
ORDER BY l.published_ms DESC, l.id DESC LIMIT $3;

-- name: case_annex_grant (listing int, organisation int, account int) -> ()
INSERT INTO listing_party (listing, organisation, account, what) VALUES ($1, $2, $3, 'annex')
ON CONFLICT (listing, organisation, account, what) DO NOTHING;

-- name: case_annex_held (listing int) -> (n int)
SELECT COUNT(*) AS n FROM listing_annex WHERE listing = $1;
