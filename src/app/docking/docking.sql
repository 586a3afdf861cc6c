-- Needs and offers, and the cases between them.

-- name: listing_by_id (id int) -> (id int, side text, kind text, organisation int?, account int?, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, amount_low int?, amount_high int?, quantity int?, from_day text?, open_until text?, visibility text, state text, reason text, published_ms int, version int, org_zh text?, org_en text?, org_kind text?)
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.title_zh, l.title_en, l.body_zh, l.body_en, l.industry, l.skills, l.division,
       l.zone, l.stage, l.amount_low, l.amount_high, l.quantity, l.from_day, l.open_until, l.visibility, l.state, l.reason,
       l.published_ms, l.version, o.name_zh AS org_zh, o.name_en AS org_en, o.kind AS org_kind
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation WHERE l.id = $1;

-- name: listing_live (after int, n int) -> (id int, side text, kind text, organisation int?, account int?, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, amount_low int?, amount_high int?, quantity int?, from_day text?, open_until text?, visibility text, published_ms int, org_kind text?)*
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.title_zh, l.title_en, l.body_zh, l.body_en, l.industry, l.skills, l.division,
       l.zone, l.stage, l.amount_low, l.amount_high, l.quantity, l.from_day, l.open_until, l.visibility, l.published_ms, o.kind AS org_kind
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND l.id > $1 ORDER BY l.id LIMIT $2;

-- name: listing_newest (side text, n int) -> (id int, side text, kind text, title_zh text, title_en text, division text, published_ms int, org_zh text?, org_en text?)*
SELECT l.id, l.side, l.kind, l.title_zh, l.title_en, l.division, l.published_ms, o.name_zh AS org_zh, o.name_en AS org_en
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND l.visibility = 'public' AND l.side = $1 ORDER BY l.published_ms DESC, l.id DESC LIMIT $2;

-- name: listing_of_org (organisation int, n int) -> (id int, side text, kind text, title_zh text, title_en text, division text, state text, visibility text, published_ms int)*
SELECT id, side, kind, title_zh, title_en, division, state, visibility, published_ms FROM listing
WHERE organisation = $1 ORDER BY created_ms DESC, id DESC LIMIT $2;

-- name: listing_of_account (account int, n int) -> (id int, side text, kind text, title_zh text, title_en text, state text, reason text, created_ms int)*
SELECT id, side, kind, title_zh, title_en, state, reason, created_ms FROM listing
WHERE account = $1 OR organisation IN (SELECT organisation FROM membership WHERE membership.account = $1)
ORDER BY created_ms DESC, id DESC LIMIT $2;

-- name: listing_in_review (n int) -> (id int, side text, kind text, title_zh text, title_en text, created_ms int, org_zh text?, org_en text?)*
SELECT l.id, l.side, l.kind, l.title_zh, l.title_en, l.created_ms, o.name_zh AS org_zh, o.name_en AS org_en
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'review' ORDER BY l.created_ms, l.id LIMIT $1;

-- name: listing_add (id int, side text, kind text, organisation int?, account int?, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, amount_low int?, amount_high int?, quantity int?, from_day text?, open_until text?, visibility text, state text, published_ms int, created_ms int) -> ()
INSERT INTO listing (id, side, kind, organisation, account, title_zh, title_en, body_zh, body_en, industry, skills, division, zone, stage,
    amount_low, amount_high, quantity, from_day, open_until, visibility, state, reason, published_ms, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, '', $22, $23, 1);

-- name: listing_decide (id int, version int, state text, reason text, published_ms int) -> ()
UPDATE listing SET state = $3, reason = $4, published_ms = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'review';

-- name: listing_close (id int, version int, reason text) -> ()
UPDATE listing SET state = 'closed', reason = $3, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('open', 'draft', 'review');

-- name: listing_counts () -> (needs int, offers int, in_review int)
SELECT COUNT(*) FILTER (WHERE state = 'open' AND side = 'need') AS needs,
       COUNT(*) FILTER (WHERE state = 'open' AND side = 'offer') AS offers,
       COUNT(*) FILTER (WHERE state = 'review') AS in_review FROM listing;

-- name: listing_counts_by (none int) -> (side text, kind text, division text, n int)*
SELECT side, kind, division, COUNT(*) AS n FROM listing WHERE state = 'open' AND $1 = 0
GROUP BY side, kind, division ORDER BY side, kind, division;

-- name: case_counts () -> (open_n int, done_n int)
SELECT COUNT(*) FILTER (WHERE state IN ('contact', 'visit', 'trial', 'contract')) AS open_n,
       COUNT(*) FILTER (WHERE state = 'done') AS done_n FROM docking_case;

-- name: case_by_id (id int) -> (id int, need int, offer int, state text, turn text, turn_ms int, need_ok_ms int?, offer_ok_ms int?, amount int?, reason text, created_ms int, version int)
SELECT id, need, offer, state, turn, turn_ms, need_ok_ms, offer_ok_ms, amount, reason, created_ms, version FROM docking_case WHERE id = $1;

-- name: case_between (need int, offer int) -> (id int, state text)
SELECT id, state FROM docking_case WHERE need = $1 AND offer = $2 AND state NOT IN ('declined', 'lapsed');

-- name: case_add (id int, need int, offer int, turn text, now_ms int) -> ()
INSERT INTO docking_case (id, need, offer, state, turn, turn_ms, reason, created_ms, version)
VALUES ($1, $2, $3, 'contact', $4, $5, '', $5, 1);

-- name: case_move (id int, version int, state text, turn text, turn_ms int, need_ok_ms int?, offer_ok_ms int?, amount int?, reason text) -> ()
UPDATE docking_case SET state = $3, turn = $4, turn_ms = $5, need_ok_ms = $6, offer_ok_ms = $7, amount = $8, reason = $9, version = version + 1
WHERE id = $1 AND version = $2;

-- name: case_of_account (account int, n int) -> (id int, state text, turn text, turn_ms int, need int, offer int, need_zh text, need_en text, offer_zh text, offer_en text)*
SELECT c.id, c.state, c.turn, c.turn_ms, c.need, c.offer, a.title_zh AS need_zh, a.title_en AS need_en, b.title_zh AS offer_zh, b.title_en AS offer_en
FROM docking_case c JOIN listing a ON a.id = c.need JOIN listing b ON b.id = c.offer
WHERE a.account = $1 OR b.account = $1
   OR a.organisation IN (SELECT organisation FROM membership WHERE membership.account = $1)
   OR b.organisation IN (SELECT organisation FROM membership WHERE membership.account = $1)
ORDER BY c.turn_ms DESC, c.id DESC LIMIT $2;

-- name: case_open_by (organisation int?, account int) -> (n int)
SELECT COUNT(*) AS n FROM docking_case c JOIN listing l ON l.id = CASE WHEN c.turn = 'need' THEN c.offer ELSE c.need END
WHERE c.state = 'contact' AND (l.organisation = $1 OR (l.organisation IS NULL AND l.account = $2));

-- name: case_message_add (id int, docking_case int, account int?, side text, verb text, body text, at_ms int) -> ()
INSERT INTO case_message (id, docking_case, account, side, verb, body, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: case_messages (docking_case int) -> (id int, side text, verb text, body text, at_ms int)*
SELECT id, side, verb, body, at_ms FROM case_message WHERE docking_case = $1 ORDER BY id LIMIT 500;
