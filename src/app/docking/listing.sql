-- Needs and offers: who reads, what they hold, how they change.

-- name: reader_member (account int) -> (organisation int, role text, state text, name_zh text, name_en text)*
SELECT m.organisation, m.role, o.state, o.name_zh, o.name_en FROM membership m JOIN organisation o ON o.id = m.organisation
WHERE m.account = $1 AND m.state = 'active' ORDER BY m.since_ms, m.organisation;

-- A person who may open the annex may see the listing, too; organisations have a list for each.
-- name: reader_named (account int) -> (listing int)*
SELECT listing FROM listing_party WHERE account = $1
UNION
SELECT p.listing FROM listing_party p JOIN membership m ON m.organisation = p.organisation JOIN organisation o ON o.id = p.organisation
WHERE p.what = 'named' AND m.account = $1 AND m.state = 'active' AND o.state = 'active' ORDER BY 1;

-- name: listing_by_id (id int) -> (id int, side text, kind text, organisation int?, account int, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, languages text, amount_low int?, amount_high int?, quantity int?, from_day text?, to_day text?, open_until text?, visibility text, state text, reason text, published_ms int, renew_by_ms int, created_ms int, version int, has_annex int, org_zh text?, org_en text?, org_kind text?, org_state text?)
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.title_zh, l.title_en, l.body_zh, l.body_en, l.industry, l.skills, l.division,
       l.zone, l.stage, l.languages, l.amount_low, l.amount_high, l.quantity, l.from_day, l.to_day, l.open_until, l.visibility, l.state,
       l.reason, l.published_ms, l.renew_by_ms, l.created_ms, l.version,
       CASE WHEN EXISTS (SELECT 1 FROM listing_annex x WHERE x.listing = l.id) THEN 1 ELSE 0 END AS has_annex,
       o.name_zh AS org_zh, o.name_en AS org_en, o.kind AS org_kind, o.state AS org_state
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation WHERE l.id = $1;

-- What the live index holds of each open listing with after < id <= upto; those of closed organisations are not in it. Of the state
-- something is asked that no index answers: else SQLite walks all open listings and sorts them, for each page and for each change.
-- name: listing_live (after int, upto int, n int) -> (id int, side text, kind text, organisation int?, account int, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, languages text, amount_low int?, amount_high int?, quantity int?, from_day text?, to_day text?, open_until text?, visibility text, published_ms int, version int, org_kind text?, org_zh text?, org_en text?)*
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.title_zh, l.title_en, l.body_zh, l.body_en, l.industry, l.skills, l.division,
       l.zone, l.stage, l.languages, l.amount_low, l.amount_high, l.quantity, l.from_day, l.to_day, l.open_until, l.visibility,
       l.published_ms, l.version, o.kind AS org_kind, o.name_zh AS org_zh, o.name_en AS org_en
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state || '' = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND l.id > $1 AND l.id <= $2 ORDER BY l.id LIMIT $3;

-- The same listings without their texts: for an index that was kept and has to be compared.
-- name: listing_live_brief (after int, n int) -> (id int, side text, kind text, organisation int?, account int, division text, open_until text?, visibility text, published_ms int, version int, org_kind text?)*
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.division, l.open_until, l.visibility, l.published_ms, l.version, o.kind AS org_kind
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state || '' = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND l.id > $1 ORDER BY l.id LIMIT $2;

-- Between, not =: by a state alone SQLite would walk all that is open for each organisation, and of an expression PostgreSQL does not know how many have it.
-- name: organisation_live (after int, n int) -> (id int, name_zh text, name_en text)*
SELECT o.id, o.name_zh, o.name_en FROM organisation o
WHERE o.state = 'active' AND o.id > $1 AND EXISTS (SELECT 1 FROM listing l WHERE l.organisation = o.id AND l.state BETWEEN 'open' AND 'open') ORDER BY o.id LIMIT $2;

-- name: listing_details (listing int) -> (field text, value text)*
SELECT field, value FROM listing_detail WHERE listing = $1 ORDER BY field;

-- name: listing_details_between (low int, high int) -> (listing int, field text, value text)*
SELECT listing, field, value FROM listing_detail WHERE listing BETWEEN $1 AND $2 ORDER BY listing, field;

-- What changed since, for an index that must follow other processes and the kinds of organisations, too.
-- name: listing_changed (after int, n int) -> (id int, kind text, subject int)*
SELECT id, kind, subject FROM event WHERE id > $1 AND ((kind = 'listing' AND verb <> 'annex_read') OR kind = 'organisation') ORDER BY id LIMIT $2;

-- name: event_newest () -> (id int)
SELECT COALESCE(MAX(id), 0) AS id FROM event;

-- name: event_latest (upto int, n int) -> (id int)*
SELECT id FROM event WHERE id <= $1 ORDER BY id DESC LIMIT $2;

-- A page of cards: twenty ids, absent ones 0; words: how much of the description, in characters.
-- name: listing_cards (a int, b int, c int, d int, e int, f int, g int, h int, i int, j int, k int, l int, m int, n int, o int, p int, q int, r int, s int, t int, words int) -> (id int, side text, kind text, organisation int?, account int, title_zh text, title_en text, words_zh text, words_en text, division text, zone text, industry text, stage text, amount_low int?, amount_high int?, quantity int?, open_until text?, visibility text, state text, reason text, published_ms int, org_zh text?, org_en text?, org_kind text?, org_state text?)*
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.title_zh, l.title_en, substr(l.body_zh, 1, CAST($21 AS INTEGER)) AS words_zh,
       substr(l.body_en, 1, CAST($21 AS INTEGER)) AS words_en, l.division, l.zone, l.industry, l.stage,
       l.amount_low, l.amount_high, l.quantity, l.open_until, l.visibility, l.state, l.reason, l.published_ms,
       o.name_zh AS org_zh, o.name_en AS org_en, o.kind AS org_kind, o.state AS org_state
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: listing_of_organisation (organisation int, n int) -> (id int, side text, kind text, organisation int?, account int, title_zh text, title_en text, division text, visibility text, state text, reason text, published_ms int, org_state text)*
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.title_zh, l.title_en, l.division, l.visibility, l.state, l.reason, l.published_ms,
       o.state AS org_state
FROM listing l JOIN organisation o ON o.id = l.organisation
WHERE l.organisation = $1 AND l.state = 'open' ORDER BY l.published_ms DESC, l.id DESC LIMIT $2;

-- name: listing_mine_count (account int) -> (n int)
SELECT COUNT(*) AS n FROM listing l
WHERE (l.organisation IS NULL AND l.account = $1)
   OR l.organisation IN (SELECT m.organisation FROM membership m WHERE m.account = $1 AND m.state = 'active' AND m.role IN ('owner', 'editor'));

-- name: listing_mine (account int, n int, skip int) -> (id int, side text, kind text, title_zh text, title_en text, state text, reason text, open_until text?, renew_by_ms int, created_ms int, version int, org_zh text?, org_en text?, org_state text?)*
SELECT l.id, l.side, l.kind, l.title_zh, l.title_en, l.state, l.reason, l.open_until, l.renew_by_ms, l.created_ms, l.version,
       o.name_zh AS org_zh, o.name_en AS org_en, o.state AS org_state
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE (l.organisation IS NULL AND l.account = $1)
   OR l.organisation IN (SELECT m.organisation FROM membership m WHERE m.account = $1 AND m.state = 'active' AND m.role IN ('owner', 'editor'))
ORDER BY l.created_ms DESC, l.id DESC LIMIT $2 OFFSET $3;

-- name: listing_in_review (after_ms int, after int, n int) -> (id int, side text, kind text, organisation int?, account int, title_zh text, title_en text, division text, created_ms int, visibility text, state text, reason text, published_ms int, name text, org_zh text?, org_en text?, org_state text?)*
SELECT l.id, l.side, l.kind, l.organisation, l.account, l.title_zh, l.title_en, l.division, l.created_ms, l.visibility, l.state, l.reason,
       l.published_ms, a.name, o.name_zh AS org_zh, o.name_en AS org_en, o.state AS org_state
FROM listing l JOIN account a ON a.id = l.account LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'review' AND (l.created_ms > $1 OR (l.created_ms = $1 AND l.id > $2)) ORDER BY l.created_ms, l.id LIMIT $3;

-- name: listing_review_count () -> (n int)
SELECT COUNT(*) AS n FROM listing WHERE state = 'review';

-- name: listing_owner (listing int) -> (account int)*
SELECT l.account FROM listing l WHERE l.id = $1 AND l.organisation IS NULL
UNION
SELECT m.account FROM listing l JOIN membership m ON m.organisation = l.organisation
WHERE l.id = $1 AND m.state = 'active' AND m.role IN ('owner', 'editor') ORDER BY 1;

-- name: listing_count_places () -> (side text, kind text, division text, n int)*
SELECT l.side, l.kind, l.division, COUNT(*) AS n FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) GROUP BY l.side, l.kind, l.division ORDER BY l.side, l.kind, l.division;

-- Days are city days: the program knows the offset.
-- name: listing_count_days (offset_ms int, day_ms int) -> (day int, side text, kind text, n int)*
SELECT (published_ms + $1) / $2 AS day, side, kind, COUNT(*) AS n FROM listing
WHERE published_ms > 0 AND state IN ('open', 'closed') GROUP BY (published_ms + $1) / $2, side, kind ORDER BY 1, 2, 3;

-- name: organisation_count_active () -> (n int)
SELECT COUNT(*) AS n FROM organisation WHERE state = 'active';

-- name: organisation_named (name text) -> (id int)
SELECT id FROM organisation WHERE state = 'active' AND (name_zh = $1 OR lower(name_en) = lower($1)) ORDER BY id LIMIT 1;

-- What an account posted since, by hand (by_table 0) or in tables (1). What was taken back does not count.
-- name: listing_posted_since (account int, since_ms int, by_table int) -> (n int)
SELECT COUNT(*) AS n FROM listing WHERE account = $1 AND created_ms > $2 AND CASE WHEN source_key IS NULL THEN 0 ELSE 1 END = $3
AND NOT (state = 'closed' AND reason = 'mistake');

-- name: listing_add (id int, side text, kind text, organisation int?, account int, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, languages text, amount_low int?, amount_high int?, quantity int?, from_day text?, to_day text?, open_until text?, visibility text, state text, source_key text?, published_ms int, renew_by_ms int, created_ms int) -> ()
INSERT INTO listing (id, side, kind, organisation, account, title_zh, title_en, body_zh, body_en, industry, skills, division, zone, stage, languages,
    amount_low, amount_high, quantity, from_day, to_day, open_until, visibility, state, reason, source_key, published_ms, renew_by_ms, reminded_ms,
    created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, '', $24, $25, $26, 0, $27, 1);

-- name: listing_change (id int, version int, organisation int?, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, languages text, amount_low int?, amount_high int?, quantity int?, from_day text?, to_day text?, open_until text?, visibility text, state text, published_ms int, renew_by_ms int) -> ()
UPDATE listing SET organisation = $3, title_zh = $4, title_en = $5, body_zh = $6, body_en = $7, industry = $8, skills = $9, division = $10,
    zone = $11, stage = $12, languages = $13, amount_low = $14, amount_high = $15, quantity = $16, from_day = $17, to_day = $18,
    open_until = $19, visibility = $20, state = $21, reason = '', published_ms = $22, renew_by_ms = $23, version = version + 1
WHERE id = $1 AND version = $2 AND state <> 'closed';

-- name: listing_details_clear (listing int) -> ()
DELETE FROM listing_detail WHERE listing = $1;

-- name: listing_detail_add (listing int, field text, value text) -> ()
INSERT INTO listing_detail (listing, field, value) VALUES ($1, $2, $3);

-- Persons among the parties were let in otherwise than by the form; they stay.
-- name: listing_parties_clear (listing int) -> ()
DELETE FROM listing_party WHERE listing = $1 AND account = 0;

-- name: listing_party_add (listing int, organisation int, what text) -> ()
INSERT INTO listing_party (listing, organisation, account, what) VALUES ($1, $2, 0, $3);

-- name: listing_parties (listing int) -> (organisation int, what text, name_zh text, name_en text)*
SELECT p.organisation, p.what, o.name_zh, o.name_en FROM listing_party p JOIN organisation o ON o.id = p.organisation
WHERE p.listing = $1 ORDER BY p.what, o.sort_key, o.id;

-- Persons the annex may be opened to: who takes part in a case on the other side of this listing (who posted the other listing
-- as a person, who wrote for its organisation), and who may open it already.
-- name: listing_readers (listing int, n int) -> (account int, name text, org_zh text?, org_en text?, granted int)*
SELECT a.id AS account, a.name, MAX(o.name_zh) AS org_zh, MAX(o.name_en) AS org_en,
       CASE WHEN EXISTS (SELECT 1 FROM listing_party p WHERE p.listing = $1 AND p.account = a.id AND p.what = 'annex') THEN 1 ELSE 0 END AS granted
FROM (SELECT x.account, x.organisation FROM docking_case c JOIN listing x ON x.id = CASE WHEN c.need = $1 THEN c.offer ELSE c.need END
      WHERE (c.need = $1 OR c.offer = $1) AND x.organisation IS NULL
      UNION SELECT m.account, x.organisation FROM docking_case c JOIN listing x ON x.id = CASE WHEN c.need = $1 THEN c.offer ELSE c.need END
      JOIN case_message m ON m.docking_case = c.id AND m.side = x.side
      WHERE (c.need = $1 OR c.offer = $1) AND m.account > 0
      UNION SELECT p.account, NULL FROM listing_party p WHERE p.listing = $1 AND p.what = 'annex' AND p.account > 0) t
JOIN account a ON a.id = t.account LEFT JOIN organisation o ON o.id = t.organisation
WHERE a.state = 'active' GROUP BY a.id, a.name ORDER BY a.name, a.id LIMIT $2;

-- name: listing_reader_add (listing int, account int) -> ()
INSERT INTO listing_party (listing, organisation, account, what) VALUES ($1, 0, $2, 'annex')
ON CONFLICT (listing, organisation, account, what) DO NOTHING;

-- name: listing_reader_remove (listing int, account int) -> ()
DELETE FROM listing_party WHERE listing = $1 AND organisation = 0 AND account = $2 AND what = 'annex';

-- name: listing_annex_clear (listing int) -> ()
DELETE FROM listing_annex WHERE listing = $1;

-- name: listing_annex_add (listing int, body_cipher blob) -> ()
INSERT INTO listing_annex (listing, body_cipher) VALUES ($1, $2);

-- name: listing_annex_of (listing int) -> (body_cipher blob)
SELECT body_cipher FROM listing_annex WHERE listing = $1;

-- name: listing_annex_party (listing int, account int) -> (n int)
SELECT COUNT(*) AS n FROM listing_party p WHERE p.listing = $1 AND p.what = 'annex'
AND (p.account = $2 OR p.organisation IN (SELECT m.organisation FROM membership m JOIN organisation o ON o.id = m.organisation
     WHERE m.account = $2 AND m.state = 'active' AND o.state = 'active'));

-- name: listing_decide (id int, version int, state text, reason text, published_ms int, renew_by_ms int) -> ()
UPDATE listing SET state = $3, reason = $4, published_ms = $5, renew_by_ms = $6, reminded_ms = 0, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'review';

-- name: listing_close (id int, version int, reason text) -> ()
UPDATE listing SET state = 'closed', reason = $3, renew_by_ms = 0, version = version + 1 WHERE id = $1 AND version = $2 AND state <> 'closed';

-- name: listing_renew (id int, version int, renew_by_ms int, open_until text?) -> ()
UPDATE listing SET renew_by_ms = $3, reminded_ms = 0, open_until = $4, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'open';

-- By the moment it is to be renewed, then by id: a page goes on behind the last one.
-- name: listing_to_remind (after_ms int, after int, before int, n int) -> (id int, title_zh text, title_en text, renew_by_ms int)*
SELECT id, title_zh, title_en, renew_by_ms FROM listing
WHERE state = 'open' AND reminded_ms = 0 AND (renew_by_ms, id) > ($1, $2) AND renew_by_ms <= $3 ORDER BY renew_by_ms, id LIMIT $4;

-- name: listing_reminded (id int, now int, before int) -> ()
UPDATE listing SET reminded_ms = $2 WHERE id = $1 AND state = 'open' AND renew_by_ms > $2 AND renew_by_ms <= $3 AND reminded_ms = 0;

-- name: listing_stale (after_ms int, after int, now int, n int) -> (id int, version int, title_zh text, title_en text, renew_by_ms int, open_until text?)*
SELECT id, version, title_zh, title_en, renew_by_ms, open_until FROM listing
WHERE state = 'open' AND (renew_by_ms, id) > ($1, $2) AND renew_by_ms <= $3 ORDER BY renew_by_ms, id LIMIT $4;

-- name: listing_ended (after_day text, after int, today text, n int) -> (id int, version int, title_zh text, title_en text, open_until text?)*
SELECT id, version, title_zh, title_en, open_until FROM listing
WHERE state = 'open' AND (open_until, id) > ($1, $2) AND open_until < $3 ORDER BY open_until, id LIMIT $4;

-- name: listing_events (listing int, n int) -> (id int, at_ms int, verb text, name text?)*
SELECT e.id, e.at_ms, e.verb, a.name FROM event e LEFT JOIN account a ON a.id = e.account
WHERE e.kind = 'listing' AND e.subject = $1 ORDER BY e.id DESC LIMIT $2;

-- Dockings both sides confirmed and both of whose listings anybody may see.
-- name: docked_count () -> (n int)
SELECT COUNT(*) AS n FROM docking_case c JOIN listing a ON a.id = c.need JOIN listing b ON b.id = c.offer
LEFT JOIN organisation oa ON oa.id = a.organisation LEFT JOIN organisation ob ON ob.id = b.organisation
WHERE c.state = 'done' AND a.visibility = 'public' AND b.visibility = 'public'
  AND (oa.state = 'active' OR a.organisation IS NULL) AND (ob.state = 'active' OR b.organisation IS NULL);

-- name: docked_page (n int, skip int) -> (id int, ended_ms int?, need int, need_zh text, need_en text, kind text, division text, offer int, offer_zh text, offer_en text)*
SELECT c.id, c.ended_ms, a.id AS need, a.title_zh AS need_zh, a.title_en AS need_en, a.kind, a.division,
       b.id AS offer, b.title_zh AS offer_zh, b.title_en AS offer_en
FROM docking_case c JOIN listing a ON a.id = c.need JOIN listing b ON b.id = c.offer
LEFT JOIN organisation oa ON oa.id = a.organisation LEFT JOIN organisation ob ON ob.id = b.organisation
WHERE c.state = 'done' AND a.visibility = 'public' AND b.visibility = 'public'
  AND (oa.state = 'active' OR a.organisation IS NULL) AND (ob.state = 'active' OR b.organisation IS NULL) ORDER BY c.ended_ms DESC, c.id DESC LIMIT $1 OFFSET $2;

-- A person's own listings that outlived the account. From the few who left to theirs: joined CROSS, SQLite takes that order, and sorted so, PostgreSQL.
-- name: listing_left (none int, n int) -> (id int, version int)*
SELECT l.id, l.version FROM account a CROSS JOIN listing l
WHERE $1 = 0 AND l.account = a.id AND a.closed_ms IS NOT NULL AND a.erased_ms IS NULL AND l.organisation IS NULL AND l.state <> 'closed'
ORDER BY a.closed_ms, l.id LIMIT $2;

-- ---- what a need counts for (count.c)

-- name: listing_counted (id int) -> (side text, division text, zone text, published_ms int)
SELECT side, division, zone, published_ms FROM listing WHERE id = $1;

-- name: case_done_of (need int) -> (id int, ended_ms int)*
SELECT id, ended_ms FROM docking_case WHERE need = $1 AND state = 'done' AND ended_ms IS NOT NULL ORDER BY ended_ms, id;
