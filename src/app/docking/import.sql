-- Uploads of listings: parked, confirmed, undone, swept.

-- name: import_batch_add (id int, account int, organisation int?, name text, sha256 text, bytes blob, created_ms int) -> ()
INSERT INTO import_batch (id, account, organisation, name, sha256, bytes, state, added, changed, same, wrong, kept, created_ms, done_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, 'checked', 0, 0, 0, 0, 0, $7, NULL, 1);

-- name: import_batch_of (id int, account int) -> (id int, organisation int?, name text, sha256 text, bytes blob, state text, added int, changed int, same int, wrong int, kept int, created_ms int, done_ms int?, version int)
SELECT id, organisation, name, sha256, bytes, state, added, changed, same, wrong, kept, created_ms, done_ms, version
FROM import_batch WHERE id = $1 AND account = $2;

-- name: import_batches (account int, n int) -> (id int, name text, sha256 text, state text, added int, changed int, same int, wrong int, created_ms int, done_ms int?)*
SELECT id, name, sha256, state, added, changed, same, wrong, created_ms, done_ms FROM import_batch
WHERE account = $1 ORDER BY created_ms DESC, id DESC LIMIT $2;

-- The same file, stored before.
-- name: import_batch_twin (account int, sha256 text, id int) -> (id int, done_ms int?)
SELECT id, done_ms FROM import_batch WHERE account = $1 AND sha256 = $2 AND state = 'done' AND id <> $3 ORDER BY done_ms DESC LIMIT 1;

-- name: import_batch_done (id int, version int, bytes blob, added int, changed int, same int, wrong int, done_ms int) -> ()
UPDATE import_batch SET state = 'done', bytes = $3, added = $4, changed = $5, same = $6, wrong = $7, done_ms = $8, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'checked';

-- name: import_batch_undone (id int, version int, kept int) -> ()
UPDATE import_batch SET state = 'undone', kept = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'done';

-- name: import_row_add (batch int, listing int, version int, before text) -> ()
INSERT INTO import_row (batch, listing, version, before) VALUES ($1, $2, $3, $4);

-- name: import_rows (batch int) -> (listing int, version int, before text)*
SELECT listing, version, before FROM import_row WHERE batch = $1 ORDER BY listing;

-- Listings that came from a table, by their keys: the person's and those of the organisations the person acts for.
-- name: import_keys (account int) -> (id int, source_key text)*
SELECT id, source_key FROM listing WHERE account = $1 AND source_key IS NOT NULL
UNION
SELECT l.id, l.source_key FROM listing l JOIN membership m ON m.organisation = l.organisation
WHERE m.account = $1 AND m.state = 'active' AND m.role IN ('owner', 'editor') AND l.source_key IS NOT NULL;

-- name: import_key_forget (listing int) -> ()
UPDATE listing SET source_key = NULL WHERE id = $1;

-- name: import_stale (before_ms int, n int) -> (id int)*
SELECT id FROM import_batch WHERE state = 'checked' AND created_ms < $1 ORDER BY id LIMIT $2;

-- name: import_batch_drop (id int) -> ()
DELETE FROM import_batch WHERE id = $1 AND state = 'checked';

-- name: import_settled (before_ms int, n int) -> (id int)*
SELECT b.id FROM import_batch b WHERE b.state <> 'checked' AND b.done_ms < $1
AND EXISTS (SELECT 1 FROM import_row x WHERE x.batch = b.id) ORDER BY b.id LIMIT $2;

-- name: import_rows_forget (batch int) -> ()
DELETE FROM import_row WHERE batch = $1;
