-- Saved searches, and who was told of which listing.

-- name: saved_add (id int, account int, name text, query text, now_ms int) -> ()
INSERT INTO saved_search (id, account, name, query, created_ms) VALUES ($1, $2, $3, $4, $5);

-- name: saved_mine (account int, n int) -> (id int, name text, query text, created_ms int)*
SELECT id, name, query, created_ms FROM saved_search WHERE account = $1 ORDER BY id DESC LIMIT $2;

-- name: saved_remove (id int, account int) -> ()
DELETE FROM saved_search WHERE id = $1 AND account = $2;

-- name: saved_all (after int, n int) -> (id int, account int, name text, query text)*
SELECT s.id, s.account, s.name, s.query FROM saved_search s JOIN account a ON a.id = s.account
WHERE a.state = 'active' AND s.id > $1 ORDER BY s.id LIMIT $2;

-- After the pair of from_ms and from_id: of an upload many listings have one moment.
-- name: listing_published_between (from_ms int, from_id int, to_ms int, n int) -> (id int, published_ms int)*
SELECT id, published_ms FROM listing
WHERE state = 'open' AND published_ms >= $1 AND (published_ms > $1 OR id > $2) AND published_ms <= $3 ORDER BY published_ms, id LIMIT $4;

-- name: told_add (account int, listing int, at_ms int) -> ()
INSERT INTO listing_told (account, listing, at_ms) VALUES ($1, $2, $3) ON CONFLICT (account, listing) DO NOTHING;

-- name: told_of (account int, listing int) -> (n int)
SELECT COUNT(*) AS n FROM listing_told WHERE account = $1 AND listing = $2;
