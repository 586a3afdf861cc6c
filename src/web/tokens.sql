-- Tokens by which programs act for a person.

-- name: token_by_hash (hash blob) -> (id int, account int, until_ms int, seen_ms int?, totp int, login text, name text, state text, lang text)
SELECT t.id, t.account, t.until_ms, t.seen_ms, t.totp, a.login, a.name, a.state, a.lang
FROM api_token t JOIN account a ON a.id = t.account WHERE t.hash = $1;

-- name: token_add (id int, hash blob, account int, name text, totp int, now int, until_ms int) -> ()
INSERT INTO api_token (id, hash, account, name, totp, created_ms, until_ms, seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL);

-- name: token_seen (id int, now int) -> ()
UPDATE api_token SET seen_ms = $2 WHERE id = $1;

-- name: token_of (account int) -> (id int, name text, created_ms int, until_ms int, seen_ms int?)*
SELECT id, name, created_ms, until_ms, seen_ms FROM api_token WHERE account = $1 ORDER BY id LIMIT 100;

-- name: token_count (account int) -> (n int)
SELECT COUNT(*) AS n FROM api_token WHERE account = $1;

-- name: token_end (id int, account int) -> ()
DELETE FROM api_token WHERE id = $1 AND account = $2;

-- name: token_end_all (account int) -> ()
DELETE FROM api_token WHERE account = $1;

-- name: token_sweep (before int) -> ()
DELETE FROM api_token WHERE until_ms < $1;
