-- Saved searches, of which listings people are to be told, and who was told.

-- name: saved_add (id int, account int, name text, query text, now_ms int) -> ()
INSERT INTO saved_search (id, account, name, query, created_ms) VALUES ($1, $2, $3, $4, $5);

-- name: saved_mine (account int, n int) -> (id int, name text, query text, created_ms int)*
SELECT id, name, query, created_ms FROM saved_search WHERE account = $1 ORDER BY id DESC LIMIT $2;

-- name: saved_count (account int) -> (n int)
SELECT COUNT(*) AS n FROM saved_search WHERE account = $1;

-- name: saved_remove (id int, account int) -> ()
DELETE FROM saved_search WHERE id = $1 AND account = $2;

-- name: saved_all (after int, n int) -> (id int, account int, name text, query text)*
SELECT s.id, s.account, s.name, s.query FROM saved_search s JOIN account a ON a.id = s.account
WHERE a.state = 'active' AND s.id > $1 ORDER BY s.id LIMIT $2;

-- What was news before is so once more; who was told is not told again (told_add).
-- name: told_due_add (listing int, event int, again int, due_ms int) -> ()
INSERT INTO told_due (listing, event, again, due_ms, tries) VALUES ($1, $2, $3, $4, 0)
ON CONFLICT (listing) DO UPDATE SET event = excluded.event, due_ms = excluded.due_ms, tries = 0,
    again = CASE WHEN told_due.again = 1 THEN 1 ELSE excluded.again END;

-- name: told_due_now (now_ms int, n int) -> (listing int, event int, again int, tries int)*
SELECT listing, event, again, tries FROM told_due WHERE due_ms <= $1 ORDER BY due_ms, listing LIMIT $2;

-- name: told_due_done (listing int, event int) -> ()
DELETE FROM told_due WHERE listing = $1 AND event = $2;

-- name: told_due_later (listing int, event int, due_ms int) -> ()
UPDATE told_due SET due_ms = $3, tries = tries + 1 WHERE listing = $1 AND event = $2;

-- name: told_add (account int, listing int, at_ms int) -> ()
INSERT INTO listing_told (account, listing, at_ms) VALUES ($1, $2, $3) ON CONFLICT (account, listing) DO NOTHING;

-- name: told_of (account int, listing int) -> (n int)
SELECT COUNT(*) AS n FROM listing_told WHERE account = $1 AND listing = $2;
