-- Docking everything with everything once more: the run, what it found, who is to be told. See redock.c.
-- A districts argument is '*' for everywhere, or ',210204,210211,': see parties_districts in app/parties/parties.h.

-- name: redock_last () -> (id int, state text, account int, name text, worker int, total int, done int, past int, upto int, news int, work_ms int, started_ms int, moved_ms int, ended_ms int?)
SELECT x.id, x.state, x.account, a.name, x.worker, x.total, x.done, x.past, x.upto, x.news, x.work_ms, x.started_ms, x.moved_ms, x.ended_ms
FROM redock x JOIN account a ON a.id = x.account ORDER BY x.id DESC LIMIT 1;

-- Listings a run still has to go through; those of closed organisations match nothing.
-- name: redock_left (past int, upto int) -> (n int, newest int)
SELECT COUNT(*) AS n, COALESCE(MAX(l.id), 0) AS newest FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND l.id > $1 AND l.id <= $2;

-- name: redock_next (past int, upto int, n int) -> (id int)*
SELECT l.id FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND l.id > $1 AND l.id <= $2 ORDER BY l.id LIMIT $3;

-- name: redock_begin (id int, account int, total int, upto int, now_ms int) -> ()
INSERT INTO redock (id, state, account, worker, total, done, past, upto, news, work_ms, started_ms, moved_ms, ended_ms)
VALUES ($1, 'running', $2, 0, $3, 0, 0, $4, 0, 0, $5, $5, NULL);

-- Nothing happens when another process was quicker, or somebody cancelled it.
-- name: redock_move (id int, was int, past int, n int, news int, worker int, work_ms int, now_ms int) -> ()
UPDATE redock SET past = $3, done = done + $4, news = news + $5, worker = $6, work_ms = work_ms + $7, moved_ms = $8
WHERE id = $1 AND past = $2 AND state = 'running';

-- Nobody else is to take over while a long step is under way.
-- name: redock_touch (id int, was int, worker int, now_ms int) -> ()
UPDATE redock SET worker = $3, work_ms = work_ms + ($4 - moved_ms), moved_ms = $4 WHERE id = $1 AND past = $2 AND state = 'running';

-- name: redock_end (id int, state text, now_ms int) -> ()
UPDATE redock SET state = $2, moved_ms = $3, ended_ms = $3 WHERE id = $1 AND state = 'running';

-- ---- what it finds

-- name: redock_listing_of (listing int) -> (version int, best int, at_ms int)
SELECT version, best, at_ms FROM redock_listing WHERE listing = $1;

-- name: redock_listing_put (listing int, redock int, version int, best int, at_ms int) -> ()
INSERT INTO redock_listing (listing, redock, version, best, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (listing) DO UPDATE SET redock = excluded.redock, version = excluded.version, best = excluded.best, at_ms = excluded.at_ms;

-- name: redock_pairs_of (listing int) -> (other int, forward int, backward int)*
SELECT other, forward, backward FROM redock_pair WHERE listing = $1 ORDER BY place;

-- name: redock_pairs_clear (listing int) -> ()
DELETE FROM redock_pair WHERE listing = $1;

-- name: redock_pair_add (listing int, place int, other int, forward int, backward int, news int) -> ()
INSERT INTO redock_pair (listing, place, other, forward, backward, news) VALUES ($1, $2, $3, $4, $5, $6);

-- What is not of this run is of listings that are not open any more.
-- name: redock_sweep_pairs (redock int) -> ()
DELETE FROM redock_pair WHERE listing IN (SELECT x.listing FROM redock_listing x WHERE x.redock <> $1);

-- name: redock_sweep (redock int) -> ()
DELETE FROM redock_listing WHERE redock <> $1;

-- ---- who is to be told

-- name: redock_news (n int) -> (listing int, place int, other int)*
SELECT listing, place, other FROM redock_pair WHERE news > 0 ORDER BY listing, place LIMIT $1;

-- name: redock_news_done (listing int, place int, other int) -> ()
UPDATE redock_pair SET news = 0 WHERE listing = $1 AND place = $2 AND other = $3;

-- name: redock_news_failed (listing int, place int, other int, most int) -> ()
UPDATE redock_pair SET news = CASE WHEN news >= $4 THEN 0 ELSE news + 1 END WHERE listing = $1 AND place = $2 AND other = $3 AND news > 0;

-- ---- what the office sees of it: open listings that were docked, by kind and district. good: the score from which a match is a
-- good one; idle: it has one, and no docking was ever begun; changed: the listing is another one since.

-- name: redock_figures (districts text, good int) -> (side text, kind text, division text, n int, alone int, idle int, changed int)*
SELECT l.side, l.kind, l.division, COUNT(*) AS n,
       CAST(SUM(CASE WHEN x.best < $2 THEN 1 ELSE 0 END) AS BIGINT) AS alone,
       CAST(SUM(CASE WHEN x.best >= $2 AND NOT EXISTS (SELECT 1 FROM docking_case c WHERE c.need = l.id OR c.offer = l.id) THEN 1 ELSE 0 END) AS BIGINT) AS idle,
       CAST(SUM(CASE WHEN x.version <> l.version THEN 1 ELSE 0 END) AS BIGINT) AS changed
FROM redock_listing x JOIN listing l ON l.id = x.listing LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND ($1 = '*' OR $1 LIKE '%,' || l.division || ',%')
GROUP BY l.side, l.kind, l.division ORDER BY l.side, l.kind, l.division;

-- Open ones no run has seen yet, and docked ones that are not open any more.
-- name: redock_since (districts text) -> (opened int, closed int, oldest_ms int)
SELECT (SELECT COUNT(*) FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
        WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND ($1 = '*' OR $1 LIKE '%,' || l.division || ',%')
          AND NOT EXISTS (SELECT 1 FROM redock_listing x WHERE x.listing = l.id)) AS opened,
       (SELECT COUNT(*) FROM redock_listing x JOIN listing l ON l.id = x.listing LEFT JOIN organisation o ON o.id = l.organisation
        WHERE NOT (l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL)) AND ($1 = '*' OR $1 LIKE '%,' || l.division || ',%')) AS closed,
       (SELECT COALESCE(MIN(at_ms), 0) FROM redock_listing) AS oldest_ms;

-- what: 'alone', 'idle' or '' for all.
-- name: redock_rows_count (districts text, what text, good int, side text, kind text, division text) -> (n int)
SELECT COUNT(*) AS n
FROM redock_listing x JOIN listing l ON l.id = x.listing LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND ($1 = '*' OR $1 LIKE '%,' || l.division || ',%')
  AND ($2 = '' OR ($2 = 'alone' AND x.best < $3)
       OR ($2 = 'idle' AND x.best >= $3 AND NOT EXISTS (SELECT 1 FROM docking_case c WHERE c.need = l.id OR c.offer = l.id)))
  AND ($4 = '' OR l.side = $4) AND ($5 = '' OR l.kind = $5) AND ($6 = '' OR l.division = $6);

-- The worst first where they have none, else the best: rank is smaller the earlier. A page begins at a rank and an id; files, which
-- are numbered, skip.
-- name: redock_rows (districts text, what text, good int, side text, kind text, division text, from_rank int, from_id int, skip int, n int) -> (rank int, id int, side text, kind text, division text, organisation int?, title_zh text, title_en text, visibility text, published_ms int, version int, docked_version int, best int, at_ms int, org_zh text?, org_en text?)*
SELECT CASE WHEN $2 = 'alone' THEN x.best ELSE 0 - x.best END AS rank, l.id, l.side, l.kind, l.division, l.organisation, l.title_zh, l.title_en, l.visibility, l.published_ms, l.version,
       x.version AS docked_version, x.best, x.at_ms, o.name_zh AS org_zh, o.name_en AS org_en
FROM redock_listing x JOIN listing l ON l.id = x.listing LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND ($1 = '*' OR $1 LIKE '%,' || l.division || ',%')
  AND ($2 = '' OR ($2 = 'alone' AND x.best < $3)
       OR ($2 = 'idle' AND x.best >= $3 AND NOT EXISTS (SELECT 1 FROM docking_case c WHERE c.need = l.id OR c.offer = l.id)))
  AND ($4 = '' OR l.side = $4) AND ($5 = '' OR l.kind = $5) AND ($6 = '' OR l.division = $6)
  AND (CASE WHEN $2 = 'alone' THEN x.best ELSE 0 - x.best END > $7 OR (CASE WHEN $2 = 'alone' THEN x.best ELSE 0 - x.best END = $7 AND l.id >= $8))
ORDER BY 1, l.id LIMIT $10 OFFSET $9;

-- name: redock_rows_before (districts text, what text, good int, side text, kind text, division text, from_rank int, from_id int, n int) -> (rank int, id int)*
SELECT CASE WHEN $2 = 'alone' THEN x.best ELSE 0 - x.best END AS rank, l.id
FROM redock_listing x JOIN listing l ON l.id = x.listing LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) AND ($1 = '*' OR $1 LIKE '%,' || l.division || ',%')
  AND ($2 = '' OR ($2 = 'alone' AND x.best < $3)
       OR ($2 = 'idle' AND x.best >= $3 AND NOT EXISTS (SELECT 1 FROM docking_case c WHERE c.need = l.id OR c.offer = l.id)))
  AND ($4 = '' OR l.side = $4) AND ($5 = '' OR l.kind = $5) AND ($6 = '' OR l.division = $6)
  AND (CASE WHEN $2 = 'alone' THEN x.best ELSE 0 - x.best END < $7 OR (CASE WHEN $2 = 'alone' THEN x.best ELSE 0 - x.best END = $7 AND l.id < $8))
ORDER BY 1 DESC, l.id DESC LIMIT $9;

-- The stored ten of one listing; other_open 0: that one is not open any more.
-- name: redock_ten (listing int) -> (place int, other int, forward int, backward int, side text, kind text, division text, organisation int?, title_zh text, title_en text, visibility text, other_open int, docked int, org_zh text?, org_en text?)*
SELECT p.place, p.other, p.forward, p.backward, l.side, l.kind, l.division, l.organisation, l.title_zh, l.title_en, l.visibility,
       CASE WHEN l.state = 'open' AND (o.state = 'active' OR l.organisation IS NULL) THEN 1 ELSE 0 END AS other_open,
       CASE WHEN EXISTS (SELECT 1 FROM docking_case c WHERE (c.need = p.listing AND c.offer = p.other) OR (c.offer = p.listing AND c.need = p.other)) THEN 1 ELSE 0 END AS docked,
       o.name_zh AS org_zh, o.name_en AS org_en
FROM redock_pair p JOIN listing l ON l.id = p.other LEFT JOIN organisation o ON o.id = l.organisation WHERE p.listing = $1 ORDER BY p.place;
